"""Ways to answer the question on screen, whatever its type: with keys alone, by touch, and by a form without script. What is answered is
said as the fields of the question's form, as the page has them; a file is one of those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator, Page, expect

from tests.browser.sitting import NOW_SHOWN
from tests.factories.uploads import PDF

FILE = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
FAR = 60
"""Presses of the tabulator after which nobody looks on."""
KIND = "(control) => control.matches('select, textarea') ? control.tagName.toLowerCase() : control.type"
HAS_FOCUS = "(control) => control === document.activeElement"
Fields = Mapping[str, Sequence[str]]


def fields_named(page: Page, name: str) -> Locator:
    """The controls of a name in the question on screen."""
    return page.locator(f"{NOW_SHOWN} [name='{name}']")


def tab_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until one of these has the focus: what is not reached so, nobody without a mouse reaches. Forwards, and round."""
    for _ in range(FAR):
        if wanted.evaluate_all(f"(all) => all.some({HAS_FOCUS})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with the tabulator: {wanted}")


def by_keys(page: Page, fields: Fields) -> None:
    """With keys alone."""
    for name, values in fields.items():
        controls = fields_named(page, name)
        kind = controls.first.evaluate(KIND)
        if kind == "checkbox":
            for value in values:
                tab_to(page, page.locator(f"{NOW_SHOWN} [name='{name}'][value='{value}']"))
                page.keyboard.press("Space")
            continue
        if kind == "file":
            with page.expect_file_chooser() as chooser:  # before the way there: it takes a while to begin
                tab_to(page, controls)
                expect(controls).to_be_focused()
                page.keyboard.press("Enter")
            chooser.value.set_files([FILE])
            continue
        tab_to(page, controls)
        if kind == "radio":
            _arrow_to(page, controls, values[0])
        elif kind == "select":
            places = controls.evaluate("(list) => [...list.options].map((option) => option.value)")
            for _ in range(places.index(values[0])):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(values[0])


def _arrow_to(page: Page, radios: Locator, value: str) -> None:
    page.keyboard.press("Space")
    for _ in range(radios.count()):
        if radios.evaluate_all("(all) => all.find((radio) => radio.checked)?.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no arrow leads to {value}")


def by_touch(page: Page, fields: Fields) -> None:
    """With a finger; the list of a select is the device's own, opened by the same tap."""
    for name, values in fields.items():
        controls = fields_named(page, name)
        kind = controls.first.evaluate(KIND)
        if kind in {"radio", "checkbox"}:
            for value in values:
                label = page.locator(f"{NOW_SHOWN} label:has([name='{name}'][value='{value}'])")
                label.tap()
                expect(label.locator("input")).to_be_checked()
        elif kind == "select":
            controls.scroll_into_view_if_needed()
            controls.select_option(values[0])
        elif kind == "file":
            with page.expect_file_chooser() as chooser:
                controls.scroll_into_view_if_needed()
                controls.tap()
            chooser.value.set_files([FILE])
        else:
            controls.tap()
            page.keyboard.type(values[0])


def by_form(page: Page, fields: Fields) -> None:
    """In a browser without script; a file is sent by its own button."""
    for name, values in fields.items():
        controls = fields_named(page, name)
        kind = controls.first.evaluate(KIND)
        if kind in {"radio", "checkbox"}:
            for value in values:
                page.locator(f"{NOW_SHOWN} [name='{name}'][value='{value}']").check()
        elif kind == "select":
            controls.select_option(values[0])
        elif kind == "file":
            controls.set_input_files([FILE])
            page.locator(f"{NOW_SHOWN} [data-add]").click()
        else:
            controls.fill(values[0])
