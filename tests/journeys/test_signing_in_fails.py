"""Somebody cannot sign in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.accounts.rules import NEARBY_LIMIT
from tests.journeys import learner
from tests.journeys.inside import LEARNER, Inside

pytestmark = pytest.mark.browser


def test_a_wrong_password_is_said_the_address_stays_and_the_right_one_opens(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    page = open_browser()
    learner.sign_in(page, on_sqlite, LEARNER, "not my password")
    expect(page.locator(".form-error")).to_have_text("This password does not fit this address or number.")
    expect(page.get_by_label("E-mail or mobile number")).to_have_value(LEARNER)
    expect(page.get_by_label("Password")).to_have_value("")
    assert not signed_in(page, on_sqlite)
    learner.fill_in_sign_in(page, LEARNER)
    expect(page).to_have_url(f"{on_sqlite.address}/home")


def test_after_many_wrong_passwords_even_the_right_one_must_wait(
    on_sqlite: Inside, open_browser: Callable[..., Page]
) -> None:
    on_sqlite.bring_a_learner("forgetful@acme.example")
    page = open_browser()
    learner.sign_in(page, on_sqlite, "forgetful@acme.example", "wrong 1")
    for number in range(2, NEARBY_LIMIT.failures + 1):
        learner.fill_in_sign_in(page, "forgetful@acme.example", f"wrong {number}")
        expect(page.locator(".form-error")).to_contain_text("does not fit")
    expect(page.locator(".form-error")).to_contain_text("No try is left for now.")

    learner.fill_in_sign_in(page, "forgetful@acme.example")
    expect(page.locator(".form-error")).to_have_text(
        re.compile(r"^Too many tries failed\. Come back in (\d+|one) minutes?\.$")
    )
    assert not signed_in(page, on_sqlite)

    colleague = open_browser()
    learner.sign_in(colleague, on_sqlite, LEARNER)
    expect(colleague).to_have_url(f"{on_sqlite.address}/home")


def signed_in(page: Page, academy: Inside) -> bool:
    """Whether this browser gets into the house."""
    return page.context.request.get(f"{academy.address}/home", max_redirects=0).status == 200
