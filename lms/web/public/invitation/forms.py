"""What somebody who was asked in fills in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length

from lms.core.i18n import LANGUAGES
from lms.web.frame import LANGUAGE_NAMES

_NAME = Length(max=100, message=_l("At most 100 characters."))


class InvitationForm(FlaskForm):
    """Names put right, the language, a password; its rules are the operation's."""

    name_zh = StringField(_l("Name in Chinese"), [_NAME])
    name_latin = StringField(_l("Name in Latin letters"), [_NAME])
    language = SelectField(
        _l("Language"), [InputRequired()], choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
    password = PasswordField(_l("New password"), [InputRequired(_l("Choose a password.")), Length(max=1000)])
