"""Face-to-face exams

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('exam_rubric',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=True),
    sa.Column('draft_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('draft_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_rubric')),
    sa.UniqueConstraint('key', name=op.f('uq_exam_rubric_key'))
    )
    op.create_table('exam_rubric_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('rubric_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['rubric_id'], ['exam_rubric.id'], name=op.f('fk_exam_rubric_version_rubric_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_rubric_version')),
    sa.UniqueConstraint('rubric_id', 'number', name=op.f('uq_exam_rubric_version_rubric_id_number'))
    )
    op.create_table('exam_sitting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('rubric_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=True),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('about', sa.JSON(), nullable=False),
    sa.Column('region_id', sa.Uuid(), nullable=True),
    sa.Column('books_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('free_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('publish', sa.String(), nullable=False),
    sa.Column('chair_id', sa.Uuid(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('called_off', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['chair_id'], ['user.id'], name=op.f('fk_exam_sitting_chair_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_exam_sitting_region_id')),
    sa.ForeignKeyConstraint(['rubric_id'], ['exam_rubric.id'], name=op.f('fk_exam_sitting_rubric_id')),
    sa.ForeignKeyConstraint(['version_id'], ['exam_rubric_version.id'], name=op.f('fk_exam_sitting_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_sitting'))
    )
    op.create_index(op.f('ix_exam_sitting_state_held_on'), 'exam_sitting', ['state', 'held_on'], unique=False)
    op.create_table('exam_slot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_id', sa.Uuid(), nullable=False),
    sa.Column('second_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('second_id IS NULL OR second_id <> first_id', name=op.f('ck_exam_slot_two_people')),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_exam_slot_lasts')),
    sa.ForeignKeyConstraint(['first_id'], ['user.id'], name=op.f('fk_exam_slot_first_id')),
    sa.ForeignKeyConstraint(['second_id'], ['user.id'], name=op.f('fk_exam_slot_second_id')),
    sa.ForeignKeyConstraint(['sitting_id'], ['exam_sitting.id'], name=op.f('fk_exam_slot_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_slot')),
    sa.UniqueConstraint('sitting_id', 'first_id', 'starts_at', name=op.f('uq_exam_slot_sitting_id_first_id_starts_at'))
    )
    op.create_index(op.f('ix_exam_slot_first_id_starts_at'), 'exam_slot', ['first_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_exam_slot_second_id_starts_at'), 'exam_slot', ['second_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_exam_slot_sitting_id'), 'exam_slot', ['sitting_id'], unique=False)
    op.create_table('exam_booking',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('slot_id', sa.Uuid(), nullable=True),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('booked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('booked_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('identity', sa.Boolean(), nullable=True),
    sa.Column('identity_kind', sa.String(), nullable=False),
    sa.Column('identity_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('identity_by', sa.Uuid(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('settled_as', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_why', sa.String(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['sitting_id'], ['exam_sitting.id'], name=op.f('fk_exam_booking_sitting_id')),
    sa.ForeignKeyConstraint(['slot_id'], ['exam_slot.id'], name=op.f('fk_exam_booking_slot_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_exam_booking_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_booking')),
    sa.UniqueConstraint('reference', name=op.f('uq_exam_booking_reference')),
    sa.UniqueConstraint('slot_id', name=op.f('uq_exam_booking_slot_id'))
    )
    op.create_index(op.f('ix_exam_booking_sitting_id_state'), 'exam_booking', ['sitting_id', 'state'], unique=False)
    op.create_index(op.f('ix_exam_booking_user_id_level_key'), 'exam_booking', ['user_id', 'level_key'], unique=False)
    op.create_table('exam_marking',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('booking_id', sa.Uuid(), nullable=False),
    sa.Column('examiner_id', sa.Uuid(), nullable=False),
    sa.Column('chair', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['booking_id'], ['exam_booking.id'], name=op.f('fk_exam_marking_booking_id')),
    sa.ForeignKeyConstraint(['examiner_id'], ['user.id'], name=op.f('fk_exam_marking_examiner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_marking')),
    sa.UniqueConstraint('booking_id', 'examiner_id', name=op.f('uq_exam_marking_booking_id_examiner_id'))
    )
    op.create_index(op.f('ix_exam_marking_examiner_id'), 'exam_marking', ['examiner_id'], unique=False)
    op.create_table('exam_mark',
    sa.Column('marking_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['marking_id'], ['exam_marking.id'], name=op.f('fk_exam_mark_marking_id')),
    sa.PrimaryKeyConstraint('marking_id', 'item', name=op.f('pk_exam_mark'))
    )


def downgrade():
    op.drop_table('exam_mark')
    op.drop_index(op.f('ix_exam_marking_examiner_id'), table_name='exam_marking')
    op.drop_table('exam_marking')
    op.drop_index(op.f('ix_exam_booking_user_id_level_key'), table_name='exam_booking')
    op.drop_index(op.f('ix_exam_booking_sitting_id_state'), table_name='exam_booking')
    op.drop_table('exam_booking')
    op.drop_index(op.f('ix_exam_slot_sitting_id'), table_name='exam_slot')
    op.drop_index(op.f('ix_exam_slot_second_id_starts_at'), table_name='exam_slot')
    op.drop_index(op.f('ix_exam_slot_first_id_starts_at'), table_name='exam_slot')
    op.drop_table('exam_slot')
    op.drop_index(op.f('ix_exam_sitting_state_held_on'), table_name='exam_sitting')
    op.drop_table('exam_sitting')
    op.drop_table('exam_rubric_version')
    op.drop_table('exam_rubric')
