"""What somebody types who wants to be erased."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class EraseForm(FlaskForm):
    """The own address or number once more, so that nobody slips, and the password, so that nobody else does it."""

    typed = StringField(
        _l("Address or number"),
        [
            InputRequired(_l("Type it as it stands above the field.")),
            Length(max=300, message=_l("At most 300 characters.")),
        ],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password."))])
