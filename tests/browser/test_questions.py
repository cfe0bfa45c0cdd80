"""Questions written quickly in a real browser: from a pasted quiz to a published test in six actions, and what only a browser can show."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import TRAINER
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser

HERE = "/staff/studio/questions"
COURSE = "building-and-running-a-marketing-channel"
QUIZ = "\n\n".join(
    f"{n}. How many bolts hold {n} rails when each rail needs {n + 2}?\n* {n * (n + 2)}\n- {n * (n + 2) + 1}\n- {n}"
    for n in range(1, 11)
)


class Counted:
    """A trainer's hands: every click, paste and choice is one action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, name: str, role: str = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]

    def paste(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(label).fill(text)

    def choose(self, label: str, value: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=True).select_option(value)


def test_a_pasted_quiz_of_ten_is_a_published_test_in_six_actions(visitor: Visitor) -> None:
    with visitor.window(TRAINER) as page:
        page.goto(f"{visitor.address}/staff")
        hand = Counted(page)
        hand.click("Write questions", "link")
        hand.paste("Your text", QUIZ)
        expect(page.locator(".seen-questions > li")).to_have_count(10)
        hand.click("Go on with these questions")
        hand.choose("Course", COURSE)
        hand.click("Put them in and publish")
        expect(page.get_by_text("Published: learners find them in")).to_be_visible(timeout=60_000)
        assert hand.actions <= 6
        page.goto(f"{visitor.address}/courses/{COURSE}")
        expect(page.get_by_text("Check yourself").last).to_be_visible()


def test_the_newest_text_wins_is_kept_over_a_reload_and_its_lines_are_marked(visitor: Visitor) -> None:
    with visitor.window(TRAINER) as page:
        page.goto(visitor.address + HERE)
        area = page.get_by_label("Your text")
        area.fill("Old?\nTrue")
        area.fill("New?\nTrue\n\nNo answer?")
        expect(page.locator(".seen-questions")).to_contain_text("New?")
        expect(page.locator(".gutter .is-wrong")).to_have_text("4")
        page.get_by_role("button", name="Line 4").click()
        assert area.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == "No answer?"
        page.reload()
        expect(area).to_have_value("New?\nTrue\n\nNo answer?")
        expect(page.locator(".seen-questions")).to_contain_text("New?")


def test_rows_of_a_spreadsheet_fill_the_grid_and_make_new_ones(visitor: Visitor) -> None:
    with visitor.window(TRAINER) as page:
        page.goto(visitor.address + HERE)
        page.get_by_label("Your text").fill("First?\nTrue")
        page.get_by_role("button", name="Go on with these questions").click()
        first = page.get_by_label("Question 1: Question")
        first.evaluate(
            """one => {
              const data = new DataTransfer();
              data.setData("text/plain", 'One?\\tFalse\\t2\\tHard\\nTwo?\\t"* a\\n- b"\\t3\\teasy\\n');
              one.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }"""
        )
        expect(first).to_have_value("One?")
        page.get_by_label("Question 1: Points").press("ArrowDown")
        expect(page.locator("#points-new-1")).to_be_focused()
        expect(page.locator("#points-new-1")).to_have_value("3")
        page.get_by_role("button", name="Save the changes").click()
        expect(page.get_by_label("Question 2: Answers")).to_have_value("* a\n- b")
        expect(page.get_by_label("Question 1: Difficulty")).to_have_value("hard")
        page.get_by_role("button", name="Throw this sheet away").click()
