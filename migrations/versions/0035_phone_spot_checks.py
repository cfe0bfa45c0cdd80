"""Phone spot checks

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('spot_campaign',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('track_key', sa.String(), nullable=False),
    sa.Column('level_keys', sa.JSON(), nullable=False),
    sa.Column('region_id', sa.Uuid(), nullable=True),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('unchecked_months', sa.Integer(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.Column('pass_mark', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('call_from', sa.Integer(), nullable=False),
    sa.Column('call_until', sa.Integer(), nullable=False),
    sa.Column('weekends', sa.Boolean(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('pause_hours', sa.Integer(), nullable=False),
    sa.Column('refusal_fails', sa.Boolean(), nullable=False),
    sa.Column('after_failed', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('seed', sa.String(), nullable=True),
    sa.Column('frame_hash', sa.String(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drawn_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=True),
    sa.Column('search', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_spot_campaign_partner_id')),
    sa.ForeignKeyConstraint(['region_id'], ['region.id'], name=op.f('fk_spot_campaign_region_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_campaign')),
    sa.UniqueConstraint('number', name=op.f('uq_spot_campaign_number'))
    )
    op.create_table('spot_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('after_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('claimed_by', sa.Uuid(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sheet_seed', sa.String(), nullable=True),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('score', sa.Numeric(precision=4, scale=1), nullable=True),
    sa.Column('form', sa.String(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['after_id'], ['spot_check.id'], name=op.f('fk_spot_check_after_id')),
    sa.ForeignKeyConstraint(['campaign_id'], ['spot_campaign.id'], name=op.f('fk_spot_check_campaign_id')),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_spot_check_certification_id')),
    sa.ForeignKeyConstraint(['claimed_by'], ['user.id'], name=op.f('fk_spot_check_claimed_by')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_spot_check_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_check')),
    sa.UniqueConstraint('campaign_id', 'number', name=op.f('uq_spot_check_campaign_id_number'))
    )
    op.create_index(op.f('ix_spot_check_ended_at'), 'spot_check', ['ended_at'], unique=False)
    op.create_index(op.f('ix_spot_check_state_due_at'), 'spot_check', ['state', 'due_at'], unique=False)
    op.create_index(op.f('ix_spot_check_user_id'), 'spot_check', ['user_id'], unique=False)
    op.create_table('spot_frame_entry',
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['spot_campaign.id'], name=op.f('fk_spot_frame_entry_campaign_id')),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_spot_frame_entry_certification_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_spot_frame_entry_user_id')),
    sa.PrimaryKeyConstraint('campaign_id', 'user_id', name=op.f('pk_spot_frame_entry'))
    )
    op.create_index(op.f('ix_spot_frame_entry_user_id'), 'spot_frame_entry', ['user_id'], unique=False)
    op.create_table('spot_call',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('call_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['check_id'], ['spot_check.id'], name=op.f('fk_spot_call_check_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_call'))
    )
    op.create_index(op.f('ix_spot_call_check_id'), 'spot_call', ['check_id'], unique=False)
    op.create_table('spot_mark',
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marked_by', sa.Uuid(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['check_id'], ['spot_check.id'], name=op.f('fk_spot_mark_check_id')),
    sa.PrimaryKeyConstraint('check_id', 'sequence', name=op.f('pk_spot_mark'))
    )
    op.create_table('spot_question',
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('question_version_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['check_id'], ['spot_check.id'], name=op.f('fk_spot_question_check_id')),
    sa.ForeignKeyConstraint(['question_version_id'], ['question_version.id'], name=op.f('fk_spot_question_question_version_id')),
    sa.PrimaryKeyConstraint('check_id', 'number', name=op.f('pk_spot_question'))
    )
    op.create_table('suspension_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_suspension_proposal_certification_id')),
    sa.ForeignKeyConstraint(['check_id'], ['spot_check.id'], name=op.f('fk_suspension_proposal_check_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspension_proposal')),
    sa.UniqueConstraint('check_id', name=op.f('uq_suspension_proposal_check_id'))
    )
    op.create_index(op.f('ix_suspension_proposal_state_proposed_at'), 'suspension_proposal', ['state', 'proposed_at'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_suspension_proposal_state_proposed_at'), table_name='suspension_proposal')
    op.drop_table('suspension_proposal')
    op.drop_table('spot_question')
    op.drop_table('spot_mark')
    op.drop_index(op.f('ix_spot_call_check_id'), table_name='spot_call')
    op.drop_table('spot_call')
    op.drop_index(op.f('ix_spot_frame_entry_user_id'), table_name='spot_frame_entry')
    op.drop_table('spot_frame_entry')
    op.drop_index(op.f('ix_spot_check_user_id'), table_name='spot_check')
    op.drop_index(op.f('ix_spot_check_state_due_at'), table_name='spot_check')
    op.drop_index(op.f('ix_spot_check_ended_at'), table_name='spot_check')
    op.drop_table('spot_check')
    op.drop_table('spot_campaign')
