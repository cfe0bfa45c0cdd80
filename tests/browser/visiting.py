"""Visits to a running academy: signed in by the form once for each member of the cast, then with the cookie that gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from playwright.sync_api import Browser, Request
from playwright.sync_api import Page as Window

from tests.browser.looking import DESK, PHONE, of_the_page, window
from tests.browser.pages import Page

PASSWORD = "academy-demo"
LOOKS = [
    (width, language, theme) for width in (PHONE, DESK) for language in ("en", "zh_Hans") for theme in ("light", "dark")
]


Look = tuple[int, str, str]
"""Width, language, theme."""


@dataclass
class Visitor:
    """Opens pages of the academy at ``address``; ``places`` fills the lists' addresses."""

    browser: Browser
    address: str
    places: dict[str, str]
    _cookies: dict[str, Any] = field(default_factory=dict)
    _kept: ExitStack = field(default_factory=ExitStack)
    _windows: dict[tuple[str | None, Look], Window] = field(default_factory=dict)

    def url(self, page: Page) -> str:
        """The page's whole address in this academy; fails where a place that it needs does not exist."""
        missing = [name for _, name, _, _ in Formatter().parse(page.path) if name and not self.places.get(name)]
        assert not missing, f"the demo academy has no {missing} for {page.name}"
        return self.address + page.path.format(**self.places)

    @contextmanager
    def window(
        self, who: str | None = None, *, width: int = DESK, language: str = "en", theme: str = "light", **more: Any
    ) -> Iterator[Window]:
        """An empty window in which ``who`` is signed in."""
        state = {"storage_state": self._signed_in(who)} if who else {}
        with window(self.browser, self.address, width=width, language=language, theme=theme, **state, **more) as opened:
            yield opened

    def findings(self, page: Page, look: Look) -> list[str]:
        """Open a page and say what is wrong with it: the status, the console, scripts, and all that ``looking`` looks for."""
        language = look[1]
        said: list[str] = []
        with self._borrowed(page.who, look) as opened, _heard(opened, page, said):
            answer = opened.goto(self.url(page), wait_until="load")
            if answer is None or answer.status != page.status:
                said.append(f"answers {answer.status if answer else 'nothing'}, not {page.status}")
            if opened.get_attribute("html", "lang") != language.replace("_", "-"):
                said.append(f"speaks {opened.get_attribute('html', 'lang')}")
            said += of_the_page(opened)
        return said

    def close(self) -> None:
        """Close the windows that were kept."""
        self._windows.clear()
        self._kept.close()

    @contextmanager
    def _borrowed(self, who: str | None, look: Look) -> Iterator[Window]:
        """A window as :meth:`window` opens it, with no cookie and nothing stored of the page before.

        One for each person of a look: a process and a cache of files for each page take as long as the page.
        """
        if (who, look) not in self._windows:
            if look not in {kept for _, kept in self._windows}:
                self.close()
            width, language, theme = look
            new = self.window(who, width=width, language=language, theme=theme)
            self._windows[who, look] = self._kept.enter_context(new)
        opened = self._windows[who, look]
        begun = opened.context.cookies()
        try:
            yield opened
            self._forget(opened, begun)
        except BaseException:
            self.close()
            raise

    def _forget(self, opened: Window, begun: Any) -> None:
        """Put a window back to where it was when it had those cookies."""
        opened.goto("about:blank")
        opened.context.clear_cookies()
        opened.context.add_cookies(begun)
        stored = {"origin": self.address, "storageTypes": "local_storage,indexeddb,cache_storage,service_workers"}
        devtools = opened.context.new_cdp_session(opened)
        devtools.send("Storage.clearDataForOrigin", stored)
        devtools.detach()

    def _signed_in(self, who: str) -> Any:
        if who not in self._cookies:
            with self.window() as opened:
                opened.goto(f"{self.address}/login")
                opened.fill("[name=login]", who)
                opened.fill("[name=password]", PASSWORD)
                opened.click("main form:has([name=password]) [type=submit]")
                opened.wait_for_url(lambda url: "/login" not in url)
                kept = opened.context.storage_state()
            kept["cookies"] = [cookie for cookie in kept["cookies"] if cookie["name"] not in ("language", "theme")]
            self._cookies[who] = kept
        return self._cookies[who]


@contextmanager
def _heard(opened: Window, page: Page, said: list[str]) -> Iterator[None]:
    """Write down what scripts, the console and the network complain of."""
    listeners: dict[Any, Callable[[Any], None]] = {
        "pageerror": lambda error: said.append(f"script: {error}"),
        "console": lambda one: said.append(f"console: {one.text}") if _matters(one.type, one.text, page) else None,
        "requestfailed": lambda one: said.extend(_lost(one)),
    }
    for name, listener in listeners.items():
        opened.on(name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            opened.remove_listener(name, listener)


def _matters(kind: str, text: str, page: Page) -> bool:
    # Chromium itself calls the page's own status an error.
    return kind == "error" and not (page.status >= 400 and f"status of {page.status}" in text)


def _lost(request: Request) -> Iterator[str]:
    """What did not come; a film read as far as it is shown, and the browser's own reader of PDFs, are none."""
    film_read = (request.resource_type, request.failure) == ("media", "net::ERR_ABORTED")
    if not film_read and not request.url.startswith("chrome-extension://"):
        yield f"not loaded: {request.url}"
