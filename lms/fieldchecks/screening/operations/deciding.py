"""Deciding, each with a reason: the chair about everybody of a stage, then a stage is published for all at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.i18n import msg
from lms.fieldchecks.evidence import FieldCheck
from lms.fieldchecks.evidence import bring_in as record
from lms.fieldchecks.screening.events import ScreeningTold
from lms.fieldchecks.screening.models import (
    ScreeningApplication,
    ScreeningInterest,
    ScreeningJudgement,
    ScreeningPanelist,
    ScreeningRound,
)
from lms.fieldchecks.screening.queries.dossiers import Desk, desk, dossier
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.eligibility import subject_of
from lms.fieldchecks.screening.rules.states import JUDGED, OUTCOMES, Outcome, RoundState

KIND = "exam_result"
SOURCE = "screening"
LONGEST = 2_000


def reference(round_: ScreeningRound, application: ScreeningApplication) -> str:
    """How people name an application."""
    return f"PS-{round_.number}-{application.number}"


def decide(actor: Actor, application_id: UUID, outcome: str, reason: str, words: str) -> ScreeningApplication:
    """Decide about one of the stage at hand: ``reason`` stays on record, ``words`` are what the person reads when it is published. Until
    then it may be decided anew. Raises Forbidden for who does not decide, Conflict while judgements are missing.
    """
    seen = dossier(actor, application_id)
    stage = seen.desk.stage
    if stage is None or seen.entry.application.state != JUDGED[stage].value:
        raise Conflict(msg("Nothing is decided here now."))
    if not actor.has(Permission.SCREENING_JUDGE) or not seen.decides:
        raise Forbidden(msg("The chair decides; where the chair has an interest, somebody of the panel who has none."))
    if seen.entry.missing:
        raise Conflict(
            msg("Judgements of the panel are missing: {count}. Decide when all are in.", count=seen.entry.missing)
        )
    if len(seen.entry.judged[stage]) < 2:
        raise Conflict(msg("Two of the panel judge at least. Who plans the round can ask somebody else onto it."))
    if outcome not in OUTCOMES[stage]:
        raise Refused(msg("Choose what is decided."), field="outcome")
    for name, text in (("reason", reason), ("words", words)):
        if not text.strip():
            said = (
                msg("Write the reason: it stays on record.")
                if name == "reason"
                else msg("Write what the person reads.")
            )
            raise Refused(said, field=name)
        if len(text) > LONGEST or "\0" in text:
            raise Refused(msg("At most {most} characters.", most=LONGEST), field=name)
    found = db.session().get_one(ScreeningApplication, application_id, with_for_update=True, populate_existing=True)
    _write(found, stage, (outcome, reason.strip(), words.strip()), actor)
    audit.record(
        actor,
        "screening_application.decided",
        "screening_application",
        found.id,
        after={"stage": stage, "outcome": outcome},
        reason=reason.strip(),
    )
    return found


def _write(found: ScreeningApplication, stage: int, said: tuple[str, str, str], actor: Actor) -> None:
    if stage == 1:
        found.first_outcome, found.first_reason, found.first_words = said
        found.first_by, found.first_at = actor.user_id, clock.now()
    else:
        found.final_outcome, found.final_reason, found.final_words = said
        found.final_by, found.final_at = actor.user_id, clock.now()
    db.session().flush()


def publish(actor: Actor, round_id: UUID, stage: int) -> ScreeningRound:
    """Publish a stage for all at once: of the first, who is shortlisted; of the second, who is admitted. Whoever is out, and whoever is in at
    the end, has it as evidence of that day. Deed of who plans: the panel decides, somebody else publishes.

    Raises Conflict while somebody is not decided about, or it was published; :class:`Refused` for more than there are places.
    """
    actor.require(Permission.SCREENING_PLAN)
    seen = desk(actor, round_id)
    found = db.session().get_one(ScreeningRound, round_id, with_for_update=True, populate_existing=True)
    if seen.stage != stage:
        raise Conflict(msg("This stage is not at hand: it was published already, or is not over."))
    judged = select(ScreeningApplication).where(
        ScreeningApplication.round_id == round_id, ScreeningApplication.state == JUDGED[stage].value
    )
    all_of_them = db.session().scalars(judged.order_by(ScreeningApplication.number).with_for_update()).all()
    _check(found, stage, all_of_them)
    good = OUTCOMES[stage][0]
    now = clock.now()
    for one in all_of_them:
        one.state = _outcome_of(one, stage)
    if stage == 1:
        found.state, found.shortlisted_at = RoundState.SHORTLISTED.value, now
    else:
        found.state, found.published_at = RoundState.PUBLISHED.value, now
    db.session().flush()
    chosen = sum(one.state == good for one in all_of_them)
    audit.record(
        actor,
        "screening_round.published",
        "screening_round",
        found.id,
        after={"stage": stage, "decided": len(all_of_them), good.value: chosen},
    )
    for one in all_of_them:
        if one.state != Outcome.SHORTLISTED:
            _bring_in(found, one, stage)
        events.publish(ScreeningTold(one.id, one.user_id, one.state))
    return found


def _check(found: ScreeningRound, stage: int, all_of_them: Sequence[ScreeningApplication]) -> None:
    open_ones = [one for one in all_of_them if not _outcome_of(one, stage)]
    if open_ones:
        raise Conflict(msg("Not decided yet: {count}. Publish when everybody is.", count=len(open_ones)))
    admitted = sum(_outcome_of(one, stage) == Outcome.ADMITTED for one in all_of_them)
    if admitted > found.places:
        raise Refused(
            msg("{admitted} are to be admitted, and there are {places} places.", admitted=admitted, places=found.places)
        )


def _outcome_of(one: ScreeningApplication, stage: int) -> str:
    return (one.first_outcome if stage == 1 else one.final_outcome) or ""


def _bring_in(found: ScreeningRound, one: ScreeningApplication, stage: int) -> None:
    """The outcome is evidence of the day on which it was published, with the mean of the stage that decided it."""
    score = _mean_of(found, one, stage)
    record(
        FieldCheck(
            id=one.id,
            kind=KIND,
            user_id=one.user_id,
            subject=subject_of(found.level_key),
            held_on=clock.today(),
            score=float(score or 0),
            passed=one.state == Outcome.ADMITTED,
            form=criteria.FORM,
            reference=reference(found, one),
            source=SOURCE,
            more={"stage": stage},
        )
    )


def _mean_of(found: ScreeningRound, one: ScreeningApplication, stage: int) -> Decimal | None:
    """What the panel's judgements come to: of those who are on it and have no interest."""
    panel = select(ScreeningPanelist.user_id).where(ScreeningPanelist.round_id == found.id)
    tied = select(ScreeningInterest.user_id).where(ScreeningInterest.application_id == one.id)
    given = db.session().scalars(
        select(ScreeningJudgement.points).where(
            ScreeningJudgement.application_id == one.id,
            ScreeningJudgement.stage == stage,
            ScreeningJudgement.handed_in_at.is_not(None),
            ScreeningJudgement.user_id.in_(panel),
            ScreeningJudgement.user_id.not_in(tied),
        )
    )
    asked = criteria.read(found.criteria, stage)
    return criteria.mean([criteria.percent(asked, points) for points in given])


def waiting_to_publish(seen: Desk) -> bool:
    """Whether all of the stage at hand are decided about."""
    if seen.stage is None:
        return False
    judged = [one.application for one in seen.entries if one.application.state == JUDGED[seen.stage].value]
    return all(_outcome_of(one, seen.stage) for one in judged)
