"""The online test in a real Chromium: by keyboard, without script, over a line that breaks, on two devices, at zero."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from lms.assessment import operations
from lms.assessment.models import Attempt
from lms.assessment.operations import overseeing
from lms.core import clock, db, events
from lms.core.ids import new_id
from lms.wiring import REACTIONS
from tests.browser.looking import DESK, PHONE, of_the_page
from tests.browser.sitting import NOW_SHOWN, Place, choose, count_is, go_on, serving, signed_in, start
from tests.factories.accounts import PASSWORD
from tests.factories.assessment import a_bank, a_section, a_test, many, single, statement

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Six questions of three types, thirty minutes."""
    questions = [single(f"s{n}") for n in range(4)] + [many("m"), statement("t")]
    shown = {"correctness": True, "answers": True, "feedback": True}
    test = a_test(a_section(draw=6), minutes=30, pass_mark=10, review={"after_passing": shown})
    grace = a_test(a_section(draw=6), key="with-grace", minutes=30, pass_mark=10, on_expiry={"grace_minutes": 5})
    with serving(tmp_path_factory.mktemp("player"), a_bank(*questions), test, grace) as place:
        yield place


@pytest.fixture
def learner(place: Place) -> str:
    """Somebody who has not taken the test yet."""
    return place.newcomer()


@pytest.fixture(autouse=True)
def wired() -> None:
    events.connect(REACTIONS)


def ready(page: Page) -> None:
    """All questions are on the page, hidden but one."""
    expect(page.locator("form.question")).to_have_count(6)


def test_each_answer_is_saved_as_it_is_given(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        for n in range(1, 4):
            choose(page)
            count_is(page, f"{n} of {n} saved")
            go_on(page)
        assert sorted(place.saved(attempt)) == [1, 2, 3]
        page.reload()
        expect(page.locator(".qmap .is-done")).to_have_count(3)


def test_all_of_it_by_keyboard(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        ready(page)
        page.locator(f"{NOW_SHOWN} .answer input").first.focus()
        for n in range(1, 7):
            if n > 1:
                expect(page.locator(f"{NOW_SHOWN} h1")).to_be_focused()
                page.keyboard.press("Tab")  # the flag
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
            count_is(page, f"{n} of {n} saved")
            page.keyboard.press("Enter")
        page.wait_for_url("**/hand-in")
        page.get_by_role("button", name="Hand in now").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/result")
        assert len(place.saved(attempt)) == 6
        assert place.state(attempt) == "finished"


def test_without_script_it_works_by_forms(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner, java_script_enabled=False) as page:
        attempt = start(page, place)
        for _ in range(6):
            choose(page)
            go_on(page)
        page.wait_for_url("**/hand-in")
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/result")
        assert len(place.saved(attempt)) == 6


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


def test_what_was_answered_without_a_line_arrives_in_one_packet(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        attempt = start(page, place)
        ready(page)
        page.context.set_offline(offline=True)
        for n in range(5):
            if n:
                go_on(page)
            choose(page, 1)
        count_is(page, "0 of 5 saved")
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
        attempt = start(page, place)
        ready(page)
        page.context.set_offline(offline=True)
        for n in range(3):
            if n:
                go_on(page)
            choose(page)
        count_is(page, "0 of 3 saved")
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


def test_a_flag_is_kept(browser: Browser, place: Place, learner: str) -> None:
    with signed_in(browser, place, learner) as page:
        start(page, place)
        with page.expect_response("**/flag"):
            page.get_by_role("button", name="Flag").click()
        expect(page.locator("[data-flagged]")).to_have_text("1 flagged")
        expect(page.locator('.qmap a[aria-label="Question 1, not answered, flagged"]')).to_have_count(1)
        page.reload()
        expect(page.get_by_role("button", name="Flag")).to_have_attribute("aria-pressed", "true")


def test_back_and_forward_of_the_browser_go_from_question_to_question(
    browser: Browser, place: Place, learner: str
) -> None:
    with signed_in(browser, place, learner) as page:
        start(page, place)
        ready(page)
        go_on(page)
        go_on(page)
        expect(page).to_have_title("Question 3 · Junior online test · Northstar Partner Academy")
        page.go_back()
        expect(page.locator(f"{NOW_SHOWN} h1")).to_have_text("Question 2 of 6")
        assert page.url.endswith("/2")
        page.go_forward()
        expect(page.locator(f"{NOW_SHOWN} h1")).to_have_text("Question 3 of 6")


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


@pytest.mark.parametrize(
    "look",
    [
        (PHONE, "zh_Hans", "dark"),
        (DESK, "en", "light"),
        pytest.param((PHONE, "en", "light"), marks=pytest.mark.long),
        pytest.param((DESK, "zh_Hans", "dark"), marks=pytest.mark.long),
        pytest.param((PHONE, "en", "dark"), marks=pytest.mark.long),
        pytest.param((DESK, "zh_Hans", "light"), marks=pytest.mark.long),
    ],
    ids=lambda look: "-".join(map(str, look)),
)
def test_nothing_is_found_on_any_page_of_a_test(
    browser: Browser, place: Place, learner: str, look: tuple[int, str, str]
) -> None:
    wrong: dict[str, list[str]] = {}
    with signed_in(browser, place, learner, **dict(zip(("width", "language", "theme"), look, strict=True))) as page:
        page.on("console", lambda told: wrong.setdefault(told.type, []).append(told.text))

        def judge(name: str) -> None:
            if found := of_the_page(page):
                wrong[name] = found

        page.goto(f"{place.address}/tests/junior")
        judge("before")
        page.locator("form[action$='/start'] button").click()
        ready(page)
        base = page.url.rsplit("/", 1)[0]
        for n in range(1, 7):
            page.goto(f"{base}/{n}")
            choose(page)
            expect(page.locator("[data-saved]")).to_have_class("saved")
            judge(f"question {n}")
        page.goto(f"{base}/hand-in")
        judge("hand-in")
        page.locator("[data-hand-in] [type=submit]").click()
        page.wait_for_url("**/result")
        judge("result")
        page.goto(f"{base}/review")
        judge("review")
    assert wrong == {}
