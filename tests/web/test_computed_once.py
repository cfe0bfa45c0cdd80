"""What is kept from page to page is never another page's: addresses, words, signatures."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import render_template_string, session, url_for
from flask.testing import FlaskClient
from flask_babel import gettext
from lxml.html import fromstring

from lms.app import Academy


@pytest.mark.parametrize(
    ("endpoint", "values", "address"),
    [
        ("home.home", {}, "/home"),
        ("course.show", {"course_key": "a"}, "/courses/a"),
        ("course.show", {"course_key": "b"}, "/courses/b"),
        ("messages.inbox", {"after": 1}, "/messages?after=1"),
        ("messages.inbox", {"after": True}, "/messages?after=True"),
        ("messages.inbox", {"after": "1 & 2"}, "/messages?after=1+%26+2"),
        ("messages.inbox", {"after": ["1", "2"]}, "/messages?after=1&after=2"),
        ("messages.inbox", {"after": None}, "/messages"),
        ("home.home", {"_anchor": "due"}, "/home#due"),
        ("home.home", {"_external": True}, "http://localhost/home"),
    ],
)
def test_an_address_is_the_same_the_second_time(
    app: Academy, endpoint: str, values: dict[str, object], address: str
) -> None:
    for _ in range(2):
        with app.test_request_context("/"):
            assert url_for(endpoint, **values) == address


def test_an_address_is_that_of_the_place_where_the_academy_is_mounted(app: Academy) -> None:
    for mounted in ("", "/academy", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": mounted}):
            assert url_for("home.home") == f"{mounted}/home"


def test_no_more_addresses_are_kept_than_a_process_can_bear(app: Academy) -> None:
    with app.test_request_context("/"):
        for _ in range(300):
            url_for("player.resume", attempt_id=uuid4())
    assert app._kept_address.cache_info().currsize <= 256


SAID = "{{ _('Sign in') }}|{{ _('%(count)s&', count='<b>') }}|{{ ngettext('%(num)s course', '%(num)s courses', 2) }}|{{ icon('bell') }}"


def test_templates_and_code_speak_the_language_of_each_request(app: Academy) -> None:
    for language in ("en", "zh_Hans", "en"):
        with app.test_request_context(f"/?language={language}"):
            app.preprocess_request()
            with app.database.transaction(read_only=True):
                words, filled, counted, icon = render_template_string(SAID).split("|")
                assert words == gettext("Sign in")
            assert (words == "Sign in") is (language == "en")
            assert filled == "&lt;b&gt;&"
            assert "2" in counted
            assert fromstring(icon).tag == "svg"


def test_each_browser_has_a_token_and_a_session_of_its_own(
    client_of: Callable[[str], FlaskClient], app: Academy
) -> None:
    tokens = set()
    for who in ("learner@acme.example", "learner@other.example"):
        with client_of(who) as browser:
            page = browser.get("/home").text
            found = {one.get("value") for one in fromstring(page).iter("input") if one.get("name") == "csrf_token"}
            assert len(found) == 1
            tokens |= found
            assert session["csrf_token"]
    assert len(tokens) == 2
