"""Every type of question in a real browser: a whole paper with keys alone, on a phone by touch, and with script off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.assessment.question_types import QUESTION_TYPES
from tests.browser.answering import Fields, by_form, by_keys, by_touch, tab_to
from tests.browser.looking import PHONE, of_the_page
from tests.browser.sitting import NOW_SHOWN, Place, count_is, serving, signed_in, start
from tests.factories.assessment import a_bank, a_section, a_test
from tests.factories.papers import KINDS, PAPER
from tests.factories.question_types import SECRET

pytestmark = pytest.mark.browser
ANSWERS: dict[str, dict[str, Any]] = {
    "single-choice": {"chosen": ["c"]},
    "multiple-response": {"chosen": ["a", "b"]},
    "true-false": {"chosen": ["true"]},
    "short-text": {"text": f"open {SECRET}"},
    "numeric": {"number": "5000", "unit": ""},
    "matching": {"pairs": {"a": "x", "b": "y", "c": "x"}},
    "ordering": {"places": {"a": 1, "b": 2, "c": 3, "d": 4}},
    "gap-fill": {"gaps": {"typed": f"{SECRET} one", "picked": "q"}},
    "select-words": {"words": ["a", "b"]},
    "likert": {"said": {"a": 2, "b": 2}},
    "hotspot": {"marks": {"1": "c4", "2": "f4"}},
    "labelling": {"labels": {"left": "x", "right": "y"}},
    "scenario": {
        "parts": {
            "one": {"type": "true-false", "said": {"chosen": ["true"]}},
            "two": {"type": "matching", "said": {"pairs": {"a": "x", "b": "y", "c": "x"}}},
            "three": {"type": "numeric", "said": {"number": "5000", "unit": ""}},
        }
    },
    "essay": {"text": "Because it is so."},
}
"""The response to each that is kept; a file is named by the server."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A question of each type, in the order of the list."""
    test = a_test({**a_section(), "questions": KINDS}, pass_mark=50, marking={"markers": 1})
    with serving(tmp_path_factory.mktemp("types"), a_bank(*PAPER), test) as place:
        yield place


def asked(place: Place, attempt: UUID, kind: str) -> Fields:
    """The fields of the answer, as the page has them."""
    if kind == "file-upload":
        return {"upload": ["plan.pdf"]}
    seen = place.seen(attempt, KINDS.index(kind) + 1, QUESTION_TYPES[kind].fields(ANSWERS[kind]))
    return {name: values for name, values in seen.items() if values}


def holds_all(place: Place, attempt: UUID) -> None:
    """The server has every answer."""
    kept = place.responses(attempt)
    assert [one["name"] for one in kept.pop(len(KINDS))["files"]] == ["plan.pdf"]
    assert kept == dict(enumerate(ANSWERS.values(), 1))


def test_the_whole_paper_from_the_start_to_the_hand_in_with_keys_alone(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        page.goto(f"{place.address}/tests/junior")
        tab_to(page, page.get_by_role("button", name="Start the test"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/attempts/*/1")
        attempt = UUID(page.url.split("/")[-2])
        expect(page.locator("form.question")).to_have_count(len(KINDS), timeout=20_000)
        for number, kind in enumerate(KINDS, 1):
            if number > 1:
                expect(page.locator(f"{NOW_SHOWN} h1")).to_be_focused()
            by_keys(page, asked(place, attempt, kind))
            count_is(page, f"{number} of {number} saved")
            tab_to(page, page.locator(f"{NOW_SHOWN} .player-foot [value=next]"))
            page.keyboard.press("Enter")
        page.wait_for_url("**/hand-in")
        holds_all(place, attempt)
        tab_to(page, page.get_by_role("button", name="Hand in now"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/result")
        assert place.state(attempt) == "marking"


def test_every_type_on_a_phone_by_touch_saved_and_found_again(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer(), width=PHONE) as page:
        attempt = start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KINDS), timeout=20_000)
        for number, kind in enumerate(KINDS, 1):
            touched(page, place, attempt, kind)
            count_is(page, f"{number} of {number} saved")
            assert of_the_page(page, NOW_SHOWN) == []
            page.locator(f"{NOW_SHOWN} .player-foot [value=next]").tap()
        page.wait_for_url("**/hand-in")
        marks = place.responses(attempt)[KINDS.index("hotspot") + 1]["marks"]
        assert [[round(float(part)) for part in said.split(",")] for said in marks.values()] == [[40, 80], [66, 82]]
        kept = place.responses(attempt) | {KINDS.index("hotspot") + 1: ANSWERS["hotspot"]}
        assert [one["name"] for one in kept.pop(len(KINDS))["files"]] == ["plan.pdf"]
        assert kept == dict(enumerate(ANSWERS.values(), 1))
        page.goto(f"{place.address}/attempts/{attempt}/{KINDS.index('hotspot') + 1}")
        expect(page.locator(f"{NOW_SHOWN} .pin")).to_have_count(2)
        expect(page.locator(".qmap .is-done")).to_have_count(len(KINDS), timeout=20_000)
        expect(page.locator("form.question")).to_have_count(len(KINDS), timeout=20_000)
        expect(page.locator("form.question [name=text]").first).to_have_value(ANSWERS["short-text"]["text"])


def touched(page: Page, place: Place, attempt: UUID, kind: str) -> None:
    """Answer by touch; where there is a picture, on the picture."""
    if kind == "hotspot":
        for x, y in ((0.4, 0.8), (0.65, 0.8), (0.66, 0.82)):  # the third is so near to the second that it moves it
            page.touchscreen.tap(*at(page, "[data-drawing]", x, y))
        expect(page.locator(f"{NOW_SHOWN} .pin")).to_have_count(2)
    elif kind == "labelling":
        for label, spot in (("z", "left"), ("x", "left"), ("y", "right")):  # another label takes the place
            seen = place.seen(attempt, KINDS.index("labelling") + 1, {f"label-{spot}": [label]})
            ((name, (value,)),) = seen.items()
            page.locator(f"{NOW_SHOWN} [data-label='{value}']").tap()
            page.touchscreen.tap(*at(page, f"[data-place={name}] .reach", 0.5, 0.5))
    else:
        by_touch(page, asked(place, attempt, kind))


def at(page: Page, selector: str, x: float, y: float) -> tuple[float, float]:
    """A point of something on screen, in parts of its width and height."""
    page.locator(f"{NOW_SHOWN} {selector}").first.scroll_into_view_if_needed()
    box = page.locator(f"{NOW_SHOWN} {selector}").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def test_without_script_each_form_works_by_itself(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer(), java_script_enabled=False) as page:
        attempt = start(page, place)
        for kind in KINDS:
            by_form(page, asked(place, attempt, kind))
            page.locator(f"{NOW_SHOWN} .player-foot [value=next]").click()
        page.wait_for_url("**/hand-in")
        holds_all(place, attempt)
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/result")


def test_a_picture_is_enlarged_over_the_page_and_closed_by_a_key(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KINDS), timeout=20_000)
        page.locator(f".qmap [data-question='{KINDS.index('labelling') + 1}'] a").click()
        expect(page.locator(f"{NOW_SHOWN} h1")).to_be_focused()
        page.locator(f"{NOW_SHOWN} a[data-zoom]").last.focus()
        page.keyboard.press("Enter")
        expect(page.locator("dialog.zoomed img")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog.zoomed")).to_have_count(0)
        expect(page.locator(f"{NOW_SHOWN} a[data-zoom]").last).to_be_focused()
