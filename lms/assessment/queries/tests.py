"""A test before the start: its rules, and what one has done at it so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, Window
from lms.assessment.queries.terms import CURRENT_WINDOW, LATEST, closes_to_all, door_of, terms_for
from lms.assessment.queries.versions import written
from lms.assessment.rules import (
    Blueprint,
    Door,
    Outcome,
    Past,
    Review,
    Start,
    Terms,
    counted,
    may_start,
    moment_of,
    takes_packets,
)
from lms.core import clock, db
from lms.core.errors import Forbidden, NotFound
from lms.core.i18n import Text


@dataclass(frozen=True)
class PastAttempt:
    """An attempt that has ended. ``percent`` and ``passed`` None: the review does not show the score, or it is scored
    within the minute.
    """

    attempt: Attempt
    percent: Decimal | None
    passed: bool | None

    @property
    def ended_at(self) -> datetime | None:
        """When it ended: one that the clock has not closed yet, at its deadline."""
        return self.attempt.finished_at or self.attempt.deadline_at


@dataclass(frozen=True)
class Intro:
    """What the page before the start says. ``past``: ended attempts, the newest first; ``running``: the open one, which
    ``start`` counts as used.
    """

    blueprint: Blueprint
    course_key: str | None
    past: list[PastAttempt]
    running: Attempt | None
    start: Start
    terms: Terms
    door: Door

    @property
    def that_counts(self) -> Outcome | None:
        """The result that counts of those that are shown; None where there is none, or no choice between two."""
        shown = [
            Outcome(one.attempt.number, one.percent, bool(one.passed)) for one in self.past if one.percent is not None
        ]
        if len(shown) < 2 or len(shown) < len(self.past):
            return None
        return counted(self.blueprint.counts, shown, self.blueprint.pass_mark)


_PUBLISHED = select(Assessment.id).where(Assessment.key == bindparam("key"), Assessment.current_number.is_not(None))
_ATTEMPTS = (
    select(Attempt)
    .where(Attempt.user_id == bindparam("user"), Attempt.assessment_id == bindparam("test"))
    .order_by(Attempt.number.desc())
)
# What a version says is kept in the process: its blueprint need not be read with it.
_WITH_VERSION = joinedload(Assessment.current_version).defer(AssessmentVersion.blueprint, raiseload=True)
_TEST = select(Assessment).where(Assessment.key == bindparam("key")).options(_WITH_VERSION)
_STANDING = (
    select(Assessment, Window, LATEST)
    .outerjoin(Window, CURRENT_WINDOW)
    .where(Assessment.key == bindparam("key"))
    .options(_WITH_VERSION)
)


def test(key: str) -> Assessment:
    """A test with its current version; raises NotFound."""
    assessment = db.session().scalars(_TEST, {"key": key}).one_or_none()
    if assessment is None or assessment.current_version is None:
        raise NotFound
    return assessment


def is_published(key: str) -> bool:
    """Whether there is such a test to take; a level may name one before it is written."""
    return bool(db.look(_PUBLISHED, key=key))


def titles() -> dict[str, Text]:
    """The current title of every test, by key."""
    asked = select(Assessment.key, AssessmentVersion.title).join(Assessment.current_version)
    return {row.key: row.title for row in db.session().execute(asked)}


def blueprint_of(assessment: Assessment) -> Blueprint:
    """The blueprint of a test's current version, which :func:`test` loaded."""
    assert assessment.current_version is not None
    return written(assessment.current_version.id).blueprint


@dataclass(frozen=True)
class Standing:
    """A test as it stands now. ``window``: the one that staff set and nobody ended; ``latest``: the latest end that was granted to
    somebody.
    """

    test: Assessment
    blueprint: Blueprint
    window: Window | None
    latest: datetime | None


def standing(key: str) -> Standing:
    """A test with all that says when it may be started, in one look; raises NotFound."""
    row = db.session().execute(_STANDING, {"key": key}).one_or_none()
    if row is None or row.Assessment.current_version is None:
        raise NotFound
    return Standing(row.Assessment, blueprint_of(row.Assessment), row.Window, row.latest)


def intro(actor: Actor, key: str, *, address: str | None = None) -> Intro:
    """A test as the actor finds it now, on a device at ``address``; raises NotFound."""
    actor.require(Permission.ATTEMPT_TAKE)
    if actor.user_id is None:
        raise Forbidden
    found, now = standing(key), clock.now()
    assessment, blueprint, window = found.test, found.blueprint, found.window
    attempts = db.session().scalars(_ATTEMPTS, {"user": actor.user_id, "test": assessment.id})
    closed_at = closes_to_all(blueprint, window, found.latest)
    terms = terms_for(actor.user_id, assessment.id, blueprint, window)
    past: list[PastAttempt] = []
    running = None
    for attempt in attempts:
        if attempt.state == "open" and takes_packets(attempt.closes_at, now):
            running = attempt
        else:
            past.append(_past(attempt, blueprint.review, closed_at, now))
    so_far = [Past(ended.ended_at) for ended in past] + ([Past(None)] if running else [])
    start = may_start(blueprint, so_far, now, terms)
    door = door_of(window, blueprint, address)
    return Intro(blueprint, assessment.course_key, past, running, start, terms, door)


def _past(attempt: Attempt, review: Review, closed_at: datetime | None, now: datetime) -> PastAttempt:
    moment = moment_of(ended_at=attempt.scored_at, closes_at=closed_at, now=now)
    shown = review.now(moment, passed=attempt.passed)
    return PastAttempt(attempt, *((attempt.percent, attempt.passed) if shown.score else (None, None)))
