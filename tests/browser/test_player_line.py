"""The online test over a line that breaks: what is answered meanwhile arrives, once, and the hand-in too."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import PHONE
from tests.browser.sitting import Place, choose, count_is, go_on, ready, signed_in, start
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.browser


def test_while_the_line_is_gone_one_goes_on_and_everything_arrives_later(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner, width=PHONE) as page:
        attempt = start(page, place)
        ready(page)
        choose(page)
        count_is(page, "1 of 1 saved")
        page.context.set_offline(offline=True)
        for _ in range(2):
            go_on(page)
            choose(page)
        count_is(page, "1 of 3 saved")
        expect(page.locator("[data-player-offline]")).to_contain_text("2 answers are kept on this device")
        expect(page.locator(".qmap .is-waiting")).to_have_count(2)
        assert sorted(place.saved(attempt)) == [1]
        page.context.set_offline(offline=False)
        count_is(page, "3 of 3 saved")
        expect(page.locator("[data-player-offline]")).to_be_hidden()
        assert sorted(place.saved(attempt)) == [1, 2, 3]


def answered_without_a_line(page: Page, place: Place, questions: int) -> UUID:
    """Begin, lose the line, and answer so many."""
    attempt = start(page, place)
    ready(page)
    page.context.set_offline(offline=True)
    for n in range(questions):
        if n:
            go_on(page)
        choose(page)
    count_is(page, f"0 of {questions} saved")
    return attempt


def test_what_was_answered_without_a_line_arrives_in_one_packet(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = answered_without_a_line(page, place, 5)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if "/response" in request.url else None)
        page.context.set_offline(offline=False)
        count_is(page, "5 of 5 saved")
        expect(page.locator(".qmap .is-done")).to_have_count(5)
        assert [url.rsplit("/", 1)[1] for url in sent] == ["responses"]
        assert sorted(place.responses(attempt)) == [1, 2, 3, 4, 5]
        assert place.log(attempt)["answered"] == 5


def test_a_packet_too_large_loses_only_the_answer_that_is(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = answered_without_a_line(page, place, 3)
        page.route("**/responses", lambda route: route.fulfill(status=413, body="too large"))
        page.route("**/2/response", lambda route: route.fulfill(status=413, body="too large"))
        page.context.set_offline(offline=False)
        count_is(page, "2 of 2 saved")
        assert sorted(place.responses(attempt)) == [1, 3]


def test_an_answer_whose_acknowledgement_is_lost_is_sent_again_and_kept_once(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        lost: list[int] = []

        def lose_the_first(route: Any) -> None:
            if len(lost) < 2:
                route.fetch()  # it reaches the server; its answer does not come back
                lost.append(1)
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/response*", lose_the_first)
        choose(page, 1)
        expect(page.locator("[data-saved]")).to_have_class("saved is-waiting")
        count_is(page, "1 of 1 saved")
        assert len(lost) == 2
        assert list(place.saved(attempt)) == [1]


def test_a_hand_in_that_does_not_arrive_stays_on_its_page_and_is_sent_until_it_does(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        choose(page)
        count_is(page, "1 of 1 saved")
        page.goto(f"{place.address}/attempts/{attempt}/hand-in")
        lost: list[int] = []

        def lose(route: Any) -> None:
            if route.request.method != "POST" or len(lost) >= 3:
                route.continue_()
                return
            lost.append(
                route.fetch().status if len(lost) == 2 else 0
            )  # the last one arrives; its answer does not come back
            route.abort("connectionreset")

        page.route("**/hand-in", lose)
        page.get_by_role("button", name="Hand in now").click()
        expect(page.locator("[data-handing-in]")).to_contain_text("sent by itself")
        assert page.url.endswith("/hand-in")
        page.wait_for_url("**/result", timeout=20_000)
        assert lost == [0, 0, 200]
        assert place.log(attempt)["handed_in"] == 1
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('attempt:')).length") == 0


def test_handing_in_waits_for_what_is_not_sent_yet(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        ready(page)
        hand_in = f"{place.address}/attempts/{attempt}/hand-in"
        page.route("**/response*", lambda route: route.abort())
        choose(page)
        expect(page.locator(".qmap .is-waiting")).to_have_count(1)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(hand_in)
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_timeout(700)
        assert place.state(attempt) == "open"
        page.unroute("**/response*")
        page.wait_for_url("**/result", timeout=30_000)
        assert list(place.saved(attempt)) == [1]


def test_signed_out_meanwhile_the_answer_waits(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        page.context.clear_cookies(name="academy")
        choose(page)
        expect(page.locator("[data-player-trouble]")).to_contain_text("You were signed out.")
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{place.address}/login?next=/attempts/{attempt}")
        page.fill("[name=login]", learner)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/attempts/*/1")
        count_is(page, "1 of 1 saved")
        assert list(place.saved(attempt)) == [1]
