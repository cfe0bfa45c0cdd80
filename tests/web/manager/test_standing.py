"""The standing of one's company: the answer first, on the home and in full; of no other company."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.compliance.operations.judging import judge_companies, judge_on
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import INTERMEDIATE, make_track
from tests.factories.standing import ONE_LEADS, a_rule, give_tier
from tests.factories.team import certify
from tests.web.reading import main_of

Browser = Callable[[str], FlaskClient]
CHIEF, OTHER_CHIEF = "manager@acme.example", "manager@other.example"


@pytest.fixture
def team(database: Database, cast: Cast) -> Cast:
    """Gold asks for two certified people with 90 days left: Nana is one, the manager's certificate ends too soon."""
    with database.transaction():
        make_track()
        a_rule(
            validity_left="P90D",
            counts=[{"id": "two", "title": {"en": "Certified people", "zh": "持证人员"}, "people": 2}],
        )
        give_tier(cast.acme)
        certify(cast.learner.user_id)
        certify(cast.manager.user_id, ends_in=30)
        judge_companies([cast.acme.id])
    return cast


def test_the_home_leads_with_the_answer(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/").text)
    assert page.index("Gold: 1 is missing") < page.index("ends by")
    assert page.count("<h1") == 1


def test_the_answer_who_does_not_count_and_who_is_nearest(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/standing").text)
    assert "Gold: 1 is missing" in page
    assert "1 of 2" in page
    left_out = page.partition("Who does not count, and why")[2].partition("</section>")[0]
    assert "Wang Lei" in left_out
    assert "to count it must last until" in left_out
    assert "Ouyang Nana" not in left_out
    nearest = page.partition("Who is nearest")[2].partition("</section>")[0]
    assert "Wang Lei" in nearest
    assert "closes the gap" in nearest


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("way=leaves&who=oynn", "Gold: 2 are missing"),
        (f"way=passes&who=Wang+Lei&level={INTERMEDIATE}", "Gold: everything asked is there"),
        ("way=leaves&who=nobody", "Nobody of that name fits."),
        ("way=moves&who=Liu+Yang", "Nobody of that name fits."),
        ("way=else&who=%3Cscript%3E", "Nobody of that name fits."),
    ],
)
def test_what_if(team: Cast, client_of: Browser, query: str, said: str) -> None:
    page = main_of(client_of(CHIEF).get(f"/manager/standing?{query}").text).partition('id="what-if-h"')[2]
    assert said in page.partition("</section>")[0]


def test_what_if_somebody_moves_here_from_a_branch_that_does_not_count(
    team: Cast, database: Database, client_of: Browser
) -> None:
    with database.transaction():
        a_rule("silver", **ONE_LEADS)
        give_tier(team.acme_branch, "silver")
        certify(make_user(name_latin="Branch Engineer", works_for=team.acme_branch).id)
    page = main_of(client_of(CHIEF).get("/manager/standing?way=moves&who=Branch+Eng").text)
    assert "Gold: everything asked is there" in page
    branch = main_of(client_of(CHIEF).get(f"/manager/standing?company={team.acme_branch.id}").text)
    assert "Silver: everything asked is there" in branch
    assert "Lead" in branch.partition("Who fills which role")[2].partition("</section>")[0]


def test_another_day_and_what_was_known_then(team: Cast, client_of: Browser) -> None:
    day = clock.today() - timedelta(days=80)
    page = main_of(client_of(CHIEF).get(f"/manager/standing?on={day}").text)
    assert "Gold: at risk" in page or "everything asked is there" in page
    known = main_of(client_of(CHIEF).get(f"/manager/standing?on={day}&known_by={day}").text)
    assert "Nothing is asked of this company" in known  # the rule was recorded later
    assert client_of(CHIEF).get("/manager/standing?on=x&known_by=9999-99-99&tier=none").status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?company={acme}", "?way=leaves&who=oynn", "?company={acme}&way=moves&who=Ouyang"]
)
def test_nothing_of_another_company_is_seen(team: Cast, client_of: Browser, query: str) -> None:
    page = main_of(client_of(OTHER_CHIEF).get("/manager/standing" + query.format(acme=team.acme.id)).text)
    for theirs in ("Acme", "顶点", "Wang Lei", "Nana"):
        assert theirs not in page.partition("<form")[0] + page.partition("</datalist>")[2], theirs


def test_a_judgement_is_read_as_it_was(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        made = judge_on(team.admin.actor, team.acme.id, clock.today(), reason="For the agreement.")
        certify(make_user(name_latin="Came Later", works_for=team.acme).id)
    page = main_of(client_of(CHIEF).get(f"/manager/standing/judgements/{made.id}").text)
    assert "For the agreement." in page
    assert "Gold: 1 is missing" in page
    assert "Came Later" not in page
    assert client_of(OTHER_CHIEF).get(f"/manager/standing/judgements/{made.id}").status_code == 404


def test_the_pages_ask_as_much_for_many_as_for_few(team: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(CHIEF)

    def asked(path: str) -> int:
        client.get(path)
        with statements(database) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    few = {path: asked(path) for path in ("/manager/", "/manager/standing")}
    with database.transaction():
        for number in range(30):
            certify(make_user(works_for=team.acme_branch).id, ends_in=number * 20)
            make_user(works_for=team.acme)
    assert {path: asked(path) for path in few} == few
