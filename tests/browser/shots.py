"""``make shots``: a picture of every page in every width, language and theme, as the person it is for sees it, into build/shots/."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page as Window
from playwright.sync_api import sync_playwright
from rich.progress import track

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.pages import PAGES
from tests.browser.places import places
from tests.browser.visiting import LOOKS, Visitor
from tests.running import ROOT, academy, demo

FOLDER = ROOT / "build" / "shots"


def main(only: str = "") -> int:
    """Take all pictures, or those of pages whose names begin with ``only``; the process's exit code."""
    chosen = [page for page in PAGES if page.name.startswith(only)]
    if not chosen:
        print(f"no page begins with {only!r}; there are {', '.join(page.name for page in PAGES)}")
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(shutil.copytree(demo(Path(folder)), Path(folder) / "var"))
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        with academy(data) as running:
            assert running.opens(), running.said
            visitor = Visitor(browser, running.address, places(data))
            for page, look in track([(page, look) for page in chosen for look in LOOKS], "Pictures"):
                width, language, theme = look
                with visitor.window(page.who, width=width, language=language, theme=theme) as opened:
                    opened.goto(visitor.url(page), wait_until="networkidle")
                    shoot(opened, FOLDER / f"{page.name}.{width}.{language}.{theme}.png")
        browser.close()
    print(f"{len(chosen) * len(LOOKS)} pictures in {FOLDER.relative_to(ROOT)}/")
    return 0


def shoot(opened: Window, path: Path) -> None:
    """The whole page. The window grows to it first: else a bar that is fixed to it would stand in the middle of the picture."""
    size = opened.viewport_size
    assert size
    height = opened.evaluate("document.documentElement.scrollHeight")
    opened.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, 8000))})
    opened.screenshot(path=path)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
