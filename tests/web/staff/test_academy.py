"""The page of the academy: what an admin saves, everybody sees; what cannot be is said at its field."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.accounts import operations
from lms.accounts.roles import Grant, Role
from lms.app import Academy, create_app
from lms.core import academy, clock
from lms.core.config import Config
from lms.core.db import Database
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import make_track
from tests.factories.content import PNG
from tests.factories.credentials import grant_junior

Browser = Callable[[str], FlaskClient]
ADMIN, LEARNER = "admin@academy.example", "learner@acme.example"
NAMES = {"name_en": "Harbour Academy", "name_zh": "海港学院", "code": "HA", "address": ""}


@pytest.fixture(autouse=True)
def days_as_before() -> None:
    clock.keep_days_of("Asia/Shanghai")


def now(client: FlaskClient) -> academy.Academy:
    """What holds for the next request."""
    client.get("/staff/academy")
    return academy.current()


def test_a_new_name_stands_on_every_page_in_both_languages(client_of: Browser) -> None:
    assert client_of(ADMIN).post("/staff/academy/name", data=NAMES).status_code == 303
    learner = client_of(LEARNER)
    assert "Harbour Academy" in learner.get("/home").text
    assert "海港学院" in learner.get("/home?language=zh_Hans").text
    assert "Northstar" not in learner.get("/home").text


def test_a_colour_comes_as_a_style_sheet_after_ours(client_of: Browser) -> None:
    page = client_of(LEARNER).get("/home").text
    assert "/look/" not in page
    client_of(ADMIN).post("/staff/academy/look", data={"colour": "0b5394"})
    page = client_of(LEARNER).get("/home").text
    address = page.split('href="/look/')[1].split('"')[0]
    assert page.index("academy.") < page.index("/look/")
    sheet = client_of(LEARNER).get(f"/look/{address}")
    assert sheet.mimetype == "text/css"
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "--ac-primary:#0b5394" in sheet.text
    assert "/look/" in client_of(LEARNER).get("/verify").text, "the public page of certificates wears it too"


def test_a_sheet_that_was_reckoned_otherwise_is_not_kept(client: FlaskClient) -> None:
    assert client.get("/look/0000000000/0b5394.css").headers["Cache-Control"] == "no-store"
    assert client.get("/look/0000000000/blue.css").status_code == 404


def test_a_pale_colour_is_refused_with_what_was_typed_and_what_would_do(client_of: Browser) -> None:
    answer = client_of(ADMIN).post("/staff/academy/look", data={"colour": "#ffcc00"})
    assert answer.status_code == 422
    assert 'value="#ffcc00"' in answer.text
    assert "1.3 : 1" in answer.text
    assert "Use #81670d" in answer.text
    assert now(client_of(ADMIN)).colour is None


def test_the_preview_says_how_a_colour_does_while_one_types(client_of: Browser) -> None:
    client = client_of(ADMIN)
    assert "It can be read" in client.get("/staff/academy/preview?colour=%2314463f").text
    assert "cannot be read" in client.get("/staff/academy/preview?colour=ffcc00").text
    assert "six digits" in client.get("/staff/academy/preview?colour=%3Cscript%3E").text
    assert client.get("/staff/academy/preview?colour=").text.strip() == ""


def test_the_logo_of_today_is_served_and_no_other_file(client_of: Browser, app: Academy) -> None:
    other = app.storage.put(b"a certificate of somebody")
    client_of(ADMIN).post("/staff/academy/look", data={"colour": "", "logo": (io.BytesIO(PNG), "any name.exe")})
    stranger = app.test_client()
    page = stranger.get("/login").text
    address = page.split('src="/look/logo/')[1].split('"')[0]
    with stranger.get(f"/look/logo/{address}") as logo:
        assert logo.mimetype == "image/png"
        assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert stranger.get(f"/look/logo/{other}").status_code == 404
    client_of(ADMIN).post("/staff/academy/look", data={"colour": "", "without_logo": "y"})
    assert stranger.get(f"/look/logo/{address}").status_code == 404
    assert "/look/logo/" not in stranger.get("/login").text


def test_a_logo_with_a_script_is_refused_at_its_field(client_of: Browser) -> None:
    hostile = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'
    answer = client_of(ADMIN).post(
        "/staff/academy/look", data={"colour": "", "logo": (io.BytesIO(hostile), "logo.svg")}
    )
    assert answer.status_code == 422
    assert "script" in answer.text
    assert now(client_of(ADMIN)).logo is None


def test_one_language_alone_is_offered_everywhere(client_of: Browser, client: FlaskClient) -> None:
    days = {"time_zone": "Asia/Shanghai", "languages": "zh_Hans", "language": "zh_Hans"}
    assert client_of(ADMIN).post("/staff/academy/days", data=days).status_code == 303
    page = client.get("/login", headers={"Accept-Language": "en"})
    assert 'lang="zh-Hans"' in page.text
    assert "English" not in page.text
    assert client.post("/language", data={"language": "en"}).status_code == 422
    assert 'lang="zh-Hans"' in client.get("/verify?language=en").text


def test_moving_the_days_of_certifications_is_explained_before_it_is_done(
    client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
    client = client_of(ADMIN)
    days = {"time_zone": "Europe/Berlin", "languages": ["en", "zh_Hans"], "language": "en"}
    assert "although certifications depend" not in client.get("/staff/academy").text
    asked = client.post("/staff/academy/days", data=days)
    assert asked.status_code == 422
    assert "Certifications depend on these days: 1" in asked.text
    assert "although certifications depend" in asked.text
    assert now(client).time_zone == "Asia/Shanghai"
    assert client.post("/staff/academy/days", data=days | {"accepted": "y"}).status_code == 303
    assert now(client).time_zone == "Europe/Berlin"


def test_no_page_asks_the_database_for_the_settings(client_of: Browser, database: Database) -> None:
    client_of(ADMIN).post("/staff/academy/name", data=NAMES)
    learner = client_of(LEARNER)
    learner.get("/home")
    with statements(database) as asked:
        learner.get("/home")
    assert not [statement for statement in asked if "academy_settings" in statement]


def test_another_web_process_learns_of_it(client_of: Browser, database: Database, config: Config) -> None:
    """A second application on the same database and folder, as another process has it."""
    client_of(ADMIN).post("/staff/academy/name", data=NAMES)
    other = create_app(config, database=database, testing=True)
    assert "Harbour Academy" in other.test_client().get("/login").text
    client_of(ADMIN).post("/staff/academy/name", data=NAMES | {"name_en": "Quay Academy"})
    assert "Quay Academy" in other.test_client().get("/login").text


@pytest.mark.parametrize("form", ["name", "look", "days"])
def test_the_admin_of_a_region_does_not_set_up_the_whole(
    client_of: Browser, database: Database, cast: Cast, form: str
) -> None:
    from_region(database, cast)
    client = client_of("trainer@academy.example")
    assert client.get("/staff/academy").status_code == 403
    assert client.get("/staff/welcome/person").status_code == 403
    data = {**NAMES, "colour": "", "time_zone": "Asia/Shanghai", "languages": "en", "language": "en"}
    assert client.post(f"/staff/academy/{form}", data=data).status_code == 403
    assert now(client_of(ADMIN)).name["en"] != "Harbour Academy"


def from_region(database: Database, cast: Cast) -> None:
    """The trainer is an admin of the north now."""
    with database.transaction():
        operations.grant_role(cast.admin.actor, cast.trainer.user_id, Grant(Role.ADMIN, region_id=cast.north.id))
