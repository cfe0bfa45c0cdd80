"""Documents of Word and PowerPoint on their way into a course

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "office_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("stage", sa.JSON(), nullable=True),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lessons", sa.JSON(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_office_file_draft_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_office_file_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_file")),
    )
    for column in ("made_by", "file_sha256", "draft_id"):
        op.create_index(op.f(f"ix_office_file_{column}"), "office_file", [column], unique=False)
    op.create_table(
        "office_picture",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office_file.id"], name=op.f("fk_office_picture_office_id")),
        sa.PrimaryKeyConstraint("office_id", "name", name=op.f("pk_office_picture")),
    )
    op.create_index(op.f("ix_office_picture_sha256"), "office_picture", ["sha256"], unique=False)


def downgrade():
    op.drop_table("office_picture")
    op.drop_table("office_file")
