"""Media of questions

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('question_medium',
    sa.Column('question_version_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('asked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['question_version_id'], ['question_version.id'], name=op.f('fk_question_medium_question_version_id')),
    sa.PrimaryKeyConstraint('question_version_id', 'sha256', name=op.f('pk_question_medium'))
    )
    with op.batch_alter_table('question_medium', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_medium_sha256'), ['sha256'], unique=False)


def downgrade():
    op.drop_table('question_medium')
