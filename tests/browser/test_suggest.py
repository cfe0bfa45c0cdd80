"""Choosing a company while one types, in a real browser: by keyboard, by finger, and not at all without a script."""

from __future__ import annotations

import pytest

from tests.browser.looking import PHONE
from tests.browser.pages import ADMIN
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser
NEW = "/staff/people/new"


def test_the_keyboard_finds_and_picks_and_typing_on_undoes_the_pick(visitor: Visitor) -> None:
    with visitor.window(ADMIN) as page:
        page.goto(visitor.address + NEW)
        field = page.get_by_role("combobox", name="Company")
        field.press_sequentially("hljb")  # 黑龙江北大荒, by its initials
        option = page.get_by_role("option", name="Heilongjiang Beidahuang")
        option.wait_for()
        assert field.get_attribute("aria-expanded") == "true"
        field.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
        field.press("Enter")
        assert field.input_value().endswith("· BDH")
        assert page.url.endswith(NEW), "picking sends nothing"
        picked = page.locator("[name=partner-for]")
        assert picked.input_value() == field.input_value()
        field.press_sequentially("x")
        assert picked.input_value() != field.input_value()
        field.press("Escape")
        assert field.get_attribute("aria-expanded") == "false"


def test_a_finger_picks_on_a_phone(visitor: Visitor) -> None:
    with visitor.window(ADMIN, width=PHONE) as page:
        page.goto(visitor.address + NEW)
        field = page.get_by_role("combobox", name="Company")
        field.fill("weser")
        page.get_by_role("option", name="Weser Systemhaus").click()
        assert field.input_value() == "Weser Systemhaus KG · WESER"
        assert page.locator("[name=partner-id]").input_value()


def test_without_a_script_the_form_comes_back_with_those_that_fit(visitor: Visitor) -> None:
    with visitor.window(ADMIN, java_script_enabled=False) as page:
        page.goto(visitor.address + NEW)
        page.fill("[name=name_latin]", "Nobody Yet")
        page.fill("[name=email]", "nobody.yet@elbe.example")
        page.fill("[name=partner]", "er")
        page.click("main form button[type=submit]")
        assert "Several companies fit" in page.text_content("main")  # type: ignore[operator]
        page.get_by_label("Weser Systemhaus KG · WESER").check()
        page.uncheck("[name=invite]")
        page.click("main form button[type=submit]")
        assert page.text_content("h1") == "Nobody Yet"
        assert "Weser Systemhaus KG" in page.text_content(".person-head")  # type: ignore[operator]
