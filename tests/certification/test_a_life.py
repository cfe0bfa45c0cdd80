"""A certification lives through anything: grants, renewals, overrides, undone grants, late and backdated evidence, clock moves.

Whatever happens in whatever order, no two periods of a level run at once, each rests on a decision that runs again to *met*, and what was
known at an instant of a day is answered the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from lms.certification.models import Certification
from lms.certification.operations import afterwards, granting, moving, undoing
from lms.certification.queries import decisions
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.rules import Standing, standing, valid_days
from lms.core import clock, db
from lms.core.errors import AcademyError
from tests.cast import Cast, make_cast
from tests.factories.certification import (
    INTERMEDIATE,
    JUNIOR,
    TEST,
    a_test_result,
    make_track,
    product_course_completed,
)

BEGIN = datetime(2024, 1, 2, 4, tzinfo=UTC)
FAR = date(2040, 1, 1)
LIGHTER = {"online_test": {"test": TEST, "at_least": 70}}
KINDS = (
    {"renewal": {"term_starts": "previous-end", "grace": "P30D", "requires": LIGHTER}, "lower_levels": "renew"},
    {"renewal": {"term_starts": "completion", "grace": "P30D", "late_for": "P60D"}, "lower_levels": "replace"},
    {"renewal": {"term_starts": "fixed-day", "fixed_day": "12-31", "at_least": "P6M", "grace": "P0D"}},
)
LEVELS = st.sampled_from([JUNIOR, INTERMEDIATE])


class Life(RuleBasedStateMachine):
    """One person's years."""

    people: Cast

    def __init__(self) -> None:
        super().__init__()
        self.outer = db.session().begin_nested()
        self.now = BEGIN
        self.answers: dict[tuple[date, datetime], dict[str, Standing]] = {}

    def teardown(self) -> None:
        self.outer.rollback()
        db.session().expire_all()

    @initialize(kind=st.sampled_from(KINDS))
    def programme(self, kind: dict[str, object]) -> None:
        with clock.at(BEGIN):
            make_track(said=kind)
            self.people = make_cast()

    @contextmanager
    def moment(self) -> Iterator[None]:
        self.now += timedelta(seconds=5)
        with clock.at(self.now), suppress(AcademyError), db.session().begin_nested():
            yield

    @property
    def learner(self) -> object:
        return self.people.learner.user_id

    def periods(self) -> list[Certification]:
        return certifications_of([self.people.learner.user_id], known_by=self.now + timedelta(seconds=1))

    @rule(days=st.sampled_from([1, 20, 45, 100, 400, 700]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(backdated=st.sampled_from([0, 0, 10, 200]))
    def evidence(self, backdated: int) -> None:
        with self.moment():
            on = clock.today() - timedelta(days=backdated)
            product_course_completed(self.people.learner.user_id, on=on)
            a_test_result(self.people.learner.user_id, 90, on=on)
            a_test_result(self.people.learner.user_id, 90, test="intermediate-test", on=on)

    @rule(level=LEVELS)
    def grant(self, level: str) -> None:
        with self.moment():
            granting.grant(self.people.admin.actor, self.people.learner.user_id, level)

    @rule(level=LEVELS, before=st.sampled_from([80, 30, 0, -20, -50, -200]))
    def earn(self, level: str, before: int) -> None:
        """All that is asked, just before the end of what is held (or after it), and the grant."""
        ends = [one.valid_through for one in self.periods() if one.level_key == level]
        if ends:
            due = datetime.combine(max(ends) - timedelta(days=before), BEGIN.timetz())
            self.now = max(self.now, due)
        self.evidence(backdated=0)
        self.grant(level)

    @rule(pick=st.integers(0, 5), days=st.sampled_from([-60, 30, 400]))
    def move(self, pick: int, days: int) -> None:
        if found := self.periods():
            one = found[pick % len(found)]
            with self.moment():
                moving.move_end(self.people.admin.actor, one.id, one.valid_through + timedelta(days=days), "Leave.")

    @rule(pick=st.integers(0, 5))
    def move_back(self, pick: int) -> None:
        if found := self.periods():
            with self.moment():
                moving.move_back(self.people.admin.actor, found[pick % len(found)].id, "No leave.")

    @rule(pick=st.integers(0, 5))
    def undo(self, pick: int) -> None:
        if found := self.periods():
            with self.moment():
                undoing.undo(self.people.admin.actor, found[pick % len(found)].id, "By mistake.")

    @rule(pick=st.integers(0, 5), kind=st.sampled_from(["suspended", "reinstated", "revoked"]))
    def change(self, pick: int, kind: str) -> None:
        if found := self.periods():
            with self.moment():
                afterwards.change(self.people.admin.actor, found[pick % len(found)].id, kind, "A complaint.")

    @rule()
    def look(self) -> None:
        """Somebody asks how things stood today, as known now: the answer is kept."""
        self.now += timedelta(seconds=5)
        with clock.at(self.now):
            self.answers[clock.today(), self.now] = self._answer(clock.today(), self.now)

    def _answer(self, on: date, known_by: datetime) -> dict[str, Standing]:
        held = decisions.situation_of(self.people.learner.user_id, on=on, known_by=known_by).held
        return {key: one.standing for key, one in held.items()}

    @invariant()
    def no_two_periods_of_a_level_run_at_once(self) -> None:
        if not hasattr(self, "people"):
            return
        for level in (JUNIOR, INTERMEDIATE):
            days = sorted(
                stretch
                for one in self.periods()
                if one.level_key == level
                for stretch in valid_days(period_of(one), FAR)
            )
            for (_first, last), (following, _last) in pairwise(days):
                assert last < following, (level, days)

    @invariant()
    def what_is_valid_rests_on_a_decision_that_runs_again(self) -> None:
        if not hasattr(self, "people"):
            return
        with clock.at(self.now):
            for one in self.periods():
                if standing(period_of(one), clock.today()) is Standing.VALID:
                    decision, differences = decisions.rerun(self.people.admin.actor, one.decision_id)
                    assert (decision.outcome, differences) == ("met", [])

    @invariant()
    def answers_of_the_past_never_change(self) -> None:
        for (on, known_by), answer in self.answers.items():
            with clock.at(self.now):
                assert self._answer(on, known_by) == answer


def test_whatever_happens_a_life_stays_in_order(unit: Session) -> None:
    del unit
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
