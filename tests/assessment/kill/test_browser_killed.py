"""The browser dies in the middle of a test, as when a battery is empty, and is opened again on the same device."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect
from sqlalchemy import func, select

from lms.assessment.models import Attempt
from tests.assessment.kill.figures import tell
from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.conftest import front_end  # noqa: F401 - says so where the front end is not built
from tests.browser.sitting import Place, attempt_of, choose, count_is, serving
from tests.factories.accounts import PASSWORD
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, single

pytestmark = pytest.mark.browser
QUESTIONS = 5


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A test of five questions."""
    test = a_test(a_section(draw=QUESTIONS), minutes=60, pass_mark=10)
    with serving(
        tmp_path_factory.mktemp("killed"), a_bank(*(single(f"s{n}") for n in range(QUESTIONS))), test
    ) as place:
        yield place


class Device:
    """A learner's own device: a browser with a profile that outlives it."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright, self._profile = playwright, profile
        self._context: BrowserContext | None = None

    def open(self) -> Page:
        """Start the browser."""
        self._context = self._playwright.chromium.launch_persistent_context(
            self._profile, executable_path=find_chromium(), args=list(ARGUMENTS), locale="en-GB"
        )
        self._context.set_default_timeout(30_000)
        return self._context.pages[0]

    def kill(self) -> None:
        """End every process of this browser, and of no other, at once."""
        for pid in self._pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        assert self._context is not None
        with suppress(Error):  # that is how one that was killed closes
            self._context.close()
        while self._pids():
            time.sleep(0.05)
        for lock in self._profile.glob("Singleton*"):
            lock.unlink()

    def close(self) -> None:
        """In order."""
        if self._context is not None:
            self._context.close()

    def _pids(self) -> list[int]:
        mine = f"--user-data-dir={self._profile}".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mine in (process / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(process.name))
            except OSError:
                continue
        return found


@pytest.mark.parametrize(
    "attempts", [3, pytest.param(20, marks=pytest.mark.long)], ids=lambda attempts: f"{attempts} attempts"
)
def test_nothing_acknowledged_is_lost_when_the_browser_is_killed(
    playwright: Playwright, place: Place, tmp_path: Path, attempts: int
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"browser killed, {attempts} attempts: seed {seed}")
    luck = random.Random(seed)
    acknowledged = lost = replayed = waiting = wrong = twice = 0
    for number in range(attempts):
        email = place.newcomer()
        device = Device(playwright, tmp_path / f"profile{number}")
        page = _at_the_test(device.open(), place, email)
        attempt = attempt_of(page)
        before = luck.randint(1, QUESTIONS - 2)
        for n in range(1, before + 1):
            page.goto(f"{place.address}/attempts/{attempt}/{n}")
            choose(page, luck.randrange(4))
            count_is(page, f"{n} of {n} saved")
        told = place.saved(attempt)
        page.goto(f"{place.address}/attempts/{attempt}/{before + 1}")
        page.route("**/response*", lambda route: route.abort())
        choose(page, luck.randrange(4))  # this one is visibly not saved
        expect(page.locator("[data-saved]")).to_have_class("saved is-waiting")
        page.wait_for_timeout(luck.uniform(0, 400))
        device.kill()
        acknowledged += len(told)
        assert len(told) == before

        page = _at_the_test(device.open(), place, email)
        assert attempt_of(page) == attempt
        expect(page.locator("[data-saved]")).to_have_class("saved")
        after = place.saved(attempt)
        lost += sum(after.get(position) != chosen for position, chosen in told.items())
        waiting += 1
        replayed += before + 1 in after
        for n in range(before + 1, QUESTIONS + 1):
            page.goto(f"{place.address}/attempts/{attempt}/{n}")
            choose(page, luck.randrange(4))
            count_is(page, f"{n} of {n} saved")
        final = place.saved(attempt)
        page.goto(f"{place.address}/attempts/{attempt}/hand-in")
        page.get_by_role("button", name="Hand in now").click()
        page.wait_for_url("**/result")
        device.close()
        wrong += _percent(place, attempt) != 100 * sum(chosen == [RIGHT] for chosen in final.values()) / QUESTIONS
        twice += _attempts_like(place, attempt) - 1
    figures = {
        "seed": seed,
        "attempts": attempts,
        "kills": attempts,
        "answers_acknowledged": acknowledged,
        "lost": lost,
        "attempts_twice": twice,
        "wrong_scores": wrong,
        "not_acknowledged_at_the_kill": waiting,
        "of_these_sent_from_the_device_afterwards": replayed,
    }
    tell(f"browser-{attempts}", figures)
    assert (lost, twice, wrong) == (0, 0, 0)


def _at_the_test(page: Page, place: Place, email: str) -> Page:
    """Sign in where the browser forgot, go on where it stopped; a browser that forgot itself takes over."""
    page.goto(f"{place.address}/tests/junior")
    if "/login" in page.url:
        page.fill("[name=login]", email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/tests/junior")
    start, go_on = (
        page.get_by_role("button", name="Start the test"),
        page.get_by_role("link", name="Go on with the test"),
    )
    with page.expect_response("**/pen") as pen:
        start.or_(go_on).click()
    if not pen.value.json()["mine"]:
        page.get_by_role("button", name="Go on here").click()
        expect(page.locator("[data-player-elsewhere]")).to_be_hidden()
    return page


def _percent(place: Place, attempt: UUID) -> object:
    with place.app.database.transaction(read_only=True) as session:
        return session.get_one(Attempt, attempt).percent


def _attempts_like(place: Place, attempt: UUID) -> int:
    with place.app.database.transaction(read_only=True) as session:
        owner = session.get_one(Attempt, attempt).user_id
        return session.scalar(select(func.count()).select_from(Attempt).where(Attempt.user_id == owner)) or 0
