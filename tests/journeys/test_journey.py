"""The main job, end to end: a learner signs in, takes real courses and the online test, an admin grants, a stranger verifies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.credentials.models import Certificate
from tests.journeys import learner, paper
from tests.journeys.inside import ADMIN, JUNIOR, JUNIOR_TEST, LEARNER, Inside

pytestmark = pytest.mark.browser

PRODUCTS = "Product training, junior"
TALK_TRACKS = "Talk tracks and competitor analysis, junior"
LEVEL = "Junior Engineer"
WRONG = 3
"""How many questions of the junior test the learner gets wrong."""


def test_from_the_sign_in_to_a_stranger_who_verifies(
    inside: Inside, open_browser: Callable[..., Page], tmp_path: Path
) -> None:
    salesperson, admin = open_browser(), open_browser()
    learner.sign_in(salesperson, inside, LEARNER)
    expect(salesperson).to_have_url(f"{inside.address}/home")

    for course in (PRODUCTS, TALK_TRACKS):
        learner.enrol_by_the_home(salesperson, inside, course)
        learner.take_the_lessons(salesperson, inside, course)

    only_the_test_is_missing(salesperson, inside)
    score = pass_the_junior_test(salesperson, inside)
    everything_waits_for_an_admin(salesperson, inside)

    certification = grant(admin, inside, score)
    pdf = download(salesperson, inside, tmp_path / "certificate.pdf")
    certificate = inside.certificate_of(LEARNER)
    the_file_is_what_was_issued(pdf, certificate)

    address = paper.scan(pdf)
    assert address == f"{inside.address}/verify/{certificate.code}"
    customer, kehu = open_browser("en"), open_browser("zh-CN")
    verify(customer, address, "Valid", certificate)
    verify(kehu, address, "有效", certificate)

    revoke(admin, certification)
    verify(customer, address, "Revoked", certificate)
    verify(kehu, address, "已撤销", certificate)
    the_learner_reads_it_too(salesperson, inside)


def only_the_test_is_missing(page: Page, academy: Inside) -> None:
    page.goto(f"{academy.address}/home")
    expect(learner.next_step(page)).to_contain_text("online test", ignore_case=True)
    page.goto(f"{academy.address}/levels/{JUNIOR}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Why not {LEVEL} yet")
    expect(page.locator(".decision > li.yes")).to_have_count(2)
    missing = page.locator(".decision > li:not(.yes)")
    expect(missing).to_have_count(1)
    missing.get_by_role("link", name=re.compile("^Take the test")).click()
    expect(page).to_have_url(f"{academy.address}/tests/{JUNIOR_TEST}")


def pass_the_junior_test(page: Page, academy: Inside) -> str:
    """Partly without a network, with a reload in the middle; the score as the page says it."""
    learner.start_the_test(page)
    answers = academy.answers(learner.attempt_on(page))
    total, saved = len(answers), page.locator("[data-saved-text]")
    expect(page.locator("form.question")).to_have_count(total)

    for place in (1, 2):
        learner.give(page, answers[place], right=True)
        learner.go_next(page)
    expect(saved).to_have_text("2 of 2 saved")

    banner = page.locator("[data-player-offline]")
    with learner.without_network(page):
        expect(banner).to_be_visible()
        for place in (3, 4, 5):
            learner.give(page, answers[place], right=True)
            learner.go_next(page)
        expect(saved).to_have_text("2 of 5 saved")
        expect(banner).to_contain_text("3 answers are kept on this device")
    expect(saved).to_have_text("5 of 5 saved")
    expect(banner).to_be_hidden()

    page.goto(f"{academy.address}/attempts/{learner.attempt_on(page)}")
    assert learner.position_of(page) == 6, "one goes on at the first question without an answer"
    expect(saved).to_have_text("5 of 5 saved")
    learner.answer_all(page, answers, right=lambda place: place > 5 + WRONG)
    expect(page.locator("main")).to_contain_text(f"All {total} questions are answered.")
    learner.hand_in(page)
    score = f"{100 * (total - WRONG) // total}%"
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Passed with {score}")
    return score


def everything_waits_for_an_admin(page: Page, academy: Inside) -> None:
    page.goto(f"{academy.address}/home")
    expect(learner.next_step(page)).to_contain_text(f"You meet all that {LEVEL} asks")
    page.goto(f"{academy.address}/levels/{JUNIOR}")
    expect(page.locator("main")).to_contain_text("An admin of the academy checks it and grants the level.")
    expect(page.locator(".decision > li:not(.yes)")).to_have_count(0)
    page.goto(f"{academy.address}/certificates")
    expect(page.locator("main")).to_contain_text("No certificate yet")


def grant(page: Page, academy: Inside, score: str) -> str:
    """The admin reads why, and grants; the address of the certification."""
    learner.sign_in(page, academy, ADMIN)
    page.goto(f"{academy.address}/staff/desk")
    row = page.get_by_role("row").filter(has_text="Ouyang Nana")
    row.get_by_role("link", name="All conditions met").click()
    expect(page.locator(".decision > li.yes")).to_have_count(3)
    expect(page.locator(".decision")).to_contain_text(score.removesuffix("%"))
    expect(page.locator("main")).to_contain_text("it comes out the same")
    page.get_by_role("button", name=f"Grant {LEVEL}").click()
    expect(page.locator("main")).to_contain_text(f"{LEVEL} is granted. The certificate is being drawn.")
    address = page.url
    page.goto(f"{academy.address}/staff/desk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody waits for you")
    return address


def download(page: Page, academy: Inside, to: Path) -> bytes:
    """The page shows the PDF by itself once the worker has drawn it; a plain link brings it."""
    page.goto(f"{academy.address}/certificates")
    link = page.get_by_role("link", name=re.compile("^Download PDF"))
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as downloading:
        link.click()
    assert downloading.value.url.startswith(academy.address), "a plain download: in-app browsers know no other"
    assert re.fullmatch(r"NPA-EE1-\d{4}-\d{6}\.pdf", downloading.value.suggested_filename)
    downloading.value.save_as(to)
    return to.read_bytes()


def the_file_is_what_was_issued(pdf: bytes, certificate: Certificate) -> None:
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() == certificate.pdf_sha256
    assert len(pdf) == certificate.pdf_size
    words = paper.words_of(pdf)
    for printed in ("欧阳娜娜", "Ouyang Nana", "顶点系统", "Acme Systems", certificate.number):
        assert paper.squeezed(printed) in words


def verify(page: Page, address: str, word: str, certificate: Certificate) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text(word)
    for printed in (certificate.number, "欧阳娜娜", "Ouyang Nana"):
        expect(page.locator(".printed")).to_contain_text(printed)
    assert not page.context.cookies(), "a stranger is not followed"


def revoke(page: Page, certification: str) -> None:
    page.goto(certification)
    panel = page.get_by_role("region", name="Revoke for good")
    panel.get_by_label("Reason").fill("Somebody else had sat the test.")
    panel.get_by_role("button", name="Revoke for good").click()
    expect(page.locator("main")).to_contain_text("Whoever verifies the certificate sees it from now on.")


def the_learner_reads_it_too(page: Page, academy: Inside) -> None:
    page.goto(f"{academy.address}/certificates")
    expect(page.locator("article.cert")).to_contain_text("Not valid. It was revoked on")
    page.goto(f"{academy.address}/levels/{JUNIOR}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{LEVEL}: revoked")
    page.goto(f"{academy.address}/home")
    expect(learner.next_step(page)).to_contain_text(f"{LEVEL}: revoked")
