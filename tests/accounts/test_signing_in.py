"""Signing in: who gets in, who waits, what an attacker learns. On both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations, passwords, queries
from lms.accounts.actor import Actor
from lms.accounts.models import SignIn, SignInFailure, User
from lms.accounts.operations import Refusal, Welcome
from lms.accounts.rules import ACCOUNT_LIMIT, ADDRESS_LIMIT
from lms.core import clock
from tests.factories.accounts import PASSWORD, make_user

NANA, WRONG = "nana@acme.example", "not her password"
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def nana(unit: Session) -> User:
    return make_user(NANA, name_latin="Ouyang Nana", phone="+8613800138000")


def come(login: str = NANA, password: str = PASSWORD, address: str = "192.0.2.7") -> Welcome | Refusal:
    return operations.sign_in(login, password, address=address, agent="a browser")


def fail(times: int, login: str = NANA, address: str = "192.0.2.7") -> list[Refusal]:
    answers = [come(login, WRONG, address) for _ in range(times)]
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
    real, none = fail(ACCOUNT_LIMIT.failures + 2), fail(ACCOUNT_LIMIT.failures + 2, "nobody@acme.example", "192.0.2.8")
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
    fail(ACCOUNT_LIMIT.failures)
    answer = come()
    assert isinstance(answer, Refusal)
    assert answer.retry_after is not None
    assert 14 * 60 < answer.retry_after <= 15 * 60
    assert answer.message.render("en") == "Too many tries failed. Come back in 15 minutes."


@pytest.mark.usefixtures("nana")
def test_when_the_wait_is_over_the_account_opens() -> None:
    with clock.at(MORNING):
        fail(ACCOUNT_LIMIT.failures)
    with clock.at(MORNING + timedelta(minutes=14)):
        assert isinstance(come(), Refusal)
    with clock.at(MORNING + timedelta(minutes=15, seconds=30)):
        assert isinstance(come(), Welcome)


@pytest.mark.usefixtures("nana")
def test_a_throttled_try_does_not_lengthen_the_wait(unit: Session) -> None:
    fail(ACCOUNT_LIMIT.failures + 5)
    assert unit.scalar(select(func.count()).select_from(SignInFailure)) == 2 * ACCOUNT_LIMIT.failures


@pytest.mark.usefixtures("nana")
def test_one_account_throttled_leaves_the_others_behind_the_same_address_alone() -> None:
    make_user("sun@acme.example")
    fail(ACCOUNT_LIMIT.failures)
    assert isinstance(come("sun@acme.example"), Welcome)


@pytest.mark.usefixtures("nana")
def test_number_and_address_of_one_person_are_one_account() -> None:
    fail(5)
    fail(5, "13800138000", "192.0.2.9")
    assert isinstance(come(address="192.0.2.10"), Refusal)


@pytest.mark.usefixtures("nana")
def test_fifty_failures_from_one_address_close_it_for_everybody_and_no_other_address() -> None:
    for n in range(ADDRESS_LIMIT.failures):
        fail(1, f"person-{n}@acme.example")
    assert isinstance(come(), Refusal)
    assert isinstance(come(address="192.0.2.99"), Welcome)


@pytest.mark.usefixtures("nana")
def test_successes_are_never_counted() -> None:
    for _ in range(ADDRESS_LIMIT.failures + 1):
        operations.begin_sign_in(make_user().id, address="192.0.2.7", agent="a browser")
    for _ in range(ACCOUNT_LIMIT.failures + 2):
        assert isinstance(come(), Welcome)


@pytest.mark.usefixtures("nana")
def test_a_success_clears_the_account_but_not_the_address(unit: Session) -> None:
    fail(ACCOUNT_LIMIT.failures - 1)
    assert isinstance(come(), Welcome)
    fail(ACCOUNT_LIMIT.failures - 1)
    assert isinstance(come(), Welcome)
    kept = unit.scalars(select(SignInFailure.key)).all()
    assert len(kept) == 2 * (ACCOUNT_LIMIT.failures - 1)
    assert all(key.startswith("address:") for key in kept)


@pytest.mark.usefixtures("nana")
def test_the_last_tries_are_counted_down() -> None:
    said = [answer.message.render("en") for answer in fail(ACCOUNT_LIMIT.failures)]
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
    with clock.at(MORNING + timedelta(hours=1)):
        fail(1)
    assert unit.scalar(select(func.count()).select_from(SignInFailure)) == 2


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
