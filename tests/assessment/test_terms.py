"""One learner's terms: window, limit, extra time, attempts; who beats whom; the room's code and networks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import Allowance, Blueprint, Past, Terms, deadline, may_start, prolonged, terms_of
from lms.assessment.rules.supervision import ALPHABET, Door, as_typed, code_from, inside, network, spoken, step_of

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEST = Blueprint("junior", 1, {}, (), minutes=60, attempts=2)

hours = st.none() | st.integers(-50, 50).map(lambda n: NOON + n * HOUR)
allowances = st.builds(
    Allowance,
    st.booleans(),
    st.none() | st.integers(1, 240),
    st.none() | st.integers(1, 100),
    st.none() | st.integers(1, 5),
    hours,
    hours,
)
several = st.lists(allowances, max_size=5)


def person(**more: object) -> Allowance:
    return Allowance(True, **more)  # type: ignore[arg-type]


def group(**more: object) -> Allowance:
    return Allowance(False, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("granted", "minutes"),
    [
        ([], 60),
        ([person(minutes=10)], 70),
        ([person(per_cent=25)], 75),
        ([person(minutes=10, per_cent=50)], 100),
        ([group(minutes=10), group(per_cent=50)], 90),
        ([group(per_cent=50), person(minutes=10)], 70),
        ([person(minutes=5), person(minutes=20)], 80),
        ([person(attempts=1), group(minutes=15)], 75),
    ],
    ids=["the test's", "minutes", "per cent", "both", "of groups the most generous", "person beats group", "of two grants", "each term by itself"],
)  # fmt: skip
def test_the_time_one_has(granted: list[Allowance], minutes: int) -> None:
    assert terms_of(TEST, allowances=granted).limit == timedelta(minutes=minutes)


def test_extra_time_is_in_whole_seconds_and_never_too_short() -> None:
    assert terms_of(replace(TEST, minutes=1), allowances=[person(per_cent=33)]).limit == timedelta(seconds=80)


def test_without_a_clock_there_is_no_extra_time_and_without_a_limit_no_further_attempt() -> None:
    free = terms_of(replace(TEST, minutes=None, attempts=None), allowances=[person(minutes=10, attempts=1)])
    assert (free.limit, free.attempts, free.given) == (None, None, {})


@given(several, hours, hours)
def test_a_person_beats_a_group_and_a_group_the_test(
    granted: list[Allowance], opens: datetime | None, closes: datetime | None
) -> None:
    terms = terms_of(TEST, opens_at=opens, closes_at=closes, allowances=granted)
    for name, best, usual in (("opens_at", min, opens), ("closes_at", max, closes)):
        mine = [getattr(one, name) for one in granted if one.personal and getattr(one, name)]
        theirs = [getattr(one, name) for one in granted if not one.personal and getattr(one, name)]
        assert getattr(terms, name) == (best(mine or theirs) if mine or theirs else usual)
    assert terms.limit is not None
    assert terms.attempts is not None
    assert terms.limit >= timedelta(hours=1)
    assert terms.attempts >= 2


@given(several, several)
def test_one_more_grant_to_a_group_takes_nothing_from_anybody(before: list[Allowance], more: list[Allowance]) -> None:
    added = [replace(one, personal=False) for one in more]
    old, new = terms_of(TEST, allowances=before), terms_of(TEST, allowances=before + added)
    assert new.limit is not None
    assert old.limit is not None
    assert new.limit >= old.limit
    assert (new.attempts or 0) >= (old.attempts or 0)
    assert new == terms_of(TEST, allowances=added + before)


@given(hours, several, hours)
def test_the_deadline_is_never_after_the_own_close_and_a_running_one_is_never_drawn_in(
    closes: datetime | None, granted: list[Allowance], running: datetime | None
) -> None:
    terms = terms_of(TEST, closes_at=closes, allowances=granted)
    found = deadline(NOON, terms.limit, terms.closes_at)
    assert found is not None
    assert terms.closes_at is None or found <= terms.closes_at
    after = prolonged(running, found)
    assert (after is None) is (running is None)
    assert running is None or (after is not None and after >= running)


@pytest.mark.parametrize(
    ("terms", "hours", "allowed", "says"),
    [
        (Terms(opens_at=NOON), -1, False, "not open yet"),
        (Terms(opens_at=NOON), 0, True, ""),
        (Terms(closes_at=NOON), -1, True, ""),
        (Terms(closes_at=NOON), 0, False, "closed"),
        (Terms(opens_at=NOON, closes_at=NOON + HOUR), 0, True, ""),
        (Terms(attempts=0), 0, False, "used all"),
    ],
)
def test_one_starts_within_the_window(terms: Terms, hours: int, allowed: bool, says: str) -> None:
    answer = may_start(TEST, [], NOON + hours * HOUR, terms)
    assert answer.allowed is allowed
    assert says in (answer.reason.render("en") if answer.reason else "")


def test_a_waiting_time_beyond_the_close_says_that_there_is_no_more_attempt() -> None:
    rules, past = replace(TEST, wait="P1D"), [Past(NOON)]
    answer = may_start(rules, past, NOON + HOUR, Terms(closes_at=NOON + 20 * HOUR, attempts=2))
    assert (answer.allowed, answer.not_before) == (False, None)
    later = may_start(rules, past, NOON + HOUR, Terms(closes_at=NOON + 30 * HOUR, attempts=2))
    assert later.not_before == NOON + 24 * HOUR


# ---- the room ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("networks", "address", "is_in"),
    [
        ((), None, True),
        (("10.1.0.0/16",), "10.1.255.3", True),
        (("10.1.0.0/16",), "10.2.0.1", False),
        (("10.1.0.0/16", "2001:db8:1::/48"), "2001:db8:1:2::9", True),
        (("2001:db8:1::/48",), "2001:db8:2::9", False),
        (("10.1.0.0/16",), "::ffff:10.1.0.7", True),
        (("10.1.0.0/16",), None, False),
        (("10.1.0.0/16",), "unknown", False),
        (("0.0.0.0/0",), "2001:db8::1", False),
    ],
)
def test_which_devices_are_in_the_room(networks: tuple[str, ...], address: str | None, is_in: bool) -> None:
    assert inside(networks, address) is is_in
    assert Door(networks=networks, address=address).is_elsewhere is not is_in


@given(st.ip_addresses().map(str))
def test_an_address_is_in_its_own_range_whatever_it_is(address: str) -> None:
    kept = network(address)
    assert inside([kept], address)
    assert ip_network(kept).num_addresses == 1


def test_ranges_are_kept_without_host_bits_and_nonsense_is_refused() -> None:
    assert network(" 10.1.2.3/16 ") == "10.1.0.0/16"
    assert network("::ffff:10.1.2.3") == "10.1.2.3/32"
    for nonsense in ("10.1.2.3/40", "room 4", ""):
        with pytest.raises(ValueError, match=r"."):
            network(nonsense)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_eight_letters_that_come_back_however_they_are_typed(secret: bytes) -> None:
    code = code_from(secret)
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert as_typed(spoken(code).lower().replace(" ", " - ")) == code


def test_a_step_is_ten_minutes() -> None:
    assert step_of(NOON + timedelta(seconds=599)) == step_of(NOON)
    assert step_of(NOON + timedelta(seconds=600)) == step_of(NOON) + 1


def test_a_supervised_test_without_a_room_is_unattended() -> None:
    assert Door(supervised=True).is_unattended
    assert not Door(supervised=True, asks_code=True).is_unattended
    assert not Door().is_unattended
