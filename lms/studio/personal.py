"""What the studio knows about people: who wrote which step of a course, and who has one open just now."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.core import audit, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.studio.models import Draft, DraftPresence, DraftStep, Publication


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    yield _drafts(user_id)
    yield _steps(user_id)
    yield _publications(user_id)


def erase(user_id: UUID, _prepared: object) -> None:
    """Courses stay as they are; who wrote them is forgotten."""
    session = db.session()
    session.execute(delete(DraftPresence).where(DraftPresence.user_id == user_id))
    session.execute(update(Draft).where(Draft.opened_by == user_id).values(opened_by=None))
    session.execute(update(DraftStep).where(DraftStep.made_by == user_id).values(made_by=None))
    mine = list(session.scalars(select(Publication.id).where(Publication.asked_by == user_id)))
    session.execute(update(Publication).where(Publication.id.in_(mine)).values(asked_by=None, change_note=""))
    audit.forget_words("publication", mine)


def _drafts(user_id: UUID) -> Sheet:
    kept = select(Draft.course_key, Draft.opened_at, Draft.closed_at).where(Draft.opened_by == user_id)
    fields = {
        "course": msg("The course's key"),
        "opened_at": msg("When you began the draft"),
        "closed_at": msg("When it was published or thrown away"),
    }
    return Sheet("drafts", msg("Drafts of courses"), fields, streamed(kept.order_by(Draft.id)))


def _steps(user_id: UUID) -> Sheet:
    kept = (
        select(Draft.course_key, DraftStep.number, DraftStep.deed, DraftStep.about, DraftStep.made_at)
        .join(Draft, Draft.id == DraftStep.draft_id)
        .where(DraftStep.made_by == user_id)
        .order_by(DraftStep.id)
    )
    fields = {
        "course": msg("The course's key"),
        "number": msg("The step's number in the draft"),
        "deed": msg("What you did"),
        "about": msg("To which lesson or file"),
        "made_at": msg("When"),
    }
    return Sheet("draft_steps", msg("What you wrote in courses"), fields, streamed(kept))


def _publications(user_id: UUID) -> Sheet:
    one = Publication
    kept = (
        select(Draft.course_key, one.asked_at, one.change_note, one.state)
        .join(Draft, Draft.id == one.draft_id)
        .where(one.asked_by == user_id)
        .order_by(one.id)
    )
    fields = {
        "course": msg("The course's key"),
        "asked_at": msg("When"),
        "change_note": msg("What you said was changed"),
        "state": msg("What became of it"),
    }
    return Sheet("publications", msg("Courses that you published"), fields, streamed(kept))


PART = Part(
    key="studio",
    title=msg("Writing courses"),
    purpose=msg("Which courses you wrote in, what you changed and published, so that several people can write in one."),
    kept=msg("As long as the course's history is kept; who has a course open just now: for a minute."),
    at_erasure=msg(
        "The courses stay as they are; who wrote and published them is forgotten, and the notes of changes go."
    ),
    columns=frozenset(
        {
            "draft.opened_by",
            "draft_step.made_by",
            "draft_presence.user_id",
            "publication.asked_by",
            "publication.change_note",
        }
    ),
    sheets=sheets,
    erase=erase,
)
