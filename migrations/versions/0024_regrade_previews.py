"""Further answers that are accepted, and previews of regrades

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accepts', sa.JSON(none_as_null=True), nullable=True))

    op.create_table('regrade_preview',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('seen_from', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('question_version_id', sa.Uuid(), nullable=True),
    sa.Column('assessment_id', sa.Uuid(), nullable=True),
    sa.Column('remedy', sa.String(), nullable=False),
    sa.Column('key_version_id', sa.Uuid(), nullable=True),
    sa.Column('accepts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('also', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('work_id', sa.Uuid(), nullable=True),
    sa.Column('after_id', sa.Uuid(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('to_come', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['user.id'], name=op.f('fk_regrade_preview_asked_by')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_regrade_preview_assessment_id')),
    sa.ForeignKeyConstraint(['key_version_id'], ['question_version.id'], name=op.f('fk_regrade_preview_key_version_id')),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_regrade_preview_question_id')),
    sa.ForeignKeyConstraint(['question_version_id'], ['question_version.id'], name=op.f('fk_regrade_preview_question_version_id')),
    sa.ForeignKeyConstraint(['seen_from'], ['assessment.id'], name=op.f('fk_regrade_preview_seen_from')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regrade_preview'))
    )
    with op.batch_alter_table('regrade_preview', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrade_preview_asked_at'), ['asked_at'], unique=False)

    op.create_table('regrade_preview_line',
    sa.Column('preview_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('gravity', sa.Integer(), nullable=False),
    sa.Column('points_before', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('points_after', sa.Numeric(precision=8, scale=2), nullable=False),
    sa.Column('percent_before', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('percent_after', sa.Numeric(precision=5, scale=2), nullable=False),
    sa.Column('passed_before', sa.Boolean(), nullable=False),
    sa.Column('passed_after', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_regrade_preview_line_attempt_id')),
    sa.ForeignKeyConstraint(['preview_id'], ['regrade_preview.id'], name=op.f('fk_regrade_preview_line_preview_id')),
    sa.PrimaryKeyConstraint('preview_id', 'attempt_id', name=op.f('pk_regrade_preview_line'))
    )
    with op.batch_alter_table('regrade_preview_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regrade_preview_line_preview_id_gravity_attempt_id'), ['preview_id', 'gravity', 'attempt_id'], unique=False)


def downgrade():
    with op.batch_alter_table('regrade_preview_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regrade_preview_line_preview_id_gravity_attempt_id'))

    op.drop_table('regrade_preview_line')
    with op.batch_alter_table('regrade_preview', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regrade_preview_asked_at'))

    op.drop_table('regrade_preview')
    with op.batch_alter_table('regrade', schema=None) as batch_op:
        batch_op.drop_column('accepts')
