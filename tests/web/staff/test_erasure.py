"""An admin has somebody erased: with a reason, a name typed, days to think again; nobody else may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.core import clock
from lms.core.db import Database
from lms.core.ids import new_id
from lms.core.jobs import Worker
from lms.credentials.models import Certificate
from lms.privacy import jobs
from lms.privacy.models import Erasure
from lms.privacy.rules import COOLING_OFF
from tests.cast import Cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior
from tests.walls.looking import text_of

Browser = Callable[[str], FlaskClient]
ADMIN = "admin@academy.example"
SAID = {"reason": "Wrote a letter on Monday.", "typed": "ouyang nana"}


def ask(client: FlaskClient, cast: Cast, **said: str) -> TestResponse:
    return client.post(f"/staff/people/{cast.learner.user_id}/erase", data=SAID | said)


def erased(app: Academy, client: FlaskClient, cast: Cast) -> None:
    """Acme's learner, a week later."""
    assert ask(client, cast).status_code == 303
    client.get(f"/staff/people/{cast.learner.user_id}")  # what was flashed is read, and gone
    with clock.at(clock.now() + COOLING_OFF + timedelta(minutes=1)):
        with app.database.transaction():
            jobs.erase_due()
        Worker(app.database, jobs.work(app.academy.data, app.storage)).sweep()


def test_the_persons_page_leads_there_and_says_what_waits(client_of: Browser, cast: Cast) -> None:
    client, person = client_of(ADMIN), f"/staff/people/{cast.learner.user_id}"
    assert f'href="{person}/erase"' in client.get(person).text
    assert ask(client, cast).location == f"{person}/erase"
    assert "Will be erased on" in client.get(person).text
    waiting = client.get(f"{person}/erase").text
    assert "Wrote a letter on Monday." in waiting
    assert client.post(f"{person}/keep").location == person
    assert "Will be erased on" not in client.get(person).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"reason": ""}, "Say why"),
        ({"typed": "Liu Yang"}, "This is something else."),
        ({"reason": "x" * 1001}, "At most 1,000"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    client_of: Browser, database: Database, cast: Cast, said: dict[str, str], sentence: str
) -> None:
    answer = ask(client_of(ADMIN), cast, **said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (SAID | said)["typed"] in answer.text
    with database.transaction(read_only=True) as session:
        assert session.scalars(select(Erasure)).all() == []


def test_an_admin_of_another_region_finds_nobody_there(app: Academy, database: Database, cast: Cast) -> None:
    with database.transaction():
        south = make_user(roles=(Grant(Role.ADMIN, region_id=cast.south.id),))
    client = signed_in_client(app, south.id)
    for path in ("erase", "keep"):
        unknown = new_id()
        hidden = client.post(f"/staff/people/{cast.learner.user_id}/{path}", data=SAID)
        nothing = client.post(f"/staff/people/{unknown}/{path}", data=SAID)
        assert hidden.status_code == nothing.status_code == 404
        assert text_of(hidden).replace(str(cast.learner.user_id), str(unknown)) == text_of(nothing)


def test_everywhere_the_erased_is_called_so_in_the_readers_language(
    app: Academy, client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction():
        make_track()
        certificate = grant_junior(cast)
    admin = client_of(ADMIN)
    erased(app, admin, cast)
    pages = (
        f"/staff/people/{cast.learner.user_id}",
        f"/staff/certifications/{certificate.certification_id}",
    )
    for path in pages:
        english, chinese = admin.get(path).text, admin.get(f"{path}?language=zh_Hans").text
        for page in (english, chinese):
            for gone in ("Ouyang", "欧阳", "learner@acme.example"):
                assert gone not in page, path
        assert "Erased person" in english
        assert "已注销用户" not in english
        assert "已注销用户" in chinese
        assert "Erased person" not in chinese
    page = admin.get(pages[0]).text
    assert "Erased on" in page
    for dead in ("Enrol on a course", "Erase this person", "Employed since"):
        assert dead not in page
    assert "Make a new edition" not in admin.get(pages[1]).text


def test_the_erased_are_in_no_list_file_or_search(app: Academy, client_of: Browser, cast: Cast) -> None:
    admin = client_of(ADMIN)
    erased(app, admin, cast)
    for path in ("/staff/people", "/staff/people?q=erased", "/staff/people/export.csv", "/staff/desk"):
        page = admin.get(path)
        assert str(cast.learner.user_id) not in page.text, path
        assert "Erased person" not in page.text, path
    assert "Erased person" not in client_of("manager@acme.example").get("/manager/").text


def test_the_file_of_an_erased_holder_is_handed_out_to_nobody(
    app: Academy, client_of: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction() as session:
        make_track()
        certificate = session.get_one(Certificate, grant_junior(cast).id)
        certificate.pdf_sha256, certificate.state = app.storage.put(b"%PDF"), "issued"
    admin = client_of(ADMIN)
    erased(app, admin, cast)
    answer = admin.get(f"/certificates/{certificate.id}.pdf")
    assert answer.status_code == 404
    assert "its holder was erased" in answer.text
