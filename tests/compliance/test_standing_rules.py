"""What a tier asks, as a table of people: met or not, who counts, when it breaks, who closes the gap."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.compliance.rules import what_if
from lms.compliance.rules.judging import Case
from lms.compliance.rules.people import Worker
from lms.compliance.rules.standing import State, stand, verdict
from lms.compliance.rules.tier import Count, Every, Pool, Role, Tier
from tests.factories.tiers import DAY, HOME, happened, ids, tier, worker

JUNIOR, INTERMEDIATE, SENIOR = "engineer/junior", "engineer/intermediate", "engineer/senior"
MANAGER, SENIOR_MANAGER = "manager/junior", "manager/senior"
NAME = {"en": "x"}
PEOPLE = tier(counts=(Count("people", NAME, people=2, certificates=3),), validity_left="P90D")
EXPERT = tier(counts=(Count("senior", NAME, (SENIOR,), people=1),))
JOBS = tier(counts=(Count("field", NAME, (JUNIOR,), ("field_engineer",), people=1),))
EVERY = tier(every=(Every("field", NAME, (INTERMEDIATE,), ("field_engineer",)),))
ROLES = tier(
    roles=(Role("lead", NAME, (SENIOR,), people=1), Role("site", NAME, (JUNIOR,), people=1)), roles_per_person=1
)
POOL = tier(
    counts=(Count("juniors", NAME, (JUNIOR,), people=3), Count("seniors", NAME, (SENIOR,), people=1)),
    pools=(Pool("either", NAME, 1, ("juniors", "seniors")),),
)
SOON = DAY + timedelta(days=89)


@pytest.mark.parametrize(
    ("asks", "people", "met"),
    [
        pytest.param(
            PEOPLE, [worker(1, JUNIOR, INTERMEDIATE), worker(2, JUNIOR)], True, id="two people, three certificates"
        ),
        pytest.param(PEOPLE, [worker(1, JUNIOR, INTERMEDIATE, SENIOR)], False, id="certificates of one alone"),
        pytest.param(PEOPLE, [worker(1, JUNIOR), worker(2, JUNIOR)], False, id="people without the certificates"),
        pytest.param(
            PEOPLE, [worker(1, JUNIOR, INTERMEDIATE), worker(2, JUNIOR, through=SOON)], False, id="89 days left"
        ),
        pytest.param(
            PEOPLE,
            [worker(1, JUNIOR, INTERMEDIATE), worker(2, JUNIOR, through=DAY + timedelta(days=90))],
            True,
            id="90 days left",
        ),
        pytest.param(
            PEOPLE, [worker(1, JUNIOR, INTERMEDIATE), worker(2, JUNIOR, left=DAY)], True, id="on the last day"
        ),
        pytest.param(
            PEOPLE,
            [worker(1, JUNIOR, INTERMEDIATE), worker(2, JUNIOR, left=DAY - timedelta(days=1))],
            False,
            id="after the last day",
        ),
        pytest.param(EXPERT, [worker(1, SENIOR)], True, id="the level itself"),
        pytest.param(EXPERT, [worker(1, INTERMEDIATE)], False, id="a level below"),
        pytest.param(EXPERT, [happened(1, SENIOR, "suspended", DAY)], False, id="suspended today"),
        pytest.param(
            EXPERT, [happened(1, SENIOR, "suspended", DAY + timedelta(days=1))], True, id="suspended tomorrow"
        ),
        pytest.param(EXPERT, [happened(1, SENIOR, "revoked", DAY)], False, id="revoked"),
        pytest.param(
            tier(counts=(Count("m", NAME, (MANAGER,), people=1),)), [worker(1, SENIOR_MANAGER)], False, id="no implying"
        ),
        pytest.param(JOBS, [worker(1, SENIOR, job="field_engineer")], True, id="a higher level in the job"),
        pytest.param(JOBS, [worker(1, SENIOR, job="sales")], False, id="another job"),
        pytest.param(EVERY, [], True, id="nobody of the job"),
        pytest.param(
            EVERY, [worker(1, SENIOR, job="field_engineer"), worker(2, job="sales")], True, id="all of the job"
        ),
        pytest.param(
            EVERY,
            [worker(1, SENIOR, job="field_engineer"), worker(2, JUNIOR, job="field_engineer")],
            False,
            id="one too low",
        ),
        pytest.param(ROLES, [worker(1, SENIOR)], False, id="one person, two roles, one allowed"),
        pytest.param(ROLES, [worker(1, SENIOR), worker(2, JUNIOR)], True, id="the senior leads"),
        pytest.param(POOL, [worker(1, SENIOR)], True, id="the pool by one senior"),
        pytest.param(POOL, [worker(n, JUNIOR) for n in (1, 2, 3)], True, id="the pool by three juniors"),
        pytest.param(POOL, [worker(n, JUNIOR) for n in (1, 2)], False, id="the pool by neither"),
    ],
)
def test_met_or_not(asks: Tier, people: list[Worker], met: bool) -> None:
    case = Case(asks, people)
    assert case.met(DAY) is met
    judged = case.judge(DAY)
    assert judged.met is met
    assert (judged.missing == 0) is met


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (worker(1), "Holds no level."),
        (worker(1, JUNIOR), "Junior of engineer is too low a level."),
        (worker(1, MANAGER), "Junior of manager is not asked for."),
        (
            worker(1, SENIOR, through=SOON),
            "Senior of engineer ends on 27 Sept 2026; to count it must last until 28 Sept 2026.",
        ),
        (worker(1, SENIOR, through=date(2026, 5, 1)), "Senior of engineer ended on 1 May 2026."),
        (happened(1, SENIOR, "suspended", DAY), "Senior of engineer is suspended."),
        (happened(1, SENIOR, "revoked", DAY), "Senior of engineer was revoked."),
        (worker(1, SENIOR, left=DAY - timedelta(days=1)), "Left on 29 Jun 2026."),
    ],
)
def test_everybody_who_is_not_counted_is_told_why(person: Worker, reason: str) -> None:
    asks = tier(counts=(Count("senior", NAME, (SENIOR,), people=1),), validity_left="P90D")
    (left_out,) = stand(asks, [person], DAY).left_out
    assert left_out.reason.render("en").replace("Sep ", "Sept ") == reason


def test_who_fills_no_place_because_all_are_filled_is_told_so() -> None:
    found = stand(ROLES, [worker(1, SENIOR), worker(2, JUNIOR), worker(3, JUNIOR, through=SOON)], DAY)
    assert {one.user_id for one in found.judged.places} == ids([1, 2])
    assert [one.reason.render("en") for one in found.left_out] == [
        "Junior of engineer would count; every place it fits is filled."
    ]


def test_the_role_that_lacks_people_names_who_fills_another() -> None:
    found = Case(ROLES, [worker(1, SENIOR)]).judge(DAY)
    assert sum(one.missing for one in found.findings) == 1
    assert [one.full for one in found.findings if not one.met] == [(UUID(int=1),)]


class TestClocks:
    """Who counted and left: the company stands at risk until they must be replaced, if the leaving was told in time."""

    LEFT = DAY - timedelta(days=10)

    def test_at_risk_until_the_day_after_the_last_to_replace(self) -> None:
        found = stand(EXPERT, [worker(1, SENIOR, left=self.LEFT)], DAY)
        assert found.state is State.AT_RISK
        assert found.gap_on == DAY
        assert found.until == self.LEFT + timedelta(days=91)
        (clock,) = found.clocks
        assert (clock.notify_by, clock.replace_by, clock.in_time) == (
            self.LEFT + timedelta(days=30),
            self.LEFT + timedelta(days=90),
            True,
        )

    def test_not_met_where_it_was_told_too_late(self) -> None:
        late = worker(1, SENIOR, left=DAY - timedelta(days=50), told=DAY - timedelta(days=19))
        found = stand(EXPERT, [late], DAY)
        assert found.state is State.NOT_MET
        assert [one.in_time for one in found.clocks] == [False]

    def test_met_again_with_a_replacement(self) -> None:
        found = stand(EXPERT, [worker(1, SENIOR, left=self.LEFT), worker(2, SENIOR)], DAY)
        assert found.state is State.MET
        assert len(found.clocks) == 1

    def test_who_left_is_not_asked_for_a_level_any_more(self) -> None:
        assert stand(EVERY, [worker(1, job="field_engineer", left=self.LEFT)], DAY).state is State.MET

    def test_a_leaving_that_is_known_is_seen_ahead(self) -> None:
        goes = worker(1, SENIOR, left=DAY + timedelta(days=20), told=DAY)
        found = verdict(EXPERT, [goes], DAY)
        assert (found.state, found.gap_on) == (State.AT_RISK, DAY + timedelta(days=21))
        assert found.until == DAY + timedelta(days=20 + 91)


def test_at_risk_until_the_first_certificate_that_is_needed_ends() -> None:
    found = verdict(EXPERT, [worker(1, SENIOR, through=SOON)], DAY)
    assert (found.state, found.until) == (State.AT_RISK, SOON + timedelta(days=1))
    assert verdict(EXPERT, [worker(1, SENIOR, through=SOON), worker(2, SENIOR)], DAY).state is State.MET


def test_the_nearest_is_who_waits_for_a_grant_then_who_has_fewest_levels_left() -> None:
    people = [worker(1, JUNIOR), worker(2, INTERMEDIATE), worker(3), worker(4, SENIOR, through=DAY - timedelta(days=1))]
    near = what_if.nearest(EXPERT, people, Case(EXPERT, people).judge(DAY), {UUID(int=3): frozenset({SENIOR})})
    assert [(one.user_id.int, one.steps, one.missing) for one in near] == [(3, 0, 0), (2, 1, 0), (1, 2, 0), (4, 3, 0)]


def test_what_if_somebody_leaves_passes_or_moves_here() -> None:
    people = [worker(1, SENIOR), worker(2, JUNIOR)]
    assert not Case(EXPERT, what_if.without(people, UUID(int=1))).met(DAY)
    assert Case(EXPERT, what_if.passing([worker(2, JUNIOR)], UUID(int=2), SENIOR, DAY)).met(DAY)
    assert Case(EXPERT, what_if.moving_here([], worker(9, SENIOR), HOME, DAY)).met(DAY)
    assert verdict(EXPERT, what_if.leaving_on(people, UUID(int=1), DAY), DAY).state is State.AT_RISK


PERSON = st.builds(
    lambda number, levels, days, job: worker(number, *levels, job=job, through=DAY + timedelta(days=days)),
    st.integers(1, 10**6),
    st.lists(st.sampled_from([JUNIOR, INTERMEDIATE, SENIOR, MANAGER]), max_size=3, unique=True),
    st.integers(-50, 400),
    st.sampled_from(["", "sales", "field_engineer"]),
)
TIERS = st.sampled_from([PEOPLE, EXPERT, JOBS, ROLES, POOL])


@given(TIERS, st.lists(PERSON, max_size=5, unique_by=lambda one: one.id), PERSON)
def test_one_more_person_never_unmeets_a_tier(asks: Tier, people: list[Worker], more: Worker) -> None:
    others = [one for one in people if one.id != more.id]
    assert Case(asks, [*others, more]).met(DAY) or not Case(asks, others).met(DAY)


@given(TIERS | st.just(EVERY), st.lists(PERSON, min_size=1, max_size=5, unique_by=lambda one: one.id))
def test_one_more_certificate_never_unmeets_a_tier(asks: Tier, people: list[Worker]) -> None:
    richer = what_if.passing(people, people[0].id, SENIOR, DAY)
    assert Case(asks, richer).met(DAY) or not Case(asks, people).met(DAY)


@given(TIERS | st.just(EVERY), st.lists(PERSON, max_size=5, unique_by=lambda one: one.id))
def test_the_day_it_breaks_is_the_first_on_which_it_is_not_met(asks: Tier, people: list[Worker]) -> None:
    case, until = Case(asks, people), DAY + timedelta(days=420)
    found = case.first_break(DAY, until)
    days = [DAY + timedelta(days=number) for number in range(1, 421)]
    broken = [day for day in days if not case.met(day) and (case.met(day - timedelta(days=1)) or found is None)]
    if case.met(DAY):
        assert found == (broken[0] if broken else None)


@given(TIERS | st.just(EVERY), st.lists(PERSON, max_size=5, unique_by=lambda one: one.id))
def test_counting_in_short_and_in_full_say_the_same(asks: Tier, people: list[Worker]) -> None:
    case = Case(asks, people)
    assert case.judge(DAY).met is case.met(DAY)
