"""Classes: their kinds, bookings, materials, opinions; calendars; lessons that are done in them

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "class_kind",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_kind")),
        sa.UniqueConstraint("key", name=op.f("uq_class_kind_key")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("key", name=op.f("uq_calendar_feed_key")),
    )
    op.create_table(
        "lesson_credit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_lesson_credit_course_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_lesson_credit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_credit")),
        sa.UniqueConstraint("source_id", name=op.f("uq_lesson_credit_source_id")),
    )
    op.create_index(op.f("ix_lesson_credit_user_id_course_id"), "lesson_credit", ["user_id", "course_id"], unique=False)

    op.create_table(
        "scheduled_class",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("region_id", sa.Uuid(), nullable=True),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("lesson_key", sa.String(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("books_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("books_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("venue", sa.String(), nullable=False),
        sa.Column("map_url", sa.String(), nullable=False),
        sa.Column("join_url", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("trainer_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("called_off", sa.String(), nullable=False),
        sa.Column("register_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("survey_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search", sa.String(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_scheduled_class_lasts")),
        sa.CheckConstraint("taken >= 0 AND waiting >= 0 AND seats >= 1", name=op.f("ck_scheduled_class_counts")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_scheduled_class_course_id")),
        sa.ForeignKeyConstraint(["kind_id"], ["class_kind.id"], name=op.f("fk_scheduled_class_kind_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_scheduled_class_region_id")),
        sa.ForeignKeyConstraint(["trainer_id"], ["user.id"], name=op.f("fk_scheduled_class_trainer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduled_class")),
    )
    op.create_index(
        op.f("ix_scheduled_class_course_id_lesson_key"), "scheduled_class", ["course_id", "lesson_key"], unique=False
    )
    op.create_index(op.f("ix_scheduled_class_room_starts_at"), "scheduled_class", ["room", "starts_at"], unique=False)
    op.create_index(op.f("ix_scheduled_class_state_starts_at"), "scheduled_class", ["state", "starts_at"], unique=False)
    op.create_index(
        op.f("ix_scheduled_class_trainer_id_starts_at"), "scheduled_class", ["trainer_id", "starts_at"], unique=False
    )

    op.create_table(
        "class_booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.Uuid(), nullable=True),
        sa.Column("moved_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("here_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("here_by", sa.Uuid(), nullable=True),
        sa.Column("surveyed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["scheduled_class.id"], name=op.f("fk_class_booking_class_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_class_booking_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_booking")),
        sa.UniqueConstraint("class_id", "user_id", name=op.f("uq_class_booking_class_id_user_id")),
    )
    op.create_index(
        op.f("ix_class_booking_class_id_state_number"), "class_booking", ["class_id", "state", "number"], unique=False
    )
    op.create_index(op.f("ix_class_booking_user_id_state"), "class_booking", ["user_id", "state"], unique=False)

    op.create_table(
        "class_material",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["scheduled_class.id"], name=op.f("fk_class_material_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_material")),
    )
    op.create_index(op.f("ix_class_material_class_id"), "class_material", ["class_id"], unique=False)
    op.create_index(op.f("ix_class_material_sha256"), "class_material", ["sha256"], unique=False)

    op.create_table(
        "class_opinion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["scheduled_class.id"], name=op.f("fk_class_opinion_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_opinion")),
    )
    op.create_index(op.f("ix_class_opinion_class_id"), "class_opinion", ["class_id"], unique=False)


def downgrade():
    op.drop_table("class_opinion")
    op.drop_table("class_material")
    op.drop_table("class_booking")
    op.drop_table("scheduled_class")
    op.drop_table("lesson_credit")
    op.drop_table("calendar_feed")
    op.drop_table("class_kind")
