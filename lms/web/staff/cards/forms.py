"""What is filled in about a card. Shapes only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.core import clock
from lms.web.card_words import RESTS_ON

_REASON = [InputRequired(_l("Write the reason.")), Length(max=1000, message=_l("At most 1,000 characters."))]

MEANING = {
    "yellow": _l("Yellow: a watch period and an extra check; a second one within it is red"),
    "red": _l("Red: suspended until it is lifted or taken back"),
}


class CardForm(FlaskForm):
    """A new card."""

    colour = RadioField(_l("Colour"), [InputRequired(_l("Choose yellow or red."))])
    rests_on = RadioField(_l("It rests on"), [InputRequired(_l("Choose what the card rests on."))])
    source = StringField(_l("Which"), [InputRequired(_l("Name it.")), Length(max=1000)])
    given_on = DateField(_l("Given for"), [InputRequired(_l("Choose a day."))])
    reason = TextAreaField(_l("Reason"), _REASON)

    def __init__(self, **given: Any) -> None:
        super().__init__(data={"given_on": clock.today()}, **given)
        self.colour.choices = list(MEANING.items())
        self.rests_on.choices = list(RESTS_ON.items())


class WhyForm(FlaskForm):
    """A reason that stays on record."""

    reason = TextAreaField(_l("Reason"), _REASON)


class AppealForm(FlaskForm):
    """What somebody says against a card."""

    words = TextAreaField(
        _l("What is wrong about it"),
        [
            InputRequired(_l("Say what is wrong about the card.")),
            Length(max=1000, message=_l("At most 1,000 characters.")),
        ],
    )
