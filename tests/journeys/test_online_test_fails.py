"""An online test goes wrong: too few points, or signed out in the middle of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys import learner
from tests.journeys.inside import ADMIN, JUNIOR, JUNIOR_TEST, Inside

pytestmark = pytest.mark.browser

EMAIL = "nearly@acme.example"
PASSES, RIGHT, OF = 70, 12, 20


def test_who_misses_the_mark_learns_by_how_much_and_when_to_try_again_and_no_admin_sees_them(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    on_sqlite.took_the_courses(on_sqlite.bring_a_learner(EMAIL, name_latin="Nearly There"))
    page = open_browser()
    learner.sign_in(page, on_sqlite, EMAIL)
    page.goto(f"{on_sqlite.address}/tests/{JUNIOR_TEST}")
    learner.start_the_test(page)
    answers = on_sqlite.answers(learner.attempt_on(page))
    assert len(answers) == OF
    learner.answer_all(page, answers, right=lambda place: place <= RIGHT)
    learner.hand_in(page)

    score, short = 100 * RIGHT // OF, OF * PASSES // 100 - RIGHT
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{score}%: not passed yet")
    told = page.locator("main")
    expect(told).to_contain_text(f"{RIGHT} of {OF} points; {PASSES}% passes. You are {short} points short.")
    expect(told).to_contain_text(re.compile("You may try again from .*20\\d\\d"))
    expect(told.get_by_role("link", name="Go through the questions")).to_have_count(0)

    page.goto(f"{on_sqlite.address}/tests/{JUNIOR_TEST}")
    expect(page.get_by_role("button", name=re.compile("^Start"))).to_have_count(0)
    expect(told).to_contain_text("You may try again from")
    page.goto(f"{on_sqlite.address}/levels/{JUNIOR}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why not")
    expect(page.locator(".decision > li.no")).to_contain_text(str(score))

    admin = open_browser()
    learner.sign_in(admin, on_sqlite, ADMIN)
    admin.goto(f"{on_sqlite.address}/staff/desk")
    expect(admin.locator("main")).not_to_contain_text("Nearly There")


@pytest.mark.parametrize("how", ["the cookie is gone", "ended on another device"])
def test_signed_out_in_the_middle_answers_stay_on_the_device_and_are_sent_after_signing_in_again(
    on_sqlite: Inside, open_browser: Callable[..., Page], how: str
) -> None:
    email = f"{how.replace(' ', '-')}@acme.example"
    on_sqlite.bring_a_learner(email)
    page, asked = open_browser(), []
    page.on("dialog", lambda dialog: asked.append(accepted(dialog)))
    learner.sign_in(page, on_sqlite, email)
    page.goto(f"{on_sqlite.address}/tests/{JUNIOR_TEST}")
    learner.start_the_test(page)
    attempt = learner.attempt_on(page)
    answers = on_sqlite.answers(attempt)
    expect(page.locator("form.question")).to_have_count(len(answers))
    learner.give(page, answers[1], right=True)
    saved = page.locator("[data-saved-text]")
    expect(saved).to_have_text("1 of 1 saved")

    if how == "the cookie is gone":
        page.context.clear_cookies()
    else:
        on_sqlite.signed_out_everywhere(email)
    for place in (2, 3):
        learner.go_next(page)
        learner.give(page, answers[place], right=True)
    trouble = page.locator("[data-player-trouble]")
    expect(trouble).to_contain_text("You were signed out. Your answers are kept on this device")
    expect(saved).to_have_text("1 of 3 saved")

    trouble.get_by_role("link", name="Load the page again").click()
    learner.fill_in_sign_in(page, email)
    page.wait_for_url(re.compile(rf"/attempts/{attempt}/\d+$"))
    expect(saved).to_have_text("3 of 3 saved")
    assert not asked, "nothing is lost by leaving, so nobody is to be frightened"

    learner.answer_all(page, answers, right=lambda place: True)
    learner.hand_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed with 100%")


def accepted(dialog: Dialog) -> str:
    """What the browser asked; it is told yes, so that the story goes on."""
    dialog.accept()
    return dialog.type
