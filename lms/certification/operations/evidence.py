"""Evidence comes in, and whoever meets a level by it is put on the admin's desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, count, islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from lms.accounts.models import User
from lms.certification import explanation
from lms.certification.events import BecameEligible
from lms.certification.models import Decision, Eligibility, Evidence
from lms.certification.operations.doubting import doubt_what_rests_on
from lms.certification.queries.decisions import Situation, situation_of
from lms.certification.rules import Decided, Outcome
from lms.core import clock, db, events

WITHDRAWN = "withdrawn"
"""The kind of a fact that takes another back: no requirement asks for it."""
ON_THE_DESK = (Outcome.MET, Outcome.AWAITING_APPROVAL, Outcome.AWAITING_PLACE)


AT_ONCE = 8
"""Facts of one source that are asked for at once: few sources ever say a second."""

# Written once: every result of a test for certification asks them.
_FROM = (
    select(Evidence)
    .where(Evidence.source == bindparam("source"), Evidence.source_id.in_(bindparam("names", expanding=True)))
    .order_by(Evidence.id)
)
_HOLD = select(User.id).where(User.id == bindparam("user")).with_for_update(key_share=True)
_ON_DESK = select(Eligibility).where(Eligibility.user_id == bindparam("user"))


def record_evidence(
    *,
    user_id: UUID,
    kind: str,
    subject: str,
    held_on: date,
    value: Mapping[str, Any],
    source: str,
    source_id: str,
    counts_from: date | None = None,
    corrects_id: UUID | None = None,
) -> Evidence:
    """Record a dated fact about a person, once for each source, and look anew at what they are eligible for.

    Called by reactions and by packages above, which have authorised the deed that the fact tells of.
    """
    hold_levels_of(user_id)
    known = db.session().scalar(_FROM, {"source": source, "names": [source_id]})
    if known is not None:
        return known
    return _keep(
        Evidence(
            user_id=user_id,
            kind=kind,
            subject=subject,
            held_on=held_on,
            counts_from=counts_from or held_on,
            value=dict(value),
            source=source,
            source_id=source_id,
            corrects_id=corrects_id,
        )
    )


def _keep(fact: Evidence) -> Evidence:
    """Record a fact that its source has not said yet; whoever calls holds the person's levels."""
    fact.recorded_at = clock.now()
    db.session().add(fact)
    db.session().flush()
    reassess(fact.user_id)
    return fact


def withdraw_evidence(user_id: UUID, source: str, source_id: str) -> None:
    """Take back what a source had said, if it had: a new fact that corrects the old one and says nothing in its place. What was
    granted on it waits for an admin.
    """
    hold_levels_of(user_id)
    said = _said(source, source_id)
    standing = _standing(said)
    if standing is None:
        return
    fact = _keep(
        Evidence(
            user_id=user_id,
            kind=WITHDRAWN,
            subject=standing.subject,
            held_on=standing.held_on,
            counts_from=standing.held_on,
            value={"of": standing.kind},
            source=source,
            source_id=_next_id(source_id, said),
            corrects_id=standing.id,
        )
    )
    doubt_what_rests_on(user_id, fact)


def correct_evidence(
    *, user_id: UUID, kind: str, subject: str, held_on: date, value: Mapping[str, Any], source: str, source_id: str
) -> None:
    """Say something in the place of what a source said last: a new fact that names the old, be that a result or that one was taken
    back. Where it had said nothing, it is said for the first time; where it says the same, nothing is recorded.
    """
    hold_levels_of(user_id)
    said = _said(source, source_id)
    last = said[-1] if said else None
    if last is not None and (last.kind, last.value) == (kind, value):
        return
    fact = _keep(
        Evidence(
            user_id=user_id,
            kind=kind,
            subject=subject,
            held_on=held_on,
            counts_from=held_on,
            value=dict(value),
            source=source,
            source_id=_next_id(source_id, said),
            corrects_id=last.id if last else None,
        )
    )
    if last is not None:
        doubt_what_rests_on(user_id, fact)


def _said(source: str, source_id: str) -> list[Evidence]:
    """All that a source ever said, withdrawals too, in the order in which it was recorded: asked for by name, for an index knows
    names, and no beginnings of names.
    """
    said: list[Evidence] = []
    names = chain([source_id], (f"{source_id}/{number}" for number in count(2)))
    while len(said) % AT_ONCE == 0:
        found = db.session().scalars(_FROM, {"source": source, "names": list(islice(names, AT_ONCE))}).all()
        said += found
        if not found:
            break
    return said


def _standing(said: Sequence[Evidence]) -> Evidence | None:
    corrected = {one.corrects_id for one in said}
    return next((one for one in said if one.id not in corrected and one.kind != WITHDRAWN), None)


def _next_id(source_id: str, said: Sequence[Evidence]) -> str:
    """The name of what a source says next."""
    return f"{source_id}/{len(said) + 1}" if said else source_id


def hold_levels_of(user_id: UUID) -> None:
    """One deed about a person's levels at a time, until the transaction ends; raises nothing for somebody unknown.

    Of two that bring evidence at once, neither sees the other's before it ends: each would find too little, and nobody would put
    the person on the desk. Rows that point at the person may still be added (``key_share``). SQLite has one writer anyway.
    """
    db.session().execute(_HOLD, {"user": user_id})


def reassess(user_id: UUID) -> Situation:
    """Bring the desk in line with what the person meets today: new ones are put there, those no longer met are taken off.

    A declined one stays declined until somebody takes that back, or it is no longer met. Whoever calls holds the person's
    levels (:func:`hold_levels_of`).
    """
    situation = situation_of(user_id, on=clock.today(), known_by=clock.now())
    rows = {row.level_key: row for row in db.session().scalars(_ON_DESK, {"user": user_id})}
    ready = {key: decided for key, decided in situation.decided.items() if decided.outcome in ON_THE_DESK}
    gone = [row.id for key, row in rows.items() if key not in ready]
    if gone:
        db.session().execute(delete(Eligibility).where(Eligibility.id.in_(gone)))
    new = [(level_key, decided) for level_key, decided in ready.items() if level_key not in rows]
    if new and not _is_erased(user_id):
        for level_key, decided in new:
            _put_on_desk(
                user_id, level_key, keep_decision(user_id, level_key, decided, situation.version_ids[level_key])
            )
    return situation


def _is_erased(user_id: UUID) -> bool:
    """Their evidence stays, but nobody can be granted anything who is no longer there."""
    return db.session().scalar(select(User.erased_at).where(User.id == user_id)) is not None


def keep_decision(user_id: UUID, level_key: str, decided: Decided, version_id: UUID) -> Decision:
    """Keep what was decided, with every input, so that it can be shown and run again."""
    now = clock.now()
    decision = Decision(
        user_id=user_id,
        level_key=level_key,
        requirement_version_id=version_id,
        decided_on=decided.on,
        known_by=now,
        outcome=decided.outcome.value,
        renews=decided.renews,
        explanation=explanation.finding_to_json(decided.finding) if decided.finding else {},
        inputs=[explanation.fact_to_json(fact) for fact in decided.inputs],
        recorded_at=now,
    )
    db.session().add(decision)
    db.session().flush()
    return decision


def _put_on_desk(user_id: UUID, level_key: str, decision: Decision) -> None:
    db.session().add(
        Eligibility(user_id=user_id, level_key=level_key, since_on=decision.decided_on, decision_id=decision.id)
    )
    db.session().flush()
    events.publish(BecameEligible(user_id, level_key))
