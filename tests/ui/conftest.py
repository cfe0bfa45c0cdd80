"""A bare app with nothing but the look, so that these tests need no database and no page of the product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cssselect2 import ElementWrapper
from flask import Flask, render_template_string
from flask_babel import Babel
from jinja2 import StrictUndefined
from lxml import html

from lms import ui

Render = Callable[..., html.HtmlElement]


@pytest.fixture(params=["en", "zh_Hans"])
def look(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The look in one language, during a request; each test runs in both."""
    app = Flask("bare", static_folder=None)
    app.config.update(TESTING=True, SECRET_KEY="bare", BABEL_TRANSLATION_DIRECTORIES=str(ui.TRANSLATIONS))
    app.jinja_env.undefined = StrictUndefined
    Babel(app, locale_selector=lambda: request.param, timezone_selector=lambda: "Asia/Shanghai")
    ui.register(app)
    with app.test_request_context("/here?page=2"):
        yield app


@pytest.fixture
def render(look: Flask) -> Render:
    """Renders a template given as text and hands back the parsed HTML."""

    def parsed(template: str, **values: Any) -> html.HtmlElement:
        return html.fromstring(f"<div>{render_template_string(template, **values)}</div>")

    return parsed


def words(element: html.HtmlElement) -> str:
    """What a reader would hear, spaces evened out."""
    return " ".join(element.text_content().split())


def select(element: html.HtmlElement, css: str) -> list[html.HtmlElement]:
    """The elements under (or equal to) ``element`` that a CSS selector finds, in order."""
    return [found.etree_element for found in ElementWrapper.from_html_root(element).query_all(css)]
