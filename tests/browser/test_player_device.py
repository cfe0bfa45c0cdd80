"""The online test and the device: what it keeps, that it may keep nothing, and two windows or devices at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from lms.assessment import operations
from lms.assessment.models import Attempt
from lms.core import db
from lms.core.ids import new_id
from tests.browser.sitting import NOW_SHOWN, Place, choose, count_is, go_on, ready, signed_in, start

pytestmark = pytest.mark.browser


def test_an_answer_kept_on_the_device_survives_a_closed_page(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        address = page.url
        page.route("**/response*", lambda route: route.abort())
        choose(page)
        expect(page.locator(".qmap .is-waiting")).to_have_count(1)
        context = page.context
        page.close()
        again = context.new_page()
        again.goto(address)
        count_is(again, "1 of 1 saved")
        assert list(place.saved(attempt)) == [1]
        expect(again.locator(f"{NOW_SHOWN} .answer input").first).to_be_checked()


def test_leaving_with_something_unsaved_asks_first(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        start(page, place)
        page.route("**/response*", lambda route: route.abort())
        choose(page)
        expect(page.locator(".qmap .is-waiting")).to_have_count(1)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(f"{place.address}/tests/junior")
        assert asked == ["beforeunload"]


def test_a_second_device_takes_over_knowingly_and_of_two_answers_the_later_stands(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as phone, signed_in(browser, place, learner) as desk:
        attempt = start(phone, place)
        ready(phone)
        expect(phone.locator("[data-player-elsewhere]")).to_be_hidden()
        phone.context.set_offline(offline=True)
        choose(phone, 0)
        go_on(phone)
        choose(phone, 0)
        desk.goto(f"{place.address}/attempts/{attempt}/1")
        told = desk.locator("[data-player-elsewhere]")
        expect(told).to_contain_text("on another device: Chrome, Linux")
        expect(desk.locator(f"{NOW_SHOWN} .answer input").first).to_be_disabled()
        told.get_by_role("button", name="Go on here").click()
        expect(told).to_be_hidden()
        choose(desk, 1)
        count_is(desk, "1 of 1 saved")
        stands = place.saved(attempt)[1]
        phone.context.set_offline(offline=False)
        expect(phone.locator("[data-player-elsewhere]")).to_contain_text("on another device")
        expect(phone.locator(f"{NOW_SHOWN} .answer input").first).to_be_disabled()
        expect(phone.locator("[data-saved]")).to_have_class("saved")
        saved = place.saved(attempt)
        assert sorted(saved) == [1, 2], "what was given without a line arrives all the same"
        assert saved[1] == stands, "and of two answers to one question the later stands"
        phone.get_by_role("button", name="Go on here").click()
        expect(phone.locator("[data-player-elsewhere]")).to_be_hidden()
        count_is(phone, "2 of 2 saved")
        assert place.log(attempt)["opened"] == 3


def test_two_windows_of_one_browser_and_the_earlier_says_that_it_looks_on(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as first:
        attempt = start(first, place)
        ready(first)
        second = first.context.new_page()
        second.goto(f"{place.address}/attempts/{attempt}/1")
        told = first.locator("[data-player-elsewhere]")
        expect(told).to_contain_text("another window of this browser")
        expect(first.locator(f"{NOW_SHOWN} .answer input").first).to_be_disabled()
        choose(second)
        count_is(second, "1 of 1 saved")
        told.get_by_role("button", name="Go on here").click()
        count_is(first, "1 of 1 saved")
        expect(second.locator("[data-player-elsewhere]")).to_be_visible()
        choose(first, 1)
        expect(first.locator("[data-saved]")).to_have_class("saved")
        assert len(place.saved(attempt)) == 1


@pytest.mark.parametrize(
    "kept", ["{not json", '{"2":{"fields":{"chosen":[7]},"revision":"x"}}', '{"v":2,"attempt":"else"}']
)
def test_a_journal_that_cannot_be_read_is_said_and_hinders_nothing(
    browser: Browser, place: Place, learner: str, kept: str
) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        page.goto(f"{place.address}/attempts/{attempt}/log")
        page.evaluate("([id, kept]) => localStorage.setItem(`attempt:${id}`, kept)", [str(attempt), kept])
        page.goto(f"{place.address}/attempts/{attempt}/1")
        expect(page.locator("[data-player-trouble]")).to_contain_text("could not be read in full")
        choose(page)
        count_is(page, "1 of 1 saved")
        assert list(place.saved(attempt)) == [1]


def test_the_journal_of_another_attempt_is_never_sent(browser: Browser, place: Place, learner: str) -> None:
    other = new_id()
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        kept = '{"1":{"fields":{"chosen":["true"]},"revision":9}}'
        page.evaluate("([id, kept]) => localStorage.setItem(`attempt:${id}`, kept)", [str(other), kept])
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.reload()
        choose(page)
        count_is(page, "1 of 1 saved")
        assert not [url for url in sent if str(other) in url]
        assert list(place.saved(attempt)) == [1]


def test_where_the_device_keeps_nothing_the_page_says_so_and_goes_on(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        page.add_init_script(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
        )
        attempt = start(page, place)
        ready(page)
        page.route("**/response*", lambda route: route.abort())
        choose(page)
        expect(page.locator("[data-player-volatile]")).to_contain_text("Leave this page open")
        page.unroute("**/response*")
        count_is(page, "1 of 1 saved")
        expect(page.locator("[data-player-volatile]")).to_be_hidden()
        assert list(place.saved(attempt)) == [1]


def test_answers_after_a_hand_in_elsewhere_are_refused_in_words(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        page.route(
            "**/standing*", lambda route: route.abort()
        )  # the answer is there before the page asks how it stands
        with page.expect_response("**/pen"):  # nor does it hear of it when it begins to write
            attempt = start(page, place)
        with place.app.database.transaction():
            owner = db.session().get_one(Attempt, attempt).user_id
            from_elsewhere = place.cast.learner.actor.__class__(owner, "elsewhere", place.cast.learner.actor.grants)
            operations.hand_in(from_elsewhere, attempt)
        choose(page)
        expect(page.locator("[data-player-trouble]")).to_contain_text("handed in already. Your answer was not saved.")
        expect(page.locator(f"{NOW_SHOWN} .answer input").first).to_be_disabled()
