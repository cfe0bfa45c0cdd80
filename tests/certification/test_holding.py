"""The database says of a certification what the rules say, whatever happened to it."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.certification.models import Certification, CertificationFact, Decision, RequirementVersion
from lms.certification.queries.evidence import period_of
from lms.certification.queries.holding import has_ended, holds, lapses, last_day_as_of, standing_as_of, standing_on
from lms.certification.rules import Standing, standing
from lms.core import clock
from tests.factories.accounts import make_user
from tests.factories.certification import INTERMEDIATE, JUNIOR, make_track

TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def track(unit: Session) -> None:
    make_track()


def certification(
    unit: Session, first: date, last: date, *, level: str = JUNIOR, user_id: UUID | None = None, period: int = 1
) -> Certification:
    """A certification as rows."""
    user_id = user_id or make_user().id
    version = unit.scalars(select(RequirementVersion).where(RequirementVersion.level_key == level)).one()
    decision = Decision(
        user_id=user_id,
        level_key=level,
        requirement_version_id=version.id,
        decided_on=first,
        known_by=clock.now(),
        outcome="met",
        explanation={},
        inputs=[],
        recorded_at=clock.now(),
    )
    unit.add(decision)
    unit.flush()
    made = Certification(
        user_id=user_id,
        level_key=level,
        period=period,
        valid_from=first,
        valid_through=last,
        decision_id=decision.id,
        granted_on=first,
        recorded_at=clock.now(),
    )
    unit.add(made)
    unit.flush()
    return made


def happens(
    unit: Session,
    to: Certification,
    kind: str,
    on: date,
    recorded: datetime,
    back: UUID | None = None,
    last_day: date | None = None,
) -> UUID:
    """A fact about it."""
    fact = CertificationFact(
        id=uuid4(),
        certification_id=to.id,
        kind=kind,
        holds_from=on,
        reason="a test",
        recorded_at=recorded,
        corrects_id=back,
        last_day=last_day,
    )
    unit.add(fact)
    unit.flush()
    return fact.id


@pytest.mark.parametrize("seed", range(3))
def test_both_say_the_same_of_every_history(unit: Session, seed: int) -> None:
    luck = random.Random(seed)
    now = clock.now()
    made = []
    for _ in range(60):
        first = TODAY + timedelta(days=luck.randint(-60, 20))
        one = certification(unit, first, first + timedelta(days=luck.randint(0, 60)))
        earlier: list[UUID] = []
        for number in range(luck.randint(0, 4)):
            kind = luck.choice(["suspended", "reinstated", "suspended", "revoked", "withdrawn", "corrected"])
            back = luck.choice(earlier) if earlier and luck.random() < 0.3 else None
            day = TODAY + timedelta(days=luck.randint(-20, 8))
            earlier.append(happens(unit, one, kind, day, now + timedelta(seconds=number), back))
        made.append(one.id)
    seen = select(Certification, standing_on(TODAY), holds(TODAY)).where(Certification.id.in_(made))
    rows = unit.execute(seen.options(selectinload(Certification.facts)).execution_options(populate_existing=True)).all()
    assert len(rows) == 60
    said = {row[0].id: (row[1], bool(row[2])) for row in rows}
    by_rules = {row[0].id: standing(period_of(row[0]), TODAY) for row in rows}
    assert said == {key: (value.value, value is Standing.VALID) for key, value in by_rules.items()}
    assert len(set(by_rules.values())) >= 5, "the histories are to differ"


@pytest.mark.parametrize("seed", range(3))
def test_both_say_the_same_of_every_day_by_what_was_known_at_any_instant(unit: Session, seed: int) -> None:
    luck = random.Random(seed)
    now = clock.now()
    made = []
    for _ in range(40):
        first = TODAY + timedelta(days=luck.randint(-60, 20))
        one = certification(unit, first, first + timedelta(days=luck.randint(0, 60)))
        earlier: list[UUID] = []
        for number in range(luck.randint(0, 5)):
            kind = luck.choice(
                ["suspended", "reinstated", "moved", "moved", "revoked", "replaced", "undone", "corrected"]
            )
            back = luck.choice(earlier) if earlier and luck.random() < 0.3 else None
            last_day = first + timedelta(days=luck.randint(0, 80)) if kind == "moved" else None
            day = TODAY + timedelta(days=luck.randint(-20, 8))
            earlier.append(happens(unit, one, kind, day, now + timedelta(hours=number), back, last_day))
        one.granted_through = one.valid_through
        made.append(one.id)
    unit.flush()
    loaded = select(Certification).where(Certification.id.in_(made)).options(selectinload(Certification.facts))
    periods = {one.id: period_of(one) for one in unit.scalars(loaded.execution_options(populate_existing=True))}
    answers = set()
    for hours in (-1, 0, 2, 9):
        known_by = now + timedelta(hours=hours, minutes=30)
        said = select(Certification.id, standing_as_of(TODAY, known_by), last_day_as_of(known_by))
        for key, stands, last in unit.execute(said.where(Certification.id.in_(made))):
            known = periods[key].known_by(known_by)
            assert (stands, last) == (standing(known, TODAY).value, known.valid_through), (hours, key)
            answers.add(stands)
    assert len(answers) >= 5, "the histories are to differ"


def found(unit: Session, condition: object) -> set[UUID]:
    return set(unit.scalars(select(Certification.id).where(condition)))  # type: ignore[arg-type]


def test_what_lapses_ends_within_the_days_the_last_one_included(unit: Session) -> None:
    today_last = certification(unit, TODAY - timedelta(days=9), TODAY)
    on_the_edge = certification(unit, TODAY - timedelta(days=9), TODAY + timedelta(days=90))
    certification(unit, TODAY - timedelta(days=9), TODAY + timedelta(days=91))
    certification(unit, TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    assert found(unit, lapses(TODAY, 90)) == {today_last.id, on_the_edge.id}


def test_what_was_renewed_does_not_lapse_unless_the_renewal_was_taken_away(unit: Session) -> None:
    old = certification(unit, TODAY - timedelta(days=700), TODAY + timedelta(days=10))
    new = certification(unit, TODAY + timedelta(days=11), TODAY + timedelta(days=700), user_id=old.user_id, period=2)
    assert found(unit, lapses(TODAY, 90)) == set()
    happens(unit, new, "revoked", TODAY, clock.now())
    assert found(unit, lapses(TODAY, 90)) == {old.id}


def test_a_higher_level_held_for_longer_carries_the_lower(unit: Session) -> None:
    junior = certification(unit, TODAY - timedelta(days=700), TODAY + timedelta(days=10))
    higher = certification(
        unit, TODAY - timedelta(days=50), TODAY + timedelta(days=600), user_id=junior.user_id, level=INTERMEDIATE
    )
    assert found(unit, lapses(TODAY, 90)) == set()
    happens(unit, higher, "suspended", TODAY, clock.now())
    assert found(unit, lapses(TODAY, 90)) == {junior.id}


def test_what_ended_is_neither_taken_away_nor_held_anew(unit: Session) -> None:
    ended = certification(unit, TODAY - timedelta(days=700), TODAY - timedelta(days=1))
    revoked = certification(unit, TODAY - timedelta(days=700), TODAY - timedelta(days=1))
    happens(unit, revoked, "revoked", TODAY - timedelta(days=3), clock.now())
    before = certification(unit, TODAY - timedelta(days=700), TODAY - timedelta(days=1))
    certification(unit, TODAY, TODAY + timedelta(days=700), user_id=before.user_id, period=2)
    assert found(unit, has_ended(TODAY)) == {ended.id}
