"""Doing what a form asks: an operation that says no leaves nothing behind and its sentence on the form."""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf import FlaskForm

from lms.core import db
from lms.core.errors import Conflict, Refused
from lms.web.language import current_language


def carried_out(form: FlaskForm, deed: Callable[[], object]) -> bool:
    """Whether the form was in shape and ``deed`` was done; if not, the form says why, and what was half done is undone.

    The page is then shown again with status 422, which commits the transaction: hence the attempt.
    """
    if not form.validate():
        return False
    try:
        with db.attempt():
            deed()
    except (Conflict, Refused) as error:
        put_on(form, error.message.render(current_language()), error.field)
        return False
    return True


def put_on(form: FlaskForm, sentence: str, field: str | None = None) -> None:
    """Let the form say a sentence at one of its fields, or at its head."""
    if field in form:
        form[field].errors = [*form[field].errors, sentence]
    else:
        form.form_errors.append(sentence)
