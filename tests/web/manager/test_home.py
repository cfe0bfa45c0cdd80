"""The partner manager's home: the answer first; of one's own companies, and of no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core.db import Database
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.counting import statements
from tests.factories.accounts import employ, make_user
from tests.factories.certification import INTERMEDIATE, eligible_for_junior, make_track, product_course_completed
from tests.factories.learning import make_course
from tests.factories.team import certify, never_came, on_course
from tests.web.reading import doors, main_of

Browser = Callable[[str], FlaskClient]
CHIEF, OTHER_CHIEF = "manager@acme.example", "manager@other.example"


@pytest.fixture
def team(database: Database, cast: Cast) -> Cast:
    """Nana holds junior for 30 days more; somebody of the branch stalled; somebody never came; Other's learner ends tomorrow."""
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=30)
        certify(cast.other_learner.user_id, ends_in=1)
        slow = make_user(name_latin="Slow Branch", works_for=cast.acme_branch)
        on_course(slow.id, make_course("gateways"), idle_days=45)
        never_came(cast.acme, "Absent Acme")
        near = make_user(name_latin="Near Acme", works_for=cast.acme)
        product_course_completed(near.id)
    return cast


def test_the_answer_stands_first(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/").text)
    assert "1 certification ends by" in page
    assert "The first is Ouyang Nana: Junior Engineer" in page
    assert "Slow Branch" in page
    assert "Absent Acme" in page
    assert "Not invited yet" in page
    assert page.index("ends by") < page.index("Who lapses, and when") < page.index("Who is nearest")


def test_nothing_that_ends_is_said_plainly(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        make_track()
        certify(cast.learner.user_id, ends_in=300)
    page = main_of(client_of(CHIEF).get("/manager/").text)
    assert "Nothing ends before" in page
    assert "Nothing that your people hold ends by" in page
    assert "is-warn" not in page


def test_nobody_certified_says_what_comes_first(database: Database, cast: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/").text)
    assert "Nobody is certified yet" in page
    assert "Nobody holds a level yet" in page


def test_an_empty_company_is_told_what_will_stand_here(app: Academy, database: Database, cast: Cast) -> None:
    grant = Grant(Role.PARTNER_MANAGER, partner_id=cast.acme_branch.id)
    with database.transaction():
        chief = make_user(name_latin="Branch Chief", roles=(grant,), works_for=cast.acme)
    page = signed_in_client(app, chief.id).get("/manager/").text
    assert "Nobody works here yet" in page
    assert "Ouyang Nana" not in page


def test_who_is_near_reads_what_is_missing(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/").text)
    nearest = page.partition("Who is nearest")[2].partition("</section>")[0]
    assert "Near Acme" in nearest
    assert "Junior online test, 70 or more" in nearest
    assert ">1/2<" in nearest


def test_who_only_waits_for_the_academy_is_not_called_near(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        ready = make_user(name_latin="Ready Acme", works_for=team.acme)
        eligible_for_junior(ready.id)
    page = main_of(client_of(CHIEF).get("/manager/").text)
    assert "Ready Acme" not in page.partition("Who is nearest")[2].partition("</section>")[0]
    assert "1 person waits for the academy to grant a level." in page


@pytest.mark.parametrize(
    "query", ["", "?who=Ouyang", "?who=oynn", "?company={acme}", "?company={branch}", "?company=x"]
)
def test_nothing_of_another_company_is_seen(team: Cast, database: Database, client_of: Browser, query: str) -> None:
    with database.transaction():
        twin = make_user(name_latin="Ouyang Nana", name_zh="欧阳娜娜", works_for=team.other)
        certify(twin.id, ends_in=20)
    page = client_of(OTHER_CHIEF).get("/manager/" + query.format(acme=team.acme.id, branch=team.acme_branch.id)).text
    for theirs in ("Acme", "顶点", "Slow Branch", "learner@acme.example"):
        assert theirs not in main_of(page), theirs
    assert "2 certifications end by" in page


def test_one_company_of_several_is_kept(team: Cast, client_of: Browser) -> None:
    client = client_of(CHIEF)
    page = main_of(client.get(f"/manager/?company={team.acme_branch.id}").text)
    assert "Slow Branch" in page
    assert "Ouyang Nana" not in page
    assert f"/manager/people?company={team.acme_branch.id}" in " ".join(doors(page and f"<main>{page}</main>"))


def test_what_if_the_only_junior_leaves(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get("/manager/?who=oynn").text).partition("What if somebody leaves")[2]
    assert "Without Ouyang Nana" in page
    assert '<td class="num">1</td><td class="num"><strong>0</strong></td>' in page


def test_what_if_counts_the_highest_level_only(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        certify(team.learner.user_id, ends_in=500, level=INTERMEDIATE)
    page = main_of(client_of(CHIEF).get("/manager/?who=oynn").text).partition("What if somebody leaves")[2]
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Intermediate Engineer" in table
    assert "Junior Engineer" not in table


def test_what_if_asks_back_when_several_fit(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        twin = make_user(name_latin="Ouyang Nana", works_for=team.acme_branch)
        certify(twin.id)
    client = client_of(CHIEF)
    page = main_of(client.get("/manager/?who=Ouyang+Nana").text)
    assert "Several fit" in page
    assert "Without Ouyang Nana" in client.get(f"/manager/?who={twin.id}").text


@pytest.mark.parametrize("who", ["nobody here", "<script>", "%", "00000000-0000-7000-8000-000000000000"])
def test_what_if_of_nobody_changes_nothing(team: Cast, client_of: Browser, who: str) -> None:
    answer = client_of(CHIEF).get("/manager/", query_string={"who": who})
    assert answer.status_code == 200
    assert "Without " not in main_of(answer.text)
    assert "<script>" not in main_of(answer.text)


def test_another_companys_holder_cannot_leave_ours(team: Cast, client_of: Browser) -> None:
    page = main_of(client_of(CHIEF).get(f"/manager/?who={team.other_learner.user_id}").text)
    assert "Liu Yang" not in page
    assert "Without " not in page


def test_every_door_opens(team: Cast, client_of: Browser) -> None:
    client = client_of(CHIEF)
    found = doors(client.get("/manager/").text)
    assert len(found) > 5
    for path in found:
        assert client.get(path, follow_redirects=True).status_code == 200, path


def test_the_page_asks_as_much_for_many_as_for_few(team: Cast, database: Database, client_of: Browser) -> None:
    client = client_of(CHIEF)
    client.get("/manager/")

    def asked() -> int:
        with statements(database) as seen:
            assert client.get("/manager/").status_code == 200
        return len(seen)

    few = asked()
    with database.transaction():
        course = make_course("many")
        for number in range(20):
            user = make_user(works_for=team.acme_branch)
            product_course_completed(user.id)
            on_course(user.id, course, idle_days=40)
            certify(make_user(works_for=team.acme).id, ends_in=number * 10)
            never_came(team.acme, f"Absent {number}")
    assert asked() == few


def test_who_moved_to_another_company_is_gone_at_once(team: Cast, database: Database, client_of: Browser) -> None:
    with database.transaction():
        mover = make_user(name_latin="Mover", works_for=None)
        employ(mover.id, team.other.id)
        certify(mover.id, ends_in=5)
    assert "Mover" not in client_of(CHIEF).get("/manager/").text
    assert "Mover" in client_of(OTHER_CHIEF).get("/manager/").text
