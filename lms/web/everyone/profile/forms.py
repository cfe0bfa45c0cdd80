"""What people change about themselves."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.core import academy
from lms.web.frame import LANGUAGE_NAMES

_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def time_zones() -> list[str]:
    """The zones of places, by their IANA names."""
    return sorted(name for name in available_timezones() if name.partition("/")[0] in _CONTINENTS)


class ProfileForm(FlaskForm):
    """Names and how pages look; the empty choice leaves it to browser, academy or system."""

    name_zh = StringField(_l("Name in Chinese"), [Length(max=100, message=_l("At most 100 characters."))])
    name_latin = StringField(_l("Name in Latin letters"), [Length(max=100, message=_l("At most 100 characters."))])
    language = SelectField(_l("Language"), [InputRequired()], validate_choice=True)
    time_zone = SelectField(_l("Time zone"), [InputRequired()])
    theme = SelectField(_l("Appearance"), [InputRequired()])

    def offer(self, academy_zone: str) -> ProfileForm:
        """Fill in what there is to choose from."""
        self.language.choices = [
            ("browser", _l("As the browser asks")),
            *((c, LANGUAGE_NAMES[c]) for c in academy.current().languages),
        ]
        of_academy = _l("As the academy: %(zone)s", zone=academy_zone)
        self.time_zone.choices = [("academy", of_academy), *((z, z.replace("_", " ")) for z in time_zones())]
        self.theme.choices = [("system", _l("As the system")), ("light", _l("Light")), ("dark", _l("Dark"))]
        return self
