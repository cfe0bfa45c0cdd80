"""The pairs of attempts that stand out as alike, as far as somebody may see them, and what stands beside a pair that is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, func, select
from sqlalchemy import cast as sql_cast

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.companies import companies_of
from lms.accounts.queries.people import people_named
from lms.accounts.queries.security import networks_of
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptEvent, AttemptItem, KeptAnalysis, QuestionVersion
from lms.assessment.queries.analysis import LIVE_AT_MOST, Masks
from lms.assessment.queries.similarity import Pair, Similar, similar
from lms.assessment.rules.analysis import BLANK, Analysis
from lms.assessment.rules.log import TOLD, EventKind
from lms.assessment.rules.similarity import Likeness
from lms.core import db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Text
from lms.partners.models import Partner


@dataclass(frozen=True)
class Found:
    """What the worker finds out about a version of a test. ``analysis`` None: too few attempts."""

    analysis: Analysis | None
    similar: Similar

    def as_json(self) -> dict[str, Any]:
        """As :class:`KeptAnalysis` keeps it."""
        return {**(self.analysis.as_json() if self.analysis else {}), "similar": self.similar.as_json()}


@dataclass(frozen=True)
class AlikeLine:
    """A pair in the list: where and when they sat. Nobody's name: those are shown to who looks at the pair, and that is recorded."""

    pair: Pair
    partner: Partner
    started_at: datetime


@dataclass(frozen=True)
class Alike:
    """The pairs that somebody may see. ``made_at`` None: of this moment; ``found`` None: not worked out yet."""

    found: Similar | None
    lines: Sequence[AlikeLine]
    made_at: datetime | None = None
    awaited: bool = False
    live: bool = True


def alike_of(actor: Actor, version_id: UUID, finished: int) -> Alike:
    """The pairs of a version of a test with so many finished attempts, those of companies within reach."""
    if not actor.has(Permission.ATTEMPT_COMPARE):
        raise Forbidden
    if finished <= LIVE_AT_MOST:
        found = similar(version_id)
        return Alike(found, _lines(actor, found.pairs))
    kept = db.session().get(KeptAnalysis, version_id)
    if kept is None or not kept.figures or "similar" not in kept.figures:
        return Alike(None, [], awaited=kept is not None and kept.is_awaited, live=False)
    found = Similar.from_json(kept.figures["similar"])
    return Alike(found, _lines(actor, found.pairs), kept.made_at, kept.is_awaited, live=False)


def _lines(actor: Actor, pairs: Sequence[Pair]) -> list[AlikeLine]:
    seen = companies_of(actor, Permission.ATTEMPT_COMPARE, {pair.partner_id for pair in pairs})
    began = select(Attempt.id, Attempt.started_at).where(Attempt.id.in_([pair.one for pair in pairs]))
    starts = {row.id: row.started_at for row in db.session().execute(began)} if pairs else {}
    return [
        AlikeLine(pair, seen[pair.partner_id], starts[pair.one])
        for pair in pairs
        if pair.partner_id in seen and pair.one in starts
    ]


@dataclass(frozen=True)
class Side:
    """One of the two: the attempt, the person, what the browser told of it, by kind."""

    attempt: Attempt
    person: User
    told: Mapping[EventKind, int]


@dataclass(frozen=True)
class Compared:
    """A question that both answered. ``words``: its stem."""

    words: Text
    same: bool
    right: tuple[bool, bool]

    @property
    def same_wrong(self) -> bool:
        """What the index counts."""
        return self.same and not self.right[0]


@dataclass(frozen=True)
class Looked:
    """A pair that is looked at. ``same_network``: None where it is not known of both."""

    line: AlikeLine
    sides: tuple[Side, Side]
    questions: Sequence[Compared]
    same_network: bool | None

    @property
    def likeness(self) -> Likeness:
        """The figures."""
        return self.line.pair.likeness


def line_of(alike: Alike, one: UUID, other: UUID) -> AlikeLine:
    """A pair of the list; raises NotFound: only what stands out, and may be seen, is looked at."""
    for line in alike.lines:
        if (line.pair.one, line.pair.other) == (one, other):
            return line
    raise NotFound


def looked_at(line: AlikeLine) -> Looked:
    """What stands beside a pair. Callers have seen to it that it may be seen, and that the look is recorded."""
    ids = (line.pair.one, line.pair.other)
    attempts = {one.id: one for one in db.session().scalars(select(Attempt).where(Attempt.id.in_(ids)))}
    people = people_named({attempt.user_id for attempt in attempts.values()})
    told = _told(ids)
    first, second = (Side(attempts[one], people[attempts[one].user_id], told[one]) for one in ids)
    networks = networks_of({side.attempt.user_id: _time_of(side.attempt) for side in (first, second)})
    one, other = networks[first.attempt.user_id], networks[second.attempt.user_id]
    known = bool(one & other) if one and other else None
    return Looked(line, (first, second), _compared(*ids), known)


def _time_of(attempt: Attempt) -> tuple[datetime, datetime]:
    assert attempt.finished_at is not None, "only finished attempts are compared"
    return attempt.started_at, attempt.finished_at


def _told(ids: tuple[UUID, UUID]) -> dict[UUID, dict[EventKind, int]]:
    found: dict[UUID, dict[EventKind, int]] = {one: {} for one in ids}
    rows = db.session().execute(
        select(AttemptEvent.attempt_id, AttemptEvent.kind, func.count())
        .where(AttemptEvent.attempt_id.in_(ids), AttemptEvent.kind.in_([kind.value for kind in TOLD]))
        .group_by(AttemptEvent.attempt_id, AttemptEvent.kind)
    )
    for attempt_id, kind, count in rows:
        found[attempt_id][EventKind(kind)] = count
    return found


def _compared(one: UUID, other: UUID) -> list[Compared]:
    """The questions that both answered by choosing: identical errors first, then what is the same, then the rest."""
    rows = db.session().execute(
        select(AttemptItem.attempt_id, sql_cast(AttemptItem.response, String), AttemptItem.correct, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(AttemptItem.attempt_id.in_((one, other)), AttemptItem.correct.is_not(None))
        .order_by(AttemptItem.position)
    )
    given: dict[UUID, dict[UUID, tuple[int, bool]]] = {one: {}, other: {}}
    questions: dict[UUID, QuestionVersion] = {}
    for attempt_id, response, correct, question in rows:
        masks = Masks(question)
        mask = masks.of(response) if masks.chooses else BLANK
        if not mask & BLANK:
            questions[question.id] = question
            given[attempt_id][question.id] = (mask, bool(correct))
    found = [
        Compared(
            questions[key].body["stem"],
            given[one][key] == given[other][key],
            (given[one][key][1], given[other][key][1]),
        )
        for key in given[one]
        if key in given[other]
    ]
    return sorted(found, key=lambda question: (not question.same_wrong, not question.same))
