"""What a learner does in a browser, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.factories.accounts import PASSWORD
from tests.journeys.inside import Answer, Inside

FAST = 16
"""How much faster than life the film is played: as fast as browsers go."""


def sign_in(page: Page, academy: Inside, email: str, password: str = PASSWORD) -> None:
    """By the form, as everybody; staff type the code of their app, too."""
    page.goto(f"{academy.address}/login")
    fill_in_sign_in(page, email, password)
    if academy.has_second_factor(email):
        page.locator("#code").fill(academy.code_of(email))
        page.locator("main form").filter(has=page.locator("#code")).locator("[type=submit]").click()


def fill_in_sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """The form that is on the screen, in whatever language."""
    page.locator("#login").fill(email)
    page.locator("#password").fill(password)
    page.locator("main form").filter(has=page.locator("#password")).locator("[type=submit]").click()


def next_step(page: Page) -> Locator:
    """What the home says is to be done next."""
    return page.locator("section.next")


def enrol_by_the_home(page: Page, academy: Inside, course_title: str) -> None:
    """The home names a course; one opens it and enrols."""
    page.goto(f"{academy.address}/home")
    expect(next_step(page)).to_contain_text(course_title)
    next_step(page).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(course_title)
    page.get_by_role("button", name="Enrol and start").click()
    expect(page.locator("main")).to_contain_text(f"You are enrolled on {course_title}.")


def take_the_lessons(page: Page, academy: Inside, course_title: str) -> None:
    """From the lesson on the screen to the end of the course, whose test is passed on the way."""
    for _lesson in range(20):
        must_fit(page)
        if page.locator("video").count():
            watch_the_film(page)
        if page.get_by_role("link", name=re.compile("^To the test")).count():
            page.get_by_role("link", name=re.compile("^To the test")).click()
            start_the_test(page)
            answer_all(page, academy.answers(attempt_on(page)), right=lambda position: True)
            hand_in(page)
            expect(page.get_by_role("heading", level=1)).to_have_text("Passed with 100%")
            page.get_by_role("link", name="To the course").click()
            break
        before = page.url
        page.get_by_role("button", name=re.compile("^Next: ")).click()
        page.wait_for_url(lambda url, before=before: url != before)
    expect(page.get_by_role("heading", level=1)).to_have_text(course_title)
    expect(page.locator("main")).to_contain_text("Completed on")


def watch_the_film(page: Page) -> None:
    """The real film in the browser's own player, muted and fast, until the page itself says that it was watched."""
    expect(page.locator("[data-film-done]")).to_be_hidden()
    page.locator("video").evaluate(
        "async (film, fast) => { film.muted = true; film.playbackRate = fast; await film.play(); }", FAST
    )
    expect(page.locator("[data-film-done]")).to_be_visible(timeout=60_000)


def must_fit(page: Page) -> None:
    """No page is wider than the phone: else everything on it moves sideways under the thumb."""
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"], page.url


# ---- The player ----


def start_the_test(page: Page) -> None:
    """From the page that says what the test asks."""
    page.get_by_role("button", name=re.compile("^Start (the test|again)$")).click()
    page.wait_for_url(re.compile(r"/attempts/[0-9a-f-]+/\d+$"))


def attempt_on(page: Page) -> str:
    """The attempt that is on the screen."""
    found = re.search(r"/attempts/([0-9a-f-]+)", page.url)
    assert found, page.url
    return found[1]


def question(page: Page) -> Locator:
    """The question on the screen; the script keeps the others ready, hidden."""
    return page.locator("form.question:not([hidden])")


def position_of(page: Page) -> int:
    """The place of the question on the screen."""
    return int(question(page).get_attribute("data-position") or 0)


def give(page: Page, answer: Answer, *, right: bool) -> None:
    """Answer the question on the screen: exactly what is right, or something else."""
    for name, values in answer.fields.items():
        control = page.locator(f'form[data-position]:visible [name="{name}"]')
        for value in values:
            if control.first.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            elif control.first.get_attribute("type") in ("radio", "checkbox"):
                page.locator(f'form[data-position]:visible [name="{name}"][value="{value}"]').check()
            else:
                control.fill(value)
    if answer.fields:
        return
    chosen = answer.right if right else frozenset(sorted(answer.wrong)[:1])
    for control in question(page).locator("[name=chosen]").all():
        wanted = control.get_attribute("value") in chosen
        if control.is_checked() != wanted and (wanted or control.get_attribute("type") == "checkbox"):
            control.locator("xpath=ancestor::label").click()


def go_next(page: Page) -> None:
    """To the next question, or from the last to the hand-in."""
    place = position_of(page)
    question(page).locator("button[name=go][value=next]:visible:not(.visually-hidden)").click()
    page.wait_for_url(lambda url: not url.endswith(f"/{place}"))


def answer_all(page: Page, answers: dict[int, Answer], *, right: Callable[[int], bool]) -> None:
    """From the question on the screen to the hand-in."""
    while not page.url.endswith("/hand-in"):
        place = position_of(page)
        give(page, answers[place], right=right(place))
        go_next(page)


def hand_in(page: Page) -> None:
    """The end of a test."""
    page.get_by_role("button", name="Hand in now").click()
    page.wait_for_url(re.compile("/result$"))
    expect(page.locator("main")).to_contain_text("Your test was handed in.")


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    """In the lift."""
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)
