"""What a page must show in a real browser: nothing for axe to find, no sideways scroll, nothing too small for a thumb, no refusal
by the content security policy. Browser tests of all areas use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """([part, rules]) => window.axe.run(part, { runOnly: rules, resultTypes: ["violations"] })
  .then((found) => found.violations)"""  # what it says of all that is in order is half a million characters a page
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 390, 1280

# Links inside a sentence are exempt (WCAG 2.5.8), and those whose row is the target.
SMALL = """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select")]
  .filter((e) => e.checkVisibility() && !e.matches(".skip, .stretched-link, .visually-hidden"))
  .filter((e) => !e.closest("p, td, dd, label, .asks, .panel-head, .rows, th, .crumbs, .error-list"))
  .filter((e) => e.getBoundingClientRect().height < 43.5)
  .map((e) => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 24)}"`)"""


@contextmanager
def window(browser: Browser, address: str, *, width: int, language: str, theme: str, **more: Any) -> Iterator[Page]:
    """A page in a window of ``width``, for a reader of ``language`` who chose ``theme``."""
    phone = width < 500
    context = browser.new_context(
        viewport={"width": width, "height": 844 if phone else 860},
        has_touch=phone,
        is_mobile=phone,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        **more,
    )
    context.add_cookies(
        [
            {"name": "language", "value": language, "url": address},
            {"name": "theme", "value": theme, "url": address},
        ]
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def findings(page: Page, address: str) -> list[str]:
    """Open ``address`` and say what is wrong with it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.goto(address)
    return said + of_the_page(page)


def of_the_page(page: Page, part: str = "html") -> list[str]:
    """What is wrong with the page as it stands open; ``part``: where axe looks, where the rest was looked at before."""
    page.wait_for_load_state()  # a click that led here may have come back before its page
    width = page.viewport_size["width"] if page.viewport_size else DESK
    said = []
    over = page.evaluate("document.documentElement.scrollWidth") - width
    if over > 0:
        said.append(f"scrolls sideways by {over} px")
    if width < 500:
        said += [f"small target: {target}" for target in page.evaluate(SMALL)]
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for violation in page.evaluate(RUN_AXE, [part, RULES]):
        said += [f"axe {violation['id']}: {node['target']} {node['failureSummary']}" for node in violation["nodes"]]
    return said
