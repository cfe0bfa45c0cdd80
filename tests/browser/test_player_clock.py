"""The online test and its clock: at zero, in the grace, and what staff do meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from lms.assessment.models import Attempt
from lms.assessment.operations import overseeing
from lms.core import clock
from tests.browser.sitting import NOW_SHOWN, Place, choose, count_is, ready, signed_in, start

pytestmark = pytest.mark.browser


def test_at_zero_the_test_is_handed_in_by_itself(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        choose(page)
        count_is(page, "1 of 1 saved")
        with place.app.database.transaction() as session:
            soon = clock.now() + timedelta(seconds=4)
            session.execute(update(Attempt).where(Attempt.id == attempt).values(deadline_at=soon))
        page.reload()
        expect(page.locator("[data-clock-text]")).to_have_text("0:02")
        page.wait_for_url("**/result", timeout=20_000)
        assert place.state(attempt) == "finished"
        expect(page.locator("main")).to_contain_text("Where the points went")


def test_time_that_staff_add_is_on_the_clock_within_seconds_and_without_loading(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        page.clock.install()
        attempt = start(page, place)
        ready(page)
        with place.app.database.transaction():
            overseeing.add_time(place.cast.trainer.actor, attempt, 60, "A power cut.")
        page.clock.fast_forward("00:08")
        expect(page.locator("[data-player-notice]")).to_contain_text("The academy moved the end of your time")
        page.clock.run_for(1000)
        expect(page.locator("[data-clock-text]")).to_contain_text("1:29:")


def test_handed_in_for_them_the_page_leads_to_the_result(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        page.clock.install()
        attempt = start(page, place)
        choose(page)
        count_is(page, "1 of 1 saved")
        with place.app.database.transaction():
            overseeing.hand_in_for(place.cast.trainer.actor, attempt, "Fell ill.")
        page.clock.fast_forward("00:08")
        page.wait_for_url("**/result")


def test_in_the_grace_the_page_says_until_when_to_hand_in(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place, "with-grace")
        choose(page)
        count_is(page, "1 of 1 saved")
        with place.app.database.transaction() as session:
            found = session.get_one(Attempt, attempt)
            found.deadline_at = clock.now() + timedelta(seconds=3)
            found.grace_until = found.deadline_at + timedelta(minutes=5)
        page.reload()
        expect(page.locator("main")).to_contain_text("No more answers are taken. Hand in by")
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/result")
        assert place.state(attempt) == "finished"


def test_at_zero_nothing_is_thrown_away_while_the_server_fails(browser: Browser, place: Place, learner: str) -> None:
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('attempt:')).length"
    with signed_in(browser, place, learner) as page:
        page.clock.install()
        attempt = start(page, place)
        page.route("**/response*", lambda route: route.fulfill(status=503, body="away"))
        page.route("**/hand-in", lambda route: route.fulfill(status=503, body="away"))
        choose(page)
        expect(page.locator(".qmap .is-waiting")).to_have_count(1)
        page.clock.fast_forward("30:01")  # to the end of the time
        expect(page.locator(f"{NOW_SHOWN} .answer input").first).to_be_disabled()
        with page.expect_response("**/hand-in") as failed:
            page.clock.fast_forward("00:56")  # as long as a late packet may come
        assert failed.value.status == 503
        page.clock.run_for(1000)
        assert page.evaluate(kept) == 1
        page.unroute("**/response*")
        page.unroute("**/hand-in")
        page.clock.fast_forward("00:21")
        page.wait_for_url("**/result", timeout=20_000)
        assert place.state(attempt) == "finished"
