"""Opening a company with a code, and asking by it. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations, rules
from lms.accounts import queries as account_queries
from lms.accounts.events import RegistrationAsked
from lms.accounts.models import JoinCode, Registration, User
from lms.accounts.operations import Application, Terms
from lms.accounts.queries import registrations as queries
from lms.accounts.roles import Grant, Role
from lms.core import audit, clock, events
from lms.core.db import Database
from lms.core.errors import AcademyError, Forbidden, NotFound, Refused
from lms.core.paging import count_of
from lms.partners import operations as partners
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import make_user
from tests.factories.registrations import ask, open_company

SOON = timedelta(days=30)


def waiting(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Registration)) or 0


def test_a_code_reads_the_same_however_it_is_typed() -> None:
    assert rules.read_join_code(" k7m2-x0p1 ") == "K7M2X0P1"
    assert rules.read_join_code("K7M2 XOPI") == "K7M2X0P1"
    assert rules.read_join_code("Ｋ７Ｍ２Ｘ０Ｐ１") == "K7M2X0P1"
    for wrong in ("", "K7M2X0P", "K7M2X0P11", "K7M2X0PU", "'; --", "中文中文中文中文", "A" * 10_000):
        assert rules.read_join_code(wrong) is None


@given(st.text())
def test_no_text_makes_reading_a_code_fail(text: str) -> None:
    code = rules.read_join_code(text)
    assert code is None or rules.read_join_code(code) == code


def test_a_fresh_code_reads_as_itself_and_is_never_the_same() -> None:
    codes = [rules.new_join_code() for _ in range(50)]
    assert [rules.read_join_code(code) for code in codes] == codes
    assert len(set(codes)) == 50


def test_domains_are_read_from_a_line() -> None:
    assert rules.clean_domains(" @Acme.example, acme.cn；b.example ") == ["acme.cn", "acme.example", "b.example"]
    assert rules.clean_domains("") == []
    for wrong in ("acme", "a@b@c", "<script>.example", "acme..example"):
        with pytest.raises(Refused) as refused:
            rules.clean_domains(wrong)
        assert refused.value.field == "domains"


def test_a_manager_opens_the_company_and_a_branch_and_no_other(cast: Cast) -> None:
    terms = Terms(clock.today() + SOON)
    for partner in (cast.acme, cast.acme_branch):
        assert operations.set_terms(cast.manager.actor, partner.id, terms).is_on
    for actor in (cast.other_manager.actor, cast.learner.actor, cast.trainer.actor):
        with pytest.raises(Forbidden):
            operations.set_terms(actor, cast.acme.id, terms)
        with pytest.raises(Forbidden):
            operations.renew_code(actor, cast.acme.id)
    assert queries.join_code(cast.other_manager.actor, cast.acme.id) is None


def test_terms_change_and_the_code_stays_and_both_are_on_record_without_it(cast: Cast) -> None:
    first = operations.set_terms(cast.manager.actor, cast.acme.id, Terms(clock.today()))
    code = first.code
    again = operations.set_terms(cast.admin.actor, cast.acme.id, Terms(clock.today() + SOON, 5, ["acme.example"]))
    assert (again.id, again.code, again.most) == (first.id, code, 5)
    operations.set_terms(cast.admin.actor, cast.acme.id, Terms(clock.today() + SOON, 5, ["acme.example"]))
    entries = audit.entries_of("partner", cast.acme.id)
    assert [entry.deed for entry in entries] == ["join_code.changed", "join_code.made"]
    assert entries[0].before is not None
    assert (entries[0].before["most"], entries[0].before["domains"]) == (None, [])
    assert code not in str([(entry.before, entry.after) for entry in entries])


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (lambda: Terms(clock.today() - timedelta(days=1)), "ends_on"),
        (lambda: Terms(clock.today() + timedelta(days=367)), "ends_on"),
        (lambda: Terms(clock.today(), 0), "most"),
        (lambda: Terms(clock.today(), 10_001), "most"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(cast: Cast, terms, field: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.set_terms(cast.manager.actor, cast.acme.id, terms())
    assert refused.value.field == field


def test_no_limit_below_those_who_came(cast: Cast) -> None:
    code = open_company(cast.acme.id)
    ask(code)
    ask(code)
    with pytest.raises(Refused) as refused:
        operations.set_terms(cast.manager.actor, cast.acme.id, Terms(clock.today(), 1))
    assert refused.value.field == "most"


def test_a_new_code_ends_the_old_one(cast: Cast) -> None:
    old = open_company(cast.acme.id, most=3)
    ask(old)
    new = operations.renew_code(cast.manager.actor, cast.acme.id)
    assert (new.code != old.code, new.most, new.taken) == (True, 3, 0)
    with pytest.raises(NotFound):
        ask(old)
    assert queries.open_door(old.code, clock.today()) is None
    ask(new)


def test_there_is_nothing_to_renew_before_the_first(cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.renew_code(cast.manager.actor, cast.acme.id)


def test_a_stranger_asks_and_no_account_comes_of_it_yet(cast: Cast, unit: Session) -> None:
    heard: list[RegistrationAsked] = []
    events.connect({RegistrationAsked: (heard.append,)})  # type: ignore[dict-item]
    code = open_company(cast.acme.id)
    people = unit.scalar(select(func.count()).select_from(User))
    asked = ask(
        code, name_zh=" 李  雪 ", name_latin="Li Xue", email="Li.Xue@ACME.example", phone="138 0013 8000", job=" Sales "
    )
    assert (asked.name_zh, asked.email, asked.phone, asked.job) == (
        "李 雪",
        "li.xue@acme.example",
        "+8613800138000",
        "Sales",
    )
    assert (asked.state, asked.partner_id) == ("waiting", cast.acme.id)
    assert heard == [RegistrationAsked(asked.id, cast.acme.id)]
    assert unit.scalar(select(func.count()).select_from(User)) == people


def test_the_same_asked_twice_is_asked_once_even_of_the_last_place(cast: Cast, unit: Session) -> None:
    code = open_company(cast.acme.id, most=1)
    first = ask(code, name_latin="Li Xue", email="li@acme.example")
    again = ask(code, name_latin="Li Xue", email=" LI@acme.example")
    assert again.id == first.id
    assert (waiting(unit), code.taken) == (1, 1)


def test_another_name_with_the_same_address_is_another_registration(cast: Cast, unit: Session) -> None:
    code = open_company(cast.acme.id)
    first = ask(code, name_latin="Not Li", email="li@acme.example")
    second = ask(code, name_latin="Li Xue", email="li@acme.example")
    assert waiting(unit) == 2
    assert [one.id for one in queries.asked_again(cast.manager.actor, second)] == [first.id]


def test_what_is_missing_or_misspelt_is_refused_at_its_field(cast: Cast, unit: Session) -> None:
    code = open_company(cast.acme.id)
    for written, field in (
        ({"name_latin": " "}, "name_latin"),
        ({"email": ""}, "email"),
        ({"email": "not an address"}, "email"),
        ({"phone": "12"}, "phone"),
    ):
        with pytest.raises(Refused) as refused:
            ask(code, **written)
        assert refused.value.field == field
    assert waiting(unit) == 0


def test_only_addresses_of_the_company_where_it_says_so(cast: Cast) -> None:
    code = open_company(cast.acme.id, domains=("acme.example",))
    ask(code, email="li@acme.example")
    for written in (
        {"email": "li@evil.example"},
        {"email": "li@acme.example.evil.example"},
        {"email": "li@notacme.example"},
        {"email": "", "phone": "13800138000"},
    ):
        with pytest.raises(Refused) as refused:
            ask(code, **written)
        assert refused.value.field == "email"


def test_what_is_closed_opens_nothing_whatever_the_reason(cast: Cast, unit: Session) -> None:
    today = clock.today()
    over = open_company(cast.acme.id, days=0)
    off = open_company(cast.other.id, is_on=False)
    full = open_company(cast.acme_branch.id, most=1)
    ask(full)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)), pytest.raises(NotFound):
        ask(over)
    for code in (off, full):
        with pytest.raises(NotFound):
            ask(code)
        assert queries.open_door(code.code, today) is None
    partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    for closed in (over.code, "ZZZZZZZZ", "", "x" * 5000):
        with pytest.raises(NotFound):
            operations.register(closed, Application(name_latin="A", email="a@b.example"))
        assert queries.open_door(closed, today) is None
    assert waiting(unit) == 1


def test_a_company_out_of_the_channel_is_not_opened_but_can_be_shut(cast: Cast) -> None:
    open_company(cast.acme.id)
    partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Contract ended")
    with pytest.raises(Refused):
        open_company(cast.acme.id)
    with pytest.raises(Refused):
        operations.renew_code(cast.manager.actor, cast.acme.id)
    assert not open_company(cast.acme.id, is_on=False).is_on


def test_the_last_place_is_given_once_and_a_double_click_is_one(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
        last, plenty = open_company(cast.acme.id, most=1), open_company(cast.other.id)

    def come(code: JoinCode, name: str) -> str:
        try:
            with fresh_database.transaction():
                return str(ask(code, name_latin=name, email="same@somewhere.example").id)
        except AcademyError as error:
            return type(error).__name__

    rivals = at_once(lambda: come(last, "First"), lambda: come(last, "Second"))
    assert rivals.count("NotFound") == 1
    assert len(set(at_once(lambda: come(plenty, "Li Xue"), lambda: come(plenty, "Li Xue")))) == 1


def test_two_who_open_a_company_at_once_make_one_code(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()

    def open_it() -> str:
        with fresh_database.transaction():
            return operations.set_terms(cast.manager.actor, cast.acme.id, Terms(clock.today())).code

    assert len(set(at_once(open_it, open_it))) == 1


def test_who_decides_sees_registrations_and_nobody_else(cast: Cast) -> None:
    here, below, there = (ask(open_company(one.id)) for one in (cast.acme, cast.acme_branch, cast.other))
    branch_chief = account_queries.actor_of(
        make_user(roles=(Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id),)).id
    )
    north = account_queries.actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=cast.north.id),)).id)
    seen = {
        cast.admin.actor: {here, below, there},
        north: {here, below},
        cast.manager.actor: {here, below},
        branch_chief: {below},
        cast.other_manager.actor: {there},
        cast.learner.actor: set(),
        cast.trainer.actor: set(),
    }
    for actor, expected in seen.items():
        assert count_of(queries.waiting(actor)) == len(expected)
        assert set(queries.registrations(actor, [here.id, below.id, there.id])) == expected
        for one in {here, below, there} - expected:
            with pytest.raises(NotFound):
                queries.registration(actor, one.id)
