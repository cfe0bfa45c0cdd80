"""The media library

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('media_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('thumb_sha256', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('alt', sa.JSON(), nullable=False),
    sa.Column('poster_id', sa.Uuid(), nullable=True),
    sa.Column('subtitles', sa.JSON(), nullable=False),
    sa.Column('search', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['poster_id'], ['media_item.id'], name=op.f('fk_media_item_poster_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media_item')),
    sa.UniqueConstraint('sha256', name=op.f('uq_media_item_sha256'))
    )
    op.create_index(op.f('ix_media_item_content_type'), 'media_item', ['content_type'], unique=False)
    op.create_table('media_upload',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=True),
    sa.Column('item_id', sa.Uuid(), nullable=True),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['media_item.id'], name=op.f('fk_media_upload_item_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_media_upload_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_media_upload'))
    )
    op.create_index(op.f('ix_media_upload_expires_at'), 'media_upload', ['expires_at'], unique=False)
    op.create_index(op.f('ix_media_upload_owner_id'), 'media_upload', ['owner_id'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_media_upload_owner_id'), table_name='media_upload')
    op.drop_index(op.f('ix_media_upload_expires_at'), table_name='media_upload')
    op.drop_table('media_upload')
    op.drop_index(op.f('ix_media_item_content_type'), table_name='media_item')
    op.drop_table('media_item')
