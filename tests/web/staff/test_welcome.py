"""The first-run guide: from an empty academy to somebody's invitation, in any order, with leaving and coming back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts import links, operations, queries
from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.catalogue import jobs as catalogue
from lms.catalogue.models import Course
from lms.core import clock, jobs
from lms.core import config as settings
from lms.core.config import Config
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.notifications.jobs import deliver
from lms.partners.models import Partner, Region
from lms.web.staff.welcome.steps import STEPS
from lms.wiring import CONTENT_PARTS
from tests.conftest import ACADEMY, signed_in_client
from tests.counting import statements
from tests.factories.accounts import give_second_factor
from tests.notifications.post_office import post_office

COMPANY = {
    "region": "new",
    "region_en": "North East",
    "name_latin": "Acme Systems",
    "name_zh": "顶点系统",
    "code": "acme",
}


@pytest.fixture
def founder(app: Academy) -> FlaskClient:
    """The first admin of an empty academy, signed in, with the second factor that staff need."""
    system = Actor.system("test")
    with app.database.transaction():
        made = operations.create_user(system, name_latin="Zhou Min", email="zhou@academy.example")
        operations.grant_role(system, made.id, Grant(Role.ADMIN))
        give_second_factor(made.id)
    return signed_in_client(app, made.id)


def states(client: FlaskClient) -> list[str]:
    """How each step stands on the guide's page."""
    listed = client.get("/staff/welcome").text.split('guide-list">')[1].split("</ol>")[0].split("<li")[1:]
    return ["done" if "Done" in line else "left out" if "Left out" in line else "to do" for line in listed]


def test_the_guide_stands_on_the_home_until_it_is_closed(founder: FlaskClient) -> None:
    assert "/staff/welcome" in founder.get("/staff/", follow_redirects=True).text
    assert states(founder) == ["to do"] * len(STEPS)
    founder.post("/staff/welcome/end")
    assert 'href="/staff/welcome"' not in founder.get("/staff/", follow_redirects=True).text
    assert founder.get("/staff/welcome").status_code == 200, "it can still be opened"


def test_a_demo_academy_is_not_led_through_its_first_days(founder: FlaskClient, config: Config) -> None:
    config.data.mkdir(exist_ok=True)
    (config.data / "demo").touch()
    assert 'href="/staff/welcome"' not in founder.get("/staff/", follow_redirects=True).text


def test_each_step_leads_to_the_next_that_is_not_done(founder: FlaskClient) -> None:
    names = {"name_en": "Harbour Academy", "name_zh": "", "code": "HA", "address": "https://learn.harbour.example"}
    assert founder.post("/staff/welcome/name", data=names).location == "/staff/welcome/look"
    assert founder.post("/staff/welcome/look/skip").location == "/staff/welcome/days"
    days = {"time_zone": "Europe/Berlin", "languages": ["en"], "language": "en"}
    assert founder.post("/staff/welcome/days", data=days).location == "/staff/welcome/courses"
    assert founder.post("/staff/welcome/courses/skip").location == "/staff/welcome/mail"
    assert founder.post("/staff/welcome/mail/skip").location == "/staff/welcome/partner"
    assert founder.post("/staff/welcome/partner", data=COMPANY).location == "/staff/welcome/person"
    assert states(founder) == ["done", "left out", "done", "left out", "left out", "done", "to do"]


def test_the_guide_can_be_closed_when_nothing_is_left_to_do(founder: FlaskClient) -> None:
    for step in STEPS:
        founder.post(f"/staff/welcome/{step.key}/skip")
    page = founder.get("/staff/welcome")
    assert page.status_code == 200
    assert states(founder) == ["left out"] * len(STEPS)
    assert "Everything is done or left out." in page.text
    assert "Close the guide" in page.text


def test_the_step_of_mail_is_done_when_a_message_has_left(founder: FlaskClient, app: Academy) -> None:
    assert "/staff/outbox/setup" in founder.get("/staff/welcome/mail").text
    with post_office() as office:
        settings.keep(replace(ACADEMY, smtp_url=office.url, mail_from="academy@academy.example"))
        assert f"127.0.0.1:{office.port}" in founder.get("/staff/welcome/mail").text
        assert founder.post("/staff/outbox/setup", data={"email": "zhou@academy.example"}).status_code == 303
        assert states(founder)[4] == "to do", "what waits has not left"
        Worker(app.database, {"notifications.deliver": deliver}).sweep(stale_after=timedelta(0))
        assert len(office.received) == 1
    assert states(founder)[4] == "done"
    assert "Leave this out" not in founder.get("/staff/welcome/mail").text
    settings.keep(ACADEMY)


def test_mail_leads_back_to_the_guide_while_that_is_open(founder: FlaskClient) -> None:
    assert "Go on with it" in founder.get("/staff/outbox/setup").text
    founder.post("/staff/welcome/end")
    assert "Go on with it" not in founder.get("/staff/outbox/setup").text


def test_when_all_is_done_or_left_out_the_guide_says_so_and_offers_to_close(founder: FlaskClient) -> None:
    for step in STEPS:
        founder.post(f"/staff/welcome/{step.key}/skip")
    page = founder.get("/staff/welcome").text
    assert "Everything is done or left out" in page
    assert "Close the guide" in page
    founder.post("/staff/welcome/end")
    assert "Close the guide" not in founder.get("/staff/welcome").text


def test_a_step_left_out_can_still_be_done(founder: FlaskClient) -> None:
    founder.post("/staff/welcome/look/skip")
    founder.post("/staff/welcome/look", data={"colour": "#0b5394"})
    assert states(founder)[1] == "done"


def test_there_is_no_step_of_another_name(founder: FlaskClient) -> None:
    assert founder.post("/staff/welcome/elsewhere/skip").status_code == 404


def test_the_invented_academys_name_is_not_offered_as_ones_own(founder: FlaskClient) -> None:
    page = founder.get("/staff/welcome/name").text
    assert 'value="Northstar' not in page
    assert 'value="NPA"' not in page
    assert 'value="https://academy.example"' in page, "the address that is set is"


def test_a_mistake_stays_on_its_step_with_what_was_typed(founder: FlaskClient) -> None:
    answer = founder.post("/staff/welcome/name", data={"name_en": "Harbour", "code": "1", "address": "x"})
    assert answer.status_code == 422
    assert 'value="Harbour"' in answer.text
    assert "Step 1 of" in answer.text
    assert states(founder)[0] == "to do"


# ---- courses ---------------------------------------------------------------------------------------------------------


def test_the_worker_loads_the_courses_and_the_page_tells(founder: FlaskClient, app: Academy, config: Config) -> None:
    founder.post("/staff/welcome/courses")
    waiting = founder.get("/staff/welcome/courses").text
    assert "waits for the worker" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    jobs_of = {catalogue.LOAD_SHIPPED: catalogue.loading(CONTENT_PARTS, Storage(config.data / "files"))}
    assert Worker(app.database, jobs_of).sweep() == 1
    done = founder.get("/staff/welcome/courses").text
    assert "courses are on the shelf" in done
    assert "hx-trigger" not in done
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Course)).all()
    assert states(founder)[3] == "done"


def test_pressing_twice_loads_once(founder: FlaskClient, app: Academy) -> None:
    for _ in range(2):
        assert founder.post("/staff/welcome/courses").status_code == 303
    with app.database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Work).where(Work.kind == catalogue.LOAD_SHIPPED)).all()) == 1


def test_without_a_worker_the_page_says_so_after_a_while(founder: FlaskClient) -> None:
    founder.post("/staff/welcome/courses")
    assert "Nobody has taken it up" not in founder.get("/staff/welcome/courses").text
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert "Nobody has taken it up" in founder.get("/staff/welcome/courses").text


def test_a_loading_that_failed_says_why_and_can_be_asked_for_again(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/courses")
    with app.database.transaction():
        work = jobs.latest(catalogue.LOAD_SHIPPED)
        assert work is not None
        work.state, work.error = "failed", "OSError: the disk is full"
    page = founder.get("/staff/welcome/courses").text
    assert "the disk is full" in page
    assert "Load the courses" in page


# ---- company and person ----------------------------------------------------------------------------------------------


def test_a_region_and_a_company_are_made_together_or_not_at_all(founder: FlaskClient, app: Academy) -> None:
    assert founder.post("/staff/welcome/partner", data=COMPANY | {"code": "!"}).status_code == 422
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Region)).all() == []
    founder.post("/staff/welcome/partner", data=COMPANY)
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Region.key)).one() == "north-east"
        assert session.scalars(select(Partner.code)).one() == "ACME"


def test_a_chinese_region_gets_a_key_by_how_it_is_read(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/partner", data=COMPANY | {"region_en": "", "region_zh": "华北"})
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Region.key)).one() == "huabei"


def test_a_second_company_may_stand_in_the_same_region(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/partner", data=COMPANY)
    founder.post("/staff/welcome/partner", data={"region": "north-east", "name_latin": "Other", "code": "OTHER"})
    with app.database.transaction(read_only=True) as session:
        assert len(session.scalars(select(Region)).all()) == 1
        assert len(session.scalars(select(Partner)).all()) == 2


def invite(founder: FlaskClient, app: Academy, role: str = "partner_manager", **more: str) -> TestResponse:
    with app.database.transaction(read_only=True) as session:
        partner_id = session.scalars(select(Partner.id)).one()
    person = {"name_zh": "王磊", "email": "wang@acme.example", "partner_id": str(partner_id), "role": role}
    return founder.post("/staff/welcome/person", data=person | more)


def test_a_person_is_invited_by_a_link_to_copy_without_any_mail(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/partner", data=COMPANY)
    invite(founder, app)
    page = founder.get("/staff/welcome/person").text
    token = page.split("https://academy.example/invitation/")[1].split("<")[0]
    with app.database.transaction(read_only=True) as session:
        link = links.find(token, LinkKind.INVITATION)
        user = session.get_one(User, link.user_id)
        manages = [held for held in queries.roles_of(user.id) if held.role is Role.PARTNER_MANAGER]
    assert user.name_zh == "王磊"
    assert manages[0].partner is not None
    assert manages[0].partner.code == "ACME"
    assert states(founder)[6] == "done"


def test_nobody_is_half_invited(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/partner", data=COMPANY)
    answer = invite(founder, app, email="zhou@academy.example")
    assert answer.status_code == 422
    assert "Somebody has this e-mail address already" in answer.text
    with app.database.transaction(read_only=True) as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_nobody_becomes_more_than_the_guide_offers(founder: FlaskClient, app: Academy) -> None:
    founder.post("/staff/welcome/partner", data=COMPANY)
    assert invite(founder, app, role="admin").status_code == 422
    with app.database.transaction(read_only=True) as session:
        assert len(session.scalars(select(User)).all()) == 1


def test_before_there_is_a_company_the_page_leads_to_it(founder: FlaskClient) -> None:
    page = founder.get("/staff/welcome/person").text
    assert "/staff/welcome/partner" in page
    assert "Invite" not in page.split("<main")[1].split("</main>")[0].replace("Invited", "")


def test_the_guide_asks_as_much_of_an_academy_of_many(founder: FlaskClient, app: Academy) -> None:
    def asked() -> int:
        with statements(app.database) as seen:
            founder.get("/staff/welcome/person")
        return len(seen)

    founder.post("/staff/welcome/partner", data=COMPANY)
    invite(founder, app)
    few = asked()
    for number in range(10):
        founder.post(
            "/staff/welcome/partner", data={"region": "north-east", "name_latin": "More", "code": f"M{number}"}
        )
    assert asked() == few
