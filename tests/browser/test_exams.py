"""An exam with two differing examiners, from opening over booking, an offline list, blind sheets and the chair to a person's level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from lms.core import clock, db
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamSitting, ExamSlot
from tests.browser.field import opens_without_a_line
from tests.browser.looking import DESK, PHONE, of_the_page
from tests.browser.sitting import Place, let_in, serving
from tests.factories.assessment import a_bank, a_section, a_test, single
from tests.factories.certification import JUNIOR, make_track
from tests.factories.exams import EXAM, a_rubric, second_examiner

pytestmark = pytest.mark.browser
ADMIN, EXAMINER, LEARNER = "admin@academy.example", "examiner@academy.example", "learner@acme.example"


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An academy with a form, whose junior asks an exam."""
    with serving(tmp_path_factory.mktemp("exams"), a_bank(single("q")), a_test(a_section(draw=1))) as served:
        with served.app.database.transaction():
            make_track(asks=EXAM)
            a_rubric()
            second_examiner()
        yield served


def open_a_sitting(page: Page, place: Place) -> None:
    """Plan it, give it slots of two examiners, open it for booking."""
    page.goto(f"{place.address}/staff/exams/new")
    page.fill("[name=place]", "Training centre, room 2")
    page.get_by_role("button", name="Plan it").click()
    page.select_option("[name=first]", label="Sun Li")
    page.select_option("[name=second]", label="Gu Lan")
    page.get_by_role("button", name="Add the slots").click()
    expect(page.get_by_text("4 slots are in the sitting.")).to_be_visible()
    page.get_by_role("button", name="Open for booking").click()
    expect(page.get_by_text("Open for booking. The examiners are told.")).to_be_visible()


def book(page: Page, place: Place) -> None:
    """The learner finds the exam from what their level asks, and takes the second time."""
    page.goto(f"{place.address}/levels/{JUNIOR}")
    page.get_by_role("link", name="See the exams").click()
    page.get_by_role("link", name="Junior Engineer").click()
    assert of_the_page(page) == []
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("You have a place.")).to_be_visible()


def the_day_has_come(place: Place) -> str:
    """The hour of the exam is moved to this one: browsers, unlike tests, have no other clock. Returns the day's address."""
    now = clock.now()
    with place.app.database.transaction():
        one = db.session().scalars(select(ExamBooking)).one()
        hours = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(minutes=30)}
        db.session().execute(update(ExamSlot).where(ExamSlot.id == one.slot_id).values(**hours))
        db.session().execute(update(ExamSitting).values(starts_at=hours["starts_at"], books_until=hours["starts_at"]))
        one.starts_at = hours["starts_at"]
        return f"{place.address}/staff/exams/mine/{one.sitting_id}"


def give(page: Page, points: dict[str, str]) -> None:
    """Points for each criterion."""
    for item, value in points.items():
        page.locator(f"[data-item={item}] [name=value-{item}][value='{value}']").check()


def examine_offline(page: Page, day: str) -> None:
    """The first examiner opens the list with a line, says who came, loses it, marks, loads the page again, sends; then the line is back."""
    page.goto(day)
    assert of_the_page(page) == []
    page.locator("details[data-exam] > summary").click()
    give(page, {"presence": "here"})
    expect(page.locator("[data-kept-text]")).to_have_text("Saved")
    opens_without_a_line(page)
    page.context.set_offline(offline=True)
    page.select_option("[name=note-presence]", "passport")
    give(page, {"needs": "3", "bench": "4", "safety": "2"})
    expect(page.locator("[data-kept-text]")).to_have_text("Kept on this device")
    page.reload()
    for item, value in {"presence": "here", "bench": "4"}.items():
        expect(page.locator(f"[name=value-{item}][value='{value}']")).to_be_checked()
    expect(page.locator("[name=note-presence]")).to_have_value("passport")
    page.get_by_role("button", name="Send this sheet").click()
    expect(page.locator("[data-sheet-line]")).to_have_text("Waits for a line, then it is sent once.")
    page.context.set_offline(offline=False)
    expect(page.get_by_text("Sent. Nothing is added to it.")).to_be_visible(timeout=20_000)


def test_an_exam_with_two_differing_examiners_to_a_persons_level(browser: Browser, academy: Place) -> None:
    with (
        let_in(browser, academy, academy.cast[ADMIN], width=DESK) as desk,
        let_in(browser, academy, academy.cast[LEARNER], width=PHONE) as learner,
    ):
        open_a_sitting(desk, academy)
        book(learner, academy)
        day = the_day_has_come(academy)
        with let_in(browser, academy, academy.cast[EXAMINER], width=PHONE) as first:
            examine_offline(first, day)
        with academy.app.database.transaction(read_only=True) as session:
            assert len(session.scalars(select(ExamMark)).all()) == 4, "each entry arrived once"
            booking_id = session.scalars(select(ExamBooking.id)).one()
        with academy.app.database.transaction(read_only=True):
            other = second_examiner().user_id
        with let_in(browser, academy, other) as second:
            second.goto(day)
            second.locator("details[data-exam] > summary").click()
            assert second.locator("[name^=value-]:checked").count() == 0, "blind"
            give(second, {"needs": "1", "bench": "1", "safety": "2"})
            second.get_by_role("button", name="Send this sheet").click()
            expect(second.get_by_text("Sent. Nothing is added to it.")).to_be_visible(timeout=20_000)
        learner.goto(f"{academy.address}/exams")
        expect(learner.get_by_text("Result to come")).to_be_visible()
        desk.goto(f"{academy.address}/staff/exams/candidates/{booking_id}")
        give_as_chair(desk)
        expect(desk.get_by_text("Marked, not published")).to_be_visible()
        desk.goto(day.replace("/mine/", "/"))
        desk.get_by_role("button", name="Publish the results").click()
        expect(desk.get_by_text("1 result is published.")).to_be_visible()
        learner.goto(f"{academy.address}/exams/results/{booking_id}")
        expect(learner.get_by_text("The bench record decides.")).to_be_visible()
        assert of_the_page(learner) == []
        assert "Sun Li" not in learner.content(), "examiners have no names beside what they gave"
        learner.get_by_role("link", name="To the level").click()
        expect(learner.get_by_role("heading", level=1)).to_have_text("You meet all that Junior Engineer asks")


def give_as_chair(page: Page) -> None:
    """Where both agree it is chosen already; the rest and the reason are the chair's."""
    assert page.locator("[name=value-safety]:checked").input_value() == "2"
    for item, value in {"needs": "3", "bench": "3"}.items():
        page.locator(f"[name=value-{item}][value='{value}']").check()
    page.fill("[name=reason]", "The bench record decides.")
    page.get_by_role("button", name="Decide so").click()
    expect(page.get_by_text("Decided.", exact=True)).to_be_visible()
