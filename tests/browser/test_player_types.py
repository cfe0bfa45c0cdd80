"""Every type of question in a real browser: answered by keyboard alone, saved, shown again, and with script off."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.assessment.question_types import QUESTION_TYPES
from lms.core import events
from lms.wiring import REACTIONS
from tests.browser.looking import PHONE, of_the_page
from tests.browser.sitting import NOW_SHOWN, Place, count_is, serving, signed_in, start
from tests.factories.assessment import a_bank, a_section, a_test
from tests.factories.question_types import EVERY, SECRET

pytestmark = pytest.mark.browser
KEYS = [question["id"] for question in EVERY]
RIGHT = {
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
}
TYPED = {"short-text": "text", "numeric": "number"}
LISTS = ("matching", "ordering", "hotspot", "labelling")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A question of each type, in the order of the list."""
    test = a_test({**a_section(), "questions": KEYS}, pass_mark=50)
    with serving(tmp_path_factory.mktemp("types"), a_bank(*EVERY), test) as place:
        yield place


@pytest.fixture(autouse=True)
def wired() -> None:
    events.connect(REACTIONS)


def answer(page: Page, place: Place, attempt: UUID, kind: str) -> None:
    """Give the right answer to the question on screen with keys alone: what a mouse can do, a keyboard can."""
    form = page.locator(NOW_SHOWN)
    seen = place.seen(attempt, KEYS.index(kind) + 1, QUESTION_TYPES[kind].fields(RIGHT[kind]))
    if kind in TYPED:
        form.locator(f"[name={TYPED[kind]}]").focus()
        page.keyboard.type(RIGHT[kind][TYPED[kind]])
    elif kind in LISTS:
        for name, (value,) in seen.items():
            form.locator(f"[name={name}]").select_option(value)
    elif kind == "scenario":
        form.locator(f"[name='1.chosen'][value='{seen['1.chosen'][0]}']").focus()
        page.keyboard.press("Space")
        for name in ("2.match-1", "2.match-2", "2.match-3"):
            form.locator(f"[name='{name}']").select_option(seen[name][0])
        form.locator("[name='3.number']").focus()
        page.keyboard.type("5000")
    elif kind == "gap-fill":
        form.locator("[name=gap-1]").focus()
        page.keyboard.type(seen["gap-1"][0])
        form.locator("[name=gap-2]").select_option(seen["gap-2"][0])
    elif kind == "select-words":
        for value in seen["words"]:
            form.locator(f"[name=words][value='{value}']").focus()
            page.keyboard.press("Space")
    else:
        for name in seen:
            form.locator(f"[name={name}]").first.focus()
            page.keyboard.press("ArrowDown")


@pytest.mark.parametrize("width", [PHONE], ids=["phone"])
def test_every_type_is_answered_saved_and_found_again(browser: Browser, place: Place, width: int) -> None:
    with signed_in(browser, place, place.newcomer(), width=width) as page:
        attempt = start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KEYS))
        for number, kind in enumerate(KEYS, 1):
            answer(page, place, attempt, kind)
            count_is(page, f"{number} of {number} saved")
            assert of_the_page(page) == []
            if number < len(KEYS):
                page.locator(f"{NOW_SHOWN} .player-foot [value=next]").click()
        assert place.responses(attempt) == dict(enumerate(RIGHT.values(), 1))
        page.goto(f"{place.address}/attempts/{attempt}/1")
        expect(page.locator("[name=text]").first).to_have_value(RIGHT["short-text"]["text"])
        expect(page.locator(".qmap .is-done")).to_have_count(len(KEYS))


def test_what_is_typed_is_kept_while_one_still_types(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        attempt = start(page, place)
        page.locator(f"{NOW_SHOWN} [name=text]").focus()
        page.keyboard.type("ses")
        count_is(page, "1 of 1 saved")
        assert place.responses(attempt)[1] == {"text": "ses"}
        for _ in "ses":
            page.keyboard.press("Backspace")
        count_is(page, "0 of 0 saved")


def test_what_is_typed_outlives_the_page_before_it_was_sent(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        attempt = start(page, place)
        page.route("**/response", lambda route: route.abort())
        page.locator(f"{NOW_SHOWN} [name=text]").focus()
        page.keyboard.type("sesame")
        count_is(page, "0 of 1 saved")
        page.unroute("**/response")
        page.reload()
        expect(page.locator(f"{NOW_SHOWN} [name=text]")).to_have_value("sesame")
        count_is(page, "1 of 1 saved")
        assert place.responses(attempt)[1] == {"text": "sesame"}


def test_each_key_is_on_the_device_at_once_and_the_page_never_says_saved_before_it_is(
    browser: Browser, place: Place
) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        attempt = start(page, place)
        page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # so that no pause in typing comes about
        page.locator(f"{NOW_SHOWN} [name=text]").focus()
        page.keyboard.type("ses")
        expect(page.locator("[data-saved]")).to_have_class("saved is-waiting")
        expect(page.locator("[data-saved-text]")).to_have_text("0 of 1 saved")
        assert place.responses(attempt) == {}
        page.close(run_before_unload=False)


def test_what_one_was_typing_is_kept_when_another_window_takes_over(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        attempt = start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KEYS))
        page.clock.pause_at(page.evaluate("Date.now() + 1000"))
        page.locator(f"{NOW_SHOWN} [name=text]").focus()
        page.keyboard.type("ses")
        second = page.context.new_page()
        second.goto(f"{place.address}/attempts/{attempt}/1")
        expect(page.locator("[data-player-elsewhere]")).to_be_visible()
        page.clock.run_for(2000)
        count_is(second, "1 of 1 saved")
        count_is(page, "1 of 1 saved")
        assert place.responses(attempt)[1] == {"text": "ses"}


def test_without_script_each_form_works_by_itself(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer(), java_script_enabled=False) as page:
        attempt = start(page, place)
        for kind in KEYS:
            answer(page, place, attempt, kind)
            page.locator(f"{NOW_SHOWN} .player-foot [value=next]").click()
        assert place.responses(attempt) == dict(enumerate(RIGHT.values(), 1))


def at(page: Page, selector: str, x: float, y: float) -> tuple[float, float]:
    """A point of something on screen, in parts of its width and height."""
    page.locator(f"{NOW_SHOWN} {selector}").first.scroll_into_view_if_needed()
    box = page.locator(f"{NOW_SHOWN} {selector}").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def go_to(page: Page, kind: str) -> None:
    page.locator(f".qmap [data-question='{KEYS.index(kind) + 1}'] a").click()
    expect(page.locator(f"{NOW_SHOWN} h1")).to_be_focused()


def test_on_a_phone_places_are_marked_and_labels_put_by_touch(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer(), width=PHONE) as page:
        attempt = start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KEYS))
        go_to(page, "hotspot")
        for x, y in ((0.4, 0.8), (0.65, 0.8), (0.66, 0.82)):  # the third is so near to the second that it moves it
            page.touchscreen.tap(*at(page, "[data-drawing]", x, y))
        expect(page.locator(f"{NOW_SHOWN} .pin")).to_have_count(2)
        go_to(page, "labelling")
        for label, spot in (("z", "left"), ("x", "left"), ("y", "right")):  # another label takes the place
            seen = place.seen(attempt, KEYS.index("labelling") + 1, {f"label-{spot}": [label]})
            ((name, (value,)),) = seen.items()
            page.locator(f"{NOW_SHOWN} [data-label='{value}']").tap()
            page.touchscreen.tap(*at(page, f"[data-place={name}] .reach", 0.5, 0.5))
        count_is(page, "2 of 2 saved")
        kept = place.responses(attempt)
        marks = kept[KEYS.index("hotspot") + 1]["marks"]
        assert [[round(float(part)) for part in said.split(",")] for said in marks.values()] == [[40, 80], [66, 82]]
        assert kept[KEYS.index("labelling") + 1] == RIGHT["labelling"]
        page.goto(f"{place.address}/attempts/{attempt}/{KEYS.index('hotspot') + 1}")
        expect(page.locator(f"{NOW_SHOWN} .pin")).to_have_count(2)
        assert of_the_page(page) == []


def test_a_picture_is_enlarged_over_the_page_and_closed_by_a_key(browser: Browser, place: Place) -> None:
    with signed_in(browser, place, place.newcomer()) as page:
        start(page, place)
        expect(page.locator("form.question")).to_have_count(len(KEYS))
        go_to(page, "labelling")
        page.locator(f"{NOW_SHOWN} a[data-zoom]").last.focus()
        page.keyboard.press("Enter")
        expect(page.locator("dialog.zoomed img")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog.zoomed")).to_have_count(0)
        expect(page.locator(f"{NOW_SHOWN} a[data-zoom]").last).to_be_focused()
