"""What the guide asks beyond the academy's own forms: a first company, a first person."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from lms.accounts.roles import Role
from lms.partners.models import Partner, Region
from lms.ui.filters import say
from lms.web.names import person_name
from lms.web.role_words import ROLE_WORDS

NEW = "new"
_LONGEST = Length(max=100, message=_l("At most 100 characters."))


class PartnerForm(FlaskForm):
    """A company, in a region that is there or that is made along with it."""

    region = SelectField(_l("Region"), [InputRequired()])
    region_en = StringField(_l("Region’s name in English"), [_LONGEST])
    region_zh = StringField(_l("Region’s name in Chinese"), [_LONGEST])
    name_latin = StringField(_l("Company’s name in Latin letters"), [_LONGEST])
    name_zh = StringField(_l("Company’s name in Chinese"), [_LONGEST])
    code = StringField(
        _l("Company’s code"),
        [InputRequired(_l("Write a code."))],
        description=_l("Short and for good, such as ACME or ACME-HRB: files and reports name companies by it."),
    )

    def offer(self, regions: Sequence[Region]) -> PartnerForm:
        """Fill in the regions there are."""
        self.region.choices = [*((region.key, say(region.name)) for region in regions), (NEW, _l("A new region"))]
        return self


class PersonForm(FlaskForm):
    """A person, what they are here, and where they work."""

    name_latin = StringField(_l("Name in Latin letters"), [_LONGEST])
    name_zh = StringField(_l("Name in Chinese"), [_LONGEST])
    email = StringField(_l("E-mail"), [InputRequired(_l("Write an e-mail address: they sign in with it."))])
    partner_id = SelectField(_l("Company"), [InputRequired(_l("Choose a company."))])
    role = SelectField(_l("Role"), [InputRequired()])

    def offer(self, partners: Sequence[Partner]) -> PersonForm:
        """Fill in the companies there are, and what people of a company can be."""
        self.partner_id.choices = [(str(partner.id), person_name(partner)) for partner in partners]
        self.role.choices = [(role.value, ROLE_WORDS[role]) for role in (Role.PARTNER_MANAGER, Role.LEARNER)]
        return self
