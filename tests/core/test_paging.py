"""Lists page by key: nothing twice, nothing left out, in every order; a key from elsewhere begins at the beginning."""

from __future__ import annotations

import base64
import json
from uuid import uuid4

import pytest
from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from lms.core.paging import MANY, Orders, all_rows, count_of, counts_to_many, page_of
from lms.partners.models import Partner, Tier
from tests.factories.partners import make_partner, make_region

ORDERS = Orders({"name": Partner.name_latin, "code": Partner.code}, Partner.id, "name")


@pytest.fixture
def companies(unit: Session) -> list[str]:
    """Seven companies, some of one name."""
    region = make_region("north")
    for number, name in enumerate(("B", "A", "B", "C", "A", "B", "Ä")):
        make_partner(f"C{number}", region=region, name_latin=name)
    return sorted(f"C{number}" for number in range(7))


@pytest.mark.parametrize("sort", ["name", "-name", "code", "-code"])
def test_the_pages_together_are_the_list(companies: list[str], sort: str) -> None:
    statement = select(Partner)
    whole = [row[0].code for row in page_of(statement, ORDERS, sort=sort, size=100).rows]
    assert sorted(whole) == companies
    assert [row[0].code for row in all_rows(statement, ORDERS, sort=sort, size=2)] == whole
    assert count_of(statement) == 7


def test_the_last_page_has_no_next(companies: list[str]) -> None:
    first = page_of(select(Partner), ORDERS, size=4)
    assert first.next_key
    assert page_of(select(Partner), ORDERS, size=4, after=first.next_key).next_key is None
    assert page_of(select(Partner), ORDERS, size=7).next_key is None


@pytest.mark.parametrize("key", ["x", "e30", "WyJ4IiwiYSIsImIiXQ", "W10", "🙂"])
def test_a_key_that_was_never_ours_begins_at_the_beginning(companies: list[str], key: str) -> None:
    assert len(page_of(select(Partner), ORDERS, after=key).rows) == 7


@pytest.mark.parametrize(
    "key",
    [
        ["date", "2026-01-01", uuid4().hex],
        ["int", "7", uuid4().hex],
        ["datetime", "2026-01-01T00:00:00+00:00", uuid4().hex],
        ["str", "with \0 in it", uuid4().hex],
    ],
    ids=lambda key: key[0],
)
def test_a_key_made_for_another_order_begins_at_the_beginning(companies: list[str], key: list[str]) -> None:
    """PostgreSQL compares no text with a day, and keeps no NUL: such a key must not become a failure of ours."""
    written = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    assert len(page_of(select(Partner), ORDERS, after=written).rows) == 7


def test_a_number_too_large_for_any_column_begins_at_the_beginning(unit: Session) -> None:
    ranks = Orders({"rank": Tier.rank}, Tier.id, "rank")
    unit.add(Tier(key="gold", name={"en": "Gold"}, rank=1))
    unit.flush()
    key = base64.urlsafe_b64encode(json.dumps(["int", "9" * 30, uuid4().hex]).encode()).decode()
    assert len(page_of(select(Tier), ranks, after=key).rows) == 1


def test_an_unknown_order_is_the_usual_one() -> None:
    assert ORDERS.known("-password") == "name"
    assert ORDERS.known("-code") == "-code"


@pytest.mark.parametrize("lines", [1, MANY - 1, MANY, MANY + 1])
def test_what_every_page_shows_is_counted_to_many_and_no_further(unit: Session, lines: int) -> None:
    del unit
    there = union_all(*(select(literal(number).label("number")) for number in range(lines))).subquery()
    assert counts_to_many([select(there.c.number), select(there.c.number).where(there.c.number < 1)]) == [
        min(lines, MANY),
        1,
    ]
    assert counts_to_many([]) == []
