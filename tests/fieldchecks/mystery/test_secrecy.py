"""Nothing that reaches a partner tells who visited: no page, file, answer, letter, photo, log line or PDF; and the right answers reach no
inspector.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import structlog
from flask.testing import FlaskClient
from pdfminer.high_level import extract_text
from sqlalchemy import select

from lms.app import Academy
from lms.core import clock, db, personal
from lms.core.db import Database
from lms.core.i18n import LANGUAGES
from lms.fieldchecks.mystery import jobs
from lms.fieldchecks.mystery.models import MysteryPhoto, MysteryReport
from lms.fieldchecks.mystery.operations import counting, disputing, photographing, reviewing, visiting
from lms.fieldchecks.mystery.operations.photographing import Sent
from lms.notifications.models import Message
from tests.cast import Cast
from tests.counting import statements
from tests.factories import mystery

ClientOf = Callable[[str], FlaskClient]
MANAGER, LEARNER, INSPECTOR = "manager@acme.example", "learner@acme.example", "inspector@academy.example"


@pytest.fixture
def told(app: Academy, database: Database, cast: Cast) -> UUID:
    """An accepted visit with a photo, disputed and answered."""
    with database.transaction():
        visit_id = mystery.begun(cast)
        mystery.answer(cast, visit_id, mystery.POOR)
        photo = Sent("front", "m", mystery.a_photo(gps=True), wants_place=True)
        photographing.add_photo(cast.inspector.actor, app.storage, visit_id, photo)
        how = visiting.Told("made", clock.now(), "")
        visiting.hand_in(cast.inspector.actor, visit_id, how)
        reviewing.accept(cast.admin.actor, visit_id)
        one = disputing.raise_dispute(cast.manager.actor, visit_id, "greeted", "He was on the phone.")
        disputing.answer_dispute(cast.admin.actor, one.id, upheld=False, answer="He was not.")
    return visit_id


def marks(cast: Cast) -> list[str]:
    """What would tell who it was, and where the camera stood."""
    return [
        "Zheng",
        "Kai",
        "郑凯",
        INSPECTOR,
        str(cast.inspector.user_id),
        cast.inspector.user_id.hex,
        "45.75",
        "126.63",
    ]


def assert_silent(text: str, cast: Cast) -> None:
    found = [mark for mark in marks(cast) if mark in text]
    assert not found


def test_no_page_or_file_of_the_partner_tells(client_of: ClientOf, cast: Cast, told: UUID) -> None:
    manager = client_of(MANAGER)
    for path in (
        f"/manager/mystery/{told}",
        "/manager/mystery",
        "/manager/mystery/export.csv",
        "/manager/",
        "/messages",
    ):
        for language in ("en", "zh-CN"):
            answer = manager.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, path
            assert_silent(answer.text + str(answer.headers), cast)
    assert "Seen at the counter." in manager.get(f"/manager/mystery/{told}").text
    assert "plate" not in manager.get(f"/manager/mystery/{told}").text, "integrity items are the academy's"


def test_the_pdf_tells_what_was_seen_and_not_by_whom(app: Academy, client_of: ClientOf, cast: Cast, told: UUID) -> None:
    early = client_of(MANAGER).get(f"/manager/mystery/{told}.pdf")
    assert early.status_code == 409, "not drawn yet"
    with app.database.transaction():
        made = jobs.drawing(app.storage).make(str(told))
        for _twice in range(2):
            jobs.keep(str(told), made)
    answer = client_of(MANAGER).get(f"/manager/mystery/{told}.pdf")
    assert answer.status_code == 200
    words = extract_text(io.BytesIO(answer.data))
    answer.close()
    assert "He was on the phone." in words
    assert "He was not." in words
    with app.database.transaction(read_only=True):
        drawn = db.session().scalars(select(MysteryReport)).all()
        assert sorted(one.language for one in drawn) == sorted(LANGUAGES)
        for one in drawn:
            content = app.storage.get(one.sha256)
            assert_silent(extract_text(io.BytesIO(content)), cast)
            assert_silent(content.decode("latin-1"), cast)


def test_photos_hold_nothing_that_a_camera_wrote(app: Academy, client_of: ClientOf, cast: Cast, told: UUID) -> None:
    with app.database.transaction(read_only=True):
        photo = db.session().scalars(select(MysteryPhoto.id)).one()
    for rest in ("", "/small"):
        answer = client_of(MANAGER).get(f"/check-photos/{photo}{rest}")
        assert answer.status_code == 200
        assert_silent(answer.data.decode("latin-1"), cast)
        assert b"Exif" not in answer.data
        answer.close()


def test_no_letter_or_own_copy_of_the_partner_tells(database: Database, cast: Cast, told: UUID) -> None:
    with database.transaction(read_only=True):
        for member in (cast.manager, cast.learner):
            letters = db.session().scalars(select(Message).where(Message.user_id == member.user_id)).all()
            assert_silent(json.dumps([one.words for one in letters], ensure_ascii=False), cast)
            for part in personal.parts():
                for sheet in part.sheets(member.user_id):
                    assert_silent(str([list(row) for row in sheet.rows]), cast)


def test_no_log_line_tells_when_the_partner_looks(client_of: ClientOf, cast: Cast, told: UUID) -> None:
    manager = client_of(MANAGER)
    with structlog.testing.capture_logs() as lines:
        manager.get(f"/manager/mystery/{told}")
        manager.post(f"/manager/mystery/{told}", data={"item": "price", "words": ""})
    assert_silent(str(lines), cast)


def test_what_certification_says_of_it_names_nobody(
    database: Database, client_of: ClientOf, cast: Cast, told: UUID
) -> None:
    with database.transaction(), clock.at(clock.now() + timedelta(days=16)):
        counting.close_due()
        counting.count(str(told), str(cast.learner.user_id), str(cast.learner.user_id))
    answer = client_of(LEARNER).get("/home")
    assert_silent(answer.text, cast)


def test_no_inspector_is_sent_what_the_academy_knows(database: Database, client_of: ClientOf, cast: Cast) -> None:
    with database.transaction():
        visit_id = mystery.begun(cast)
    page = client_of(INSPECTOR).get(f"/staff/visits/{visit_id}").text
    assert "plate" in page
    assert "known" not in page
    assert "checked" not in page.partition('id="item-plate"')[2].partition("</fieldset>")[0]


def test_the_form_works_by_itself_and_a_second_hand_in_is_told_of_the_first(
    database: Database, client_of: ClientOf, cast: Cast
) -> None:
    with database.transaction():
        visit_id = mystery.begun(cast)
    client, here = client_of(INSPECTOR), f"/staff/visits/{visit_id}"
    whole: dict[str, Any] = {f"value-{item}": value for item, value in mystery.GOOD.items()}
    whole |= {"outcome": "made", "deed": "hand-in", "visited_at": clock.shown_at(clock.now()).isoformat()[:16]}
    refused = client.post(here, data={**whole, "value-asked": "9"})
    assert refused.status_code == 422
    assert "The scale goes from 0 to 3." in refused.text
    assert client.post(here, data=whole).status_code == 303
    again = client.post(here, data={**whole, "value-greeted": "no"}, follow_redirects=True)
    assert "This visit had been handed in before; that one stands." in again.text
    by_script = client.post(f"{here}/hand-in", data={"outcome": "made"}, headers={"Accept": "application/json"})
    assert by_script.get_json() == {"result": here}


def many(cast: Cast, more: int) -> None:
    for _ in range(more):
        mystery.a_plan(cast, each=2)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("admin@academy.example", "/staff/mystery"),
        ("admin@academy.example", "/staff/mystery/plans"),
        ("admin@academy.example", "/staff/mystery/review"),
        ("admin@academy.example", "/staff/mystery/figures"),
        (INSPECTOR, "/staff/visits"),
        (MANAGER, "/manager/mystery"),
    ],
)
def test_a_page_asks_as_much_of_many_visits_as_of_few(
    database: Database, client_of: ClientOf, cast: Cast, told: UUID, who: str, path: str
) -> None:
    client = client_of(who)

    def asked() -> int:
        client.get(path)
        with statements(database) as found:
            assert client.get(path).status_code == 200
        return len(found)

    few = asked()
    with database.transaction():
        many(cast, 3)
    assert asked() == few
