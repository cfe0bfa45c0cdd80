"""Laws over all pages: each is on the list that browsers open, and looking at one changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from lms.app import create_app
from lms.core.config import Config
from tests.browser.no_pages import NO_PAGES
from tests.browser.pages import PAGES

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


def test_no_page_of_tests_stands_where_a_test_s_own_would(tmp_path: Path) -> None:
    """Whatever an author calls a test, it can be reached: no word of an address is one that a key could be."""
    app = application(tmp_path)
    rules = [rule for rule in app.url_map.iter_rules() if "/tests/" in rule.rule]
    words = {part for rule in rules for part in rule.rule.split("/") if re.fullmatch(r"[a-z][a-z0-9-]*", part)}
    adapter = app.url_map.bind("localhost")
    for rule in rules:
        if rule.arguments != {"key"}:
            continue
        method = next(iter((rule.methods or set()) & {"GET", "POST"}))
        for word in words:
            found, _ = adapter.match(rule.rule.replace("<key>", word), method=method)
            assert found == rule.endpoint, f"a test {word!r} has no {rule.rule}"
