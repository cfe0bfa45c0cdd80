"""Text while it is typed, in a real browser: kept with every key, sent when one pauses, safe from whatever happens between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.sitting import NOW_SHOWN, Place, count_is, serving, signed_in, start
from tests.factories.assessment import a_bank, a_section, a_test
from tests.factories.question_types import short_text

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A question that is answered in one's own words."""
    with serving(tmp_path_factory.mktemp("typing"), a_bank(short_text()), a_test(a_section(draw=1))) as place:
        yield place


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
