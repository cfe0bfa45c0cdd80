"""Windows, allowances and groups

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('people_group',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_group')),
    sa.UniqueConstraint('name', name=op.f('uq_people_group_name'))
    )
    op.create_table('people_group_member',
    sa.Column('group_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('joined_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['group_id'], ['people_group.id'], name=op.f('fk_people_group_member_group_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_people_group_member_user_id')),
    sa.PrimaryKeyConstraint('group_id', 'user_id', name=op.f('pk_people_group_member'))
    )
    op.create_index(op.f('ix_people_group_member_user_id'), 'people_group_member', ['user_id'], unique=False)
    op.create_table('test_window',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('assessment_id', sa.Uuid(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asks_code', sa.Boolean(), nullable=False),
    sa.Column('networks', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_test_window_assessment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_test_window'))
    )
    op.create_index('uq_test_window_current', 'test_window', ['assessment_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('allowance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('assessment_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('group_id', sa.Uuid(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('per_cent', sa.Integer(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('granted_by', sa.Uuid(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=True),
    sa.CheckConstraint('(user_id IS NOT NULL AND partner_id IS NULL AND group_id IS NULL) OR (user_id IS NULL AND partner_id IS NOT NULL AND group_id IS NULL) OR (user_id IS NULL AND partner_id IS NULL AND group_id IS NOT NULL)', name=op.f('ck_allowance_to_one')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_allowance_assessment_id')),
    sa.ForeignKeyConstraint(['group_id'], ['people_group.id'], name=op.f('fk_allowance_group_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_allowance_partner_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_allowance_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_allowance'))
    )
    op.create_index(op.f('ix_allowance_assessment_id'), 'allowance', ['assessment_id'], unique=False)
    op.create_index(op.f('ix_allowance_user_id'), 'allowance', ['user_id'], unique=False)


def downgrade():
    op.drop_table('allowance')
    op.drop_table('test_window')
    op.drop_table('people_group_member')
    op.drop_table('people_group')
