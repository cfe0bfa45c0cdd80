"""The list of the team: searched, narrowed, sorted, paged, as a file; another company is a wall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts import operations
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.learning import make_course
from tests.factories.team import certify, never_came, on_course
from tests.web.reading import lines, main_of, next_page

Browser = Callable[[str], FlaskClient]
CHIEF, OTHER_CHIEF = "manager@acme.example", "manager@other.example"
PATH, FILE = "/manager/people", "/manager/people/export.csv"


@pytest.fixture
def team(database: Database, cast: Cast) -> Cast:
    """One of each kind in Acme; twins of them by name in Other."""
    with database.transaction():
        make_track()
        course = make_course("gateways")
        for company in (cast.acme, cast.other):
            firm = company.code.title()
            certify(make_user(name_latin=f"{firm} Soon", works_for=company).id, ends_in=20)
            certify(make_user(name_latin=f"{firm} Ended", works_for=company).id, ends_in=-5)
            on_course(make_user(name_latin=f"{firm} Stalled", works_for=company).id, course, idle_days=31)
            on_course(make_user(name_latin=f"{firm} Busy", works_for=company).id, course, idle_days=29)
            never_came(company, f"{firm} Absent")
            make_user(name_latin=f"{firm} Closed", works_for=company, active=False)
            eligible_for_junior(make_user(name_latin=f"{firm} Ready", works_for=company).id)
    return cast


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"ends": "30"}, {"Acme Soon"}),
        ({"ends": "ended"}, {"Acme Ended"}),
        ({"state": "stalled"}, {"Acme Stalled"}),
        ({"state": "absent"}, {"Acme Absent"}),
        ({"state": "closed"}, {"Acme Closed"}),
        ({"state": "eligible"}, {"Acme Ready"}),
        ({"level": JUNIOR}, {"Acme Soon"}),
        ({"level": JUNIOR, "state": "stalled"}, set()),
        ({"q": "oynn"}, {"Ouyang Nana"}),
        ({"q": "娜娜"}, {"Ouyang Nana"}),
        ({"q": "ACME stal"}, {"Acme Stalled"}),
        ({"q": "%"}, set()),
    ],
)
def test_the_list_is_narrowed(team: Cast, client_of: Browser, asked: dict[str, str], names: set[str]) -> None:
    client = client_of(CHIEF)
    assert {line["name_latin"] for line in lines(client, FILE, **asked)} == names
    page = main_of(client.get(PATH, query_string=asked).text)
    for name in names:
        assert name in page
    if not names:
        assert "Nothing fits" in page


def test_no_level_names_everybody_who_holds_none(team: Cast, client_of: Browser) -> None:
    found = {line["name_latin"] for line in lines(client_of(CHIEF), FILE, level="none")}
    assert "Acme Soon" not in found
    assert {"Acme Ended", "Acme Busy", "Ouyang Nana"} <= found


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "acme"},
        {"q": "oynn"},
        {"company": "{acme}"},
        {"company": "{branch}"},
        {"company": "not-an-id"},
        {"state": "stalled"},
        {"ends": "30"},
        {"after": "eyJ4"},
        {"sort": "-ends"},
    ],
)
def test_nothing_of_another_company_is_seen(team: Cast, client_of: Browser, asked: dict[str, str]) -> None:
    client = client_of(OTHER_CHIEF)
    asked = {key: value.format(acme=team.acme.id, branch=team.acme_branch.id) for key, value in asked.items()}
    page = main_of(client.get(PATH, query_string=asked).text)
    file = client.get(FILE, query_string=asked).text
    for theirs in ("Acme", "顶点", "Ouyang Nana", "learner@acme.example"):
        assert theirs not in page.replace('value="acme"', "")
        assert theirs not in file


def test_the_file_says_what_each_holds_and_where_it_is_proven(team: Cast, client_of: Browser) -> None:
    (soon,) = lines(client_of(CHIEF), FILE, q="Acme Soon")
    assert soon[f"{JUNIOR} valid_through"]
    assert soon["verify"].startswith("https://academy.example/verify/")
    (stalled,) = lines(client_of(CHIEF), FILE, q="Acme Stalled")
    assert (stalled["courses_open"], stalled["courses_completed"]) == ("1", "0")


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil.example")', "+49", "@SUM(A1)", "＝1+1", "-2"])
def test_a_name_that_looks_like_a_formula_is_text(
    cast: Cast, database: Database, client_of: Browser, name: str
) -> None:
    with database.transaction():
        make_user("formula@acme.example", name_latin=name, works_for=cast.acme)
    (line,) = lines(client_of(CHIEF), FILE, q="formula@")
    assert line["name_latin"] == "'" + name


def test_the_order_is_what_was_asked(team: Cast, client_of: Browser) -> None:
    client = client_of(CHIEF)
    names = [line["name_latin"] for line in lines(client, FILE, q="Acme", sort="ends")]
    assert names[0] == "Acme Soon"
    by_name = [line["name_latin"] for line in lines(client, FILE, sort="-name")]
    assert by_name == sorted(by_name, key=str.lower, reverse=True)
    moved = [line["name_latin"] for line in lines(client, FILE, sort="-moved")]
    assert moved.index("Acme Busy") < moved.index("Acme Stalled")


def test_a_long_list_goes_on_by_key_in_every_order(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        for number in range(60):
            make_user(name_latin=f"Person {number:02}", works_for=cast.acme)
    client = client_of(CHIEF)
    for sort in ("name", "-name", "ends", "moved", "company"):
        first = client.get(PATH, query_string={"sort": sort}).text
        assert "50 of 62 shown" in first
        second = client.get(next_page(first)).text
        seen = [text.count('<input type="checkbox" name="pick"') for text in (first, second)]
        assert seen == [50, 12], sort


def test_one_company_is_kept_while_searching(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        make_user(name_latin="Branch Person", works_for=team.acme_branch)
    page = main_of(client_of(CHIEF).get(f"{PATH}?company={team.acme_branch.id}").text)
    assert "Branch Person" in page
    assert "Ouyang Nana" not in page
    assert f'<option value="{team.acme_branch.id}" selected>' in page


def test_it_says_who_was_reminded_and_when(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        operations.remind(team.manager.actor, [team.learner.user_id])
    assert "Reminded" in main_of(client_of(CHIEF).get(f"{PATH}?q=oynn").text)


def test_a_name_is_never_markup(cast: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        make_user(name_latin="<img src=x onerror=alert(1)>", works_for=cast.acme)
    page = client_of(CHIEF).get(f"{PATH}?q=<script>alert(1)</script>").text
    assert "<script>alert" not in page
    assert "<img src=x" not in client_of(CHIEF).get(PATH).text


def test_the_page_asks_as_much_for_many_as_for_few(team: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(CHIEF)
    client.get(PATH)

    def asked() -> int:
        with statements(database) as seen:
            assert client.get(PATH).status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        course = make_course("many")
        for number in range(30):
            user = make_user(works_for=team.acme_branch)
            certify(user.id, ends_in=number)
            on_course(user.id, course)
    assert asked() == few
