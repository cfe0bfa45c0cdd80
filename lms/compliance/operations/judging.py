"""Companies are judged: by the worker, many at a time; by an admin, one on a day, with everybody's name. Judgements are only added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.compliance.events import StandingChanged
from lms.compliance.explaining import explained
from lms.compliance.models import PartnerStanding, StandingJudgement, StandingPerson
from lms.compliance.queries.facts import Subject, subjects
from lms.compliance.rules.people import Worker
from lms.compliance.rules.standing import Standing, State, stand
from lms.core import audit, clock, db, events
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries

NO_TIER: dict[str, Any] = {"findings": [], "places": [], "clocks": [], "missing": 0}


def judge_companies(partner_ids: Collection[UUID]) -> int:
    """Judge companies as of today; returns how many of them were found otherwise than before. Safe to do twice.

    What comes out as it stands already on this day adds nothing.
    """
    today, now = clock.today(), clock.now()
    known = {row.partner_id: row for row in _standings(partner_ids)}
    newest = _judgements([row.judgement_id for row in known.values()])
    changed = 0
    for subject in subjects(partner_ids, today, now).values():
        here = known.get(subject.partner_id)
        judgement = _judgement(subject, today)
        if here is not None and _same(judgement, newest[here.judgement_id]):
            here.known_by = now
            continue
        db.session().add(judgement)
        db.session().flush()
        changed += _stands_now(judgement, here)
    db.session().flush()
    return changed


def judge_on(actor: Actor, partner_id: UUID, on: date, *, reason: str) -> StandingJudgement:
    """Judge a company on a day, for good: with everybody counted and not counted by name, and why it was done.

    Raises :class:`Refused` without a reason, for a day to come, and where the company's tier asked nothing on the day.
    """
    actor.require(Permission.PARTNER_MANAGE, partner_queries.scope_of_partner(partner_id))
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record."), field="reason")
    if on > clock.today():
        raise Refused(msg("A day to come cannot be judged."), field="on")
    subject = subjects([partner_id], on, clock.now())[partner_id]
    if subject.tier is None:
        raise Refused(msg("The company's tier asks for nothing on that day."), field="on")
    standing = stand(subject.tier, subject.workers, on)
    judgement = _judgement(subject, on, standing)
    judgement.recorded_by, judgement.reason = actor.user_id, reason.strip()[:500]
    db.session().add(judgement)
    db.session().flush()
    _name_everybody(judgement, standing, subject.workers)
    after = {"on": on.isoformat(), "state": judgement.state, "judgement_id": str(judgement.id)}
    audit.record(actor, "partner.judged", "partner", partner_id, after=after, reason=judgement.reason)
    return judgement


def _judgement(subject: Subject, on: date, standing: Standing | None = None) -> StandingJudgement:
    now = clock.now()
    made = StandingJudgement(
        partner_id=subject.partner_id, tier_rule_id=subject.rule_id, judged_on=on, known_by=now, recorded_at=now
    )
    if subject.tier is None:
        made.state, made.explanation = State.NO_TIER.value, NO_TIER
        return made
    standing = standing or stand(subject.tier, subject.workers, on)
    made.state, made.gap_on, made.until = standing.state.value, standing.gap_on, standing.until
    made.explanation = explained(standing)
    return made


def _stands_now(judgement: StandingJudgement, here: PartnerStanding | None) -> int:
    """Keep a judgement as the newest, and tell of it where the state is another one; 1 if so."""
    before = here.state if here is not None else None
    if here is None:
        here = PartnerStanding(partner_id=judgement.partner_id)
        db.session().add(here)
    if before != judgement.state:
        here.since_on = judgement.judged_on
    here.judgement_id, here.tier_rule_id, here.state = judgement.id, judgement.tier_rule_id, judgement.state
    here.gap_on, here.until, here.missing = judgement.gap_on, judgement.until, judgement.explanation["missing"]
    here.judged_on, here.known_by = judgement.judged_on, judgement.known_by
    db.session().flush()
    if before is None or before == judgement.state:
        return 0
    events.publish(StandingChanged(judgement.partner_id, judgement.id, before, judgement.state, judgement.until))
    return 1


def _same(one: StandingJudgement, other: StandingJudgement) -> bool:
    def said(judgement: StandingJudgement) -> tuple[object, ...]:
        figures = (judgement.judged_on, judgement.tier_rule_id, judgement.state, judgement.gap_on, judgement.until)
        return (*figures, judgement.explanation)

    return said(one) == said(other)


def _standings(partner_ids: Collection[UUID]) -> Sequence[PartnerStanding]:
    mine = select(PartnerStanding).where(PartnerStanding.partner_id.in_(partner_ids))
    return db.session().scalars(mine.with_for_update()).all()


def _judgements(ids: Collection[UUID]) -> dict[UUID, StandingJudgement]:
    found = select(StandingJudgement).where(StandingJudgement.id.in_(ids))
    return {one.id: one for one in db.session().scalars(found)} if ids else {}


def _name_everybody(judgement: StandingJudgement, standing: Standing, workers: Sequence[Worker]) -> None:
    where = {one.id: _last_place(one, judgement.judged_on) for one in workers}
    counted, left_out = standing.judged.counted, {one.user_id: one.reason for one in standing.left_out}
    everybody = counted | set(left_out)
    people = db.session().scalars(select(User).where(User.id.in_(everybody))).all() if everybody else []
    for user in people:
        places = [
            {"role": one.role, "level": one.level, "through": one.through.isoformat()}
            for one in standing.judged.places
            if one.user_id == user.id
        ]
        reason = left_out.get(user.id)
        db.session().add(
            StandingPerson(
                judgement_id=judgement.id,
                user_id=user.id,
                partner_id=where[user.id],
                name_zh=user.name_zh,
                name_latin=user.name_latin,
                counts=user.id in counted,
                explanation={"places": places, "reason": reason.as_json() if reason else None},
            )
        )
    db.session().flush()


def _last_place(worker: Worker, on: date) -> UUID:
    """Where somebody works on a day, or worked last."""
    spell = worker.spell_on(on) or worker.left(on) or worker.spells[0]
    return spell.partner_id
