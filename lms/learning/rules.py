"""Decisions about progress, purely: what was watched, what comes next, what is left, what moving to a newer version
keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from lms.core.i18n import Text

Ranges = tuple[tuple[float, float], ...]
"""Stretches of a film in seconds, apart from each other and in order."""

WATCHED_ENOUGH = 90
"""Per cent of a film after which it counts as watched (content format, "lesson kinds"): the credits need not be."""

JOIN_WITHIN = 1.0
"""Seconds: stretches closer than this are one, for players report where they are a few times a second only."""

DUE_SOON = timedelta(days=7)
"""How long before its due day a course comes before the one that was last open."""


@dataclass(frozen=True)
class Step:
    """A lesson in its place in a course version. ``languages``: those its words exist in, by content code."""

    id: UUID
    key: str
    position: int
    kind: str
    minutes: int
    title: Text
    module: Text
    settings: Mapping[str, Any] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outline:
    """A published course version without its words: what never changes, so that it may be kept in memory."""

    version_id: UUID
    course_id: UUID
    number: int
    title: Text
    summary: Text
    language_note: Text | None
    credits: int
    counts_for: tuple[Mapping[str, Any], ...]
    minutes: int
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        """The lesson of a key."""
        return next((step for step in self.steps if step.key == key), None)


def merged(*groups: Iterable[Sequence[float]]) -> Ranges:
    """All stretches of all groups as few, apart and in order; empty and backward ones are dropped."""
    stretches = sorted((float(a), float(b)) for group in groups for a, b in group if b > a)
    kept: list[tuple[float, float]] = []
    for start, end in stretches:
        if kept and start <= kept[-1][1] + JOIN_WITHIN:
            kept[-1] = (kept[-1][0], max(kept[-1][1], end))
        else:
            kept.append((start, end))
    return tuple(kept)


def watched_share(ranges: Iterable[Sequence[float]], length: float) -> float:
    """Which share of a film of ``length`` seconds the stretches cover, 0 to 1; what lies outside the film does not
    count.
    """
    if length <= 0:
        return 0.0
    inside = merged((max(a, 0.0), min(b, length)) for a, b in ranges)
    return min(sum(b - a for a, b in inside) / length, 1.0)


FASTEST = 2.0
"""How many times as fast as it was made a film can be played."""

TOLERANCE = 15.0
"""Seconds that a report may be ahead of the clock: two devices' reports cross, the line holds one back."""


def in_order(before: Ranges, told: Iterable[Sequence[float]], since: float) -> list[tuple[float, float]]:
    """Of stretches that a page tells, what can have been seen of a film that is seen in its order: nothing begins ahead of what was
    seen so far, and nobody sees more than their time allows, however fast it is played.
    """
    seen_until = before[0][1] if before and before[0][0] <= JOIN_WITHIN else 0.0
    at_most = seen_until + since * FASTEST + TOLERANCE
    kept: list[tuple[float, float]] = []
    for start, end in merged(told):
        if start > max(seen_until, kept[-1][1] if kept else 0.0) + JOIN_WITHIN:
            break
        kept.append((start, min(end, at_most)))
    return kept


def first_open(steps: Sequence[Step], done: Collection[UUID]) -> Step | None:
    """The first lesson that is not done."""
    return next((step for step in steps if step.id not in done), None)


def following(steps: Sequence[Step], current: Step, done: Collection[UUID]) -> Step | None:
    """Where "next" leads: the lesson after the current one, in reading order; after the last, the first that is still
    open.

    None when nothing is left after the current one: the course's end.
    """
    after = next((step for step in steps if step.position > current.position), None)
    return after or first_open(steps, {*done, current.id})


def continue_at(steps: Sequence[Step], done: Collection[UUID], last: UUID | None) -> Step | None:
    """Where one goes on: the lesson last open unless it is done, else the next open one after it, else the first open
    one.
    """
    place = next((step.position for step in steps if step.id == last), 0)
    ahead = [step for step in steps if step.position >= place]
    return first_open(ahead, done) or first_open(steps, done)


def minutes_left(steps: Iterable[Step], done: Collection[UUID]) -> int:
    """The minutes of all lessons that are not done."""
    return sum(step.minutes for step in steps if step.id not in done)


def is_complete(steps: Sequence[Step], done: Collection[UUID]) -> bool:
    """Whether every lesson is done; a course without lessons never is."""
    return bool(steps) and first_open(steps, done) is None


def kept_by_moving(old: Mapping[str, str], begun: Collection[str], new: Mapping[str, str]) -> frozenset[str]:
    """Keys of the newer version's lessons that stand as they stood: those begun or done before whose content is still the very same.

    ``old`` and ``new`` map lesson keys to a fingerprint of kind, settings and words. One moves for the sake of what
    changed, so a changed lesson is to be read again, one of another kind above all; title, minutes and place may change freely.
    Lessons whose end is elsewhere keep by another rule: by the test having been passed, the work accepted, the case published,
    whenever that was.
    """
    return frozenset(key for key in begun if key in old and new.get(key) == old[key])


@dataclass(frozen=True)
class Course:
    """A course one is enrolled in, as lists show it. ``newer``: the number of a newer version that one may move to."""

    enrolment_id: UUID
    course_id: UUID
    key: str
    version_id: UUID
    title: Text
    minutes: int
    lessons: int
    lessons_done: int
    enrolled_at: datetime
    touched_at: datetime
    due_on: date | None
    last_lesson_id: UUID | None
    completed_at: datetime | None
    newer: int | None

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do on the version one is on."""
        return self.lessons_done < self.lessons

    @property
    def state(self) -> str:
        """``completed`` (once is for ever), ``started`` or ``enrolled``."""
        if self.completed_at:
            return "completed"
        return "started" if self.last_lesson_id or self.lessons_done else "enrolled"


def most_urgent(courses: Iterable[Course], today: date) -> Course | None:
    """The course to go on with: what is due soon (or overdue), earliest first; else what was touched last.

    A completed course that one moved to a newer version of comes after all that was never completed.
    """
    left = [course for course in courses if course.is_open]
    if not left:
        return None

    def urgency(course: Course) -> tuple[bool, bool, date, float]:
        pressing = course.due_on is not None and course.due_on <= today + DUE_SOON
        due = course.due_on if pressing and course.due_on else date.max
        return (course.completed_at is not None, not pressing, due, -course.touched_at.timestamp())

    return min(left, key=urgency)


def due(courses: Iterable[Course]) -> list[Course]:
    """What has a due day and was never completed, the earliest first."""
    waiting = [course for course in courses if course.due_on is not None and course.completed_at is None]
    return sorted(waiting, key=lambda course: (course.due_on or date.max, course.key))
