"""The first day of a real academy: from an empty folder to the first learner's first lesson, with what an operator has at hand."""

from __future__ import annotations

import re
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import of_the_page
from tests.factories.accounts import AuthenticatorApp
from tests.running import LMS, ROOT, environment, free_port, lms, wait_for

pytestmark = pytest.mark.browser

WORDS = "correct horse battery"


@pytest.fixture
def setup_link(tmp_path: Path) -> Iterator[str]:
    """``lms db upgrade``, ``lms serve`` and ``lms worker`` in an empty folder; the link that the first start prints."""
    data, log, port = tmp_path / "var", tmp_path / "log", free_port()
    lms(data, "db", "upgrade")
    with log.open("w") as file:
        started = [
            subprocess.Popen(
                [*LMS, *command],
                cwd=ROOT,
                env=environment(data, "", base_url=""),
                stdout=file,
                stderr=subprocess.STDOUT,
            )
            for command in (("serve", "--port", str(port)), ("worker",))
        ]
    try:
        assert wait_for(lambda: "/setup/" in log.read_text()), log.read_text()
        found = re.search(r"http://\S+/setup/\S+", log.read_text())
        assert found
        yield found[0]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(40)


def press(page: Page) -> None:
    """The filled button of the page's form."""
    page.locator("main form button.btn-primary").first.click()


def fill(page: Page, **fields: str) -> None:
    """Fields by their names, then the button."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    press(page)


def test_from_an_empty_folder_to_the_first_lesson(setup_link: str, open_browser: Callable[..., Page]) -> None:
    wait_for(lambda: _answers(setup_link))
    page = open_browser()
    page.goto(setup_link)
    assert of_the_page(page) == []
    fill(page, name_latin="Zhou Min", email="zhou@academy.example")
    expect(page).to_have_url(re.compile("/invitation/"))
    fill(page, password=WORDS)

    expect(page).to_have_url(re.compile("/profile/second-factor"))  # an admin shows one before anything opens
    page.locator("main form[action$='/second-factor'] [type=submit]").click()
    page.locator("main summary").click()
    code = AuthenticatorApp(page.locator(".copyable code").inner_text()).now()
    page.locator("#code").fill(code)
    page.locator("main form").filter(has=page.locator("#code")).locator("[type=submit]").first.click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.locator("main a.btn-primary").click()

    page.locator("main a[href='/staff/welcome']").click()
    page.locator("main a.btn-primary").click()
    fill(page, name_en="Harbour Academy", name_zh="海港学院", code="HA")
    expect(page).to_have_url(re.compile("/welcome/look$"))
    page.wait_for_load_state()  # its scripts answer what is typed
    page.locator("#colour").fill("#ffcc00")
    page.locator("[data-fill]").click()  # it cannot be read; the nearest that can is taken over
    expect(page.locator("#colour")).not_to_have_value("#ffcc00")
    expect(page.locator("[data-fill]")).to_have_count(0)
    press(page)
    expect(page).to_have_url(re.compile("/welcome/days$"))
    press(page)
    expect(page).to_have_url(re.compile("/welcome/courses$"))
    press(page)
    page.locator("main a[href='/courses']").wait_for(timeout=90_000)
    page.goto(setup_link.partition("/setup/")[0] + "/staff/welcome/partner")
    fill(page, region_en="North", name_latin="Acme Systems", code="ACME")
    page.locator("main [name=role]").select_option("learner")
    fill(page, name_zh="欧阳娜娜", email="nana@acme.example")
    invitation = page.locator(".copyable code").inner_text()
    assert of_the_page(page) == []

    learner = open_browser("zh-CN")
    learner.goto(invitation)
    fill(learner, password=WORDS)
    expect(learner).to_have_url(re.compile("/home$"))
    expect(learner.locator(".brand").first).to_have_text("海港学院")
    learner.goto(setup_link.partition("/setup/")[0] + "/courses/product-training-junior")
    learner.locator("main form button.btn-primary, main a.btn-primary, main .next .btn").first.click()
    expect(learner).to_have_url(re.compile("/courses/product-training-junior(/lessons/|$)"))
    learner.goto(setup_link.partition("/setup/")[0] + "/courses/product-training-junior/lessons/g3-tour")
    expect(learner.locator("h1").first).to_be_visible()


def _answers(link: str) -> bool:
    try:
        with urllib.request.urlopen(link.partition("/setup/")[0] + "/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
