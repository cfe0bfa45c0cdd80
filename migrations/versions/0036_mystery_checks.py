"""Mystery checks

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mystery_programme',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('draft', sa.JSON(), nullable=True),
    sa.Column('draft_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('draft_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_programme')),
    sa.UniqueConstraint('key', name=op.f('uq_mystery_programme_key'))
    )
    op.create_table('mystery_plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('programme_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('each', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['mystery_programme.id'], name=op.f('fk_mystery_plan_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_plan'))
    )
    op.create_index(op.f('ix_mystery_plan_programme_id'), 'mystery_plan', ['programme_id'], unique=False)
    op.create_table('mystery_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('programme_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['mystery_programme.id'], name=op.f('fk_mystery_version_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_version')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_mystery_version_programme_id_number'))
    )
    op.create_table('mystery_target',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_mystery_target_partner_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['mystery_plan.id'], name=op.f('fk_mystery_target_plan_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mystery_target_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_target'))
    )
    op.create_index(op.f('ix_mystery_target_partner_id'), 'mystery_target', ['partner_id'], unique=False)
    op.create_index(op.f('ix_mystery_target_plan_id_partner_id'), 'mystery_target', ['plan_id', 'partner_id'], unique=False)
    op.create_index(op.f('ix_mystery_target_user_id'), 'mystery_target', ['user_id'], unique=False)
    op.create_table('mystery_visit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('target_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=True),
    sa.Column('inspector_id', sa.Uuid(), nullable=True),
    sa.Column('assigned_by', sa.Uuid(), nullable=True),
    sa.Column('visited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('outcome_note', sa.String(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_note', sa.String(), nullable=False),
    sa.Column('reviewed_by', sa.Uuid(), nullable=True),
    sa.Column('review_note', sa.String(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disputable_through', sa.Date(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['inspector_id'], ['user.id'], name=op.f('fk_mystery_visit_inspector_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_mystery_visit_partner_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['mystery_plan.id'], name=op.f('fk_mystery_visit_plan_id')),
    sa.ForeignKeyConstraint(['target_id'], ['mystery_target.id'], name=op.f('fk_mystery_visit_target_id')),
    sa.ForeignKeyConstraint(['version_id'], ['mystery_version.id'], name=op.f('fk_mystery_visit_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_visit')),
    sa.UniqueConstraint('reference', name=op.f('uq_mystery_visit_reference')),
    sa.UniqueConstraint('target_id', 'number', name=op.f('uq_mystery_visit_target_id_number'))
    )
    op.create_index(op.f('ix_mystery_visit_inspector_id_state'), 'mystery_visit', ['inspector_id', 'state'], unique=False)
    op.create_index(op.f('ix_mystery_visit_partner_id_accepted_at'), 'mystery_visit', ['partner_id', 'accepted_at'], unique=False)
    op.create_index(op.f('ix_mystery_visit_plan_id'), 'mystery_visit', ['plan_id'], unique=False)
    op.create_index(op.f('ix_mystery_visit_state_since'), 'mystery_visit', ['state', 'since'], unique=False)
    op.create_table('mystery_answer',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('na', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['mystery_visit.id'], name=op.f('fk_mystery_answer_visit_id')),
    sa.PrimaryKeyConstraint('visit_id', 'item', name=op.f('pk_mystery_answer'))
    )
    op.create_table('mystery_dispute',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('raised_by', sa.Uuid(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('score_before', sa.Integer(), nullable=True),
    sa.Column('score_after', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['raised_by'], ['user.id'], name=op.f('fk_mystery_dispute_raised_by')),
    sa.ForeignKeyConstraint(['visit_id'], ['mystery_visit.id'], name=op.f('fk_mystery_dispute_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_dispute')),
    sa.UniqueConstraint('visit_id', 'item', name=op.f('uq_mystery_dispute_visit_id_item'))
    )
    op.create_index(op.f('ix_mystery_dispute_state_raised_at'), 'mystery_dispute', ['state', 'raised_at'], unique=False)
    op.create_table('mystery_photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('content_sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('shown_sha256', sa.String(), nullable=False),
    sa.Column('shown_type', sa.String(), nullable=False),
    sa.Column('thumb_sha256', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('latitude', sa.Double(), nullable=True),
    sa.Column('longitude', sa.Double(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('like_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['like_id'], ['mystery_photo.id'], name=op.f('fk_mystery_photo_like_id')),
    sa.ForeignKeyConstraint(['visit_id'], ['mystery_visit.id'], name=op.f('fk_mystery_photo_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_photo')),
    sa.UniqueConstraint('visit_id', 'mark', name=op.f('uq_mystery_photo_visit_id_mark'))
    )
    op.create_index(op.f('ix_mystery_photo_content_sha256'), 'mystery_photo', ['content_sha256'], unique=False)
    op.create_index(op.f('ix_mystery_photo_shown_sha256'), 'mystery_photo', ['shown_sha256'], unique=False)
    op.create_index(op.f('ix_mystery_photo_thumb_sha256'), 'mystery_photo', ['thumb_sha256'], unique=False)
    op.create_index(op.f('ix_mystery_photo_visit_id_item'), 'mystery_photo', ['visit_id', 'item'], unique=False)
    op.create_table('mystery_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['mystery_visit.id'], name=op.f('fk_mystery_report_visit_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mystery_report')),
    sa.UniqueConstraint('visit_id', 'language', 'edition', name=op.f('uq_mystery_report_visit_id_language_edition'))
    )
    op.create_index(op.f('ix_mystery_report_sha256'), 'mystery_report', ['sha256'], unique=False)
    op.create_table('mystery_photo_band',
    sa.Column('photo_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['photo_id'], ['mystery_photo.id'], name=op.f('fk_mystery_photo_band_photo_id')),
    sa.PrimaryKeyConstraint('photo_id', 'place', name=op.f('pk_mystery_photo_band'))
    )
    op.create_index(op.f('ix_mystery_photo_band_place_value'), 'mystery_photo_band', ['place', 'value'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_mystery_photo_band_place_value'), table_name='mystery_photo_band')
    op.drop_table('mystery_photo_band')
    op.drop_index(op.f('ix_mystery_report_sha256'), table_name='mystery_report')
    op.drop_table('mystery_report')
    op.drop_index(op.f('ix_mystery_photo_visit_id_item'), table_name='mystery_photo')
    op.drop_index(op.f('ix_mystery_photo_thumb_sha256'), table_name='mystery_photo')
    op.drop_index(op.f('ix_mystery_photo_shown_sha256'), table_name='mystery_photo')
    op.drop_index(op.f('ix_mystery_photo_content_sha256'), table_name='mystery_photo')
    op.drop_table('mystery_photo')
    op.drop_index(op.f('ix_mystery_dispute_state_raised_at'), table_name='mystery_dispute')
    op.drop_table('mystery_dispute')
    op.drop_table('mystery_answer')
    op.drop_index(op.f('ix_mystery_visit_state_since'), table_name='mystery_visit')
    op.drop_index(op.f('ix_mystery_visit_plan_id'), table_name='mystery_visit')
    op.drop_index(op.f('ix_mystery_visit_partner_id_accepted_at'), table_name='mystery_visit')
    op.drop_index(op.f('ix_mystery_visit_inspector_id_state'), table_name='mystery_visit')
    op.drop_table('mystery_visit')
    op.drop_index(op.f('ix_mystery_target_user_id'), table_name='mystery_target')
    op.drop_index(op.f('ix_mystery_target_plan_id_partner_id'), table_name='mystery_target')
    op.drop_index(op.f('ix_mystery_target_partner_id'), table_name='mystery_target')
    op.drop_table('mystery_target')
    op.drop_table('mystery_version')
    op.drop_index(op.f('ix_mystery_plan_programme_id'), table_name='mystery_plan')
    op.drop_table('mystery_plan')
    op.drop_table('mystery_programme')
