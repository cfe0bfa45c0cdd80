"""The studio

Revision ID: 0027
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_key", sa.String(), nullable=False),
        sa.Column("base_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["snapshot.id"], name=op.f("fk_draft_base_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_draft_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_course_key"), "draft", ["course_key"], unique=False)
    op.create_index(op.f("ix_draft_opened_by"), "draft", ["opened_by"], unique=False)
    op.create_index(
        "uq_draft_open",
        "draft",
        ["course_key"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_file_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_file")),
    )
    op.create_index(op.f("ix_draft_file_sha256"), "draft_file", ["sha256"], unique=False)
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_step_draft_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_draft_step_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_step")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_step_draft_id_number")),
    )
    op.create_index(op.f("ix_draft_step_made_by"), "draft_step", ["made_by"], unique=False)
    op.create_table(
        "draft_change",
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["step_id"], ["draft_step.id"], name=op.f("fk_draft_change_step_id")),
        sa.PrimaryKeyConstraint("step_id", "path", name=op.f("pk_draft_change")),
    )
    op.create_index(op.f("ix_draft_change_after"), "draft_change", ["after"], unique=False)
    op.create_index(op.f("ix_draft_change_before"), "draft_change", ["before"], unique=False)
    op.create_table(
        "draft_presence",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_presence_draft_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_presence_user_id")),
        sa.PrimaryKeyConstraint("draft_id", "user_id", name=op.f("pk_draft_presence")),
    )
    op.create_index(op.f("ix_draft_presence_user_id"), "draft_presence", ["user_id"], unique=False)
    op.create_table(
        "publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change_note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.JSON(), nullable=True),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("total_count", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_publication_asked_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_publication_draft_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_publication_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_asked_by"), "publication", ["asked_by"], unique=False)
    op.create_index(op.f("ix_publication_draft_id"), "publication", ["draft_id"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_publication_draft_id"), table_name="publication")
    op.drop_index(op.f("ix_publication_asked_by"), table_name="publication")
    op.drop_table("publication")
    op.drop_index(op.f("ix_draft_presence_user_id"), table_name="draft_presence")
    op.drop_table("draft_presence")
    op.drop_index(op.f("ix_draft_change_before"), table_name="draft_change")
    op.drop_index(op.f("ix_draft_change_after"), table_name="draft_change")
    op.drop_table("draft_change")
    op.drop_index(op.f("ix_draft_step_made_by"), table_name="draft_step")
    op.drop_table("draft_step")
    op.drop_index(op.f("ix_draft_file_sha256"), table_name="draft_file")
    op.drop_table("draft_file")
    op.drop_index("uq_draft_open", table_name="draft")
    op.drop_index(op.f("ix_draft_opened_by"), table_name="draft")
    op.drop_index(op.f("ix_draft_course_key"), table_name="draft")
    op.drop_table("draft")
