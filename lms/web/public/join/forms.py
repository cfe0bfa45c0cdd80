"""What a stranger writes: a code, and about themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, StringField, TelField
from wtforms.validators import InputRequired, Length

from lms.accounts import rules
from lms.core.errors import Refused
from lms.ui.filters import say

SHORT = Length(max=100, message=_l("At most 100 characters."))


class CodeForm(FlaskForm):
    """The code, typed. Asked by GET: it changes nothing and sets no cookie."""

    class Meta:
        csrf = False

    code = StringField(_l("Code of your company"), [InputRequired(_l("Type the code that your company gave you."))])


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

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Say all at once: what is missing, and what is no address or number."""
        complete = super().validate(extra_validators)
        if not ((self.name_zh.data or "").strip() or (self.name_latin.data or "").strip()):
            self.name_latin.errors = [*self.name_latin.errors, _l("Write a name, in Chinese or in Latin letters.")]
            complete = False
        if not ((self.email.data or "").strip() or (self.phone.data or "").strip()):
            wanted = _l("Write an e-mail address or a mobile number: people sign in with it.")
            self.email.errors, complete = [*self.email.errors, wanted], False
        for field, clean in ((self.email, rules.clean_email), (self.phone, rules.clean_phone)):
            try:
                if (field.data or "").strip():
                    clean(field.data or "")
            except Refused as refused:
                field.errors, complete = [*field.errors, say(refused.message)], False
        return complete
