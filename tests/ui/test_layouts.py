"""Every frame: one main, a way to skip to it, named navigation, nothing inline."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string
from lxml import html

from lms import ui
from lms.ui.context import Language, NavItem
from lms.ui.errors import WORDS, error_words
from tests.ui.conftest import select, words

NAVIGATION = [
    (
        "Work",
        [
            NavItem("Desk", "/desk", "inbox", "inbox-fill", current=True, badge=7),
            NavItem("People", "/people", "people", "people-fill"),
        ],
    )
]
MORE = {
    "lesson": {
        "reader": {"back_url": "/", "back_label": "Back", "title": "T", "where": "1 of 2", "steps": ["done", "todo"]},
        "contents": [],
    },
    "player": {"player": {"seconds_left": 61, "saved": 1, "answered": 2, "hand_in_url": "/hand-in"}},
}
FRAMES = ("learner", "staff", "public", "lesson", "player", "verify")


def frame(name: str, **more: object) -> html.HtmlElement:
    values = {
        "viewer": SimpleNamespace(name="Nana", initial="N"),
        "navigation": NAVIGATION,
        "sign_out_url": "/out",
        **MORE.get(name, {}),
        **more,
    }
    text = (
        "{% extends 'layouts/"
        + name
        + ".html' %}{% block title %}Page{% endblock %}{% block content %}<h1>Body</h1>{% endblock %}"
    )
    return html.document_fromstring(render_template_string(text, **values))


@pytest.mark.parametrize("name", FRAMES)
def test_one_main_with_the_content_and_a_title(look: Flask, name: str) -> None:
    page = frame(name)
    (main,) = select(page, "main#main")
    assert "Body" in words(main)
    assert words(select(page, "title")[0]) == "Page · Partner Academy"
    assert page.get("lang") in ("en", "zh-Hans")


@pytest.mark.parametrize("name", [name for name in FRAMES if name != "verify"])
def test_the_first_link_skips_to_the_content(look: Flask, name: str) -> None:
    assert select(frame(name), "body a")[0].get("href") == "#main"


@pytest.mark.parametrize("name", ["learner", "staff"])
def test_the_present_place_is_marked_in_each_navigation(look: Flask, name: str) -> None:
    page = frame(name)
    for navigation in select(page, "nav"):
        assert navigation.get("aria-label")
        assert [a.get("href") for a in select(navigation, '[aria-current="page"]')] == ["/desk"]


def test_all_navigations_of_a_page_have_different_names(look: Flask) -> None:
    names = [nav.get("aria-label") for nav in select(frame("learner"), "nav")]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("demo", [True, False])
def test_the_banner_stands_on_every_page_of_a_demo_and_on_no_other(look: Flask, name: str, *, demo: bool) -> None:
    assert len(select(frame(name, demo=demo), ".demo-bar")) == int(demo)


@pytest.mark.parametrize("name", [name for name in FRAMES if name not in ("verify", "player")])
def test_the_other_language_is_offered_by_its_own_name(look: Flask, name: str) -> None:
    languages = [Language("en", "English", "/language", current=True), Language("zh_Hans", "中文", "/language")]
    offered = select(frame(name, languages=languages), 'form[action="/language"] button')
    assert {(b.get("value"), b.get("lang"), words(b)) for b in offered} == {("zh_Hans", "zh-Hans", "中文")}


def test_the_verification_page_links_to_its_other_language_and_loads_no_script(look: Flask) -> None:
    page = frame("verify", languages=[Language("zh_Hans", "中文", "?lang=zh")])
    assert [a.get("href") for a in select(page, ".verify-top a")] == ["?lang=zh"]
    assert not select(page, "script, use")


def test_a_flash_is_a_note_with_its_tone(look: Flask) -> None:
    from flask import flash  # noqa: PLC0415

    flash("Saved.")
    flash("Mind this.", "warn")
    page = frame("public")
    assert [(words(n), n.get("class")) for n in select(page, ".note")] == [
        ("Saved.", "note note-ok"),
        ("Mind this.", "note note-warn"),
    ]


def test_the_chosen_theme_is_written_by_the_server(look: Flask) -> None:
    with look.test_request_context(headers={"Cookie": "theme=dark"}):
        page = frame("public")
    assert page.get("data-bs-theme") == "dark"
    assert [b.get("value") for b in select(page, '[data-theme-form] [aria-pressed="true"]')] == ["dark"]


@pytest.mark.parametrize("status", [*WORDS, 418, 502])
def test_each_error_says_what_happened_and_has_a_way_out(look: Flask, status: int) -> None:
    page = html.document_fromstring(render_template("errors/error.html", status=status))
    assert words(select(page, "h1")[0]) == str(error_words(status).title)
    assert select(page, "main a.btn-primary")
    assert str(status) in words(select(page, "main")[0])


def test_who_raised_the_error_may_say_more(look: Flask) -> None:
    page = html.document_fromstring(
        render_template(
            "errors/error.html", status=409, sentence="Li Xue granted it.", action=("Look", "/look"), reference="7F3A"
        )
    )
    assert "Li Xue granted it." in words(page)
    assert select(page, "main a.btn-primary")[0].get("href") == "/look"
    assert "7F3A" in words(page)


def test_no_template_holds_an_inline_style_or_script() -> None:
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", re.IGNORECASE)
    letter = "notifications/design/letter.html"  # for mail programs, which know nothing else: no page
    found = Path(ui.__file__).parent.parent.rglob("*.html")
    templates = [path for path in found if not path.as_posix().endswith(letter)]
    assert len(templates) > 20
    assert [path.name for path in templates if inline.search(path.read_text(encoding="utf-8"))] == []
