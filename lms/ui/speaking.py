"""``_`` and ``ngettext`` of templates, straight to the catalogue of the request's language.

A page says a hundred sentences, and Flask-Babel looks for the language, its name and its catalogue at each: half of what a page cost.
"""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup


def _catalogue() -> Any:
    """The translations of the language that is spoken now: mail to somebody else speaks theirs, in the same request."""
    locale = get_locale()
    kept = g.get("catalogue")
    if kept is None or kept[0] is not locale:
        kept = g.catalogue = (locale, get_translations())
    return kept[1]


@pass_context
def gettext(context: Context, sentence: str, /, **variables: Any) -> str:
    """A sentence in the reader's language, its variables escaped where the template escapes."""
    return _filled(context, _catalogue().ugettext(sentence), variables)


@pass_context
def ngettext(context: Context, one: str, many: str, count: int, /, **variables: Any) -> str:
    """A sentence about a number, which is ``num`` in it unless another is given."""
    return _filled(context, _catalogue().ungettext(one, many, count), {"num": count, **variables})


def _filled(context: Context, said: str, variables: dict[str, Any]) -> str:
    if context.eval_ctx.autoescape:
        said = Markup(said)  # noqa: S704 - the catalogue is ours
    return said % variables if variables or "%" in said else said


CALLABLES = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
