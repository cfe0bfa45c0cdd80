"""What a stranger writes: a code, and about themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField, TelField
from wtforms.validators import InputRequired, Length

SHORT = Length(max=100, message=_l("At most 100 characters."))


class CodeForm(FlaskForm):
    """The code, typed. Asked by GET: it changes nothing and sets no cookie."""

    class Meta:
        csrf = False

    code = StringField(_l("Your company's code"), [InputRequired(_l("Type the code that your company gave you."))])


class JoinForm(FlaskForm):
    """Oneself. ``website`` is for programs that fill in whatever they find: people do not see it."""

    name_zh = StringField(_l("Name in Chinese"), [SHORT])
    name_latin = StringField(_l("Name in Latin letters"), [SHORT])
    email = EmailField(_l("E-mail"), [Length(max=254, message=_l("This is longer than an address can be."))])
    phone = TelField(_l("Mobile number"), [Length(max=40, message=_l("This is longer than a number can be."))])
    job = StringField(_l("Job"), [SHORT])
    consent = BooleanField(
        _l("I agree"), [InputRequired(_l("Without your agreement nothing can be kept, and nothing is sent."))]
    )
    website = StringField(_l("Leave this field empty"))
