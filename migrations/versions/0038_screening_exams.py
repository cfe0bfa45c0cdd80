"""Screening exams

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('screening_round',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('task', sa.JSON(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('referees', sa.Integer(), nullable=False),
    sa.Column('asks', sa.String(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shortlisted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('end_reason', sa.String(), nullable=True),
    sa.Column('search', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_round')),
    sa.UniqueConstraint('number', name=op.f('uq_screening_round_number'))
    )
    with op.batch_alter_table('screening_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_round_level_key'), ['level_key'], unique=False)

    op.create_table('screening_panelist',
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('chair', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['screening_round.id'], name=op.f('fk_screening_panelist_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screening_panelist_user_id')),
    sa.PrimaryKeyConstraint('round_id', 'user_id', name=op.f('pk_screening_panelist'))
    )
    with op.batch_alter_table('screening_panelist', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_panelist_user_id'), ['user_id'], unique=False)

    op.create_table('screening_application',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('round_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('essay', sa.String(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=True),
    sa.Column('met', sa.JSON(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_outcome', sa.String(), nullable=True),
    sa.Column('first_reason', sa.String(), nullable=False),
    sa.Column('first_words', sa.String(), nullable=False),
    sa.Column('first_by', sa.Uuid(), nullable=True),
    sa.Column('first_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('final_outcome', sa.String(), nullable=True),
    sa.Column('final_reason', sa.String(), nullable=False),
    sa.Column('final_words', sa.String(), nullable=False),
    sa.Column('final_by', sa.Uuid(), nullable=True),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_screening_application_partner_id')),
    sa.ForeignKeyConstraint(['round_id'], ['screening_round.id'], name=op.f('fk_screening_application_round_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screening_application_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_application')),
    sa.UniqueConstraint('round_id', 'user_id', name=op.f('uq_screening_application_round_id_user_id'))
    )
    with op.batch_alter_table('screening_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_application_round_id_state'), ['round_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_screening_application_user_id'), ['user_id'], unique=False)

    op.create_table('screening_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['screening_application.id'], name=op.f('fk_screening_file_application_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_file'))
    )
    with op.batch_alter_table('screening_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_file_application_id'), ['application_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_screening_file_sha256'), ['sha256'], unique=False)

    op.create_table('screening_interest',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('ties', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['screening_application.id'], name=op.f('fk_screening_interest_application_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screening_interest_user_id')),
    sa.PrimaryKeyConstraint('application_id', 'user_id', name=op.f('pk_screening_interest'))
    )
    with op.batch_alter_table('screening_interest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_interest_user_id'), ['user_id'], unique=False)

    op.create_table('screening_judgement',
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['screening_application.id'], name=op.f('fk_screening_judgement_application_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screening_judgement_user_id')),
    sa.PrimaryKeyConstraint('application_id', 'user_id', 'stage', name=op.f('pk_screening_judgement'))
    )
    with op.batch_alter_table('screening_judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_judgement_user_id'), ['user_id'], unique=False)

    op.create_table('screening_referee',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('link_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('relation', sa.String(), nullable=False),
    sa.Column('statement', sa.String(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['screening_application.id'], name=op.f('fk_screening_referee_application_id')),
    sa.ForeignKeyConstraint(['link_id'], ['access_link.id'], name=op.f('fk_screening_referee_link_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_screening_referee_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_referee')),
    sa.UniqueConstraint('application_id', 'email', name=op.f('uq_screening_referee_application_id_email'))
    )
    with op.batch_alter_table('screening_referee', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_referee_link_id'), ['link_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_screening_referee_user_id'), ['user_id'], unique=False)


def downgrade():
    with op.batch_alter_table('screening_referee', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_referee_user_id'))
        batch_op.drop_index(batch_op.f('ix_screening_referee_link_id'))

    op.drop_table('screening_referee')
    with op.batch_alter_table('screening_judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_judgement_user_id'))

    op.drop_table('screening_judgement')
    with op.batch_alter_table('screening_interest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_interest_user_id'))

    op.drop_table('screening_interest')
    with op.batch_alter_table('screening_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_file_sha256'))
        batch_op.drop_index(batch_op.f('ix_screening_file_application_id'))

    op.drop_table('screening_file')
    with op.batch_alter_table('screening_application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_application_user_id'))
        batch_op.drop_index(batch_op.f('ix_screening_application_round_id_state'))

    op.drop_table('screening_application')
    with op.batch_alter_table('screening_panelist', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_panelist_user_id'))

    op.drop_table('screening_panelist')
    with op.batch_alter_table('screening_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_round_level_key'))

    op.drop_table('screening_round')
