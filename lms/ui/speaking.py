"""``_`` and ``ngettext`` of templates, straight to the catalogue of the request's language.

A page says a hundred sentences, and Flask-Babel looks for the language, its name and its catalogue at each: half of what a page cost.
A request speaks one language: what is written to somebody else takes its words from ``core.i18n``.
"""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def _catalogue() -> Any:
    """The translations of the request's language."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


@pass_eval_context
def gettext(context: EvalContext, sentence: str, /, **variables: Any) -> str:
    """A sentence in the reader's language, its variables escaped where the template escapes."""
    return _filled(context, _catalogue().ugettext(sentence), variables)


@pass_eval_context
def ngettext(context: EvalContext, one: str, many: str, count: int, /, **variables: Any) -> str:
    """A sentence about a number, which is ``num`` in it unless another is given."""
    return _filled(context, _catalogue().ungettext(one, many, count), {"num": count, **variables})


def _filled(context: EvalContext, said: str, variables: dict[str, Any]) -> str:
    if context.autoescape:
        said = Markup(said)  # noqa: S704 - the catalogue is ours
    return said % variables if variables or "%" in said else said


CALLABLES = {"_": gettext, "gettext": gettext, "ngettext": ngettext}
