"""What is typed to set up, and to change, a second factor."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

_PASSWORD = [InputRequired(_l("Write your current password.")), Length(max=1000)]
_CODE = [InputRequired(_l("Write the code.")), Length(max=40)]


class CodeForm(FlaskForm):
    """The first code of the app."""

    code = StringField(_l("Code"), _CODE)


class CodeAndPasswordForm(CodeForm):
    """The same, of who signed in some time ago."""

    password = PasswordField(_l("Current password"), _PASSWORD)


class ProofForm(FlaskForm):
    """Password and code, before something that lets people in is changed."""

    password = PasswordField(_l("Current password"), _PASSWORD)
    code = StringField(_l("Code"), _CODE)
