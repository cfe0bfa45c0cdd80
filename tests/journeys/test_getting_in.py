"""Getting in for the first time: invited by a manager, and as staff with a second factor, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import of_the_page
from tests.factories.accounts import PASSWORD, AuthenticatorApp
from tests.journeys import learner
from tests.journeys.inside import Inside

pytestmark = pytest.mark.browser

WORDS = "correct horse battery"


def send(page: Page, field: str) -> None:
    """Press the button of the form in which a field stands."""
    page.locator("main form").filter(has=page.locator(field)).locator("[type=submit]").first.click()


def test_who_was_invited_comes_in_and_back(on_sqlite: Inside, open_browser: Callable[..., Page]) -> None:
    invitation = on_sqlite.invite("new@acme.example", name_latin="Li Xu")
    page = open_browser("zh-CN")
    page.goto(on_sqlite.address + invitation)
    assert of_the_page(page) == []
    page.locator("#name_latin").fill("Li Xue")
    page.locator("#password").fill("short")
    send(page, "#password")
    expect(page.locator(".form-error")).to_be_visible()
    expect(page.locator("#name_latin")).to_have_value("Li Xue")
    page.locator("#password").fill(WORDS)
    send(page, "#password")
    expect(page).to_have_url(f"{on_sqlite.address}/home")

    elsewhere = open_browser()
    learner.sign_in(elsewhere, on_sqlite, "new@acme.example", WORDS)
    expect(elsewhere).to_have_url(f"{on_sqlite.address}/home")
    answer = open_browser().goto(on_sqlite.address + invitation)
    assert answer
    assert answer.status == 410


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_staff_set_up_a_second_factor_before_anything_opens(
    on_sqlite: Inside, open_browser: Callable[..., Page], tmp_path: Path, language: str
) -> None:
    email = f"new-{language.lower()}@academy.example"
    on_sqlite.bring_staff_without_second_factor(email)
    page = open_browser(language)
    page.goto(f"{on_sqlite.address}/login")
    learner.fill_in_sign_in(page, email)
    expect(page).to_have_url(re.compile("/profile/second-factor$"))
    assert of_the_page(page) == []
    page.goto(f"{on_sqlite.address}/staff/")
    expect(page).to_have_url(re.compile("/profile/second-factor$"))

    page.locator("main form[action$='/second-factor'] [type=submit]").click()
    expect(page.locator(".qr")).to_be_visible()
    assert of_the_page(page) == []
    page.locator("main summary").click()
    app = AuthenticatorApp(page.locator(".copyable code").inner_text())
    page.locator("#code").fill(f" {app.now()[:3]} {app.now()[3:]}")
    send(page, "#code")
    expect(page.locator(".codes li")).to_have_count(10)
    assert of_the_page(page) == []
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as download:
        page.locator("main form[action$='.txt'] [type=submit]").click()
    download.value.save_as(tmp_path / "codes.txt")
    assert all(code in (tmp_path / "codes.txt").read_text() for code in codes)
    page.locator("main a.btn-primary").click()
    expect(page).to_have_url(re.compile("/staff/"))

    other = open_browser(language)
    other.goto(f"{on_sqlite.address}/login?next=/profile")
    learner.fill_in_sign_in(other, email, PASSWORD)
    expect(other.locator("#code")).to_be_focused()
    assert of_the_page(other) == []
    other.locator("#code").fill("000000")
    send(other, "#code")
    expect(other.locator(".form-error")).to_be_visible()
    other.locator("#code").fill(codes[0])
    send(other, "#code")
    expect(other).to_have_url(f"{on_sqlite.address}/profile")
    other.goto(f"{on_sqlite.address}/profile/security")
    assert of_the_page(other) == []
