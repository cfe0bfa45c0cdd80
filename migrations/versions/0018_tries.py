"""Tries of a question, the place one has reached

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reached', sa.Integer(), nullable=True))
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tries', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('tried', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.alter_column('tried', server_default=None)


def downgrade():
    with op.batch_alter_table('attempt_item', schema=None) as batch_op:
        batch_op.drop_column('closed_at')
        batch_op.drop_column('tried')
        batch_op.drop_column('tries')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_column('reached')
