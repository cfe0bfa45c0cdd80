"""What mystery checks know about people: who made visits, what was seen of a person, what was disputed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import or_, select, update

from lms.core import audit, db, kept_files
from lms.core.i18n import Message, msg
from lms.core.personal import Part, Sheet, streamed
from lms.fieldchecks.mystery.models import (
    MysteryAnswer,
    MysteryDispute,
    MysteryPhoto,
    MysteryReport,
    MysteryTarget,
    MysteryVersion,
    MysteryVisit,
)
from lms.fieldchecks.mystery.operations.photographing import forget
from lms.fieldchecks.mystery.rules.states import WITH_INSPECTOR


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: the visits they made, the checks that were about them, what they disputed. Of a check about them, who
    made it is not told.
    """
    yield from _of_visits(user_id)
    yield _about(user_id)
    yield _disputed(user_id)


def _of_visits(user_id: UUID) -> Iterator[Sheet]:
    one = MysteryVisit
    made = (
        select(
            one.reference, one.state, one.visited_at, one.submitted_at, one.outcome, one.outcome_note, one.returned_note
        )
        .where(one.inspector_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "reference": msg("The visit's name on paper"),
        "state": msg("How it stands"),
        "visited_at": msg("When you were there"),
        "submitted_at": msg("When you handed it in"),
        "outcome": msg("Whether it could be made"),
        "note": msg("What you wrote where it could not"),
        "returned": msg("What a reviewer wrote to you"),
    }
    yield Sheet("mystery-visits-made", msg("Mystery visits you made"), fields, streamed(made))
    said = (
        select(one.reference, MysteryAnswer.item, MysteryAnswer.value, MysteryAnswer.note)
        .join(one, one.id == MysteryAnswer.visit_id)
        .where(one.inspector_id == user_id)
        .order_by(one.id, MysteryAnswer.item)
    )
    fields = {
        "reference": msg("The visit's name on paper"),
        "item": msg("The item of the checklist"),
        "value": msg("What you answered"),
        "note": msg("What you wrote beside it"),
    }
    yield Sheet("mystery-answers", msg("What you answered on mystery visits"), fields, streamed(said))
    places = (
        select(one.reference, MysteryPhoto.item, MysteryPhoto.taken_at, MysteryPhoto.latitude, MysteryPhoto.longitude)
        .join(one, one.id == MysteryPhoto.visit_id)
        .where(one.inspector_id == user_id)
        .order_by(MysteryPhoto.id)
    )
    fields = {
        "reference": msg("The visit's name on paper"),
        "item": msg("The item of the checklist"),
        "taken_at": msg("When the photo was taken"),
        "latitude": msg("Where, if you had it noted: latitude"),
        "longitude": msg("Where, if you had it noted: longitude"),
    }
    yield Sheet("mystery-photos", msg("Photos you took on mystery visits"), fields, streamed(places))


def _about(user_id: UUID) -> Sheet:
    one = MysteryVisit
    about = (
        select(one.reference, one.visited_at, one.outcome, one.score, one.accepted_at)
        .join(MysteryTarget, MysteryTarget.id == one.target_id)
        .where(MysteryTarget.user_id == user_id, one.accepted_at.is_not(None))
        .order_by(one.id)
    )
    fields = {
        "reference": msg("The visit's name on paper"),
        "visited_at": msg("When it was made"),
        "outcome": msg("Whether it could be made"),
        "score": msg("What it scored, in tenths of a point in a hundred"),
        "accepted_at": msg("When it was accepted"),
    }
    return Sheet("mystery-checks", msg("Mystery checks about you"), fields, streamed(about))


def _disputed(user_id: UUID) -> Sheet:
    one = MysteryVisit
    disputed = (
        select(one.reference, MysteryDispute.item, MysteryDispute.words, MysteryDispute.raised_at)
        .add_columns(MysteryDispute.state, MysteryDispute.answer)
        .join(one, one.id == MysteryDispute.visit_id)
        .where(MysteryDispute.raised_by == user_id)
        .order_by(MysteryDispute.id)
    )
    fields = {
        "reference": msg("The visit's name on paper"),
        "item": msg("The item of the checklist"),
        "words": msg("What you wrote"),
        "raised_at": msg("When you wrote it"),
        "state": msg("Open, upheld or rejected"),
        "answer": msg("What was answered"),
    }
    return Sheet("mystery-disputes", msg("Items of mystery checks that you disputed"), fields, streamed(disputed))


def hinders(user_id: UUID) -> Message | None:
    """Whoever has a visit to make gives it back first: else it would belong to nobody."""
    mine = select(MysteryVisit.id).where(
        MysteryVisit.inspector_id == user_id, MysteryVisit.state.in_([one.value for one in WITH_INSPECTOR])
    )
    if db.session().scalar(mine.limit(1)) is None:
        return None
    return msg("A mystery visit is to be made by this person. Give it to somebody else first.")


def erase(user_id: UUID, _prepared: object) -> None:
    """What was written and photographed about the person goes, and so does what they wrote in a dispute; days, scores and outcomes
    stay without a name. What they reported of others as an inspector stays, unsigned, without places.
    """
    session = db.session()
    about = select(MysteryVisit.id).join(MysteryTarget, MysteryTarget.id == MysteryVisit.target_id)
    visits = list(session.scalars(about.where(MysteryTarget.user_id == user_id)))
    session.execute(update(MysteryAnswer).where(MysteryAnswer.visit_id.in_(visits)).values(note=""))
    _forget_words(visits)
    blank = {"outcome_note": "", "review_note": "", "returned_note": ""}
    session.execute(update(MysteryVisit).where(MysteryVisit.id.in_(visits)).values(**blank))
    for photo in session.scalars(select(MysteryPhoto).where(MysteryPhoto.visit_id.in_(visits))).all():
        forget(photo)
    for report in session.scalars(select(MysteryReport).where(MysteryReport.visit_id.in_(visits))).all():
        kept_files.let_go(report.sha256)
        session.delete(report)
    disputes = or_(MysteryDispute.raised_by == user_id, MysteryDispute.visit_id.in_(visits))
    session.execute(update(MysteryDispute).where(disputes).values(words=""))
    session.execute(update(MysteryDispute).where(MysteryDispute.visit_id.in_(visits)).values(answer=""))
    audit.forget_words("mystery_visit", visits)
    made = select(MysteryVisit.id).where(MysteryVisit.inspector_id == user_id)
    places = update(MysteryPhoto).where(MysteryPhoto.visit_id.in_(made)).values(latitude=None, longitude=None)
    session.execute(places)
    session.flush()


def _forget_words(visits: Collection[UUID]) -> None:
    """Empty what was answered in words; what was chosen or counted is a fact that the score rests on."""
    rows = select(MysteryVisit.id, MysteryVersion.document).join(
        MysteryVersion, MysteryVersion.id == MysteryVisit.version_id
    )
    for visit_id, document in db.session().execute(rows.where(MysteryVisit.id.in_(visits))).all():
        texts = [item["id"] for section in document["sections"] for item in section["items"] if item["kind"] == "text"]
        mine = update(MysteryAnswer).where(MysteryAnswer.visit_id == visit_id, MysteryAnswer.item.in_(texts))
        db.session().execute(mine.values(value=""))


def needs_file(sha256: str) -> bool:
    """Whether a photo or a report is kept under this hash."""
    photos = select(MysteryPhoto.id).where(
        or_(MysteryPhoto.shown_sha256 == sha256, MysteryPhoto.thumb_sha256 == sha256)
    )
    reports = select(MysteryReport.id).where(MysteryReport.sha256 == sha256)
    return any(db.session().scalar(one.limit(1)) is not None for one in (photos, reports))


PART = Part(
    key="mystery",
    title=msg("Mystery checks"),
    purpose=msg(
        "Visits that an inspector made, what was seen of a person on one, and what a partner disputed: so that practice counts "
        "towards levels, and can be contradicted."
    ),
    kept=msg("As long as you have an account."),
    at_erasure=msg(
        "Words and photos about you go, with the reports drawn of them, and what you wrote in a dispute. Days, scores and outcomes stay "
        "without a name. What you reported as an inspector stays, unsigned and without places."
    ),
    columns=frozenset(
        {
            "mystery_programme.draft_by",
            "mystery_version.published_by",
            "mystery_plan.made_by",
            "mystery_target.user_id",
            "mystery_visit.inspector_id",
            "mystery_visit.assigned_by",
            "mystery_visit.outcome_note",
            "mystery_visit.returned_note",
            "mystery_visit.reviewed_by",
            "mystery_visit.review_note",
            "mystery_answer.value",
            "mystery_answer.note",
            "mystery_photo.latitude",
            "mystery_photo.longitude",
            "mystery_dispute.raised_by",
            "mystery_dispute.words",
            "mystery_dispute.answer",
            "mystery_dispute.answered_by",
        }
    ),
    sheets=sheets,
    erase=erase,
    hinders=hinders,
)
