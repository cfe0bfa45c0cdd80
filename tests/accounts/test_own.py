"""What people change about themselves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations import Refusal
from lms.accounts.rules import BROWSER_LIMIT
from lms.core.audit import AuditEntry
from lms.core.errors import Forbidden, Refused
from tests.cast import Cast
from tests.factories.accounts import PASSWORD, cookie_of

WORDS = "correct horse battery"
PROFILE: dict[str, Any] = {
    "name_zh": "欧阳娜娜",
    "name_latin": "Nana Ouyang",
    "language": "zh_Hans",
    "time_zone": "Europe/Berlin",
    "theme": "dark",
}


def test_a_profile_is_kept(cast: Cast, unit: Session) -> None:
    operations.change_profile(cast.learner.actor, **PROFILE)
    user = unit.get_one(User, cast.learner.user_id)
    assert {name: getattr(user, name) for name in PROFILE} == PROFILE
    operations.change_profile(cast.learner.actor, **PROFILE | {"language": None, "time_zone": None, "theme": None})
    assert (user.language, user.time_zone, user.theme) == (None, None, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"theme": "pink"}, "theme"),
        ({"name_zh": " ", "name_latin": ""}, "name_latin"),
    ],
)
def test_a_choice_that_is_none_is_refused_at_its_field(cast: Cast, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.change_profile(cast.learner.actor, **PROFILE | wrong)
    assert refused.value.field == field


def test_the_system_has_no_profile() -> None:
    with pytest.raises(Forbidden):
        operations.choose_language(Actor.system("worker"), "en")


def change(cast: Cast, current: str, new: str = WORDS, cookie: str | None = None) -> int | Refusal:
    seen = queries.signed_in(cookie) if cookie else None
    return operations.change_own_password(
        cast.learner.actor,
        current=current,
        new=new,
        sign_in_id=seen.sign_in_id if seen else None,
    )


def test_a_new_password_ends_the_other_sign_ins_and_keeps_this_one(cast: Cast, unit: Session) -> None:
    here, phone, tablet = (cookie_of(cast.learner.user_id) for _ in range(3))
    assert change(cast, PASSWORD, cookie=here) == 2
    assert queries.signed_in(here) is not None
    assert queries.signed_in(phone) is queries.signed_in(tablet) is None
    assert unit.scalars(select(AuditEntry.deed)).all() == ["user.password_changed"]


def test_who_does_not_know_the_current_password_changes_nothing_and_is_throttled(cast: Cast) -> None:
    for _ in range(BROWSER_LIMIT.failures):
        answer = change(cast, "a guess at it")
        assert isinstance(answer, Refusal)
        assert answer.message.render("en").startswith("This is not your password.")
    answer = change(cast, PASSWORD)
    assert isinstance(answer, Refusal)
    assert answer.retry_after


@pytest.mark.parametrize("weak", ["short", "learner@acme.example", "Ouyang Nana"])
def test_a_weak_new_password_is_refused_at_its_field(cast: Cast, weak: str) -> None:
    with pytest.raises(Refused) as refused:
        change(cast, PASSWORD, weak)
    assert refused.value.field == "password"
