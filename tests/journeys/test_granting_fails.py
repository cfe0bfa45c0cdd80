"""Nobody is granted what they have not met, whatever is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import learner
from tests.journeys.inside import ADMIN, JUNIOR, Inside

pytestmark = pytest.mark.browser

FORGE = """(address) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  const token = document.querySelector('meta[name="csrf-token"]').content;
  form.append(Object.assign(document.createElement("input"), { name: "csrf_token", value: token }));
  document.body.append(form);
  form.submit();
}"""


def test_a_grant_that_the_desk_does_not_offer_is_refused_with_a_sentence(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    user_id = on_sqlite.bring_a_learner("beginner@acme.example", name_latin="Beginner")
    admin = open_browser()
    learner.sign_in(admin, on_sqlite, ADMIN)
    admin.goto(f"{on_sqlite.address}/staff/desk")
    expect(admin.locator("main")).not_to_contain_text("Beginner")

    assert send_forged(admin, f"{on_sqlite.address}/staff/desk/{user_id}/{JUNIOR}/grant") == 409
    expect(admin.locator("main")).to_contain_text("what is asked is no longer met")
    assert on_sqlite.certificates_of("beginner@acme.example") == []


def test_a_learner_who_meets_everything_cannot_grant_it_to_themselves(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    user_id = on_sqlite.bring_an_eligible_learner("impatient@acme.example", name_latin="Impatient")
    page = open_browser()
    learner.sign_in(page, on_sqlite, "impatient@acme.example")

    assert send_forged(page, f"{on_sqlite.address}/staff/desk/{user_id}/{JUNIOR}/grant") == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not yours to open")
    assert on_sqlite.certificates_of("impatient@acme.example") == []


def send_forged(page: Page, address: str) -> int:
    """Send a form, made by hand on a page of ours and with its token, to an address; the status of the answer."""
    with page.expect_navigation() as going:
        page.evaluate(FORGE, address)
    answer = going.value
    assert answer
    return answer.status
