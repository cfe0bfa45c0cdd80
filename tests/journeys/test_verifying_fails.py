"""A stranger holds something that is not what it claims to be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from lms.credentials.models import Certificate
from lms.credentials.rules.codes import ALPHABET, grouped, new_code
from tests.journeys.inside import Inside

pytestmark = pytest.mark.browser

EMAIL, NAME = "holder@acme.example", "Carla Loo Olivo"


@pytest.fixture(scope="module")
def issued(on_sqlite: Inside) -> Certificate:
    """A valid certificate, drawn."""
    return on_sqlite.bring_a_certified_learner(EMAIL, name_latin=NAME)


def ask(page: Page, academy: Inside, code: str) -> None:
    page.goto(f"{academy.address}/verify")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Check the code").click()


def send(page: Page, academy: Inside, pdf: bytes) -> None:
    page.goto(f"{academy.address}/verify")
    sent = FilePayload(name="certificate.pdf", mimeType="application/pdf", buffer=pdf)
    page.locator("input[type=file]").set_input_files(sent)
    page.locator("form").filter(has=page.locator("input[type=file]")).locator("[type=submit]").click()


def test_a_code_that_was_never_issued_is_unknown(on_sqlite: Inside, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    ask(page, on_sqlite, new_code())
    expect(page.get_by_role("heading", level=1)).to_have_text("Unknown")
    expect(page.locator("main")).to_contain_text("We have issued no certificate with this code.")
    expect(page.locator(".printed")).to_have_count(0)


def test_one_changed_sign_is_noticed_before_anything_is_looked_up(
    on_sqlite: Inside, issued: Certificate, open_browser: Callable[..., Page]
) -> None:
    page, typed = open_browser(), changed(issued.code)
    ask(page, on_sqlite, typed)
    expect(page.locator(".error")).to_contain_text("A character is missing or wrong.")
    expect(page.get_by_label("Code")).to_have_value(typed)

    answer = page.goto(f"{on_sqlite.address}/verify/{typed}")
    assert answer
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Unknown")
    expect(page.locator("main")).not_to_contain_text(NAME)


def test_look_alikes_small_letters_and_hyphens_are_read_as_what_they_mean(
    on_sqlite: Inside, open_browser: Callable[..., Page], issued: Certificate
) -> None:
    typed = grouped(issued.code).replace(" ", "-").replace("0", "O").replace("1", "l").lower()
    page = open_browser()
    ask(page, on_sqlite, typed)
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")
    expect(page).to_have_url(f"{on_sqlite.address}/verify/{issued.code}")


def test_one_changed_byte_in_the_file_is_noticed(
    on_sqlite: Inside, issued: Certificate, open_browser: Callable[..., Page]
) -> None:
    pdf, page, kehu = on_sqlite.file_of(issued), open_browser("en"), open_browser("zh-CN")
    send(page, on_sqlite, pdf)
    expect(page.get_by_role("heading", level=1)).to_have_text("Valid")

    tampered = bytearray(pdf)
    tampered[-20] ^= 1
    send(page, on_sqlite, bytes(tampered))
    expect(page.get_by_role("heading", level=1)).to_have_text("Altered")
    expect(page.locator("main")).to_contain_text("is not the file that we issued")
    expect(page.locator(".printed")).to_contain_text(NAME)
    send(kehu, on_sqlite, bytes(tampered))
    expect(kehu.get_by_role("heading", level=1)).to_have_text("已被改动")


def test_a_file_of_somebody_elses_is_unknown(on_sqlite: Inside, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    send(page, on_sqlite, b"%PDF-1.7\n% not a certificate\n%%EOF\n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Unknown")
    expect(page.locator("main")).to_contain_text("This file is not one that we issued")


def changed(code: str) -> str:
    """The code with another sign in the middle."""
    other = ALPHABET[(ALPHABET.index(code[13]) + 1) % len(ALPHABET)]
    return code[:13] + other + code[14:]
