"""``/profile/data``: what is kept, one's file, to be erased and to take that back."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.core.ids import new_id
from lms.core.jobs import Work, Worker
from lms.privacy import jobs
from lms.privacy.models import Erasure, PersonalExport
from lms.privacy.rules import COOLING_OFF
from lms.wiring import PERSONAL_PARTS
from tests.cast import EMAILS, Cast
from tests.counting import statements
from tests.factories.accounts import PASSWORD, cookie_of
from tests.walls.looking import text_of

Browser = Callable[[str], FlaskClient]
NANA = "learner@acme.example"


def worker(app: Academy) -> Worker:
    return Worker(app.database, jobs.work(app.academy.data, app.storage))


def rows(database: Database, kind: type) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize("email", EMAILS.values())
def test_everybody_reads_what_is_kept_of_them_and_for_how_long(client_of: Browser, email: str) -> None:
    page = client_of(email).get("/profile/data").text
    for part in PERSONAL_PARTS:
        assert part.title.key in page
    assert "Make my file" in page


def test_the_profile_leads_there(client_of: Browser) -> None:
    assert 'href="/profile/data"' in client_of(NANA).get("/profile").text


def test_the_file_is_asked_for_made_and_fetched(app: Academy, client_of: Browser, database: Database) -> None:
    client = client_of(NANA)
    assert client.post("/profile/data/file").status_code == 303
    page = client.get("/profile/data").text
    assert f"Being made: 0 of {len(PERSONAL_PARTS) + 1} steps" in page
    assert 'hx-trigger="every 2s"' in page
    for _ in range(len(PERSONAL_PARTS) + 1):
        worker(app).sweep()
    page = client.get("/profile/data").text
    url = page.partition(".zip")[0].rpartition('href="')[2] + ".zip"
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(answer.data)) as found:
        assert "Ouyang Nana" in found.read("index.html").decode()
    answer.close()
    for other in ("admin@academy.example", "manager@acme.example", "learner@other.example"):
        theirs, unknown = client_of(other), f"/profile/data/{new_id()}.zip"
        hidden, nothing = theirs.get(url), theirs.get(unknown)
        assert hidden.status_code == nothing.status_code == 404
        assert text_of(hidden).replace(url, unknown) == text_of(nothing)


def test_a_second_file_within_the_hour_is_refused_in_words(
    app: Academy, client_of: Browser, database: Database
) -> None:
    client = client_of(NANA)
    client.post("/profile/data/file")
    client.post("/profile/data/file")
    assert rows(database, PersonalExport) == 1, "while it is being made, a second click is the same file"
    for _ in range(len(PERSONAL_PARTS) + 1):
        worker(app).sweep()
    answer = client.post("/profile/data/file")
    assert answer.status_code == 422
    assert "A file was made within the last hour." in answer.text
    assert "You can have the next one made at" in answer.text


def test_a_file_that_could_not_be_made_says_so_and_can_be_asked_for_again(
    client_of: Browser, database: Database
) -> None:
    client = client_of(NANA)
    client.post("/profile/data/file")
    with database.transaction() as session:
        session.scalars(select(Work)).one().state = "failed"
    page = client.get("/profile/data").text
    assert "The file could not be made." in page
    assert "Make my file" in page


def erase(client: FlaskClient, typed: str = NANA, password: str = PASSWORD) -> TestResponse:
    return client.post("/profile/data/erase", data={"typed": typed, "password": password})


def test_the_page_says_first_what_goes_and_what_stays(client_of: Browser) -> None:
    page = client_of(NANA).get("/profile/data/erase").text
    for part in PERSONAL_PARTS:
        assert part.at_erasure.key.partition("'")[0] in page
    assert "Type learner@acme.example here." in page
    assert "Backups that were made before" in page


def test_asked_for_it_says_the_day_and_the_way_back(client_of: Browser, database: Database) -> None:
    client = client_of(NANA)
    assert erase(client).location == "/profile/data"
    page = client.get("/profile/data").text
    assert "You will be erased on" in page
    assert client.get("/profile/data/erase").location == "/profile/data"
    assert client.post("/profile/data/keep").status_code == 303
    assert "Your account stays." in client.get("/profile/data").text
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Erasure)).one().taken_back_at is not None


@pytest.mark.parametrize(
    ("typed", "password", "sentence"),
    [
        ("", PASSWORD, "Type it as it stands above the field."),
        ("yes", PASSWORD, "This is something else."),
        (NANA, "", "Write your password."),
        (NANA, "not mine", "This is not your password."),
    ],
)
def test_what_is_typed_wrongly_erases_nobody_and_stays_in_the_form(
    client_of: Browser, database: Database, typed: str, password: str, sentence: str
) -> None:
    answer = erase(client_of(NANA), typed, password)
    assert answer.status_code == 422
    assert sentence in answer.text
    if typed:
        assert f'value="{typed}"' in answer.text
    assert "not mine" not in answer.text
    assert rows(database, Erasure) == 0


def test_guessing_the_password_here_is_throttled_too(client_of: Browser) -> None:
    client = client_of(NANA)
    assert [erase(client, password="a guess").status_code for _ in range(11)][-1] == 429


def test_the_last_admin_reads_why_not(client_of: Browser) -> None:
    page = client_of("admin@academy.example").get("/profile/data/erase").text
    assert "The academy needs an admin." in page
    assert "btn-danger" not in page


def test_after_it_is_done_the_open_browser_is_nobodys(
    app: Academy, client_of: Browser, database: Database, cast: Cast
) -> None:
    client = client_of(NANA)
    erase(client)
    with clock.at(clock.now() + COOLING_OFF + timedelta(minutes=1)):
        with database.transaction():
            jobs.erase_due()
        worker(app).sweep()
    with database.transaction(read_only=True) as session:
        assert session.get_one(User, cast.learner.user_id).erased_at is not None
    assert client.get("/profile/data").location.startswith("/login")
    answer = client.post("/login", data={"login": NANA, "password": PASSWORD})
    assert answer.status_code == 422


def test_looking_asks_the_same_however_much_there_is(client_of: Browser, database: Database, cast: Cast) -> None:
    client = client_of(NANA)

    def asked() -> int:
        client.get("/profile/data")
        with statements(database) as seen:
            assert client.get("/profile/data").status_code == 200
        return len(seen)

    few = asked()
    with database.transaction() as session:
        for _ in range(20):
            cookie_of(cast.learner.user_id)
            session.add(
                PersonalExport(
                    user_id=cast.learner.user_id, language="en", asked_at=clock.now(), ends_at=clock.now(), total=1
                )
            )
    assert asked() == few


def test_it_is_all_there_in_chinese(client_of: Browser) -> None:
    page = client_of(NANA).get("/profile/data?language=zh_Hans")
    assert page.status_code == 200
    assert '<html lang="zh-Hans"' in page.text
