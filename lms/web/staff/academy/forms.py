"""What admins set of the academy. The first-run guide asks with the same forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from lms.core import academy
from lms.core.i18n import LANGUAGES
from lms.web.everyone.profile.forms import time_zones
from lms.web.frame import LANGUAGE_NAMES


class NameForm(FlaskForm):
    """How the academy is called, and where it is found."""

    name_en = StringField(_l("Academy’s name in English"))
    name_zh = StringField(_l("Academy’s name in Chinese"))
    code = StringField(
        _l("Academy’s code"),
        [InputRequired(_l("Write a code."))],
        description=_l(
            "Certificate numbers begin with it: NPA-EE3-2026-000001. It counts for certificates issued from now on."
        ),
    )
    address = StringField(
        _l("Public address"),
        description=_l("Printed on certificates and in letters, so keep it. Such as https://academy.example.com"),
    )

    @classmethod
    def filled(cls) -> NameForm:
        """With what holds now."""
        own = academy.current()
        data = {"name_en": own.name_en, "name_zh": own.name_zh, "code": own.code, "address": own.address}
        return cls(formdata=None, data=data)


class LookForm(FlaskForm):
    """The colour of buttons and links, and the logo in the bar."""

    colour = StringField(
        _l("Colour"),
        description=_l("Of buttons and links, such as #14463f. Empty: the colours that came with the academy."),
    )
    logo = FileField(
        _l("Logo"), description=_l("SVG or PNG, at most 512 KB. It stands 30 pixels high beside the name.")
    )
    without_logo = BooleanField(_l("Take the logo away"))

    @classmethod
    def filled(cls) -> LookForm:
        """With what holds now."""
        return cls(formdata=None, data={"colour": academy.current().colour or ""})


class DaysForm(FlaskForm):
    """When the academy's days begin, and which languages it speaks."""

    time_zone = SelectField(
        _l("Time zone"),
        [InputRequired()],
        description=_l("The academy’s days begin and end there: due days, the last valid day of a certificate."),
    )
    accepted = BooleanField(_l("Move the days although certifications depend on them"))
    languages = SelectMultipleField(
        _l("Languages offered"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    language = SelectField(
        _l("First language"),
        [InputRequired()],
        description=_l("For readers whose browser asks for none of these."),
    )

    def offer(self) -> DaysForm:
        """Fill in what there is to choose from."""
        zone = academy.current().time_zone
        names = time_zones() if zone in time_zones() else [zone, *time_zones()]
        self.time_zone.choices = [(name, name.replace("_", " ")) for name in names]
        self.languages.choices = self.language.choices = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
        return self

    @classmethod
    def filled(cls) -> DaysForm:
        """With what holds now."""
        own = academy.current()
        data = {"time_zone": own.time_zone, "languages": list(own.languages), "language": own.language}
        return cls(formdata=None, data=data).offer()
