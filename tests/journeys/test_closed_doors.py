"""Pages that are not for everybody, opened by somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import learner
from tests.journeys.inside import LEARNER, MANAGER, OTHER_MANAGER, Inside

pytestmark = pytest.mark.browser

EMAIL, NAME = "watched@acme.example", "Watched Person"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "This page is not yours to open"), ("zh-CN", "无权打开此页面")],
)
def test_a_learner_at_the_admins_desk_reads_that_it_is_not_theirs(
    on_sqlite: Inside, open_browser: Callable[..., Page], language: str, words: str
) -> None:
    page = open_browser(language)
    learner.sign_in(page, on_sqlite, LEARNER)
    page.wait_for_url("**/home")
    answer = page.goto(f"{on_sqlite.address}/staff/desk")
    assert answer
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    expect(page.locator("main a[href='/']")).to_be_visible()


def test_another_partners_manager_finds_nothing_where_the_own_manager_reads(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    certificate = on_sqlite.bring_a_certified_learner(EMAIL, name_latin=NAME)
    own, other = open_browser(), open_browser()
    learner.sign_in(own, on_sqlite, MANAGER)
    learner.sign_in(other, on_sqlite, OTHER_MANAGER)
    document = f"{on_sqlite.address}/certificates/{certificate.id}.pdf"
    assert own.context.request.get(document).body() == on_sqlite.file_of(certificate)
    answer = other.goto(document)
    assert answer
    assert answer.status == 404
    expect(other.get_by_role("heading", level=1)).to_have_text("There is no such page")

    own.goto(f"{on_sqlite.address}/manager/people?q=Watched")
    expect(own.locator("main")).to_contain_text(NAME)
    other.goto(f"{on_sqlite.address}/manager/people?q=Watched")
    expect(other.locator("main")).to_contain_text("Nothing fits")

    for path in on_sqlite.staff_pages_about(EMAIL):
        answer = other.goto(on_sqlite.address + path)
        assert answer
        assert answer.status == 403, path
        expect(other.locator("body")).not_to_contain_text(NAME)
