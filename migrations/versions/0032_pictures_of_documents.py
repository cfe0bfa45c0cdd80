"""Pictures of documents are known as the media library knows them

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

COLUMNS = {
    "thumb_sha256": sa.String(),
    "content_type": sa.String(),
    "size": sa.Integer(),
    "width": sa.Integer(),
    "height": sa.Integer(),
}


def upgrade():
    with op.batch_alter_table("office_picture") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))


def downgrade():
    with op.batch_alter_table("office_picture") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
