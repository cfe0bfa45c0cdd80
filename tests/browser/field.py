"""Pages that open without a line: when a browser is ready for it, and what it keeps."""

from __future__ import annotations

from playwright.sync_api import Page

HAS_KEPT_PAGES = "await caches.has('field-pages')"
IS_KEPT = (
    "async () => !!(await caches.match(location.origin + location.pathname)) && !!navigator.serviceWorker.controller"
)


def opens_without_a_line(page: Page) -> None:
    """Wait until the worker of the page has it, and looks after it."""
    page.wait_for_function(IS_KEPT)
