"""The files that content came from

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('snapshot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course_key', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshot'))
    )
    op.create_index(op.f('ix_snapshot_course_key'), 'snapshot', ['course_key'], unique=False)
    op.create_table('snapshot_file',
    sa.Column('snapshot_id', sa.Uuid(), nullable=False),
    sa.Column('path', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['snapshot_id'], ['snapshot.id'], name=op.f('fk_snapshot_file_snapshot_id')),
    sa.PrimaryKeyConstraint('snapshot_id', 'path', name=op.f('pk_snapshot_file'))
    )
    op.create_index(op.f('ix_snapshot_file_sha256'), 'snapshot_file', ['sha256'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_snapshot_file_sha256'), table_name='snapshot_file')
    op.drop_table('snapshot_file')
    op.drop_index(op.f('ix_snapshot_course_key'), table_name='snapshot')
    op.drop_table('snapshot')
