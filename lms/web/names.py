"""How people and companies are named on pages: the reader's script first, the other one after it, marked as what it is."""

from __future__ import annotations

from typing import Protocol

from flask import Flask
from markupsafe import Markup

from lms.accounts.rules import ERASED_NAMES
from lms.web.language import current_language


class Named(Protocol):
    """A person or company with a name in Chinese, in Latin letters, or both."""

    @property
    def name_zh(self) -> str:
        """In Chinese, or empty."""

    @property
    def name_latin(self) -> str:
        """In Latin letters, or empty."""


def name_in(language: str, named: Named) -> str:
    """One name, in the script of a language where there is one."""
    if language == "zh_Hans":
        return named.name_zh or named.name_latin
    return named.name_latin or named.name_zh


def person_name(named: Named) -> str:
    """One name, in the reader's script where there is one: for sentences."""
    return name_in(current_language(), named)


def full_name(named: Named) -> Markup:
    """Both names, the reader's script first: for lists and headings. What stands for an erased person's is said once."""
    if (named.name_zh, named.name_latin) == ERASED_NAMES:
        return Markup("{}").format(person_name(named))
    if not (named.name_zh and named.name_latin):
        only, language = (named.name_zh, "zh-Hans") if named.name_zh else (named.name_latin, "en")
        return Markup('<span lang="{}">{}</span>').format(language, only)
    if current_language() == "zh_Hans":
        return Markup('{} <span lang="en">{}</span>').format(named.name_zh, named.name_latin)
    return Markup('{} <span lang="zh-Hans">{}</span>').format(named.name_latin, named.name_zh)


def register(app: Flask) -> None:
    """Give templates the filters ``person_name`` and ``full_name``."""
    app.jinja_env.filters.update(person_name=person_name, full_name=full_name)
