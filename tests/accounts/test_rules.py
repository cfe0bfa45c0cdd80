"""What names, addresses, numbers, passwords and periods must be; when a guesser has to wait. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts import passwords, rules
from lms.accounts.rules import Limit, Period
from lms.core.errors import Refused

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Nana@ACME.Example ", "nana@acme.example"), ("a.b+c@sub.acme.example", "a.b+c@sub.acme.example")],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert rules.clean_email(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "nana", "nana@", "@acme.example", "nana@acme", "na na@acme.example", "a@b@c.example"]
)
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.clean_email(typed)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("13800138000", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("+49 30 901820", "+4930901820"),
    ],
)
def test_a_number_is_kept_in_e164_and_is_chinese_unless_it_says_otherwise(typed: str, kept: str) -> None:
    assert rules.clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "12345", "phone", "1380013800000", "+1"])
def test_what_is_no_number_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.clean_phone(typed)
    assert refused.value.field == "phone"


@given(st.text(max_size=400))
def test_whatever_is_typed_to_sign_in_is_taken_without_an_error(typed: str) -> None:
    assert isinstance(rules.clean_login(typed), str)


def test_a_name_is_composed_and_has_no_superfluous_space() -> None:
    assert rules.clean_name("  Jose\u0301   Müller ") == "José Müller"
    assert rules.clean_name("欧阳娜娜·阿卜杜热合曼") == "欧阳娜娜·阿卜杜热合曼"


@pytest.mark.parametrize(
    "password", ["short", "123456789", "aaaaaaaaaaaaaa", "x" * 201, "nana@acme.example", "NANA@acme.example"]
)
def test_a_password_that_is_short_endless_or_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.clean_password(password, ("nana@acme.example", None, ""))
    assert refused.value.field == "password"


def test_the_same_password_from_another_keyboard_fits() -> None:
    kept = passwords.hashed("caf\u00e9 am Bahnhof")
    assert passwords.fits(kept, "cafe\u0301 am Bahnhof")
    assert not passwords.fits(kept, "cafe am Bahnhof")


def test_passwords_are_kept_as_argon2id_with_the_profile_of_owasp() -> None:
    assert passwords.hashed("three or four words").startswith("$argon2id$v=19$m=7168,t=5,p=1$")


def test_no_password_fits_where_there_is_none() -> None:
    assert not passwords.fits(None, "nobody has this password")
    assert not passwords.fits("", "anything")


LIMIT = Limit(3, timedelta(minutes=15))


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("failures", "until"),
    [
        ([], None),
        (ago(1, 2), None),
        (ago(1, 2, 15), None),
        (ago(1, 2, 14), NOW + timedelta(minutes=1)),
        (ago(0, 0, 0), NOW + timedelta(minutes=15)),
        (ago(1, 5, 6, 14), NOW + timedelta(minutes=9)),
    ],
)
def test_one_waits_until_fewer_failures_than_the_limit_are_left(
    failures: list[datetime], until: datetime | None
) -> None:
    assert rules.wait_until(failures, LIMIT, NOW) == until


@given(st.lists(st.floats(min_value=0, max_value=60), max_size=20))
def test_after_the_wait_the_next_try_is_let_through(minutes: list[float]) -> None:
    failures = ago(*minutes)
    until = rules.wait_until(failures, LIMIT, NOW)
    if until is not None:
        assert NOW < until <= NOW + LIMIT.within
        assert rules.wait_until(failures, LIMIT, until) is None


MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (Period(date(2026, 4, 1), None), False),
        (Period(date(2026, 3, 31), None), True),
        (Period(date(2026, 1, 1), date(2026, 2, 28)), False),
        (Period(date(2026, 1, 1), date(2026, 3, 1)), True),
        (Period(date(2026, 3, 10), date(2026, 3, 11)), True),
        (Period(date(2020, 1, 1), None), True),
    ],
)
def test_two_jobs_may_not_share_a_day(other: Period, clashes: bool) -> None:
    assert MARCH.overlaps(other) is other.overlaps(MARCH) is clashes
    if clashes:
        with pytest.raises(Refused):
            rules.check_period(MARCH, [other])
    else:
        rules.check_period(MARCH, [other])


def test_a_job_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refused) as refused:
        rules.check_period(Period(date(2026, 3, 2), date(2026, 3, 1)), [])
    assert refused.value.field == "ends_on"
