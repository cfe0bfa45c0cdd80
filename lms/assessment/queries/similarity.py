"""Who of a company sat the same test at the same time with answers that stand out as alike. Read set by set, whatever the number.

Pairs are compared within one version of a test: those of one company (on the day) whose attempts overlap, give or take
:data:`BEFORE_OR_AFTER`. Everybody's answers say what is usual. Only questions whose answers are chosen count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from sqlalchemy import String, Table, select, type_coerce
from sqlalchemy import cast as sql_cast

from lms.accounts.models import Employment
from lms.accounts.queries.places import stands
from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.queries.analysis import BATCH, Masks, questions_of
from lms.assessment.rules.analysis import BLANK
from lms.assessment.rules.similarity import LEAST_PEOPLE, Answer, Answers, Likeness, Population, able_of, likeness
from lms.core import clock, db

BEFORE_OR_AFTER = timedelta(minutes=10)
"""People who sit together do not begin and end at one instant."""

_items = cast("Table", AttemptItem.__table__)


@dataclass(frozen=True)
class Sat:
    """A finished attempt: whose, when, at which company."""

    id: UUID
    user_id: UUID
    started_at: datetime
    finished_at: datetime
    partner_id: UUID


@dataclass(frozen=True)
class Pair:
    """Two attempts that stand out, the one that began first first."""

    one: UUID
    other: UUID
    partner_id: UUID
    likeness: Likeness


@dataclass(frozen=True)
class Similar:
    """What was found. ``compared``: how many pairs were looked at; ``enough``: whether enough people took the test."""

    compared: int
    enough: bool
    pairs: Sequence[Pair]

    def as_json(self) -> dict[str, Any]:
        """A form that a database column keeps and :meth:`from_json` reads back."""
        pairs = [
            {
                "one": str(pair.one),
                "other": str(pair.other),
                "partner": str(pair.partner_id),
                "likeness": asdict(pair.likeness),
            }
            for pair in self.pairs
        ]
        return {"compared": self.compared, "enough": self.enough, "pairs": pairs}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Similar:
        """What :meth:`as_json` wrote."""
        pairs = [
            Pair(UUID(pair["one"]), UUID(pair["other"]), UUID(pair["partner"]), Likeness(**pair["likeness"]))
            for pair in data["pairs"]
        ]
        return cls(data["compared"], data["enough"], pairs)


def similar(version_id: UUID) -> Similar:
    """The pairs of a version of a test that stand out among all that were compared. Not scoped: callers show what may be seen."""
    sat = list(_sat(version_id))
    together = list(pairs_of(sat))
    wanted = {attempt.id for pair in together for attempt in pair}
    population, answers, people = _answers(version_id, wanted)
    if people < LEAST_PEOPLE:
        return Similar(len(together), enough=False, pairs=[])
    able = {attempt_id: able_of(given, population) for attempt_id, given in answers.items() if given}
    found = []
    for one, other in together:
        if one.id in able and other.id in able:
            alike = likeness(answers[one.id], answers[other.id], (able[one.id], able[other.id]), population)
            if alike is not None and alike.stands_out(len(together)):
                found.append(Pair(one.id, other.id, one.partner_id, alike))
    return Similar(len(together), enough=True, pairs=sorted(found, key=lambda pair: pair.likeness.chance))


def pairs_of(sat: Iterable[Sat]) -> Iterator[tuple[Sat, Sat]]:
    """Those of one company who sat at the same time; of one person, no two. ``sat`` comes in the order of the starts."""
    open_at: dict[UUID, list[Sat]] = {}
    for attempt in sat:
        there = [one for one in open_at.get(attempt.partner_id, []) if _overlap(one, attempt)]
        yield from ((one, attempt) for one in there if one.user_id != attempt.user_id)
        open_at[attempt.partner_id] = [*there, attempt]


def _overlap(one: Sat, later: Sat) -> bool:
    return later.started_at <= one.finished_at + BEFORE_OR_AFTER


def _sat(version_id: UUID) -> Iterator[Sat]:
    """The finished attempts of those who worked somewhere that day, in the order of their starts; two queries."""
    attempts = (
        db.session()
        .execute(
            select(Attempt.id, Attempt.user_id, Attempt.started_at, Attempt.finished_at)
            .where(Attempt.version_id == version_id, Attempt.finished_at.is_not(None))
            .order_by(Attempt.started_at, Attempt.id)
        )
        .all()
    )
    people = select(Attempt.user_id).where(Attempt.version_id == version_id, Attempt.finished_at.is_not(None))
    work: dict[UUID, list[Any]] = {}
    for fact in db.session().execute(
        select(Employment.user_id, Employment.partner_id, Employment.starts_on, Employment.ends_on).where(
            Employment.user_id.in_(people), stands()
        )
    ):
        work.setdefault(fact.user_id, []).append(fact)
    for attempt in attempts:
        day = clock.day_of(attempt.started_at)
        for fact in work.get(attempt.user_id, ()):
            if fact.starts_on <= day and (fact.ends_on is None or day <= fact.ends_on):
                assert attempt.finished_at is not None, "as the query says"
                yield Sat(attempt.id, attempt.user_id, attempt.started_at, attempt.finished_at, fact.partner_id)
                break


def _answers(version_id: UUID, wanted: set[UUID]) -> tuple[Population, dict[UUID, Answers], int]:
    """What everybody answered, streamed; the answers of the wanted attempts; and of how many attempts these are."""
    masks = {key.hex: Masks(question) for key, (question, _) in questions_of(version_id).items()}
    item = _items.c
    rows = (
        db.session()
        .connection()
        .execute(
            select(
                item.attempt_id,
                type_coerce(item.question_version_id, String),
                sql_cast(item.response, String),
                item.correct,
            )
            .where(
                item.attempt_id.in_(
                    select(Attempt.id).where(Attempt.version_id == version_id, Attempt.finished_at.is_not(None))
                ),
                item.correct.is_not(None),
            )
            .order_by(item.attempt_id),
            execution_options={"yield_per": BATCH},
        )
    )
    population, people = Population(), 0
    answers: dict[UUID, Answers] = {}
    for attempt_id, of_one in groupby(rows, key=lambda row: row[0]):
        people += 1
        given: dict[Hashable, Answer] = {}
        for _attempt, question_id, response, correct in of_one:
            key = question_id if isinstance(question_id, str) else question_id.hex
            mask = masks[key].of(response) if masks[key].chooses else BLANK
            if mask & BLANK:
                continue
            given[key] = (mask, bool(correct))
            population.add(key, given[key])
        if attempt_id in wanted:
            answers[attempt_id] = given
    return population, answers, people
