"""The rules of online tests: the clock, who may start, the score, the draw."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    Blueprint,
    Candidate,
    Part,
    Past,
    Section,
    deadline,
    draw,
    ended_at,
    is_over,
    may_start,
    options_in_order,
    score,
    takes_packets,
)

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
instants = st.integers(1_600_000_000, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
limits = st.timedeltas(timedelta(0), timedelta(days=2))


def blueprint(*sections: Section, **more: object) -> Blueprint:
    return Blueprint("junior", 1, {"en": "Junior"}, sections, **more)  # type: ignore[arg-type]


# ---- the clock ---------------------------------------------------------------------------------------------------


@given(start=instants, limit=st.none() | limits, close=st.none() | instants)
def test_the_deadline_is_the_earlier_of_limit_and_close(
    start: datetime, limit: timedelta | None, close: datetime | None
) -> None:
    found = deadline(start, limit, close)
    if found is None:
        assert limit is None
        assert close is None
    else:
        assert found in (start + limit if limit is not None else None, close)
        assert limit is None or found <= start + limit
        assert close is None or found <= close


@given(ends=instants, now=instants)
def test_an_attempt_never_ends_after_its_deadline_and_is_over_exactly_when_no_packet_counts(
    ends: datetime, now: datetime
) -> None:
    assert ended_at(ends, now) == min(ends, now)
    assert is_over(ends, now) is not takes_packets(ends, now)


def test_a_packet_59_seconds_late_counts_and_one_61_seconds_late_does_not() -> None:
    assert takes_packets(NOON, NOON + 59 * SECOND)
    assert takes_packets(NOON, NOON + 60 * SECOND)
    assert not takes_packets(NOON, NOON + 61 * SECOND)


def test_without_a_clock_an_attempt_stays_open() -> None:
    assert deadline(NOON, None) is None
    assert not is_over(None, NOON + timedelta(days=4000))


# ---- who may start -----------------------------------------------------------------------------------------------


def test_attempts_run_out() -> None:
    rules = blueprint(attempts=2)
    assert may_start(rules, [], NOON).attempts_left == 2
    assert may_start(rules, [Past(NOON)], NOON).attempts_left == 1
    used_up = may_start(rules, [Past(NOON), Past(NOON)], NOON + timedelta(days=100))
    assert not used_up.allowed
    assert used_up.not_before is None


def test_the_waiting_time_says_when_it_ends() -> None:
    rules = blueprint(attempts=3, wait="P1D")
    past = [Past(NOON - timedelta(days=9)), Past(NOON)]
    early = may_start(rules, past, NOON + timedelta(hours=23, minutes=59))
    assert not early.allowed
    assert early.not_before == NOON + timedelta(days=1)
    assert early.attempts_left == 1
    assert may_start(rules, past, NOON + timedelta(days=1)).allowed


def test_a_waiting_time_in_months_is_of_the_calendar() -> None:
    rules = blueprint(wait="P1M")
    answer = may_start(rules, [Past(datetime(2027, 1, 31, tzinfo=UTC))], datetime(2027, 2, 1, tzinfo=UTC))
    assert answer.not_before == datetime(2027, 2, 28, tzinfo=UTC)


def test_without_a_limit_one_may_always_start() -> None:
    assert may_start(blueprint(), [Past(NOON)] * 50, NOON).allowed


# ---- the score ---------------------------------------------------------------------------------------------------

shares = st.fractions(0, 1, max_denominator=8)
points = st.integers(1, 1000).map(lambda n: Decimal(n) / 4)
parts = st.builds(Part, shares, points)


@given(st.lists(parts, max_size=40), st.integers(0, 100))
def test_a_score_stays_within_its_bounds(given_parts: list[Part], mark: int) -> None:
    result = score(given_parts, Decimal(mark))
    assert 0 <= result.points <= result.possible
    assert 0 <= result.percent <= 100
    assert result.passed is (result.percent >= mark)
    assert result.points.as_tuple().exponent == -2


@given(st.lists(parts, min_size=1, max_size=40))
def test_the_sum_is_rounded_once_half_up(given_parts: list[Part]) -> None:
    exact = sum((part.points for part in given_parts), Fraction(0))
    error = Fraction(score(given_parts, Decimal(0)).points) - exact
    assert Fraction(-1, 200) < error <= Fraction(1, 200)


@given(st.lists(parts, min_size=1, max_size=20), st.data())
def test_a_better_answer_never_costs_points(given_parts: list[Part], data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(given_parts) - 1))
    better = [*given_parts]
    better[n] = Part(data.draw(st.fractions(given_parts[n].share, 1)), given_parts[n].possible)
    assert score(better, Decimal(0)).percent >= score(given_parts, Decimal(0)).percent


def test_thirds_add_up_to_a_whole() -> None:
    result = score([Part(Fraction(1, 3), Decimal(1))] * 3, Decimal(33))
    assert result.points == Decimal("1.00")
    assert result.percent == Decimal("33.33")
    assert result.passed


def test_the_number_that_people_read_decides() -> None:
    just = score([Part(Fraction(69995, 100000), Decimal(1))], Decimal(70))
    assert just.percent == Decimal("70.00")
    assert just.passed
    below = score([Part(Fraction(69994, 100000), Decimal(1))], Decimal(70))
    assert below.percent == Decimal("69.99")
    assert not below.passed


# ---- the draw ----------------------------------------------------------------------------------------------------

CATEGORIES = ("gateways", "services", "storage")
pools = st.lists(
    st.tuples(st.sampled_from(("products", "selling")), st.integers(0, 30), st.sampled_from(CATEGORIES)),
    unique_by=lambda row: row[:2],
    max_size=14,
).map(lambda rows: [Candidate(bank, f"q{n}", category, "easy") for bank, n, category in rows])
sections = st.lists(
    st.tuples(st.sampled_from(("products", "selling")), st.integers(1, 3), st.frozensets(st.sampled_from(CATEGORIES))),
    min_size=1,
    max_size=4,
).map(
    lambda rows: [
        Section(f"s{n}", {}, bank, count, categories=categories) for n, (bank, count, categories) in enumerate(rows)
    ]
)


@given(pools, sections, st.text(max_size=8))
def test_a_draw_repeats_nothing_and_takes_only_what_fits(
    pool: list[Candidate], given_sections: list[Section], seed: str
) -> None:
    drawn = draw(blueprint(*given_sections, shuffle_questions=True), pool, seed)
    assert len({item.candidate for item in drawn}) == len(drawn)
    for item in drawn:
        assert item.candidate.bank == item.section.bank
        assert not item.section.categories or item.candidate.category in item.section.categories
    taken = Counter(item.section.key for item in drawn)
    assert all(taken[section.key] <= section.draw for section in given_sections)


@given(pools, sections, st.text(max_size=8))
def test_a_seed_draws_the_same_again_however_the_questions_are_ordered(
    pool: list[Candidate], given_sections: list[Section], seed: str
) -> None:
    rules = blueprint(*given_sections, shuffle_questions=True)
    assert draw(rules, pool, seed) == draw(rules, pool[::-1], seed)


@given(pools, sections, st.text(max_size=8))
def test_the_draw_is_full_whenever_it_can_be(pool: list[Candidate], given_sections: list[Section], seed: str) -> None:
    """Hall's theorem: it can, when any sections together find as many questions as they ask for."""

    def fits(candidate: Candidate, section: Section) -> bool:
        return candidate.bank == section.bank and (not section.categories or candidate.category in section.categories)

    possible = all(
        sum(any(fits(candidate, section) for section in some) for candidate in pool)
        >= sum(section.draw for section in some)
        for size in range(1, len(given_sections) + 1)
        for some in combinations(given_sections, size)
    )
    rules = blueprint(*given_sections)
    assert (len(draw(rules, pool, seed)) == rules.question_count) is possible


def test_a_narrow_section_is_not_robbed_by_a_wide_one() -> None:
    pool = [Candidate("products", "only", "services", "easy"), Candidate("products", "other", "gateways", "easy")]
    wide = Section("wide", {}, "products", 1)
    narrow = Section("narrow", {}, "products", 1, categories=frozenset({"services"}))
    for seed in range(20):
        drawn = draw(blueprint(wide, narrow), pool, str(seed))
        assert [item.candidate.key for item in drawn] == ["other", "only"]


def test_fixed_questions_keep_the_authors_order_and_are_not_drawn_besides() -> None:
    pool = [Candidate("products", f"q{n}", "gateways", "easy") for n in range(6)]
    fixed = Section("fixed", {}, "products", 3, questions=("q4", "q1", "q2"))
    free = Section("free", {}, "products", 3)
    for seed in range(20):
        drawn = [item.candidate.key for item in draw(blueprint(free, fixed), pool, str(seed))]
        assert drawn[3:] == ["q4", "q1", "q2"]
        assert sorted(drawn[:3]) == ["q0", "q3", "q5"]


def test_every_question_has_its_chance() -> None:
    pool = [Candidate("products", f"q{n}", "gateways", "easy") for n in range(5)]
    rules = blueprint(Section("one", {}, "products", 1))
    seen = Counter(draw(rules, pool, str(seed))[0].candidate.key for seed in range(500))
    assert set(seen) == {f"q{n}" for n in range(5)}
    assert min(seen.values()) > 60


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=2), min_size=2, max_size=8, unique=True), st.data())
def test_shuffled_options_lose_none_and_pinned_ones_stay_last(options: list[str], data: st.DataObject) -> None:
    pinned = data.draw(st.lists(st.sampled_from(options), unique=True))
    order = options_in_order(options, pinned, data.draw(st.text(max_size=4)), "q1", shuffle=True)
    last = [option for option in options if option in pinned]
    assert sorted(order) == sorted(options)
    assert order[len(order) - len(last) :] == last


def test_options_are_shuffled_only_where_the_test_says_so() -> None:
    options = list("abcdef")
    assert options_in_order(options, ["a"], "seed", "q1", shuffle=False) == options
    orders = {tuple(options_in_order(options, [], "seed", f"q{n}", shuffle=True)) for n in range(10)}
    assert len(orders) > 1
