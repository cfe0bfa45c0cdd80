"""What cards do to certifications: a red card suspends all that its person holds; when it goes, exactly those come back.

Told by conduct that somebody's red days are others now. Whatever is asked twice comes out as asked once.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.certification.events import CertificationChanged
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations.evidence import correct_evidence, hold_levels_of, reassess, withdraw_evidence
from lms.certification.queries.evidence import period_of
from lms.certification.requirements.no_red_card import KIND
from lms.certification.rules import Standing, standing
from lms.certification.rules.periods import SUSPENSIONS
from lms.conduct import queries as conduct
from lms.conduct import rules
from lms.conduct.models import Card
from lms.core import audit, clock, db, events

CARDS = Actor.system("cards")
SOURCE = "card"


def follow_cards(user_id: UUID) -> None:
    """Bring a person's evidence and certifications in line with their red cards of today."""
    cards, happened = conduct.facts_about(conduct.About(user_id))
    if not cards:
        return
    hold_levels_of(user_id)
    reds = rules.reds(cards, happened)
    _keep_evidence(user_id, cards, reds)
    held = db.session().scalars(
        select(Certification)
        .where(Certification.user_id == user_id)
        .order_by(Certification.id)
        .options(selectinload(Certification.facts))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    holding = [red for red in reds if red.holds(clock.today())]
    moved = [one for one in held if _follow(one, reds, holding)]
    if moved:
        reassess(user_id)


def _keep_evidence(user_id: UUID, cards: Sequence[rules.Card], reds: Sequence[rules.Red]) -> None:
    by_card = {red.card.id: red for red in reds}
    for card in cards:
        red = by_card.get(card.id)
        if red is None:
            withdraw_evidence(user_id, SOURCE, str(card.id))
            continue
        value = {"from": red.since.isoformat(), "through": red.through.isoformat() if red.through else None}
        correct_evidence(
            user_id=user_id,
            kind=KIND,
            subject=card.reference,
            held_on=red.since,
            value=value,
            source=SOURCE,
            source_id=str(card.id),
        )


def _follow(one: Certification, reds: Sequence[rules.Red], holding: Sequence[rules.Red]) -> bool:
    """Whether something was recorded: what a card that holds no more had suspended comes back, what a card now takes is suspended."""
    today, moved = clock.today(), False
    counted, holds = {red.card.id for red in reds}, {red.card.id for red in holding}
    taken_back = {fact.corrects_id for fact in one.facts}
    for fact in list(one.facts):
        if fact.kind != "suspended" or fact.card_id is None or fact.card_id in holds or fact.id in taken_back:
            continue
        if fact.card_id not in counted:  # it never was red: nor was this suspended
            _record(one, "corrected", fact.card_id, corrects=fact)
            moved = True
        elif standing(period_of(one), today) is Standing.SUSPENDED and _last(one) is fact:
            _record(one, "reinstated", fact.card_id)
            moved = True
    if holding and standing(period_of(one), today) in (Standing.VALID, Standing.NOT_YET):
        _record(one, "suspended", holding[0].card.id)
        moved = True
    return moved


def _last(one: Certification) -> CertificationFact | None:
    back = {fact.corrects_id for fact in one.facts}
    stand = [fact for fact in one.facts if fact.kind in SUSPENSIONS and fact.id not in back]
    return max(stand, key=lambda fact: (fact.holds_from, fact.recorded_at), default=None)


def _record(one: Certification, kind: str, card_id: UUID, *, corrects: CertificationFact | None = None) -> None:
    card = db.session().get_one(Card, card_id)
    fact = CertificationFact(
        certification_id=one.id,
        kind=kind,
        holds_from=corrects.holds_from if corrects else clock.today(),
        reason=f"{card.reference}: {card.reason}",
        recorded_at=clock.now(),
        recorded_by=None,
        corrects_id=corrects.id if corrects else None,
        card_id=card_id,
    )
    one.facts.append(fact)
    db.session().flush()
    said = {"holds_from": fact.holds_from.isoformat(), "card": card.reference}
    audit.record(CARDS, f"certification.{kind}", "certification", one.id, after=said, reason=fact.reason)
    events.publish(CertificationChanged(one.id, kind))
