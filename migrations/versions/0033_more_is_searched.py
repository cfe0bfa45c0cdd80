"""Questions, cases and the audit trail are searched

Revision ID: 0033
Revises: 0032
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from lms.core.search import haystack

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SEARCHED = 200
"""Characters of a stem, or of a reason, that lists find a thing by."""
MANY = 1000


def upgrade():
    op.add_column("question", sa.Column("search", sa.String(), nullable=False, server_default=""))
    _questions()
    op.add_column("learner_case", sa.Column("search", sa.String(), nullable=False, server_default=""))
    _cases()
    op.add_column("audit_entry", sa.Column("subject_uuid", sa.Uuid(), nullable=True))
    op.add_column("audit_entry", sa.Column("search", sa.String(), nullable=False, server_default=""))
    _entries()
    op.create_index(op.f("ix_audit_entry_subject_uuid"), "audit_entry", ["subject_uuid"], unique=False)
    op.create_index(op.f("ix_audit_entry_at_id"), "audit_entry", ["at", "id"], unique=False)
    op.create_index(op.f("ix_audit_entry_deed_at"), "audit_entry", ["deed", "at"], unique=False)


def _questions():
    questions = sa.table("question", sa.column("id", sa.Uuid()), sa.column("key"), sa.column("search"))
    versions = sa.table(
        "question_version", sa.column("question_id", sa.Uuid()), sa.column("number"), sa.column("body", sa.JSON())
    )
    newest = (
        sa.select(versions.c.question_id, sa.func.max(versions.c.number).label("number"))
        .group_by(versions.c.question_id)
        .subquery()
    )
    stems = (
        sa.select(questions.c.id, questions.c.key, versions.c.body)
        .join(versions, versions.c.question_id == questions.c.id)
        .join(newest, (newest.c.question_id == versions.c.question_id) & (newest.c.number == versions.c.number))
    )
    change = sa.update(questions).where(questions.c.id == sa.bindparam("row")).values(search=sa.bindparam("words"))
    found = op.get_bind().execute(stems).all()
    _in_parts(
        change,
        [
            {"row": row, "words": haystack(key, *(text[:SEARCHED] for text in body["stem"].values()))}
            for row, key, body in found
        ],
    )


def _cases():
    cases = sa.table("learner_case", sa.column("id", sa.Uuid()), sa.column("title"), sa.column("search"))
    change = sa.update(cases).where(cases.c.id == sa.bindparam("row")).values(search=sa.bindparam("words"))
    found = op.get_bind().execute(sa.select(cases.c.id, cases.c.title)).all()
    _in_parts(change, [{"row": row, "words": haystack(title)} for row, title in found])


def _entries():
    entries = sa.table(
        "audit_entry",
        sa.column("id", sa.Uuid()),
        sa.column("subject_id"),
        sa.column("subject_uuid", sa.Uuid()),
        sa.column("reason"),
        sa.column("search"),
    )
    change = (
        sa.update(entries)
        .where(entries.c.id == sa.bindparam("row"))
        .values(subject_uuid=sa.bindparam("uuid"), search=sa.bindparam("words"))
    )
    found = op.get_bind().execute(sa.select(entries.c.id, entries.c.subject_id, entries.c.reason)).all()
    _in_parts(change, [{"row": row, **_subject(subject, reason)} for row, subject, reason in found])


def _subject(subject, reason):
    try:
        parsed = UUID(subject)
    except ValueError:
        parsed = None
    return {"uuid": parsed, "words": haystack(reason[:SEARCHED] if reason else None, None if parsed else subject)}


def _in_parts(change, rows):
    for start in range(0, len(rows), MANY):
        op.get_bind().execute(change, rows[start : start + MANY])


def downgrade():
    op.drop_index(op.f("ix_audit_entry_deed_at"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_subject_uuid"), table_name="audit_entry")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_column("search")
        batch_op.drop_column("subject_uuid")
    for table in ("learner_case", "question"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("search")
