"""Writing questions through the pages, as a browser without a script goes, and the part that comes while one types."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.app import Academy
from lms.core.db import Database
from lms.studio import queries as drafts
from lms.studio.models import Draft
from lms.studio.questions import queries
from lms.studio.questions.models import QuestionSheet, SheetRow
from tests.cast import Cast
from tests.counting import statements
from tests.factories.content import load, write_content

Browser = Callable[[str], FlaskClient]
TRAINER = "trainer@academy.example"
HERE = "/staff/studio/questions"
COURSE = "mountain-walks"
TEXT = "Which boot is dry?\n* the tall one\n- the short one\n\nA boot needs air.\nTrue\n\nNo answer here?\n"


@pytest.fixture
def course(database: Database, app: Academy, tmp_path: Path) -> str:
    """A course that questions can go into."""
    with database.transaction():
        load(write_content(tmp_path / "content"), app.storage)
    return COURSE


def begin(client: FlaskClient, **data: object) -> str:
    """Send a text or a file; the address of its sheet."""
    answer = client.post(HERE, data={"language": "", **data}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def grid(client: FlaskClient, address: str) -> dict[str, str]:
    """Every field of a sheet's grid as a browser would send it."""
    page = client.get(address).text
    fields = dict(re.findall(r'<input class="form-control" name="([\w-]+)"[^>]* value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]* name="([\w-]+)"[^>]*>([^<]*)</textarea>', page))
    fields |= dict.fromkeys(re.findall(r'name="(kept-\d+)"[^>]* checked', page), "1")
    return fields | {"row": re.findall(r'name="row" value="(\d+)"', page), "new": ["1"]}  # type: ignore[dict-item]


def test_a_text_becomes_questions_while_it_is_typed_and_nothing_is_kept(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    part = client_of(TRAINER).post(f"{HERE}/preview", data={"text": TEXT, "language": ""})
    assert part.status_code == 200
    assert "the tall one" in part.text
    assert 'data-wrong="8"' in part.text
    assert 'data-starts="1,5"' in part.text
    assert "<html" not in part.text
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count(QuestionSheet.id))) == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_type_is_drawn_as_learners_see_it(client_of: Browser, cast: Cast, language: str) -> None:
    text = client_of(TRAINER).get(f"{HERE}/template.txt?language={language}").text
    part = client_of(TRAINER).post(f"{HERE}/preview", data={"text": text, "language": language})
    assert part.status_code == 200
    assert part.text.count('class="stem"') == 9
    assert 'value="443"' in part.text  # what is right is filled in


@pytest.mark.parametrize("text", ["", "  \n", "<script>alert(1)</script>\nTrue", "x" * 1_000_001, "{{ 7 * 7 }}\nTrue"])
def test_whatever_is_typed_the_part_is_harmless(client_of: Browser, cast: Cast, text: str) -> None:
    part = client_of(TRAINER).post(f"{HERE}/preview", data={"text": text})
    assert part.status_code == 200
    assert "<script" not in part.text
    assert "49" not in part.text


def test_from_a_pasted_text_to_the_draft_of_a_course(
    client_of: Browser, cast: Cast, database: Database, course: str
) -> None:
    client = client_of(TRAINER)
    address = begin(client, text=TEXT)
    page = client.get(address).text
    assert "Line 8" in page
    fields = grid(client, address) | {"go": "put-in", "course_key": course, "as_test": "1", "test_title": "Boots"}
    refused = client.post(address, data=fields)
    assert refused.status_code == 422
    assert "Look at what is left out" in refused.text
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count(Draft.id))) == 0
    assert client.post(address, data=fields | {"seen": "1"}).status_code == 303
    assert "in the draft of “Mountain walks”" in client.get(address).text
    with database.transaction(read_only=True) as session:
        (draft,) = session.scalars(select(Draft))
        assert f"{course}/tests/{course}-boots.yaml" in drafts.files_of(draft.id)


def test_the_grid_keeps_what_is_right_and_shows_what_is_wrong_as_it_was_typed(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    client = client_of(TRAINER)
    address = begin(client, text=TEXT)
    fields = grid(client, address)
    assert fields["question-1"] == "Which boot is dry?"
    fields |= {
        "points-1": "3",
        "answers-2": "perhaps",
        "new": "1",
        "question-new-1": "Two?",
        "answers-new-1": "Answer: 2",
    }
    del fields["kept-2"]
    page = client.post(address, data=fields)
    assert page.status_code == 422
    assert ">perhaps</textarea>" in page.text
    assert 'id="answers-2-error"' in page.text
    with database.transaction(read_only=True):
        rows = queries.rows(UUID(address.rsplit("/", 1)[-1]))
        assert [(row.kept, row.item.get("points")) for row in rows] == [(True, "3"), (False, None), (True, None)]


def test_files_of_every_kind_are_taken_by_their_content(client_of: Browser, cast: Cast) -> None:
    client = client_of(TRAINER)
    for kind in ("csv", "xlsx", "txt"):
        template = client.get(f"{HERE}/template.{kind}")
        address = begin(client, file=(io.BytesIO(template.data), "anything.bin"))
        assert "9 questions" in client.get(address).text
    gift = begin(client, file=(io.BytesIO("::a::哪个？{=甲 ~乙}".encode("gb18030")), "quiz.doc"))
    page = client.get(gift).text
    assert "GB18030" in page
    again = client.post(f"{gift}/again", data={"form": "gift", "encoding": "utf-8-sig"})
    assert again.status_code == 422
    assert "甲" in again.text


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"\x89PNG\r\n\x1a\n\0\0", "no text"), (b"PK\x03\x04xl/workbook.xml", "damaged")],
)
def test_what_is_no_file_of_questions_is_refused_with_its_reason(
    client_of: Browser, cast: Cast, content: bytes, words: str
) -> None:
    answer = client_of(TRAINER).post(HERE, data={"file": (io.BytesIO(content), "quiz.csv"), "text": ""})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("megabytes", "status"), [(17, 422), (31, 413)])
def test_a_file_that_is_too_large_is_refused_before_anything_is_made_of_it(
    client_of: Browser, cast: Cast, megabytes: int, status: int
) -> None:
    answer = client_of(TRAINER).post(HERE, data={"file": (io.BytesIO(b"x" * (megabytes * 1024 * 1024)), "quiz.csv")})
    assert answer.status_code == status


def test_a_sheet_is_nobody_elses(client_of: Browser, cast: Cast, database: Database) -> None:
    address = begin(client_of(TRAINER), text=TEXT)
    other = client_of("admin@academy.example")
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/discard").status_code == 404
    assert client_of(TRAINER).post(f"{address}/discard").status_code == 303
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count(SheetRow.id))) == 0


def test_the_number_of_queries_is_the_same_for_three_rows_and_for_forty(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    client = client_of(TRAINER)
    counts = []
    for many in (3, 40):
        address = begin(client, text="\n\n".join(f"Is {n * 7} odd?\nTrue" for n in range(many)))
        with statements(database) as found:
            client.get(address)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_course_is_called_by_its_title_before_it_was_ever_published(
    client_of: Browser, cast: Cast, database: Database
) -> None:
    client = client_of(TRAINER)
    made = client.post("/staff/studio/new", data={"title_en": "Cable ties", "title_zh": "扎带", "key": "ties"})
    assert made.status_code == 303
    address = begin(client, text=TEXT)
    assert "Cable ties · draft open</option>" in client.get(address).text
    put = {**grid(client, address), "course_key": "ties", "seen": "1", "go": "put-in"}
    assert client.post(address, data=put).status_code == 303
    assert "in the draft of “Cable ties”" in client.get(address).text
