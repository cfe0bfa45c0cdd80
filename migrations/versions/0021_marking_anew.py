"""Marking a question anew

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('regrade',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('question_version_id', sa.Uuid(), nullable=True),
    sa.Column('assessment_id', sa.Uuid(), nullable=True),
    sa.Column('remedy', sa.String(), nullable=False),
    sa.Column('key_version_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('work_id', sa.Uuid(), nullable=True),
    sa.Column('after_id', sa.Uuid(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_regrade_asked_by')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_regrade_assessment_id')),
    sa.ForeignKeyConstraint(['key_version_id'], ['question_version.id'], name=op.f('fk_regrade_key_version_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_regrade_question_id')),
    sa.ForeignKeyConstraint(['question_version_id'], ['question_version.id'], name=op.f('fk_regrade_question_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrade'))
    )
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrade_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_regrade_question_id'), ['question_id'], unique=False)
        batch_op.create_index('uq_regrade_working', ['state'], unique=True, sqlite_where=sa.text("state = 'working'"), postgresql_where=sa.text("state = 'working'"))

    op.create_table('regrade_result',
    sa.Column('regrade_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('points_before', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('points_after', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('possible_before', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('possible_after', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('percent_before', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('percent_after', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('passed_before', sa.Boolean(), nullable=False),
    sa.Column('passed_after', sa.Boolean(), nullable=False),
    sa.Column('sections_before', sa.JSON(), nullable=True),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_regrade_result_attempt_id')),
    sa.ForeignKeyConstraint(['regrade_id'], ['regrade.id'], name=op.f('fk_regrade_result_regrade_id')),
    sa.PrimaryKeyConstraint('regrade_id', 'attempt_id', name=op.f('pk_regrade_result'))
    )
    with op.batch_alter_table('regrade_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrade_result_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('certification_doubt',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('evidence_id', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by', sa.Uuid(), nullable=True),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_certification_doubt_certification_id')),
    sa.ForeignKeyConstraint(['evidence_id'], ['evidence.id'], name=op.f('fk_certification_doubt_evidence_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certification_doubt')),
    sa.UniqueConstraint('certification_id', 'evidence_id', name=op.f('uq_certification_doubt_certification_id_evidence_id'))
    )
    with op.batch_alter_table('certification_doubt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_doubt_certification_id'), ['certification_id'], unique=False)


def downgrade():
    with op.batch_alter_table('certification_doubt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_doubt_certification_id'))

    op.drop_table('certification_doubt')
    with op.batch_alter_table('regrade_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regrade_result_attempt_id'))

    op.drop_table('regrade_result')
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.drop_index('uq_regrade_working', sqlite_where=sa.text("state = 'working'"), postgresql_where=sa.text("state = 'working'"))
        batch_op.drop_index(batch_op.f('ix_regrade_question_id'))
        batch_op.drop_index(batch_op.f('ix_regrade_assessment_id'))

    op.drop_table('regrade')
