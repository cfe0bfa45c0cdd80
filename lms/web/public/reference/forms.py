"""What a referee fills in. A shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.fieldchecks.screening.operations.vouching import LONGEST


class StatementForm(FlaskForm):
    """A word about somebody."""

    relation = StringField(
        _l("How you know them"), [InputRequired(_l("Say how you know this person.")), Length(max=200)]
    )
    statement = TextAreaField(_l("Your statement"), [InputRequired(_l("Write a few sentences.")), Length(max=LONGEST)])
