"""Cards, and what failed checks propose

Revision ID: 0039
Revises: 0038
"""

from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade():
    _conduct()
    _activity()
    with op.batch_alter_table('certification_fact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('card_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_certification_fact_card_id'), 'card', ['card_id'], ['id'])
    with op.batch_alter_table('spot_campaign', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failed_below', sa.Integer(), nullable=True))
    _proposals()


def _conduct():
    op.create_table('card_terms',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('watch', sa.String(), nullable=False),
    sa.Column('extra_check', sa.String(), nullable=False),
    sa.Column('appeal', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_terms'))
    )
    op.create_table('card',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('colour', sa.String(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('rests_on', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('watch_through', sa.Date(), nullable=True),
    sa.Column('check_until', sa.Date(), nullable=True),
    sa.Column('appeal_through', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(user_id IS NULL) <> (partner_id IS NULL)', name=op.f('ck_card_one_subject')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_card_partner_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_card_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card')),
    sa.UniqueConstraint('reference', name=op.f('uq_card_reference'))
    )
    op.create_index(op.f('ix_card_partner_id_given_on'), 'card', ['partner_id', 'given_on'], unique=False)
    op.create_index(op.f('ix_card_user_id_given_on'), 'card', ['user_id', 'given_on'], unique=False)
    op.create_table('card_fact',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('card_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('holds_from', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['card_id'], ['card.id'], name=op.f('fk_card_fact_card_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_fact')),
    sa.UniqueConstraint('card_id', 'kind', name=op.f('uq_card_fact_card_id_kind'))
    )
    op.create_table('card_appeal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('card_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('raised_by', sa.Uuid(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['card_id'], ['card.id'], name=op.f('fk_card_appeal_card_id')),
    sa.ForeignKeyConstraint(['raised_by'], ['user.id'], name=op.f('fk_card_appeal_raised_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_appeal')),
    sa.UniqueConstraint('card_id', name=op.f('uq_card_appeal_card_id'))
    )
    op.create_index(op.f('ix_card_appeal_state_raised_at'), 'card_appeal', ['state', 'raised_at'], unique=False)


def _activity():
    """Companies that are out of the channel already: since the day on which the trail says so, else since today."""
    activity = op.create_table('partner_activity',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('holds_from', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_activity_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_activity'))
    )
    op.create_index(op.f('ix_partner_activity_partner_id'), 'partner_activity', ['partner_id'], unique=False)
    partner = sa.table('partner', sa.column('id', sa.Uuid()), sa.column('active', sa.Boolean()))
    entry = sa.table('audit_entry', sa.column('at', sa.DateTime(timezone=True)), sa.column('deed'), sa.column('subject_id'))
    connection, now = op.get_bind(), datetime.now(UTC)
    for (partner_id,) in connection.execute(sa.select(partner.c.id).where(partner.c.active == sa.false())).all():
        left = sa.select(sa.func.max(entry.c.at)).where(entry.c.deed == 'partner.deactivated', entry.c.subject_id == str(partner_id))
        at = connection.execute(left).scalar() or now
        op.bulk_insert(activity, [{'id': uuid4(), 'partner_id': partner_id, 'active': False, 'holds_from': at.date(), 'recorded_at': now}])


def _proposals():
    """What was a proposal to suspend after a phone spot check becomes one proposal among others."""
    op.create_table('check_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('asks', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('certification_id', sa.Uuid(), nullable=True),
    sa.Column('spot_check_id', sa.Uuid(), nullable=True),
    sa.Column('visit_id', sa.Uuid(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('card_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(spot_check_id IS NULL) <> (visit_id IS NULL)', name=op.f('ck_check_proposal_one_check')),
    sa.CheckConstraint('(user_id IS NULL) <> (partner_id IS NULL)', name=op.f('ck_check_proposal_one_subject')),
    sa.ForeignKeyConstraint(['card_id'], ['card.id'], name=op.f('fk_check_proposal_card_id')),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_check_proposal_certification_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_check_proposal_partner_id')),
    sa.ForeignKeyConstraint(['spot_check_id'], ['spot_check.id'], name=op.f('fk_check_proposal_spot_check_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_check_proposal_user_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['mystery_visit.id'], name=op.f('fk_check_proposal_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_proposal')),
    sa.UniqueConstraint('spot_check_id', name=op.f('uq_check_proposal_spot_check_id')),
    sa.UniqueConstraint('visit_id', name=op.f('uq_check_proposal_visit_id'))
    )
    op.create_index(op.f('ix_check_proposal_partner_id'), 'check_proposal', ['partner_id'], unique=False)
    op.create_index(op.f('ix_check_proposal_state_proposed_at'), 'check_proposal', ['state', 'proposed_at'], unique=False)
    op.create_index(op.f('ix_check_proposal_user_id'), 'check_proposal', ['user_id'], unique=False)
    op.execute(
        'INSERT INTO check_proposal (id, asks, user_id, certification_id, spot_check_id, proposed_at, state, decided_by, decided_at, reason)'
        " SELECT old.id, 'suspension', spot_check.user_id, old.certification_id, old.check_id, old.proposed_at, old.state,"
        ' old.decided_by, old.decided_at, old.reason'
        ' FROM suspension_proposal AS old JOIN spot_check ON spot_check.id = old.check_id'
    )
    op.drop_index(op.f('ix_suspension_proposal_state_proposed_at'), table_name='suspension_proposal')
    op.drop_table('suspension_proposal')


def downgrade():
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
    op.execute(
        'INSERT INTO suspension_proposal (id, check_id, certification_id, proposed_at, state, decided_by, decided_at, reason)'
        ' SELECT id, spot_check_id, certification_id, proposed_at, state, decided_by, decided_at, reason FROM check_proposal'
        " WHERE asks = 'suspension' AND spot_check_id IS NOT NULL AND certification_id IS NOT NULL AND card_id IS NULL"
    )
    op.drop_index(op.f('ix_check_proposal_user_id'), table_name='check_proposal')
    op.drop_index(op.f('ix_check_proposal_state_proposed_at'), table_name='check_proposal')
    op.drop_index(op.f('ix_check_proposal_partner_id'), table_name='check_proposal')
    op.drop_table('check_proposal')
    with op.batch_alter_table('spot_campaign', schema=None) as batch_op:
        batch_op.drop_column('failed_below')
    with op.batch_alter_table('certification_fact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_certification_fact_card_id'), type_='foreignkey')
        batch_op.drop_column('card_id')
    op.drop_index(op.f('ix_partner_activity_partner_id'), table_name='partner_activity')
    op.drop_table('partner_activity')
    op.drop_index(op.f('ix_card_appeal_state_raised_at'), table_name='card_appeal')
    op.drop_table('card_appeal')
    op.drop_table('card_fact')
    op.drop_index(op.f('ix_card_user_id_given_on'), table_name='card')
    op.drop_index(op.f('ix_card_partner_id_given_on'), table_name='card')
    op.drop_table('card')
    op.drop_table('card_terms')
