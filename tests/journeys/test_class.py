"""A seat from the waiting list, on three phones: the class is full, somebody waits, somebody gives their seat back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import of_the_page
from tests.factories.accounts import PASSWORD
from tests.factories.classroom import a_class
from tests.journeys import learner
from tests.journeys.inside import Inside

pytestmark = pytest.mark.browser
FIRST, SECOND = "first@acme.example", "second@acme.example"


def test_who_waits_moves_up_when_somebody_gives_their_seat_back_and_is_told(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    for email, name in ((FIRST, "Li Xue"), (SECOND, "Bai Hua")):
        on_sqlite.bring_a_learner(email, name_latin=name)
    with on_sqlite.unit():
        made = a_class(timedelta(days=10), seats=1, title={"en": "One bench", "zh": "一台实验台"}).id
    class_page = f"{on_sqlite.address}/classes/{made}"

    seat = open_browser()
    learner.sign_in(seat, on_sqlite, FIRST, PASSWORD)
    seat.goto(f"{on_sqlite.address}/classes")
    seat.get_by_role("link", name="One bench").click()
    assert of_the_page(seat) == []
    seat.get_by_role("button", name="Book a seat").click()
    expect(seat.get_by_text("You have a seat.").first).to_be_visible()

    waits = open_browser("zh-CN")
    learner.sign_in(waits, on_sqlite, SECOND, PASSWORD)
    waits.goto(class_page)
    waits.get_by_role("button", name="加入候补").click()
    expect(waits.get_by_text("您在候补名单上")).to_be_visible()
    assert of_the_page(waits) == []
    expect(waits.get_by_text("Li Xue")).to_have_count(0)

    seat.get_by_role("button", name="Give my place up").click()
    expect(seat.get_by_text("Your place is given up.")).to_be_visible()

    waits.goto(class_page)
    expect(waits.get_by_text("您有名额。")).to_be_visible()
    waits.goto(f"{on_sqlite.address}/messages")
    expect(waits.get_by_text("您有名额了：一台实验台")).to_be_visible()
    assert of_the_page(waits) == []
    with waits.expect_download() as download:
        waits.goto(class_page)
        waits.get_by_role("link", name="日历文件").click()
    assert b"BEGIN:VEVENT" in download.value.path().read_bytes()
