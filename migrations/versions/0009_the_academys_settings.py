"""The academy's settings

Revision ID: 0009
Revises: 0008
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    settings = op.create_table('academy_settings',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=True),
    sa.Column('name_zh', sa.String(), nullable=True),
    sa.Column('code', sa.String(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('colour', sa.String(), nullable=True),
    sa.Column('logo_sha256', sa.String(), nullable=True),
    sa.Column('logo_type', sa.String(), nullable=True),
    sa.Column('time_zone', sa.String(), nullable=True),
    sa.Column('languages', sa.JSON(), nullable=True),
    sa.Column('language', sa.String(), nullable=True),
    sa.Column('guide_skipped', sa.JSON(), nullable=False),
    sa.Column('guide_ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('id = 1', name=op.f('ck_academy_settings_the_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_academy_settings'))
    )
    people = sa.table("user", sa.column("id"))
    if op.get_bind().execute(sa.select(people.c.id).limit(1)).first():  # whoever lives here already needs no first-run guide
        op.bulk_insert(settings, [{"id": 1, "version": 1, "guide_skipped": [], "guide_ended_at": datetime.now(UTC)}])


def downgrade():
    op.drop_table('academy_settings')
