"""The second factor: set up, asked for; what an attacker with the password still lacks. On both databases."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from pyotp import TOTP
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries, rules, second_factor
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.models import RecoveryCode, SecondFactor, SignInFailure
from lms.accounts.operations import Refusal, Welcome
from lms.core import clock
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Forbidden
from tests.cast import Cast
from tests.factories.accounts import (
    PASSWORD,
    app_of,
    cookie_of,
    give_second_factor,
)
from tests.factories.signing_in import HERE, finish, half_way, later, set_up, signed_in

WRONG = "000000"


# ---- setting it up


def test_a_confirmed_app_is_asked_for_from_now_on(cast: Cast, heard: list[AccountSecured]) -> None:
    app, codes = set_up(cast.learner)
    assert len(set(codes)) == rules.RECOVERY_CODES
    assert all(len(code) == 12 and code.isdigit() for code in codes)
    assert [event.what for event in heard] == ["second_factor_on"]
    with clock.at(later()):
        assert isinstance(finish(half_way(cast.learner), app.now()), Welcome)


def test_turning_it_on_ends_the_other_sign_ins_and_stands_on_record(cast: Cast, unit: Session) -> None:
    elsewhere = cookie_of(cast.learner.user_id)
    here = signed_in(cast.learner)
    app = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id))
    operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, app.now(), password=None)
    assert queries.signed_in(elsewhere) is None
    assert unit.scalars(select(AuditEntry.deed)).all() == ["second_factor.on"]


def test_codes_come_as_the_rfc_says(cast: Cast) -> None:
    """RFC 6238 with what all apps take for granted: six digits, thirty seconds, SHA-1."""
    here = signed_in(cast.learner)
    factor = operations.begin_second_factor(cast.learner.actor, here.sign_in_id)
    address = second_factor.address(factor, account=cast.learner.email, academy="北辰 Academy")
    assert address.startswith("otpauth://totp/%E5%8C%97%E8%BE%B0%20Academy:learner%40acme.example?secret=")
    assert len(second_factor.secret(factor)) == 32
    at = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert second_factor.step_of(factor, TOTP(second_factor.secret(factor)).at(at), at) == at.timestamp() // 30


@pytest.mark.parametrize("typed", ["{a} {b}", " {a}{b} ", "{a}-{b}", "{wide}"])
def test_spaces_and_full_width_digits_do_not_matter(cast: Cast, typed: str) -> None:
    here = signed_in(cast.learner)
    code = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id)).now()
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)
    written = typed.format(a=code[:3], b=code[3:], wide=wide)
    assert isinstance(
        operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, written, password=None), list
    )


def test_nothing_is_on_before_a_code_was_right(cast: Cast) -> None:
    here = signed_in(cast.learner)
    operations.begin_second_factor(cast.learner.actor, here.sign_in_id)
    answer = operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, WRONG, password=None)
    assert isinstance(answer, Refusal)
    assert answer.field == "code"
    assert queries.own_second_factor(cast.learner.actor) is None
    assert isinstance(operations.sign_in(cast.learner.email, PASSWORD, **HERE), Welcome)


def test_another_browser_is_not_shown_the_secret_and_cannot_confirm_it(cast: Cast) -> None:
    here, thief = signed_in(cast.learner), signed_in(cast.learner)
    factor = operations.begin_second_factor(cast.learner.actor, here.sign_in_id)
    assert queries.factor_to_confirm(cast.learner.user_id, thief.sign_in_id) is None
    assert queries.factor_to_confirm(cast.other_learner.user_id, here.sign_in_id) is None
    with pytest.raises(Conflict):
        operations.confirm_second_factor(cast.learner.actor, thief.sign_in_id, app_of(factor).now(), password=None)


def test_what_was_begun_an_hour_ago_is_over(cast: Cast) -> None:
    here = signed_in(cast.learner)
    factor = operations.begin_second_factor(cast.learner.actor, here.sign_in_id)
    with clock.at(clock.now() + rules.SET_UP_LASTS), pytest.raises(Conflict):
        operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, app_of(factor).now(), password=None)


def test_beginning_again_makes_another_secret(cast: Cast) -> None:
    here = signed_in(cast.learner)
    first = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id))
    second = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id))
    assert first.secret != second.secret
    answer = operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, first.now(), password=None)
    assert isinstance(answer, Refusal)


def test_an_old_sign_in_needs_the_password_once_more(cast: Cast) -> None:
    here = signed_in(cast.learner)
    app = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id))
    answer = operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, app.now(), password="a guess")
    assert isinstance(answer, Refusal)
    assert answer.field == "password"
    assert queries.own_second_factor(cast.learner.actor) is None
    assert isinstance(
        operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, app.now(), password=PASSWORD), list
    )


def test_guessing_at_the_first_code_is_throttled(cast: Cast) -> None:
    here = signed_in(cast.learner)
    app = app_of(operations.begin_second_factor(cast.learner.actor, here.sign_in_id))
    for _ in range(rules.CODE_LIMIT.failures):
        operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, WRONG, password=None)
    answer = operations.confirm_second_factor(cast.learner.actor, here.sign_in_id, app.now(), password=None)
    assert isinstance(answer, Refusal)
    assert answer.retry_after


def test_there_is_one_at_a_time(cast: Cast) -> None:
    set_up(cast.learner)
    with pytest.raises(Conflict):
        operations.begin_second_factor(cast.learner.actor, signed_in(cast.learner).sign_in_id)


def test_the_system_has_no_phone(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        operations.begin_second_factor(Actor.system("worker"), cast.admin.user_id)


def test_no_secret_and_no_code_stands_in_the_database(cast: Cast, unit: Session) -> None:
    app, codes = set_up(cast.learner)
    rows = [*unit.scalars(select(SecondFactor)), *unit.scalars(select(RecoveryCode))]
    kept = " ".join(repr(vars(row)) for row in rows)
    assert not any(secret in kept for secret in (app.secret, *codes))


# ---- signing in


def test_the_password_alone_is_half_the_way_and_opens_nothing(cast: Cast) -> None:
    set_up(cast.learner)
    token = half_way(cast.learner)
    assert queries.signed_in(token) is None


def test_a_wrong_password_does_not_tell_that_there_is_a_second_factor(cast: Cast) -> None:
    set_up(cast.learner)
    with_one = operations.sign_in(cast.learner.email, "a guess", **HERE)
    assert with_one == operations.sign_in(cast.other_learner.email, "a guess", **HERE)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_off_by_half_a_minute(cast: Cast, steps: int) -> None:
    factor = give_second_factor(cast.learner.user_id)
    assert isinstance(finish(half_way(cast.learner), app_of(factor).at(steps)), Welcome)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_clock_may_not_be_off_by_a_minute(cast: Cast, steps: int) -> None:
    factor = give_second_factor(cast.learner.user_id)
    with clock.at(datetime(2026, 11, 25, 9, 0, 15, tzinfo=UTC)):
        assert isinstance(finish(half_way(cast.learner), app_of(factor).at(steps)), Refusal)


def test_no_code_is_taken_twice_nor_one_from_before_it(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    with clock.at(datetime(2026, 11, 25, 9, 0, 15, tzinfo=UTC)):
        used, before = app.now(), app.at(-1)
        assert isinstance(finish(half_way(cast.learner), used), Welcome)
        assert isinstance(finish(half_way(cast.learner), used), Refusal)
        assert isinstance(finish(half_way(cast.learner), before), Refusal)
        assert isinstance(finish(half_way(cast.learner), app.at(1)), Welcome)


def test_somebody_elses_app_shows_other_codes(cast: Cast) -> None:
    give_second_factor(cast.learner.user_id)
    theirs = app_of(give_second_factor(cast.other_learner.user_id))
    assert isinstance(finish(half_way(cast.learner), theirs.now()), Refusal)


def test_guessing_codes_is_throttled_and_beginning_anew_does_not_help(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    for _ in range(rules.CODE_LIMIT.failures):
        assert isinstance(finish(half_way(cast.learner), WRONG), Refusal)
    answer = finish(half_way(cast.learner), app.now())
    assert isinstance(answer, Refusal)
    assert answer.retry_after
    with clock.at(clock.now() + rules.CODE_LIMIT.within):
        assert isinstance(finish(half_way(cast.learner), app.now()), Welcome)


def test_a_code_that_fits_sets_the_count_to_nothing(cast: Cast, unit: Session) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    finish(half_way(cast.learner), WRONG)
    finish(half_way(cast.learner), app.now())
    assert unit.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_the_code_must_come_within_ten_minutes(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    token = half_way(cast.learner)
    with clock.at(clock.now() + rules.CODE_AWAITED):
        assert finish(token, app.now()) is None


def test_another_password_ends_what_is_half_way(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    token = half_way(cast.learner)
    operations.set_password(cast.admin.actor, cast.learner.user_id, "correct horse battery")
    assert finish(token, app.now()) is None


def test_another_phone_ends_what_is_half_way(cast: Cast, unit: Session) -> None:
    old = give_second_factor(cast.learner.user_id)
    token = half_way(cast.learner)
    old.ended_at = clock.now()
    unit.flush()
    assert finish(token, app_of(give_second_factor(cast.learner.user_id)).now()) is None


def test_a_closed_account_cannot_be_finished(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    token = half_way(cast.learner)
    operations.close_account(cast.admin.actor, cast.learner.user_id, reason="left")
    assert finish(token, app.now()) is None


@pytest.mark.parametrize("forged", ["", "x", "ä", "A" * 54 + "==", "A" * 400])
def test_a_forged_token_is_half_way_to_nowhere(cast: Cast, forged: str) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    assert finish(forged, app.now()) is None


def test_a_token_changed_in_one_bit_is_none(cast: Cast) -> None:
    app = app_of(give_second_factor(cast.learner.user_id))
    raw = urlsafe_b64decode(half_way(cast.learner))
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert finish(urlsafe_b64encode(changed).decode(), app.now()) is None, place


# ---- recovery codes


def test_a_recovery_code_is_good_once(cast: Cast, heard: list[AccountSecured], unit: Session) -> None:
    _, codes = set_up(cast.learner)
    answer = finish(half_way(cast.learner), f"{codes[3][:4]} {codes[3][4:8]} {codes[3][8:]}")
    assert isinstance(answer, Welcome)
    assert answer.by_recovery_code
    assert isinstance(finish(half_way(cast.learner), codes[3]), Refusal)
    own = queries.own_second_factor(cast.learner.actor)
    assert own is not None
    assert own.codes_left == rules.RECOVERY_CODES - 1
    assert [event.what for event in heard] == ["second_factor_on", "recovery_code_used"]
    assert "recovery_code.used" in unit.scalars(select(AuditEntry.deed)).all()


def test_somebody_elses_recovery_code_opens_nothing(cast: Cast) -> None:
    set_up(cast.learner)
    _, theirs = set_up(cast.other_learner)
    assert isinstance(finish(half_way(cast.learner), theirs[0]), Refusal)


def test_new_recovery_codes_end_the_old_ones(cast: Cast) -> None:
    _, old = set_up(cast.learner)
    new = operations.renew_recovery_codes(cast.learner.actor, password=PASSWORD, code=old[0])
    assert isinstance(new, list)
    assert not set(new) & set(old)
    assert isinstance(finish(half_way(cast.learner), old[1]), Refusal)
    assert isinstance(finish(half_way(cast.learner), new[1]), Welcome)


def test_only_ones_own_unused_codes_come_as_a_file(cast: Cast) -> None:
    _, codes = set_up(cast.learner)
    _, theirs = set_up(cast.other_learner)
    finish(half_way(cast.learner), codes[0])
    asked = [*codes, *theirs, "<script>", ""]
    assert queries.own_unused_codes(cast.learner.actor, asked) == codes[1:]
