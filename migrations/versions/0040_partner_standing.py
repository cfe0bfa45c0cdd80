"""Partner standing

Revision ID: 0040
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('job_role', sa.String(), server_default='', nullable=False))

    op.create_table('tier_rule',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('tier_key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_rule')),
    sa.UniqueConstraint('tier_key', 'number', name=op.f('uq_tier_rule_tier_key_number'))
    )
    op.create_table('standing_judgement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('tier_rule_id', sa.Uuid(), nullable=True),
    sa.Column('judged_on', sa.Date(), nullable=False),
    sa.Column('known_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('gap_on', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('explanation', sa.JSON(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_standing_judgement_partner_id')),
    sa.ForeignKeyConstraint(['tier_rule_id'], ['tier_rule.id'], name=op.f('fk_standing_judgement_tier_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_judgement'))
    )
    with op.batch_alter_table('standing_judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standing_judgement_partner_id_recorded_at'), ['partner_id', 'recorded_at'], unique=False)

    op.create_table('standing_person',
    sa.Column('judgement_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('name_zh', sa.String(), nullable=False),
    sa.Column('name_latin', sa.String(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('explanation', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['judgement_id'], ['standing_judgement.id'], name=op.f('fk_standing_person_judgement_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_standing_person_partner_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_standing_person_user_id')),
    sa.PrimaryKeyConstraint('judgement_id', 'user_id', name=op.f('pk_standing_person'))
    )
    with op.batch_alter_table('standing_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standing_person_user_id'), ['user_id'], unique=False)

    op.create_table('partner_standing',
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('judgement_id', sa.Uuid(), nullable=False),
    sa.Column('tier_rule_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('gap_on', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('judged_on', sa.Date(), nullable=False),
    sa.Column('known_by', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judgement_id'], ['standing_judgement.id'], name=op.f('fk_partner_standing_judgement_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_standing_partner_id')),
    sa.ForeignKeyConstraint(['tier_rule_id'], ['tier_rule.id'], name=op.f('fk_partner_standing_tier_rule_id')),
    sa.PrimaryKeyConstraint('partner_id', name=op.f('pk_partner_standing'))
    )
    with op.batch_alter_table('partner_standing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_standing_state'), ['state'], unique=False)


def downgrade():
    op.drop_table('partner_standing')
    op.drop_table('standing_person')
    op.drop_table('standing_judgement')
    op.drop_table('tier_rule')
    with op.batch_alter_table('employment', schema=None) as batch_op:
        batch_op.drop_column('job_role')
