"""Laws of the templates: what the content security policy refuses, what escapes unseen, what grows too long."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import modules, templates

LONGEST = 200
# The printed documents are drawn by WeasyPrint from our own files; no browser and no policy sees them. Letters are read by mail
# programs, which know inline style and tables only; the one page that shows them puts them into a sandbox with its own policy.
NO_PAGES = ("lms/credentials/", "lms/notifications/design/")

REFUSED = {
    "an inline style (the policy refuses it: make a class)": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "a handler attribute (write a listener in the front end)": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "a javascript: address": r"javascript:",
    "an address of another site for a script, style or picture": r"<(?:script|link|img|source|video)[^>]*(?:src|href)=\"(?:https?:)?//",
    "a blob: address (phones' in-app browsers cannot download it)": r"\bblob:",
}


def pages() -> dict[str, str]:
    """The templates that browsers see, without Jinja's comments."""
    return {
        path: re.sub(r"\{#.*?#\}", "", text, flags=re.S)
        for path, text in templates().items()
        if not path.startswith(NO_PAGES)
    }


@pytest.mark.parametrize("what", REFUSED)
def test_pages_hold_nothing_that_the_policy_refuses(what: str) -> None:
    found = [
        f"{path}:{text[: match.start()].count(chr(10)) + 1}"
        for path, text in pages().items()
        for match in re.finditer(REFUSED[what], text)
    ]
    assert not found, f"{what}: {found}"


def test_nothing_is_marked_safe_in_a_template() -> None:
    found = [path for path, text in templates().items() if re.search(r"\|\s*safe\b|autoescape\s+false", text)]
    assert not found, f"markup is made in Python by markupsafe.Markup, where its parts are escaped: {found}"


def test_markup_is_never_made_of_a_formatted_string() -> None:
    found = [
        module.at(call)
        for module in modules()
        for call, name in module.calls
        if name.rpartition(".")[2] == "Markup" and call.args and type(call.args[0]).__name__ in {"JoinedStr", "BinOp"}
    ]
    assert not found, f"Markup('…').format(…) escapes its parts, an f-string does not: {found}"


def test_templates_stay_short() -> None:
    found = [f"{path}: {lines} lines" for path, text in templates().items() if (lines := text.count("\n")) > LONGEST]
    assert not found, f"take a part out into a macro or an include: {found}"


READING = {
    "lms/web/public/verify/form.html",
    "lms/web/public/verify/_name.html",
}  # its view is marked `reading`: the transaction refuses to change anything


def test_every_post_form_carries_the_token() -> None:
    found = [
        path
        for path, text in pages().items()
        if path not in READING
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.S | re.I)
        if not re.search(r"csrf_token|hidden_tag|csrf\(|token\(", form)
    ]
    assert not found, found
