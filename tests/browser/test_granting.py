"""Many grants in one go under a quota, and taken back, on a desk; a learner reads on a phone, in Chinese, what renewing asks and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from lms.certification.operations import bulk, granting
from lms.core import clock
from lms.core.address import came_by
from lms.core.jobs import Worker
from tests.browser.looking import DESK, of_the_page
from tests.browser.sitting import Place, let_in, serving
from tests.factories.accounts import make_user
from tests.factories.assessment import a_bank, a_section, a_test, single
from tests.factories.certification import ASKS, JUNIOR, TEST, eligible_for_junior, make_track

pytestmark = pytest.mark.browser
JOBS = {bulk.GRANT: bulk.grant_batch, bulk.UNDO: bulk.undo_batch}
ASKED = {**ASKS, "junior": {"all": [*ASKS["junior"]["all"], {"quota_free": {"places": 3}}]}}
RENEWAL = {"grace": "P30D", "requires": {"online_test": {"test": TEST, "at_least": 70}}}


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Three places at junior: one held by Acme's learner, whose renewal is open, and three people who wait."""
    with serving(tmp_path_factory.mktemp("granting"), a_bank(single("q")), a_test(a_section(draw=1))) as served:
        with served.app.database.transaction():
            make_track(asks=ASKED, said={"renewal": RENEWAL})
            learner = served.cast.learner.user_id
            came_by("https://academy.example")
            with clock.at(clock.now() - timedelta(days=700)):
                eligible_for_junior(learner)
                granting.grant(served.cast.admin.actor, learner, JUNIOR)
            for number in range(3):
                eligible_for_junior(make_user(f"li{number}@acme.example", name_latin=f"Li {number:02}").id)
        yield served


def test_a_bulk_grant_with_a_quota_is_looked_at_done_and_taken_back(browser: Browser, academy: Place) -> None:
    with let_in(browser, academy, academy.cast.admin, width=DESK) as page:
        page.goto(f"{academy.address}/staff/desk")
        page.get_by_role("button", name="Pick all").click()
        page.get_by_role("button", name="Grant to 3 people").click()
        expect(page.get_by_text("1 now, 4 afterwards")).to_be_visible()
        assert of_the_page(page) == []
        page.get_by_role("button", name="Grant to 3 people").click()
        expect(page.get_by_text("0 of 3 done")).to_be_visible()
        Worker(academy.app.database, JOBS).sweep()
        expect(page.get_by_role("heading", name="Take all of them back")).to_be_visible()  # the page saw it by itself
        expect(page.get_by_role("link", name="Waiting list 1")).to_be_visible()
        assert of_the_page(page) == []
        page.fill("[name=reason]", "The list of last year.")
        page.get_by_role("button", name="Take 2 grants back").click()
        expect(page.get_by_text("taken back", exact=False).first).to_be_visible()
        Worker(academy.app.database, JOBS).sweep()
        expect(page.get_by_role("link", name="Taken back 2")).to_be_visible()
        page.goto(f"{academy.address}/staff/desk")
        expect(page.get_by_role("heading", name="2 people wait for you")).to_be_visible()


def test_a_learner_reads_what_renewing_asks_on_a_phone_in_chinese(browser: Browser, academy: Place) -> None:
    with let_in(browser, academy, academy.cast.learner, language="zh_Hans") as page:
        page.goto(f"{academy.address}/levels/{JUNIOR}")
        for words in ("有效期至", "现在可以续证。", "逾期有宽限，至"):
            expect(page.get_by_text(words).first).to_be_visible()
        expect(page.get_by_role("heading", name="续证条件")).to_be_visible()
        expect(page.get_by_text("初级网络测试").first).to_be_visible()
        assert page.get_by_text("产品培训").count() == 0, "what was learnt is not asked again"
        assert of_the_page(page) == []
        page.goto(f"{academy.address}/certificates")
        expect(page.get_by_text("现在可以续证。").first).to_be_visible()
        assert of_the_page(page) == []
