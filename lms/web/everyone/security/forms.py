"""What people change about how they sign in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

_CURRENT = [InputRequired(_l("Write your current password.")), Length(max=1000)]


class PasswordForm(FlaskForm):
    """The password at present, and the one to come; its rules are the operation's."""

    current = PasswordField(_l("Current password"), _CURRENT)
    password = PasswordField(_l("New password"), [InputRequired(_l("Write the new password.")), Length(max=1000)])


class AddressForm(FlaskForm):
    """Another address, and the password."""

    email = StringField(_l("New e-mail address"), [InputRequired(_l("Write the new address.")), Length(max=320)])
    password = PasswordField(_l("Current password"), _CURRENT)
