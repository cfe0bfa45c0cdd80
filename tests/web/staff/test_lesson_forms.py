"""A lesson's form in the studio: every kind has one, mistakes stand at their fields, nothing typed is lost, and the preview is the learner's page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from lms.catalogue.lesson_kinds import KINDS as SHAPES
from lms.studio import course_text, operations, queries
from lms.web.staff import studio
from lms.web.staff.studio.desk import KINDS
from lms.web.staff.studio.kinds import FORMS
from tests.cast import Cast
from tests.catalogue.test_lesson_kinds import a_pdf
from tests.factories.content import load, write_content

COURSE = "mountain-walks"
FILE = f"{COURSE}/course.yaml"
JSON = {"Accept": "application/json"}
Clients = Callable[[str], FlaskClient]
HIDDEN = re.compile(r'name="based_on"[^>]*value="([0-9a-f]{64})"')


@pytest.fixture
def trainer(client_of: Clients) -> FlaskClient:
    """The trainer's browser."""
    return client_of("trainer@academy.example")


@pytest.fixture
def draft(app: Academy, tmp_path: Path, cast: Cast) -> str:
    """The address of a draft, just opened."""
    with app.database.transaction():
        load(write_content(tmp_path / "content"), app.storage)
        return f"/staff/studio/drafts/{operations.open_draft(cast.trainer.actor, COURSE)}"


def course(app: Academy, draft: str) -> str:
    with app.database.transaction(read_only=True):
        return app.storage.get(queries.files_of(UUID(draft[-36:]))[FILE]).decode()


def based_on(app: Academy, draft: str) -> str:
    with app.database.transaction(read_only=True):
        return queries.files_of(UUID(draft[-36:]))[FILE]


def added(client: FlaskClient, draft: str, kind: str) -> str:
    """The address of a new lesson of a kind."""
    sent = {"module": "setting-out", "kind": kind, "title_en": f"Of {kind}", "title_zh": "新的"}
    answer = client.post(f"{draft}/lessons", data=sent)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def said(reply: dict) -> dict[str, tuple[str, bool]]:  # type: ignore[type-arg]
    return {one["field"]: (one["sentence"], one["lacks"]) for one in reply["said"]}


def test_every_kind_has_a_form_its_fields_on_a_page_and_a_word() -> None:
    shapes = {kind.model_fields["kind"].annotation.__args__[0] for kind in SHAPES}  # type: ignore[union-attr]
    assert set(FORMS) == shapes == set(KINDS)
    pages = Path(studio.__file__).parent / "kinds"
    assert {page.stem for page in pages.glob("*.html")} - {"_fields"} == shapes


@pytest.mark.parametrize("kind", FORMS)
def test_a_lesson_of_any_kind_is_added_opens_in_its_form_and_is_seen_as_a_learner_would(
    draft: str, trainer: FlaskClient, kind: str
) -> None:
    address = added(trainer, draft, kind)
    for language in ("en", "zh_Hans"):
        seen = trainer.get(f"{address}?language={language}").text
        assert f'action="{address}/fill"' in seen
        assert 'name="title_zh"' in seen
        assert "course.yaml" not in re.sub(r"<(?:input|form)[^>]*>|<a [^>]*>", "", seen.partition("<main")[2])
    shown = trainer.get(f"{address.replace('/lessons/', '/as-learner/')}?framed=1")
    assert shown.status_code == 200
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert "nothing you do here is noted" not in shown.text


FILLED = {
    "video": ({"minutes": "5", "watched_share": "90"}, {"video": ("Choose a film, or bring one.", True)}),
    "document": ({"minutes": "5"}, {"document_en": ("Choose a PDF, or bring one.", True)}),
    "link": (
        {"minutes": "5", "url": "weather.example"},
        {"url": ("“weather.example” is no address of the web; it is written https://example.com/page.", False)},
    ),
    "project": (
        {"minutes": "5", "takes_most": "3", "takes_largest_mb": "20", "rubric-0-hint_en": "Only a hint"},
        {
            "takes_kinds": ("Tick at least one kind of file.", True),
            "rubric-0-title_en": ("Say it in one of the two languages at least.", True),
        },
    ),
    "experience": (
        {"minutes": "5", "done_by": "writing"},
        {"headings-0-title_en": ("Name at least one part that a case has.", True)},
    ),
}


@pytest.mark.parametrize("kind", FILLED)
def test_what_lacks_and_what_cannot_be_is_said_at_its_field_and_kept_all_the_same(
    app: Academy, draft: str, trainer: FlaskClient, kind: str
) -> None:
    address = added(trainer, draft, kind)
    typed, expected = FILLED[kind]
    sent = {**typed, "title_en": "Filled in", "based_on": based_on(app, draft)}
    reply = trainer.post(f"{address}/fill", data=sent, headers=JSON)
    assert reply.status_code == 200, reply.text
    found = said(reply.json)  # type: ignore[arg-type]
    assert {field: found.get(field) for field in expected} == expected
    assert "Filled in" in course(app, draft)
    page = trainer.get(address).text
    assert all(sentence in page for sentence, _lacks in expected.values())


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"minutes": "x"}, "minutes", "1 to 240 minutes."),
        ({"minutes": "999"}, "minutes", "1 to 240 minutes."),
        ({"minutes": "5", "watched_share": "5"}, "watched_share", "10 to 100 per cent."),
        ({"minutes": "5", "title_en": "", "title_zh": " "}, "title_en", "Say it in one of the two languages at least."),
    ],
)
def test_what_no_file_could_say_is_not_kept_and_the_field_says_why(
    app: Academy, draft: str, trainer: FlaskClient, typed: dict[str, str], field: str, sentence: str
) -> None:
    before = course(app, draft)
    sent = {"title_en": "The summit", "watched_share": "90", "based_on": based_on(app, draft), **typed}
    reply = trainer.post(f"{draft}/lessons/summit/fill", data=sent, headers=JSON)
    assert reply.status_code == 422
    assert said(reply.json)[field][0] == sentence  # type: ignore[arg-type]
    again = trainer.post(f"{draft}/lessons/summit/fill", data=sent)
    assert (again.status_code, sentence in again.text) == (422, True)
    assert course(app, draft) == before


def test_without_a_script_a_file_comes_with_the_form_and_the_export_shows_that_line_alone(
    app: Academy, draft: str, trainer: FlaskClient
) -> None:
    address = added(trainer, draft, "document")
    before = course(app, draft)
    shown = HIDDEN.search(trainer.get(address).text)
    assert shown is not None
    sent = {"title_en": "Of document", "title_zh": "新的", "minutes": "5", "based_on": shown[1]}
    kept = trainer.post(f"{address}/fill", data={**sent, "document_en-upload": (io.BytesIO(a_pdf(2)), "Hand book.pdf")})
    assert kept.status_code == 303, kept.text
    after = course(app, draft)
    assert set(after.splitlines()) - set(before.splitlines()) == {"        document: {en: media/hand-book.pdf}"}
    preview = trainer.get(f"{address.replace('/lessons/', '/as-learner/')}").text
    assert "PDF, 2 pages" in preview
    refused = trainer.post(
        f"{address}/fill",
        data={**sent, "based_on": based_on(app, draft), "document_zh-upload": (io.BytesIO(b"MZ"), "x.pdf")},
    )
    assert refused.status_code == 422
    assert 'id="document_zh-error"' in refused.text


def test_points_get_ids_keep_them_and_move(app: Academy, draft: str, trainer: FlaskClient) -> None:
    address = added(trainer, draft, "project")
    sent = {
        "title_en": "Tour",
        "minutes": "30",
        "takes_kinds": ["document", "picture"],
        "takes_most": "3",
        "takes_largest_mb": "20",
    }

    def fill(**points: str) -> list[dict]:  # type: ignore[type-arg]
        data = {
            **sent,
            "based_on": based_on(app, draft),
            **{name.replace("__", "-"): words for name, words in points.items()},
        }
        assert trainer.post(f"{address}/fill", data=data, headers=JSON).json["said"] == []  # type: ignore[index]
        found = course_text.outline(course(app, draft)).lesson("of-project")
        assert found is not None
        assert "takes" not in found.data, "as usual is not written down"
        return list(found.data["rubric"])

    first = fill(rubric__0__title_en="Safe", rubric__1__title_en="", rubric__2__title_zh="守时")
    assert first == [{"id": "point-1", "title": {"en": "Safe"}}, {"id": "point-2", "title": {"zh": "守时"}}]
    moved = fill(
        rubric__0__id="point-2", rubric__0__title_zh="守时", rubric__1__id="point-1", rubric__1__title_en="Safe and dry"
    )
    assert moved == [{"id": "point-2", "title": {"zh": "守时"}}, {"id": "point-1", "title": {"en": "Safe and dry"}}]
    shown = trainer.get(address.replace("/lessons/", "/as-learner/")).text
    assert "Safe and dry" in shown
    assert '<fieldset class="bare stack" disabled>' in shown, "nothing can be handed in from a draft"


def test_who_was_overtaken_sees_both_states_field_by_field_and_saves_what_they_decide(
    app: Academy, draft: str, trainer: FlaskClient, client_of: Clients
) -> None:
    began = based_on(app, draft)
    fill = f"{draft}/lessons/summit/fill"
    sent = {
        "title_en": "The summit",
        "title_zh": "山顶",
        "video": "media/summit.webm",
        "watched_share": "90",
        "based_on": began,
    }
    assert client_of("admin@academy.example").post(fill, data={**sent, "minutes": "8"}).status_code == 303
    mine = {**sent, "minutes": "9", "title_en": "Up there"}
    reply = trainer.post(fill, data=mine, headers=JSON)
    assert (reply.status_code, reply.json["overtaken"], reply.json["by"]) == (409, True, "Zhou Min")  # type: ignore[index]
    page = trainer.post(fill, data=mine)
    assert page.status_code == 409
    assert "Zhou Min saved this lesson while you typed" in page.text
    assert "Up there" in page.text
    current = HIDDEN.search(page.text)
    assert current is not None
    assert trainer.post(fill, data={**mine, "based_on": current[1]}).status_code == 303
    assert "Up there" in course(app, draft)


def test_a_test_says_how_many_questions_there_are_and_is_tried_out_from_the_preview(
    app: Academy, draft: str, trainer: FlaskClient
) -> None:
    shown = trainer.get(f"{draft}/lessons/check").text
    assert "There is 1 to draw from." in shown
    test_state = re.search(r'name="test_based_on"[^>]*value="([0-9a-f]{64})"', shown)
    assert test_state is not None
    sent = {
        "title_en": "Check", "title_zh": "自测", "minutes": "4", "test_key": "mountain-check", "shown": "mountain-check",
        "done_when": "finished", "pass_mark": "62.5", "time_limit": "", "attempts": "", "draw-0": "3",
        "based_on": based_on(app, draft), "test_based_on": test_state[1],
    }  # fmt: skip
    reply = trainer.post(f"{draft}/lessons/check/fill", data=sent, headers=JSON).json
    assert reply is not None
    assert said(reply) == {"draw-0": ("There is 1 question for it.", False)}
    sent |= {"draw-0": "1", "based_on": reply["sha256"], "test_based_on": reply["test_based_on"]}
    assert trainer.post(f"{draft}/lessons/check/fill", data=sent, headers=JSON).json["said"] == []  # type: ignore[index]
    learner = trainer.get(f"{draft}/as-learner/check").text
    assert "whatever the result" in learner
    assert f"{draft}/tests/mountain-check" in learner


def test_words_that_a_lesson_need_not_have_go_when_they_are_emptied(
    app: Academy, draft: str, trainer: FlaskClient
) -> None:
    path = f"{COURSE}/lessons/summit.en.md"
    made = trainer.post(f"{draft}/save", data={"path": path, "text": "Look left.", "based_on": ""}, headers=JSON).json
    assert made is not None
    gone = trainer.post(
        f"{draft}/save", data={"path": path, "text": " ", "based_on": made["sha256"]}, headers=JSON
    ).json
    assert (gone["sha256"], gone["problems"]) == ("", [])  # type: ignore[index]
    with app.database.transaction(read_only=True):
        assert path not in queries.files_of(UUID(draft[-36:]))


def test_what_is_wrong_is_said_at_the_lesson_in_the_words_of_its_form(draft: str, trainer: FlaskClient) -> None:
    address = added(trainer, draft, "video")
    problems = trainer.get(f"{draft}/problems").text
    assert "Choose a film, or bring one." in problems
    assert f'href="{address}"' in problems
    assert "video is missing" not in problems
    assert "Choose a film, or bring one." in trainer.get(f"{draft}/review").text


def test_a_new_course_says_what_to_do_next(trainer: FlaskClient) -> None:
    made = trainer.post("/staff/studio/new", data={"title_en": "Night walks"})
    problems = trainer.get(f"{made.location}/problems").text
    assert "add the first lesson" in problems
    assert "lessons is empty" not in problems
    assert "1 Module 1" not in trainer.get(made.location).text
