"""Signing in: who gets in, who waits, what an attacker learns. On both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import process_time
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import browsers, operations, passwords, queries
from lms.accounts.actor import Actor
from lms.accounts.models import SignIn, SignInFailure, User
from lms.accounts.operations import HalfWay, Refusal, Welcome
from lms.accounts.rules import ACCOUNT_LIMIT, BROWSER_LIMIT, NEARBY_LIMIT, NETWORK_LIMIT
from lms.core import clock
from tests.factories.accounts import PASSWORD, make_user

NANA, WRONG = "nana@acme.example", "not her password"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def nana(unit: Session) -> User:
    return make_user(NANA, name_latin="Ouyang Nana", phone="+8613800138000")


def come(
    login: str = NANA, password: str = PASSWORD, address: str = "192.0.2.7", known: str = ""
) -> Welcome | HalfWay | Refusal:
    return operations.sign_in(login, password, address=address, agent="a browser", known=known)


def fail(times: int, login: str = NANA, address: str = "192.0.2.7", known: str = "") -> list[Refusal]:
    answers = [come(login, WRONG, address, known) for _ in range(times)]
    assert all(isinstance(answer, Refusal) for answer in answers)
    return [answer for answer in answers if isinstance(answer, Refusal)]


@pytest.fixture
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.mark.parametrize("login", [NANA, " NANA@Acme.Example ", "13800138000", "+86 138 0013 8000"])
def test_a_person_signs_in_by_address_or_number(nana: User, login: str) -> None:
    answer = come(login)
    assert isinstance(answer, Welcome)
    found = queries.signed_in(answer.cookie_id)
    assert found is not None
    assert found.user_id == nana.id


def test_the_secret_of_the_cookie_is_kept_nowhere(nana: User, unit: Session) -> None:
    answer = come()
    assert isinstance(answer, Welcome)
    secret = answer.cookie_id.partition(".")[2]
    row = unit.scalars(select(SignIn)).one()
    assert len(secret) >= 40
    assert secret not in repr(vars(row))


def test_a_closed_account_is_refused_like_a_wrong_password(nana: User) -> None:
    wrong = fail(1)[0]
    nana.active = False
    assert come() == wrong


def test_an_account_without_password_is_refused(nana: User) -> None:
    nana.password_hash = None
    assert isinstance(come(), Refusal)


@pytest.mark.usefixtures("nana")
def test_an_account_that_does_not_exist_hears_the_same_at_every_try() -> None:
    real, none = fail(NEARBY_LIMIT.failures + 2), fail(NEARBY_LIMIT.failures + 2, "nobody@acme.example", "192.0.2.8")
    assert [answer.message for answer in real] == [answer.message for answer in none]
    assert [answer.retry_after is None for answer in real] == [answer.retry_after is None for answer in none]


@pytest.mark.usefixtures("nana")
def test_an_account_that_does_not_exist_takes_as_long() -> None:
    """A hash takes some twenty milliseconds; looking up and answering without one takes two. Of work, not of waiting."""

    def seconds(login: str, address: str) -> float:
        begun = process_time()
        fail(1, login, address)
        return process_time() - begun

    real = min(seconds(NANA, f"192.0.2.{n}") for n in range(7))
    none = min(seconds("nobody@acme.example", f"192.0.2.{n}") for n in range(7))
    assert 0.4 < none / real < 2.5


@pytest.mark.usefixtures("nana", "morning")
def test_after_ten_failures_even_the_right_password_waits_and_is_told_how_long() -> None:
    fail(NEARBY_LIMIT.failures)
    answer = come()
    assert isinstance(answer, Refusal)
    assert answer.retry_after is not None
    assert 14 * 60 < answer.retry_after <= 15 * 60
    assert answer.message.render("en") == "Too many tries failed. Come back in 15 minutes."


@pytest.mark.usefixtures("nana")
def test_when_the_wait_is_over_the_account_opens() -> None:
    with clock.at(MORNING):
        fail(NEARBY_LIMIT.failures)
    with clock.at(MORNING + timedelta(minutes=14)):
        assert isinstance(come(), Refusal)
    with clock.at(MORNING + timedelta(minutes=15, seconds=30)):
        assert isinstance(come(), Welcome)


@pytest.mark.usefixtures("nana")
def test_a_throttled_try_does_not_lengthen_the_wait(unit: Session) -> None:
    fail(NEARBY_LIMIT.failures + 5)
    assert unit.scalar(select(func.count()).select_from(SignInFailure)) == 3 * NEARBY_LIMIT.failures


@pytest.mark.usefixtures("nana")
def test_one_account_throttled_leaves_the_others_behind_the_same_address_alone() -> None:
    make_user("sun@acme.example")
    fail(NEARBY_LIMIT.failures)
    assert isinstance(come("sun@acme.example"), Welcome)


@pytest.mark.usefixtures("nana")
def test_number_and_address_of_one_person_are_one_account() -> None:
    fail(5)
    fail(5, "13800138000")
    assert isinstance(come(), Refusal)


@pytest.mark.usefixtures("nana")
def test_who_fails_elsewhere_does_not_lock_people_out_where_they_are() -> None:
    fail(NEARBY_LIMIT.failures)
    assert isinstance(come(), Refusal)
    assert isinstance(come(address="192.0.2.10"), Welcome)


@pytest.mark.usefixtures("nana")
def test_the_neighbours_of_an_ipv6_address_are_one_network() -> None:
    for n in range(NEARBY_LIMIT.failures):
        fail(1, address=f"2001:db8:1:2::{n:x}")
    assert isinstance(come(address="2001:db8:1:2:ffff::1"), Refusal)
    assert isinstance(come(address="2001:db8:1:3::1"), Welcome)


def from_everywhere(times: int) -> None:
    """Somebody who has many networks."""
    for n in range(times):
        fail(1, address=f"198.51.100.{n}")


def test_a_hundred_failures_from_everywhere_close_the_account_to_strangers_but_not_to_a_known_browser(
    nana: User,
) -> None:
    known = browsers.introduced("", nana.id)
    from_everywhere(ACCOUNT_LIMIT.failures)
    answer = come(address="203.0.113.5")
    assert isinstance(answer, Refusal)
    assert answer.retry_after
    assert answer.message.render("en") == "Too many tries failed. Come back in 24 hours."
    assert isinstance(come(address="203.0.113.5", known=known), Welcome)


def test_a_known_browser_has_a_limit_of_its_own(nana: User) -> None:
    known = browsers.introduced("", nana.id)
    fail(BROWSER_LIMIT.failures, known=known)
    assert isinstance(come(known=known), Refusal)
    assert isinstance(come(known=browsers.introduced("", nana.id)), Welcome)


def test_what_one_account_knows_another_does_not_and_nobody_can_make_up(nana: User) -> None:
    other = make_user("sun@acme.example")
    strange = browsers.introduced("", other.id)
    forged = browsers.introduced("", nana.id)[:-2] + "AA"
    fail(NEARBY_LIMIT.failures)
    for cookie in (strange, forged, "", ".....", "ä" * 43, "x" * 4000):
        assert isinstance(come(known=cookie), Refusal), cookie
    both = browsers.introduced(strange, nana.id)
    assert isinstance(come(known=both), Welcome)
    assert isinstance(come("sun@acme.example", known=both), Welcome)


def test_a_browser_remembers_the_five_latest_accounts(nana: User) -> None:
    cookie = browsers.introduced("", nana.id)
    assert browsers.introduced(cookie, nana.id) == cookie
    for _ in range(4):
        cookie = browsers.introduced(cookie, uuid4())
    assert browsers.recognised(cookie, nana.id)
    assert not browsers.recognised(browsers.introduced(cookie, uuid4()), nana.id)


@pytest.mark.usefixtures("nana")
def test_fifty_failures_from_one_address_close_it_for_everybody_and_no_other_address() -> None:
    for n in range(NETWORK_LIMIT.failures):
        fail(1, f"person-{n}@acme.example")
    assert isinstance(come(), Refusal)
    assert isinstance(come(address="192.0.2.99"), Welcome)


@pytest.mark.usefixtures("nana")
def test_successes_are_never_counted() -> None:
    for _ in range(NETWORK_LIMIT.failures + 1):
        operations.begin_sign_in(make_user().id, address="192.0.2.7", agent="a browser")
    for _ in range(NEARBY_LIMIT.failures + 2):
        assert isinstance(come(), Welcome)


@pytest.mark.usefixtures("nana")
def test_a_success_clears_the_account_but_not_the_address(unit: Session) -> None:
    fail(NEARBY_LIMIT.failures - 1)
    assert isinstance(come(), Welcome)
    fail(NEARBY_LIMIT.failures - 1)
    assert isinstance(come(), Welcome)
    kept = unit.scalars(select(SignInFailure.key)).all()
    assert len(kept) == 2 * (NEARBY_LIMIT.failures - 1)
    assert all(key.startswith("network:") for key in kept)


@pytest.mark.usefixtures("nana")
def test_the_last_tries_are_counted_down() -> None:
    said = [answer.message.render("en") for answer in fail(NEARBY_LIMIT.failures)]
    assert "left" not in said[3]
    assert said[4].endswith("5 tries are left.")
    assert said[8].endswith("One try is left.")
    assert said[9].endswith("No try is left for now.")


@pytest.mark.usefixtures("nana")
def test_failures_tell_nothing_of_what_was_typed_and_old_ones_are_forgotten(unit: Session) -> None:
    with clock.at(MORNING):
        fail(1, "my secret password in the wrong field")
    keys = unit.scalars(select(SignInFailure.key)).all()
    assert not any("secret" in key or "192.0.2" in key for key in keys)
    with clock.at(MORNING + ACCOUNT_LIMIT.within + timedelta(minutes=1)):
        fail(1)
    assert unit.scalar(select(func.count()).select_from(SignInFailure)) == 3


def test_a_hash_of_an_earlier_day_is_made_anew_at_the_next_sign_in(nana: User) -> None:
    nana.password_hash = passwords.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    assert isinstance(come(), Welcome)
    assert not passwords.is_outdated(nana.password_hash)
    assert isinstance(come(), Welcome)


def test_a_sign_in_ends_after_thirty_days(nana: User) -> None:
    with clock.at(MORNING):
        answer = come()
        assert isinstance(answer, Welcome)
    with clock.at(MORNING + timedelta(days=29, hours=23)):
        assert queries.signed_in(answer.cookie_id) is not None
    with clock.at(MORNING + timedelta(days=30, minutes=1)):
        assert queries.signed_in(answer.cookie_id) is None


@pytest.mark.parametrize(
    "forge",
    ["", "x", ".", "{id}", "{id}.", "{id}.wrong", "{id}.{secret}x", "00000000-0000-0000-0000-000000000000.{secret}"],
)
def test_a_forged_cookie_opens_nothing(nana: User, forge: str) -> None:
    answer = come()
    assert isinstance(answer, Welcome)
    written, _, secret = answer.cookie_id.partition(".")
    assert queries.signed_in(forge.format(id=written, secret=secret)) is None


def test_signing_out_ends_this_sign_in_and_no_other(nana: User) -> None:
    first, second = come(), come()
    assert isinstance(first, Welcome)
    assert isinstance(second, Welcome)
    seen = queries.signed_in(first.cookie_id)
    assert seen is not None
    operations.sign_out(seen.actor, seen.sign_in_id)
    assert queries.signed_in(first.cookie_id) is None
    assert queries.signed_in(second.cookie_id) is not None


def test_nobody_ends_the_sign_in_of_somebody_else(nana: User) -> None:
    answer = come()
    assert isinstance(answer, Welcome)
    seen = queries.signed_in(answer.cookie_id)
    assert seen is not None
    operations.sign_out(Actor(make_user().id, "somebody else"), seen.sign_in_id)
    assert queries.signed_in(answer.cookie_id) is not None


def test_signing_out_everywhere_ends_all_ones_own_and_says_how_many(nana: User) -> None:
    cookies = [answer.cookie_id for answer in (come(), come()) if isinstance(answer, Welcome)]
    other = make_user()
    others = operations.begin_sign_in(other.id, address="", agent="").cookie_id
    assert operations.sign_out_everywhere(queries.actor_of(nana.id)) == 2
    assert [queries.signed_in(cookie) for cookie in cookies] == [None, None]
    assert queries.signed_in(others) is not None
