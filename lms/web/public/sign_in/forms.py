"""What is typed to sign in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):
    """E-mail address or number, and password; ``next`` is where one wanted to go."""

    login = StringField(
        _l("E-mail or mobile number"),
        [InputRequired(_l("Write your e-mail address or your mobile number.")), Length(max=320)],
    )
    password = PasswordField(_l("Password"), [InputRequired(_l("Write your password.")), Length(max=1000)])
    next = HiddenField()


class CodeForm(FlaskForm):
    """The second step: six digits of the app, or the twelve of a recovery code."""

    code = StringField(_l("Code"), [InputRequired(_l("Write the code.")), Length(max=40)])
    next = HiddenField()
