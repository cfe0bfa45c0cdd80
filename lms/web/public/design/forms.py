"""A form with every kind of field, once as it opens and once as it comes back with errors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget


class SpecimenForm(FlaskForm):
    """Nobody's form."""

    name = StringField(_l("Name"), [InputRequired(_l("Write the name as it stands on the certificate."))])
    email = StringField(
        _l("E-mail"), [InputRequired(), Email(_l("This is not an e-mail address: it lacks an @ or what follows it."))]
    )
    secret = PasswordField(_l("Password"), [InputRequired(), Length(12, message=_l("Twelve characters or more."))])
    score = IntegerField(_l("Score"), [NumberRange(0, 100, message=_l("A number from 0 to 100."))])
    held_on = DateField(_l("Day"))
    region = SelectField(_l("Region"), choices=[SelectChoice("n", _l("North")), SelectChoice("s", _l("South"))])
    method = RadioField(
        _l("How it was done"), choices=[SelectChoice("site", _l("On site")), SelectChoice("call", _l("By phone"))]
    )
    means = SelectMultipleField(
        _l("Reminders"),
        choices=[SelectChoice("mail", _l("E-mail")), SelectChoice("sms", _l("SMS"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    remark = TextAreaField(_l("Remark"))
    proof = FileField(_l("Proof"))
    agreed = BooleanField(_l("I was there myself"), [InputRequired(_l("Only who was there may record it."))])
