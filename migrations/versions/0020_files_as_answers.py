"""Files as answers

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('attempt_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id', 'position'], ['attempt_item.attempt_id', 'attempt_item.position'], name=op.f('fk_attempt_file_attempt_id_position')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_file'))
    )
    with op.batch_alter_table('attempt_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_file_attempt_id_position'), ['attempt_id', 'position'], unique=False)
        batch_op.create_index(batch_op.f('ix_attempt_file_sha256'), ['sha256'], unique=False)


def downgrade():
    op.drop_table('attempt_file')
