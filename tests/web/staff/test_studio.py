"""The studio's pages: from opening a course to publishing it, without a script; conflicts; what others may not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.app import Academy
from lms.assessment.models import Attempt
from lms.catalogue.models import Course
from lms.core.jobs import Work, Worker
from lms.studio import operations, queries
from lms.studio.jobs import publishing
from lms.studio.models import Draft
from lms.studio.operations.publishing import PUBLISH
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast
from tests.counting import statements
from tests.factories.content import PNG, edit, load, put, write_content, write_course

COURSE = "mountain-walks"
BOOTS = f"{COURSE}/lessons/boots.en.md"
JSON = {"Accept": "application/json"}
Clients = Callable[[str], FlaskClient]


@pytest.fixture
def folder(app: Academy, tmp_path: Path) -> Path:
    """The academy's folder, loaded."""
    found = write_content(tmp_path / "content")
    with app.database.transaction():
        load(found, app.storage)
    return found


@pytest.fixture
def trainer(client_of: Clients) -> FlaskClient:
    """The trainer's browser."""
    return client_of("trainer@academy.example")


@pytest.fixture
def draft(app: Academy, folder: Path, cast: Cast) -> str:
    """The address of a draft, just opened."""
    with app.database.transaction():
        return f"/staff/studio/drafts/{operations.open_draft(cast.trainer.actor, COURSE)}"


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def sha_of(app: Academy, draft: str, path: str = BOOTS) -> str:
    with app.database.transaction(read_only=True):
        return queries.files_of(UUID(draft[-36:])).get(path, "")


def seen_on(text: str, name: str = "seen") -> str:
    return text.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def work(app: Academy) -> None:
    with app.database.transaction(read_only=True) as session:
        waiting = list(session.scalars(select(Work.id).where(Work.kind == PUBLISH)))
    worker = Worker(app.database, {PUBLISH: publishing(CONTENT_PARTS, app.storage)})
    assert [worker.perform(one) for one in waiting] == [True] * len(waiting)


def test_from_the_list_to_a_published_lesson_without_a_script(app: Academy, folder: Path, trainer: FlaskClient) -> None:
    assert "Mountain walks" in page(trainer, "/staff/studio")
    draft = trainer.post(f"/staff/studio/courses/{COURSE}/draft").location
    lesson = trainer.post(f"{draft}/lessons", data={"module": "setting-out", "kind": "article", "title_en": "Ropes"})
    assert lesson.location.endswith("/lessons/ropes")
    assert "Translation missing" in page(trainer, f"{lesson.location}?show=both")
    saved = trainer.post(
        f"{draft}/save", data={"path": f"{COURSE}/lessons/ropes.en.md", "based_on": "", "text": "Ropes\r\nhold."}
    )
    assert saved.location.endswith("/lessons/ropes?show=en")
    assert '<p id="p1" class="lede">Ropes' in page(trainer, saved.location)
    review = page(trainer, f"{draft}/review")
    assert "Lines: 1 new, 0 gone" in review
    assert "The level “Second guide” builds on it." in review
    asked = trainer.post(f"{draft}/publish", data={"note": "Ropes came.", "seen": seen_on(review)})
    assert "waits for the worker" in page(trainer, asked.location)
    work(app)
    assert "Ropes came." in page(trainer, asked.location)
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Course.current_number).where(Course.key == COURSE)).one() == 2
    assert page(trainer, f"{draft}/review", 302)
    assert "Ropes came." in page(trainer, f"/staff/studio/courses/{COURSE}")


def test_who_writes_in_two_windows_is_not_told_of_somebody_else(app: Academy, draft: str, trainer: FlaskClient) -> None:
    typed = {"path": BOOTS, "based_on": sha_of(app, draft)}
    assert trainer.post(f"{draft}/save", data={**typed, "text": "One window."}).status_code == 303
    answer = trainer.post(f"{draft}/save", data={**typed, "text": "The other."})
    assert answer.status_code == 409
    assert "You saved this file in another window" in answer.text
    assert "The other.</textarea>" in answer.text
    assert "somebody else" not in answer.text


def test_a_file_opens_at_the_line_that_is_asked_for(draft: str, trainer: FlaskClient) -> None:
    address = f"{draft}/file?path={COURSE}/course.yaml"
    assert 'data-at-line="3"' in trainer.get(f"{address}&line=3").text
    for nonsense in ("", "&line=-1", "&line=x"):
        assert "data-at-line" not in trainer.get(f"{address}{nonsense}").text


def test_a_script_saves_and_is_told_the_preview_and_what_is_wrong(
    app: Academy, draft: str, trainer: FlaskClient
) -> None:
    typed = {"path": BOOTS, "based_on": sha_of(app, draft), "text": "New.\n\n# Title\n\n![](media/none.png)\n"}
    reply = trainer.post(f"{draft}/save", data=typed, headers=JSON).json
    assert reply is not None
    assert reply["sha256"] == sha_of(app, draft)
    assert "/media/none.png" in reply["html"]
    assert [one["line"] for one in reply["problems"]] == [3, 5, 5]


def test_who_was_overtaken_sees_both_texts_and_saves_what_they_decide(
    app: Academy, draft: str, trainer: FlaskClient, client_of: Clients
) -> None:
    began = sha_of(app, draft)
    typed = {"path": BOOTS, "based_on": began}
    assert (
        client_of("admin@academy.example").post(f"{draft}/save", data={**typed, "text": "Theirs."}).status_code == 303
    )
    reply = trainer.post(f"{draft}/save", data={**typed, "text": "Mine."}, headers=JSON)
    assert (reply.status_code, reply.json["overtaken"], reply.json["by"]) == (409, True, "Zhou Min")  # type: ignore[index]
    answer = trainer.post(f"{draft}/save", data={**typed, "text": "Mine."})
    assert answer.status_code == 409
    assert "Zhou Min saved this file" in answer.text
    assert "Theirs." in answer.text
    assert "Mine.</textarea>" in answer.text
    current = seen_on(answer.text, "based_on")
    assert trainer.post(f"{draft}/save", data={**typed, "based_on": current, "text": "Both."}).status_code == 303
    assert app.storage.get(sha_of(app, draft)) == b"Both."


def test_what_was_loaded_meanwhile_is_decided_file_by_file(
    app: Academy, draft: str, folder: Path, trainer: FlaskClient
) -> None:
    trainer.post(f"{draft}/save", data={"path": BOOTS, "based_on": sha_of(app, draft), "text": "Written here.\n"})
    edit(folder, BOOTS, "Socks help.", "Wool helps.")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    with app.database.transaction():
        load(folder, app.storage)
    assert "Something else was published" in page(trainer, draft)
    shown = page(trainer, f"{draft}/conflict")
    assert "Wool helps." in shown
    asked = {"newest": seen_on(shown, "newest"), "seen": seen_on(shown)}
    assert trainer.post(f"{draft}/conflict", data=asked).location.endswith("/conflict")
    assert "Decide for each file first" in page(trainer, f"{draft}/conflict")
    assert trainer.post(f"{draft}/conflict", data={**asked, f"side:{BOOTS}": "mine"}).location.endswith(draft)
    assert app.storage.get(sha_of(app, draft)) == b"Written here.\n"
    assert page(trainer, f"{draft}/conflict", 302)


def test_the_outline_changes_by_forms_and_a_press_on_undo_brings_it_back(draft: str, trainer: FlaskClient) -> None:
    def order() -> list[str]:
        return [part.partition('"')[0] for part in page(trainer, draft).split('data-lesson="')[1:]]

    trainer.post(f"{draft}/lessons/boots/move", data={"to": "down"})
    assert order() == ["summit", "boots", "check"]
    trainer.post(f"{draft}/lessons/check/move", data={"module": "setting-out", "position": "0"})
    assert order() == ["check", "summit", "boots"]
    trainer.post(f"{draft}/modules", data={"title_en": "Coming home"})
    trainer.post(f"{draft}/lessons/boots/move", data={"to": "down"})
    assert page(trainer, draft).index("Coming home") < page(trainer, draft).index('data-lesson="boots"')
    trainer.post(f"{draft}/modules/coming-home/move", data={"to": "up"})
    assert order() == ["boots", "check", "summit"]
    trainer.post(f"{draft}/modules/coming-home/rename", data={"title_en": "Home", "based_on": ""})
    trainer.post(f"{draft}/modules/coming-home/remove")
    assert order() == ["check", "summit"]
    trainer.post(f"{draft}/undo/7")
    assert order() == ["boots", "check", "summit"]
    assert "Removed" in page(trainer, f"{draft}/history")
    assert "diff-gone" in page(trainer, f"{draft}/history/7")


def test_the_outline_of_many_lessons_asks_no_more_than_of_few(
    app: Academy, folder: Path, trainer: FlaskClient, draft: str
) -> None:
    with statements(app.database) as few:
        page(trainer, draft)
    lessons = "".join(f"      - {{id: l{n}, kind: article, minutes: 1, title: {{en: L}}}}\n" for n in range(300))
    with app.database.transaction(read_only=True):
        text = app.storage.get(sha_of(app, draft, f"{COURSE}/course.yaml")).decode()
    based_on = sha_of(app, draft, f"{COURSE}/course.yaml")
    trainer.post(f"{draft}/save", data={"path": f"{COURSE}/course.yaml", "based_on": based_on, "text": text + lessons})
    with statements(app.database) as many:
        assert page(trainer, draft).count("data-lesson=") == 303
    assert len(many) <= len(few) + 1, "the step that was made has one author"


def test_the_list_of_courses_asks_no_more_of_many_courses_and_drafts_than_of_few(
    app: Academy, folder: Path, trainer: FlaskClient, cast: Cast
) -> None:
    """With a draft in either: its author is looked up in one statement, however many there are."""

    def opened(*keys: str) -> int:
        with app.database.transaction():
            for key in keys:
                operations.open_draft(cast.trainer.actor, key)
        with statements(app.database) as asked:
            assert page(trainer, "/staff/studio").count('/draft"') >= len(keys)
        return len(asked)

    few = opened(COURSE)
    more = [f"course-{n}" for n in range(12)]
    for key in more:
        write_course(folder, key)
    with app.database.transaction():
        load(folder, app.storage)
    assert opened(*more) == few


def test_a_picture_comes_in_under_a_name_that_can_stand_and_is_shown(
    app: Academy, draft: str, trainer: FlaskClient
) -> None:
    def send(name: str, content: bytes) -> tuple[int, dict[str, str]]:
        answer = trainer.post(f"{draft}/media", data={"file": (io.BytesIO(content), name)}, headers=JSON)
        return answer.status_code, answer.json or {}

    status, reply = send("雪山 Zugspitze.PNG", PNG)
    assert (status, reply["path"]) == (200, "media/Zugspitze.png")
    with trainer.get(reply["url"]) as shown:
        assert (shown.data, shown.mimetype) == (PNG, "image/png")
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert send("Zugspitze.png", PNG)[1]["path"] == "media/Zugspitze.png"
    assert send("x.png", b"MZ")[0] == 422
    problems = page(trainer, f"{draft}/problems")
    assert "No lesson and no question shows this file" in problems
    gone = {"path": f"{COURSE}/media/Zugspitze.png", "based_on": sha_of(app, draft, f"{COURSE}/media/Zugspitze.png")}
    trainer.post(f"{draft}/file/remove", data=gone)
    assert "Nothing is wrong" in page(trainer, f"{draft}/problems")


def test_a_test_is_tried_out_and_leaves_no_trace(app: Academy, draft: str, trainer: FlaskClient) -> None:
    asked = page(trainer, f"{draft}/tests/mountain-check")
    sent = {"state": seen_on(asked, "state"), "position": "1", "chosen": "2", "go": "next"}
    result = trainer.post(f"{draft}/tests/mountain-check", data=sent)
    assert result.status_code == 200, result.text
    assert "Passed" in result.text
    assert "They are not." in result.text
    assert f'href="{draft}/lessons/check"' in result.text, "and back to the lesson that it belongs to"
    wrong = trainer.post(f"{draft}/tests/mountain-check", data={**sent, "state": "made up"})
    assert wrong.status_code == 303
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Attempt)).all() == []


def test_the_course_s_page_is_written_by_a_form(app: Academy, draft: str, trainer: FlaskClient) -> None:
    form = page(trainer, f"{draft}/course")
    filled = {"title_en": "Walks", "title_zh": "徒步", "summary_en": "Up.", "owner": "he@academy.example"}
    kept = trainer.post(
        f"{draft}/course", data={**filled, "review_by": "2028-01-31", "based_on": seen_on(form, "based_on")}
    )
    assert kept.status_code == 303
    text = app.storage.get(sha_of(app, draft, f"{COURSE}/course.yaml")).decode()
    assert (
        "title: {en: Walks, zh: 徒步}\nsummary: {en: Up.}\nowner: he@academy.example\nreview_by: 2028-01-31\n" in text
    )
    empty = trainer.post(f"{draft}/course", data={"based_on": "", "title_en": " "})
    assert empty.status_code == 422


def test_a_course_from_nothing_a_duplicate_an_archive_and_a_zip(
    app: Academy, folder: Path, trainer: FlaskClient
) -> None:
    assert trainer.post("/staff/studio/new", data={"title_en": ""}).status_code == 422
    made = trainer.post("/staff/studio/new", data={"title_en": "Night walks", "title_zh": "夜行"})
    assert "night-walks" in page(trainer, made.location)
    address = f"/staff/studio/courses/{COURSE}"
    assert trainer.post(f"{address}/duplicate", data={"title_en": "Hills", "key": "night-walks"}).status_code == 422
    copy = trainer.post(f"{address}/duplicate", data={"title_en": "Hills", "key": "hill-walks"})
    assert "Hills" in page(trainer, copy.location)
    assert trainer.post(f"{address}/archive", data={"archived": "1", "reason": ""}).status_code == 422
    assert trainer.post(f"{address}/archive", data={"archived": "1", "reason": "Old."}).status_code == 303
    assert "Closed to new learners since" in page(trainer, address)
    for zipped in (f"{address}/export.zip", f"{copy.location}/export.zip"):
        with trainer.get(zipped) as answer:
            assert answer.data.startswith(b"PK")
    assert trainer.post(f"{copy.location}/discard").status_code == 303
    assert "thrown away" in page(trainer, copy.location)


def test_the_draft_as_a_learner_and_a_file_as_text(app: Academy, draft: str, trainer: FlaskClient) -> None:
    first = trainer.get(f"{draft}/as-learner").location
    assert "nothing you do here is noted" in page(trainer, first)
    assert "<video" in page(trainer, first.replace("boots", "summit"))
    assert "Try the test" in page(trainer, first.replace("boots", "check"))
    assert "bank: mountain-walks" in page(trainer, f"{draft}/file?path={COURSE}/questions.yaml")
    for path in (f"{COURSE}/../secret", "tracks/guides.yaml", f"{COURSE}/media/boot.svg"):
        page(trainer, f"{draft}/file?path={path}", 404)


def test_who_is_here_too_is_said_to_a_script(draft: str, trainer: FlaskClient, client_of: Clients) -> None:
    trainer.post(f"{draft}/presence", data={"path": BOOTS}, headers=JSON)
    reply = client_of("admin@academy.example").post(f"{draft}/presence", data={"path": ""}, headers=JSON).json
    assert [(one["name"], one["about"]) for one in reply["others"]] == [("He Xiaoyu", "Boots (English)")]  # type: ignore[index]


def test_an_earlier_state_is_taken_back_from_the_courses_page(app: Academy, folder: Path, trainer: FlaskClient) -> None:
    put(folder, BOOTS, "Later.\n\n![A boot](media/boot.svg)\n")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    with app.database.transaction():
        load(folder, app.storage)
    address = f"/staff/studio/courses/{COURSE}"
    back = trainer.post(f"{address}/as-it-was", data={"snapshot": seen_on(page(trainer, address), "snapshot")})
    assert "Socks help." in page(trainer, back.location)
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Draft.steps)).one() == 2
