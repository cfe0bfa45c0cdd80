"""Life of certifications and granting at scale

Revision ID: 0041
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('granted_through', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('basis', sa.String(), nullable=False, server_default='decision'))
        batch_op.create_index(batch_op.f('ix_certification_decision_id'), ['decision_id'], unique=False)
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.alter_column('basis', server_default=None)
    with op.batch_alter_table('certification_fact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('last_day', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('by_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_certification_fact_by_id'), 'certification', ['by_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_certification_fact_by_id'), ['by_id'], unique=False)
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('renews', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.alter_column('renews', server_default=None)

    op.create_table('certification_proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('deed', sa.String(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('proposed_by', sa.Uuid(), nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_certification_proposal_certification_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certification_proposal'))
    )
    with op.batch_alter_table('certification_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_proposal_certification_id'), ['certification_id'], unique=False)

    op.create_table('bulk_grant',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undo_reason', sa.String(), nullable=True),
    sa.Column('undone_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_grant'))
    )
    with op.batch_alter_table('bulk_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_grant_made_at'), ['made_at'], unique=False)

    op.create_table('bulk_grant_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('bulk_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('level_key', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=True),
    sa.Column('certification_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk_grant.id'], name=op.f('fk_bulk_grant_item_bulk_id')),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_bulk_grant_item_certification_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_bulk_grant_item_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_grant_item')),
    sa.UniqueConstraint('bulk_id', 'position', name=op.f('uq_bulk_grant_item_bulk_id_position'))
    )
    with op.batch_alter_table('bulk_grant_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_grant_item_certification_id'), ['certification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bulk_grant_item_user_id'), ['user_id'], unique=False)

    op.create_table('certification_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certification_import'))
    )
    with op.batch_alter_table('certification_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_import_made_at'), ['made_at'], unique=False)

    op.create_table('certification_import_row',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('problem', sa.JSON(), nullable=True),
    sa.Column('certification_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_certification_import_row_certification_id')),
    sa.ForeignKeyConstraint(['import_id'], ['certification_import.id'], name=op.f('fk_certification_import_row_import_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_certification_import_row_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certification_import_row')),
    sa.UniqueConstraint('import_id', 'position', name=op.f('uq_certification_import_row_import_id_position'))
    )
    with op.batch_alter_table('certification_import_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_import_row_certification_id'), ['certification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certification_import_row_user_id'), ['user_id'], unique=False)


def downgrade():
    with op.batch_alter_table('certification_import_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_import_row_user_id'))
        batch_op.drop_index(batch_op.f('ix_certification_import_row_certification_id'))

    op.drop_table('certification_import_row')
    with op.batch_alter_table('certification_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_import_made_at'))

    op.drop_table('certification_import')
    with op.batch_alter_table('bulk_grant_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_grant_item_user_id'))
        batch_op.drop_index(batch_op.f('ix_bulk_grant_item_certification_id'))

    op.drop_table('bulk_grant_item')
    with op.batch_alter_table('bulk_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_grant_made_at'))

    op.drop_table('bulk_grant')
    with op.batch_alter_table('certification_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_proposal_certification_id'))

    op.drop_table('certification_proposal')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_column('renews')
    with op.batch_alter_table('certification_fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_fact_by_id'))
        batch_op.drop_constraint(batch_op.f('fk_certification_fact_by_id'), type_='foreignkey')
        batch_op.drop_column('by_id')
        batch_op.drop_column('last_day')
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_decision_id'))
        batch_op.drop_column('basis')
        batch_op.drop_column('granted_through')
