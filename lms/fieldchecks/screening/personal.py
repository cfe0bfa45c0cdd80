"""What the screening exam knows about people: what they applied with, what was said of them, how they were judged and decided about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import delete, select, update

from lms.accounts import links
from lms.core import audit, clock, db, kept_files
from lms.core.i18n import msg
from lms.core.personal import Enclosure, Part, Sheet, streamed
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningFile,
    ScreeningInterest,
    ScreeningJudgement,
    ScreeningReferee,
    ScreeningRound,
)


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy. Who judged is told to nobody, and nothing before it was published."""
    yield _applications(user_id)
    yield _referees(user_id)
    yield _judgements(user_id)
    yield _statements(user_id)


def files(user_id: UUID) -> Iterable[Enclosure]:
    """The files of their dossiers."""
    mine = select(ScreeningApplication.id).where(ScreeningApplication.user_id == user_id)
    kept = select(ScreeningFile).where(ScreeningFile.application_id.in_(mine)).order_by(ScreeningFile.id)
    for number, file in enumerate(db.session().scalars(kept), start=1):
        yield Enclosure(f"screening/{number}-{file.name}", file.sha256)


def erase(user_id: UUID, _prepared: object) -> None:
    """Words go, theirs and those about them, and with them the names and addresses of referees; what was given and decided stays."""
    session = db.session()
    mine = list(session.scalars(select(ScreeningApplication.id).where(ScreeningApplication.user_id == user_id)))
    session.execute(
        update(ScreeningApplication)
        .where(ScreeningApplication.id.in_(mine))
        .values(essay="", evidence=None, met=None, first_reason="", first_words="", final_reason="", final_words="")
    )
    still = update(ScreeningApplication).where(
        ScreeningApplication.id.in_(mine), ScreeningApplication.state.in_(("draft", "submitted", "shortlisted"))
    )
    session.execute(still.values(state="withdrawn", withdrawn_at=clock.now()))
    _erase_referees(mine, user_id)
    session.execute(update(ScreeningJudgement).where(ScreeningJudgement.application_id.in_(mine)).values(note=""))
    session.execute(update(ScreeningInterest).where(ScreeningInterest.application_id.in_(mine)).values(reason=""))
    audit.forget_words("screening_application", mine)
    hashes = list(session.scalars(select(ScreeningFile.sha256).where(ScreeningFile.application_id.in_(mine))))
    session.execute(delete(ScreeningFile).where(ScreeningFile.application_id.in_(mine)))
    for sha256 in hashes:
        kept_files.let_go(sha256)


def _erase_referees(mine: list[UUID], user_id: UUID) -> None:
    """Those who vouched for the person are forgotten with them; where the person vouched for others, the words stay theirs alone."""
    session = db.session()
    theirs = list(session.scalars(select(ScreeningReferee).where(ScreeningReferee.application_id.in_(mine))))
    links.end([one.link_id for one in theirs if one.link_id is not None])
    for one in theirs:
        one.name, one.email, one.relation, one.statement, one.user_id = "", f"{one.id}", "", "", None
    session.flush()
    given = select(ScreeningReferee).where(ScreeningReferee.user_id == user_id)
    for one in session.scalars(given).all():
        one.name, one.email, one.relation = "", f"{one.id}", ""
    session.flush()


def _applications(user_id: UUID) -> Sheet:
    one = ScreeningApplication
    kept = (
        select(
            ScreeningRound.number,
            ScreeningRound.level_key,
            one.state,
            one.essay,
            one.submitted_at,
            one.withdrawn_at,
            one.evidence,
            one.met,
        )
        .join(ScreeningRound, ScreeningRound.id == one.round_id)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "round": msg("The round's number"),
        "level": msg("The level's key"),
        "state": msg("How it stands"),
        "essay": msg("Your essay"),
        "submitted_at": msg("When you handed it in"),
        "withdrawn_at": msg("When you took it back"),
        "evidence": msg("What was known of you then"),
        "met": msg("What of the level was met then"),
    }
    return Sheet("screening_applications", msg("Applications to the screening exam"), fields, streamed(kept))


def _referees(user_id: UUID) -> Sheet:
    one = ScreeningReferee
    kept = (
        select(one.application_id, one.name, one.email, one.asked_at, one.relation, one.answered_at, one.declined_at)
        .join(ScreeningApplication, ScreeningApplication.id == one.application_id)
        .where(ScreeningApplication.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "application_id": msg("The application's own id"),
        "name": msg("Whom you named"),
        "email": msg("Their address"),
        "asked_at": msg("When they were asked"),
        "relation": msg("How they know you"),
        "answered_at": msg("When they answered"),
        "declined_at": msg("When they said that they would rather not"),
    }
    return Sheet("screening_referees", msg("Your referees"), fields, streamed(kept))


def _judgements(user_id: UUID) -> Sheet:
    one = ScreeningApplication
    kept = (
        select(
            one.id,
            one.first_outcome,
            one.first_reason,
            one.first_words,
            one.first_at,
            one.final_outcome,
            one.final_reason,
            one.final_words,
            one.final_at,
        )
        .join(ScreeningRound, ScreeningRound.id == one.round_id)
        .where(one.user_id == user_id, one.state.in_(("not_shortlisted", "admitted", "not_admitted")))
        .order_by(one.id)
    )
    fields = {
        "application_id": msg("The application's own id"),
        "first_outcome": msg("What was decided after the first stage"),
        "first_reason": msg("The reason on record"),
        "first_words": msg("What you were told"),
        "first_at": msg("When it was decided"),
        "final_outcome": msg("What was decided in the end"),
        "final_reason": msg("The reason on record, in the end"),
        "final_words": msg("What you were told in the end"),
        "final_at": msg("When that was decided"),
    }
    return Sheet("screening_decisions", msg("Decisions about your applications"), fields, streamed(kept))


def _statements(user_id: UUID) -> Sheet:
    one = ScreeningReferee
    kept = (
        select(one.id, one.asked_at, one.relation, one.statement, one.answered_at, one.declined_at)
        .where(one.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "id": msg("The request's own id"),
        "asked_at": msg("When you were asked"),
        "relation": msg("How you know the person"),
        "statement": msg("What you wrote"),
        "answered_at": msg("When you answered"),
        "declined_at": msg("When you said that you would rather not"),
    }
    return Sheet("screening_statements", msg("What you said as a referee"), fields, streamed(kept))


PART = Part(
    key="screening",
    title=msg("Screening exam"),
    purpose=msg(
        "Few are admitted to the highest levels: a panel reads what applicants hand in, what referees say and what the academy knows of them, and "
        "decides with a reason. The outcome is evidence for levels."
    ),
    kept=msg("For ever: a level that rests on a screening, and a decision that can be asked about, need it."),
    at_erasure=msg(
        "Essay, files, what referees wrote with their names and addresses, and all reasons go. What was given and decided stays under a number "
        "without a name."
    ),
    columns=frozenset(
        {
            "screening_application.essay",
            "screening_application.evidence",
            "screening_application.final_by",
            "screening_application.final_reason",
            "screening_application.final_words",
            "screening_application.first_by",
            "screening_application.first_reason",
            "screening_application.first_words",
            "screening_application.met",
            "screening_application.user_id",
            "screening_file.name",
            "screening_interest.reason",
            "screening_interest.user_id",
            "screening_judgement.note",
            "screening_judgement.user_id",
            "screening_panelist.user_id",
            "screening_referee.email",
            "screening_referee.name",
            "screening_referee.relation",
            "screening_referee.statement",
            "screening_referee.user_id",
            "screening_round.end_reason",
            "screening_round.ended_by",
            "screening_round.made_by",
        }
    ),
    sheets=sheets,
    files=files,
    erase=erase,
)
