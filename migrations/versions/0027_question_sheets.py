"""Question sheets

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "question_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=True),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("lost", sa.JSON(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_question_sheet_draft_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_question_sheet_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_sheet")),
    )
    for column in ("made_by", "file_sha256", "draft_id"):
        op.create_index(op.f(f"ix_question_sheet_{column}"), "question_sheet", [column], unique=False)
    op.create_table(
        "sheet_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("item", sa.JSON(), nullable=False),
        sa.Column("alike", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["sheet_id"], ["question_sheet.id"], name=op.f("fk_sheet_row_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_row")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_sheet_row_sheet_id_number")),
    )
    op.create_table(
        "sheet_file",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["question_sheet.id"], name=op.f("fk_sheet_file_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "sha256", name=op.f("pk_sheet_file")),
    )
    op.create_index(op.f("ix_sheet_file_sha256"), "sheet_file", ["sha256"], unique=False)


def downgrade():
    op.drop_table("sheet_file")
    op.drop_table("sheet_row")
    op.drop_table("question_sheet")
