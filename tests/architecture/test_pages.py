"""Laws over all pages: each is on the list that browsers open, and looking at one changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from lms.app import create_app
from lms.core.config import Config
from tests.browser.pages import NO_PAGES, PAGES

SOME_ID = "01890000-0000-7000-8000-000000000000"


def application(tmp_path: Path) -> Flask:
    return create_app(Config(data=tmp_path), testing=True)


def endpoint_of(app: Flask, path: str) -> str | None:
    bare = re.sub(r"\{\w+\}", SOME_ID, path.partition("?")[0])
    try:
        return app.url_map.bind("localhost").match(bare)[0]
    except (NotFound, RequestRedirect):
        return None


def test_every_page_is_on_the_list_that_browsers_open(tmp_path: Path) -> None:
    app = application(tmp_path)
    listed = {endpoint_of(app, page.path) for page in PAGES}
    answering = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert answering - listed - NO_PAGES == set(), "add them to tests/browser/pages.py"
    assert answering >= NO_PAGES, "these are gone"
    assert not NO_PAGES & listed


def test_pages_have_names_of_their_own() -> None:
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))
