"""Finding companies and people to choose from: look-alikes, states, companies within reach; nobody outside is hinted at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries import AccountState, company_choices, has_role, in_state, look_alikes
from lms.accounts.queries.alike import spellings_of
from lms.accounts.roles import Grant, Permission, Role
from lms.core import clock
from lms.core.errors import NotFound
from tests.cast import Cast
from tests.factories.accounts import cookie_of, make_user
from tests.factories.partners import make_partner

MANAGE = Permission.PERSON_MANAGE


def alike(actor: Actor, **given: str) -> set[str]:
    return {one.user.email or "" for one in look_alikes(actor, clock.today(), **given)}


@pytest.mark.parametrize(
    "given",
    [
        {"name_zh": "欧阳娜娜"},
        {"name_zh": "欧阳 娜娜"},
        {"name_latin": "Ouyang Nana"},
        {"name_latin": "nana OUYANG"},
        {"name_latin": "OuYang NaNa"},
        {"email": "Learner@Acme.example"},
        {"name_latin": "Somebody Else", "email": "learner@acme.example"},
    ],
)
def test_the_same_person_is_recognised_however_they_are_written(cast: Cast, given: dict[str, str]) -> None:
    assert alike(cast.admin.actor, **given) == {"learner@acme.example"}
    assert alike(cast.manager.actor, **given) == {"learner@acme.example"}


def test_a_latin_name_is_the_chinese_one_that_is_read_so(cast: Cast) -> None:
    make_user("only-zh@acme.example", name_zh="李雪", works_for=cast.acme)
    assert alike(cast.manager.actor, name_latin="Li Xue") == {"only-zh@acme.example"}
    make_user("other-signs@acme.example", name_zh="黎学", works_for=cast.acme)
    assert "other-signs@acme.example" in alike(cast.manager.actor, name_latin="Xue Li")
    assert alike(cast.manager.actor, name_zh="李雪") == {"only-zh@acme.example", "other-signs@acme.example"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name_latin": "  "},
        {"name_latin": "Nana"},
        {"name_latin": "Ouyang"},
        {"name_latin": "%"},
        {"name_zh": "欧阳"},
        {"email": "nobody@acme.example"},
        {"phone": "not a number"},
    ],
)
def test_a_part_of_a_name_is_not_the_name(cast: Cast, given: dict[str, str]) -> None:
    assert alike(cast.admin.actor, **given) == set()


def test_a_number_is_recognised_however_it_is_written(cast: Cast) -> None:
    make_user("phone@acme.example", phone="+8613800138000", works_for=cast.acme)
    assert alike(cast.admin.actor, phone="138 0013 8000") == {"phone@acme.example"}


def test_look_alikes_out_of_reach_are_not_hinted_at(cast: Cast) -> None:
    make_user("nana@other.example", name_zh="欧阳娜娜", name_latin="Ouyang Nana", works_for=cast.other)
    make_user("nana@nowhere.example", name_zh="欧阳娜娜")
    yesterday = clock.today() - timedelta(days=1)
    make_user("nana@gone.example", name_zh="欧阳娜娜", works_for=cast.acme, until=yesterday)
    for given in ({"name_zh": "欧阳娜娜"}, {"name_latin": "Ouyang Nana"}, {"email": "nana@other.example"}):
        assert alike(cast.manager.actor, **given) <= {"learner@acme.example"}
    assert alike(cast.other_manager.actor, name_zh="欧阳娜娜") == {"nana@other.example"}
    assert alike(cast.learner.actor, name_zh="欧阳娜娜") == set()


def test_names_of_many_words_are_not_turned_round_endlessly() -> None:
    assert len(spellings_of("", "A B C D")) == 24
    assert spellings_of("", "Ana Maria da Silva e Souza dos Santos") == ["anamariadasilvaesouzadossantos"]


def found(actor: Actor, search: str) -> list[str]:
    return [one.code for one in company_choices(actor, MANAGE, search)]


def test_a_company_is_found_by_name_pinyin_initials_and_code(cast: Cast) -> None:
    for search in ("acme harb", "顶点哈", "ddheb", "ACME-HRB"):
        assert found(cast.admin.actor, search) == ["ACME-HRB"], search
    assert found(cast.admin.actor, "acme") == ["ACME", "ACME-HRB"], "an exact code comes first"


def test_only_companies_within_reach_are_offered(cast: Cast) -> None:
    north = queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id)
    assert found(cast.manager.actor, "") == found(north, "") == ["ACME", "ACME-HRB"]
    assert found(cast.other_manager.actor, "") == ["OTHER"]
    assert found(cast.other_manager.actor, "acme") == found(cast.trainer.actor, "") == []
    with pytest.raises(NotFound):
        queries.company(cast.manager.actor, MANAGE, cast.other.id)
    assert queries.company(cast.manager.actor, MANAGE, cast.acme_branch.id) is cast.acme_branch


def test_a_company_that_left_the_channel_is_not_offered_to_newcomers(cast: Cast) -> None:
    make_partner("ACME-OLD", parent=cast.acme).active = False
    assert "ACME-OLD" not in found(cast.admin.actor, "acme")
    assert "ACME-OLD" in [one.code for one in company_choices(cast.admin.actor, MANAGE, "acme", active=False)]


def test_no_more_companies_are_offered_than_one_reads(cast: Cast) -> None:
    for number in range(30):
        make_partner(f"ACME-{number:02}", parent=cast.acme)
    assert len(found(cast.manager.actor, "")) == 12


def test_regions_are_those_in_which_there_is_something_to_manage(cast: Cast) -> None:
    def keys(actor: Actor) -> list[str]:
        return [one.key for one in queries.regions_of(actor, MANAGE)]

    assert keys(cast.admin.actor) == ["north", "south"]
    assert keys(cast.manager.actor) == ["north"]
    south = queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.south.id),)).id)
    assert keys(south) == ["south"]


def in_(session: Session, state: AccountState) -> set[str | None]:
    return set(session.scalars(select(User.email).where(in_state(state, clock.today()))))


def test_each_state_holds_exactly_its_people(cast: Cast, unit: Session) -> None:
    make_user("closed@acme.example", works_for=cast.acme, active=False)
    cookie_of(cast.learner.user_id)
    invited = operations.create_user(cast.admin.actor, name_latin="A", email="invited@acme.example")
    link = operations.invite(cast.admin.actor, invited.id)
    operations.create_user(cast.admin.actor, name_latin="B", email="silent@acme.example")
    assert in_(unit, AccountState.CLOSED) == {"closed@acme.example"}
    assert in_(unit, AccountState.INVITED) == {"invited@acme.example"}
    active, never, nobodys = (in_(unit, AccountState(state)) for state in ("active", "never", "nobodys"))
    assert "learner@acme.example" in active
    assert active.isdisjoint({"closed@acme.example", "invited@acme.example", "silent@acme.example"})
    assert never >= {"invited@acme.example", "silent@acme.example", "manager@acme.example"}
    assert never.isdisjoint({"learner@acme.example", "closed@acme.example"})
    assert nobodys >= {"admin@academy.example", "silent@acme.example"}
    assert nobodys.isdisjoint({"learner@acme.example", "closed@acme.example"})
    with clock.at(link.ends_at):
        assert in_(unit, AccountState.INVITED) == set()


def test_a_role_that_was_ended_is_not_held(cast: Cast, unit: Session) -> None:
    holders = select(User.email).where(has_role(Role.PARTNER_MANAGER))
    assert set(unit.scalars(holders)) == {"manager@acme.example", "manager@other.example"}
    operations.end_role(cast.admin.actor, cast.manager.user_id, Grant(Role.PARTNER_MANAGER, partner_id=cast.acme.id))
    assert set(unit.scalars(holders)) == {"manager@other.example"}
