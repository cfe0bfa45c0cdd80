"""The studio in a real Chromium: how few steps a newcomer needs, what is typed is saved and shown, and never lost."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from lms.app import Academy
from lms.core.jobs import Work, Worker
from lms.studio import operations, queries
from lms.studio.jobs import publishing
from lms.studio.operations import outline
from lms.studio.operations.publishing import PUBLISH
from lms.wiring import CONTENT_PARTS
from tests.browser.looking import PHONE, of_the_page
from tests.cast import Cast
from tests.factories.content import PNG, VTT, WEBM

pytestmark = pytest.mark.browser
COURSE = "mountain-walks"
BOOTS = f"{COURSE}/lessons/boots.en.md"


class Steps:
    """What somebody does, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, 0

    def press(self, words: str) -> None:
        self.taken += 1
        self.page.get_by_role("button", name=words, exact=True).or_(
            self.page.get_by_role("link", name=words, exact=True)
        ).first.click()

    def open(self, words: str) -> None:
        self.taken += 1
        self.page.locator("summary", has_text=words).first.click()

    def type(self, label: str, text: str) -> None:
        self.taken += 1
        self.page.get_by_label(label).first.fill(text)

    def choose(self, path: Path) -> None:
        self.taken += 1
        self.page.locator("[data-picture]").first.set_input_files(path)

    def pick(self, label: str, words: str) -> None:
        self.taken += 1
        self.page.get_by_label(label, exact=True).first.select_option(label=words)

    def bring(self, field: str, path: Path) -> None:
        """A file into a field of a lesson's form, and until the form is saved with it."""
        self.taken += 1
        with self.page.expect_response("**/fill"):
            self.page.locator(f"#{field}-upload").set_input_files(path)

    def keys(self, text: str) -> None:
        self.taken += 1
        self.page.keyboard.type(text)


def work(app: Academy) -> None:
    with app.database.transaction(read_only=True) as session:
        waiting = list(session.scalars(select(Work.id).where(Work.kind == PUBLISH, Work.state == "waiting")))
    worker = Worker(app.database, {PUBLISH: publishing(CONTENT_PARTS, app.storage)})
    assert [worker.perform(one) for one in waiting] == [True] * len(waiting)


def test_a_newcomer_writes_a_lesson_with_a_picture_in_eight_steps_and_publishes_in_three_more(
    studio: tuple[Academy, Cast, str], trainer: Page, tmp_path: Path
) -> None:
    app, _cast, address = studio
    picture = tmp_path / "rope.png"
    picture.write_bytes(PNG)
    trainer.goto(f"{address}/staff/studio")
    steps = Steps(trainer)
    steps.press("Write")
    steps.open("Add a lesson")
    steps.type("Title in English", "Ropes")
    steps.press("Add and write")
    steps.type("English", "Ropes hold.")
    steps.choose(picture)
    area = trainer.locator("#text-en")
    expect(area).to_have_value("Ropes hold.\n\n![what one sees, for those who do not](media/rope.png)\n")
    steps.keys("A rope in a knot")
    expect(trainer.locator("[data-preview] img")).to_have_attribute("alt", "A rope in a knot")
    assert steps.taken <= 8
    expect(trainer.locator("[data-wrong] li")).to_have_count(0)
    steps = Steps(trainer)
    steps.press("Look and publish")
    steps.type("What changed", "Ropes came.")
    steps.press("Publish")
    assert steps.taken <= 3
    trainer.wait_for_url("**/publications/**")
    work(app)
    expect(trainer.get_by_role("heading", name="Published")).to_be_visible()


def test_what_is_typed_is_saved_by_itself_and_never_over_somebody_else(
    studio: tuple[Academy, Cast, str], trainer: Page
) -> None:
    app, cast, address = studio
    with app.database.transaction():
        draft_id: UUID = operations.open_draft(cast.trainer.actor, COURSE)
    trainer.goto(f"{address}/staff/studio/drafts/{draft_id}/lessons/boots?show=en")
    area = trainer.locator("#text-en")
    area.fill("Typed first.")
    expect(trainer.locator("[data-saved-words]")).to_contain_text("Saved")
    expect(trainer.locator("[data-preview]")).to_have_text("Typed first.")
    with app.database.transaction():
        standing = queries.files_of(draft_id)[BOOTS]
        assert app.storage.get(standing) == b"Typed first."
        operations.save_file(cast.admin.actor, app.storage, draft_id, BOOTS, b"Theirs.\n", standing)
    area.fill("Typed second.")
    expect(trainer.get_by_text("Nothing is lost: decide.")).to_be_visible()
    trainer.get_by_role("button", name="Look at both texts").click()
    expect(trainer.get_by_text("Zhou Min saved this file")).to_be_visible()
    expect(trainer.locator("#text")).to_have_value("Typed second.")
    assert of_the_page(trainer) == []
    trainer.get_by_role("button", name="Save this text").click()
    expect(area).to_have_value("Typed second.")


def test_what_could_not_be_sent_is_back_when_the_page_is_opened_again(
    studio: tuple[Academy, Cast, str], trainer: Page
) -> None:
    app, cast, address = studio
    with app.database.transaction():
        draft_id = operations.open_draft(cast.trainer.actor, COURSE)
    here = f"{address}/staff/studio/drafts/{draft_id}/lessons/boots?show=zh"
    trainer.goto(here)
    trainer.route("**/save", lambda route: route.abort())
    trainer.locator("#text-zh").fill("离线写的。")
    expect(trainer.locator("[data-saved-words]")).to_contain_text("the line is gone")
    trainer.unroute("**/save")
    trainer.on("dialog", lambda dialog: dialog.accept())
    trainer.goto(here)
    expect(trainer.locator("#text-zh")).to_have_value("离线写的。")
    expect(trainer.locator("[data-preview]")).to_have_text("离线写的。")


def test_a_lesson_moves_by_keys_and_by_dragging_and_a_phone_shows_one_part(
    studio: tuple[Academy, Cast, str], trainer: Page
) -> None:
    app, cast, address = studio
    with app.database.transaction():
        draft_id = operations.open_draft(cast.trainer.actor, COURSE)
    trainer.goto(f"{address}/staff/studio/drafts/{draft_id}")
    lessons = trainer.locator("[data-lesson]")
    before = lessons.evaluate_all("all => all.map((one) => one.dataset.lesson)")
    lessons.first.get_by_role("link").focus()
    trainer.keyboard.press("Alt+ArrowDown")
    expect(lessons.nth(1)).to_have_attribute("data-lesson", before[0])
    expect(lessons.nth(1).get_by_role("link")).to_be_focused()
    lessons.nth(1).drag_to(lessons.first, target_position={"x": 40, "y": 2})
    expect(lessons.first).to_have_attribute("data-lesson", before[0])
    trainer.goto(f"{address}/staff/studio/drafts/{draft_id}/lessons/boots?show=en")
    trainer.set_viewport_size({"width": PHONE, "height": 800})
    expect(trainer.locator("#text-en")).to_be_visible()
    expect(trainer.locator("#preview")).to_be_hidden()
    trainer.get_by_role("link", name="Preview", exact=True).click()
    expect(trainer.locator("#preview")).to_be_visible()
    expect(trainer.locator("#text-en")).to_be_hidden()


def test_a_newcomer_makes_a_lesson_of_a_film_in_eight_steps_and_sees_no_file_but_the_film(
    studio: tuple[Academy, Cast, str], trainer: Page, tmp_path: Path
) -> None:
    app, cast, address = studio
    for name, content in (("Over the pass.webm", WEBM + b"pass"), ("pass.vtt", VTT.replace("summit", "pass").encode())):
        (tmp_path / name).write_bytes(content)
    with app.database.transaction():
        draft_id = operations.open_draft(cast.trainer.actor, COURSE)
    trainer.goto(f"{address}/staff/studio/drafts/{draft_id}")
    steps = Steps(trainer)
    steps.open("Add a lesson")
    steps.type("Title in English", "Over the pass")
    steps.pick("Kind", "Video")
    steps.press("Add and write")
    expect(trainer.get_by_text("Choose a film, or bring one.")).to_be_visible()
    steps.bring("video", tmp_path / "Over the pass.webm")
    expect(trainer.locator("#video")).to_have_value("media/over-the-pass.webm")
    steps.bring("subtitles_en", tmp_path / "pass.vtt")
    expect(trainer.locator("#subtitles_en")).to_have_value("media/pass.vtt")
    assert steps.taken + 1 <= 8, "with the press that opens the course"
    expect(trainer.locator(".form-needed, .form-error")).to_have_count(0)
    seen = trainer.frame_locator("[data-frame]").first
    expect(seen.locator("video source")).to_have_attribute("src", re.compile("/over-the-pass.webm"))
    assert "course.yaml" not in trainer.locator("main").inner_text()
    assert of_the_page(trainer) == []
    with app.database.transaction(read_only=True):
        text = queries.text_of(app.storage, queries.files_of(draft_id)[f"{COURSE}/course.yaml"])
    assert "        video: media/over-the-pass.webm\n        subtitles: {en: media/pass.vtt}\n" in text


def test_points_typed_while_the_line_is_gone_are_back_and_the_preview_shows_them_as_wide_as_one_wants(
    studio: tuple[Academy, Cast, str], trainer: Page
) -> None:
    app, cast, address = studio
    with app.database.transaction():
        draft_id = operations.open_draft(cast.trainer.actor, COURSE)
        key = outline.add_lesson(cast.trainer.actor, app.storage, draft_id, "setting-out", "project", {"en": "A tour"})
    here = f"{address}/staff/studio/drafts/{draft_id}/lessons/{key}"
    trainer.goto(here)
    trainer.route("**/fill", lambda route: route.abort())
    trainer.locator("#rubric-0-title_en").fill("Safe")
    trainer.get_by_role("button", name="Another point").click()
    trainer.locator("#rubric-1-title_zh").fill("守时")
    expect(trainer.locator("[data-saved-words]")).to_contain_text("the line is gone")
    trainer.unroute("**/fill")
    trainer.on("dialog", lambda dialog: dialog.accept())
    trainer.goto(here)
    expect(trainer.locator("#rubric-1-title_zh")).to_have_value("守时")
    expect(trainer.locator("[data-saved-words]")).to_contain_text("Saved")
    seen = trainer.frame_locator("[data-frame]").first
    expect(seen.get_by_text("Safe")).to_be_visible()
    expect(seen.get_by_role("button", name="Hand in")).to_be_disabled()
    trainer.locator("[data-point-up]").last.click()
    expect(trainer.locator("#rubric-0-title_zh")).to_have_value("守时")
    expect(trainer.locator("[name=rubric-0-id]")).to_have_value("point-2")
    phone = trainer.locator("[data-frame]").first.evaluate("frame => frame.contentWindow.innerWidth")
    trainer.get_by_role("button", name="Desktop").click()
    expect(trainer.locator("[data-width=desk]")).to_be_visible()
    desk = trainer.locator("[data-frame]").first.evaluate("frame => frame.contentWindow.innerWidth")
    assert (phone, desk) == (390, 1180)
