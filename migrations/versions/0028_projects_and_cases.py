"""Projects and cases

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('project_work',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('waits_since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_project_work_course_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_project_work_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_work')),
    sa.UniqueConstraint('user_id', 'course_id', 'lesson_key', name=op.f('uq_project_work_user_id_course_id_lesson_key'))
    )
    op.create_index(op.f('ix_project_work_state_waits_since'), 'project_work', ['state', 'waits_since'], unique=False)
    op.create_table('learner_case',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('course_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_key', sa.String(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('waits_since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('moderated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moderated_by', sa.Uuid(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_learner_case_course_id')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_learner_case_lesson_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_learner_case_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_learner_case'))
    )
    op.create_index(op.f('ix_learner_case_course_id_lesson_key_state_published_at'), 'learner_case', ['course_id', 'lesson_key', 'state', 'published_at'], unique=False)
    op.create_index(op.f('ix_learner_case_state_waits_since'), 'learner_case', ['state', 'waits_since'], unique=False)
    op.create_index(op.f('ix_learner_case_user_id'), 'learner_case', ['user_id'], unique=False)
    op.create_table('project_round',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('work_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('verdicts', sa.JSON(), nullable=True),
    sa.Column('comment', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_project_round_lesson_id')),
    sa.ForeignKeyConstraint(['work_id'], ['project_work.id'], name=op.f('fk_project_round_work_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_round')),
    sa.UniqueConstraint('work_id', 'number', name=op.f('uq_project_round_work_id_number'))
    )
    op.create_table('case_useful',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['learner_case.id'], name=op.f('fk_case_useful_case_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_case_useful_user_id')),
    sa.PrimaryKeyConstraint('case_id', 'user_id', name=op.f('pk_case_useful'))
    )
    op.create_table('project_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['project_round.id'], name=op.f('fk_project_file_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project_file'))
    )
    op.create_index(op.f('ix_project_file_round_id'), 'project_file', ['round_id'], unique=False)
    op.create_index(op.f('ix_project_file_sha256'), 'project_file', ['sha256'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_project_file_sha256'), table_name='project_file')
    op.drop_index(op.f('ix_project_file_round_id'), table_name='project_file')
    op.drop_table('project_file')
    op.drop_table('case_useful')
    op.drop_table('project_round')
    op.drop_index(op.f('ix_learner_case_user_id'), table_name='learner_case')
    op.drop_index(op.f('ix_learner_case_state_waits_since'), table_name='learner_case')
    op.drop_index(op.f('ix_learner_case_course_id_lesson_key_state_published_at'), table_name='learner_case')
    op.drop_table('learner_case')
    op.drop_index(op.f('ix_project_work_state_waits_since'), table_name='project_work')
    op.drop_table('project_work')
