"""All companies by their standing, for those who look after them; a judgement on a day, for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.compliance.operations.judging import judge_companies
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import make_track
from tests.factories.partners import make_partner
from tests.factories.standing import ONE_LEADS, a_rule, a_tier, give_tier
from tests.factories.team import certify
from tests.web.reading import main_of

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"


@pytest.fixture
def channel(database: Database, cast: Cast) -> Cast:
    """Acme meets silver by Nana; Other does not meet gold."""
    with database.transaction():
        make_track()
        a_rule()
        a_rule("silver", **ONE_LEADS)
        give_tier(cast.acme, "silver")
        give_tier(cast.other)
        certify(cast.learner.user_id)
        judge_companies([cast.acme.id, cast.other.id])
    return cast


def test_whoever_loses_its_standing_first_comes_first(channel: Cast, client_of: Browser) -> None:
    page = main_of(client_of(ADMIN).get("/staff/standing").text)
    assert page.index("Other Networks") < page.index("Acme Systems")
    assert "Acme Harbin" not in page


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("?state=met", "Acme Systems", "Other Networks"),
        ("?state=not_met", "Other Networks", "Acme Systems"),
        ("?q=acme", "Acme Systems", "Other Networks"),
        ("?state=at_risk", "Nothing fits", "Acme Systems"),
        ("?tier={gold}", "Other Networks", "Acme Systems"),
        ("?region={north}", "Acme Systems", "Other Networks"),
    ],
)
def test_the_list_is_narrowed_and_taken_as_a_file(
    channel: Cast, database: Database, client_of: Browser, query: str, there: str, absent: str
) -> None:
    with database.transaction():
        query = query.format(gold=a_tier("gold").id, north=channel.north.id)
    client = client_of(ADMIN)
    page = main_of(client.get("/staff/standing" + query).text)
    assert there in page
    assert absent not in page
    rows = client.get("/staff/standing/export.csv" + query).text.splitlines()
    assert (there in "\n".join(rows)) is (there != "Nothing fits")
    assert absent not in "\n".join(rows)


def test_one_company_in_full_by_its_own_tier_and_by_another(channel: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)
    page = main_of(client.get(f"/staff/standing/{channel.acme.id}").text)
    assert "Silver: everything asked is there" in page
    assert "Gold: 1 is missing" in main_of(client.get(f"/staff/standing/{channel.acme.id}?tier=gold").text)


def test_a_company_is_judged_for_good_with_a_reason(channel: Cast, client_of: Browser) -> None:
    client = client_of(ADMIN)
    address = f"/staff/standing/{channel.acme.id}/judge"
    today = clock.today().isoformat()
    assert client.post(address, data={"on": today, "reason": ""}).status_code == 422
    ahead = client.post(address, data={"on": (clock.today() + timedelta(days=1)).isoformat(), "reason": "Soon."})
    assert (ahead.status_code, "A day to come cannot be judged." in ahead.text) == (422, True)
    answer = client.post(address, data={"on": today, "reason": "For the agreement."}, follow_redirects=True)
    assert "Judged. The record stays as it is." in answer.text
    assert "For the agreement." in main_of(answer.text)
    assert "Ouyang Nana" in main_of(answer.text)


def test_the_list_asks_as_much_for_many_as_for_few(channel: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(ADMIN)

    def asked() -> int:
        client.get("/staff/standing")
        with statements(database) as seen:
            assert client.get("/staff/standing").status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        made = [make_partner(region=channel.north) for _ in range(12)]
        for one in made:
            give_tier(one)
        judge_companies([one.id for one in made])
    assert asked() == few
