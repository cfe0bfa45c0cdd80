"""What is typed when a password was forgotten."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class AskForm(FlaskForm):
    """Whose password it is."""

    login = StringField(
        _l("E-mail or mobile number"),
        [InputRequired(_l("Write your e-mail address or your mobile number.")), Length(max=320)],
    )


class NewPasswordForm(FlaskForm):
    """The password to come; its rules are the operation's."""

    password = PasswordField(_l("New password"), [InputRequired(_l("Choose a password.")), Length(max=1000)])
