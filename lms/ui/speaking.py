"""``_`` and ``ngettext`` of templates, straight to the words of the request's language.

A page says a hundred sentences, and Flask-Babel looks for the language, its name and its catalogue at each: half of what a page cost.
A request speaks one language: what is written to somebody else takes its words from ``core.i18n``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import g
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from lms.core.i18n import catalogue
from lms.ui.filters import language


class _Words(dict[str, Markup]):
    """A language's sentences, looked up and marked as ours when they are first said. Templates name them all, so they are as many as
    there are.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.catalogue = catalogue(language)

    def __missing__(self, sentence: str) -> Markup:
        said = self[sentence] = Markup(self.catalogue.gettext(sentence))  # noqa: S704 - the catalogue is ours
        return said


_words = lru_cache(_Words)


def _spoken() -> _Words:
    """The words of the request's language."""
    found: _Words | None = g.get("words")
    if found is None:
        found = g.words = _words(language())
    return found


@pass_context
def gettext(context: Context, sentence: str, /, **variables: Any) -> str:
    """A sentence in the reader's language, its variables escaped where the template escapes."""
    return _filled(context, _spoken()[sentence], variables)


@pass_context
def ngettext(context: Context, one: str, many: str, count: int, /, **variables: Any) -> str:
    """A sentence about a number, which is ``num`` in it unless another is given."""
    said = Markup(_spoken().catalogue.ngettext(one, many, count))  # noqa: S704 - the catalogue is ours
    return _filled(context, said, {"num": count, **variables})


def _filled(context: Context, words: Markup, variables: dict[str, Any]) -> str:
    said = words if context.eval_ctx.autoescape else str.__str__(words)
    return said % variables if variables or "%" in said else said


CALLABLES = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
