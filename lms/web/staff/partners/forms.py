"""What one fills in about a company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.partners.models import Region, Tier
from lms.ui.filters import say

SHORT = Length(max=100, message=_l("At most 100 characters."))
LONG = Length(max=200, message=_l("At most 200 characters."))
NO_TIER = "none"


class NamesForm(FlaskForm):
    """Both names; one of them is enough."""

    name_zh = StringField(_l("Company name in Chinese"), [LONG])
    name_latin = StringField(_l("Company name in Latin letters"), [LONG])


class PlaceForm(FlaskForm):
    """The company above, by code or name, and the region."""

    parent_id = StringField(
        _l("Branch of"), [LONG], description=_l("A company's code, or a part of its name. Empty: it stands at the top.")
    )
    region_id = SelectField(_l("Region"), [InputRequired(_l("Choose a region."))])

    def offer(self, regions: Sequence[Region]) -> PlaceForm:
        """Fill in the regions there are to choose from."""
        self.region_id.choices = _regions(regions)
        return self


class TierForm(FlaskForm):
    """A tier, or none, and why."""

    tier_id = SelectField(_l("Tier"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [Length(max=1000)])

    def offer(self, tiers: Sequence[Tier]) -> TierForm:
        """Fill in the tiers there are to choose from."""
        self.tier_id.choices = _tiers(tiers)
        return self


class ReasonForm(FlaskForm):
    """Why a company comes into the channel, or leaves it."""

    reason = TextAreaField(_l("Reason"), [Length(max=1000)])


class CompanyForm(NamesForm, PlaceForm):
    """A new company."""

    code = StringField(
        _l("Company code"),
        [InputRequired(_l("Write a code.")), SHORT],
        description=_l(
            "Letters, digits and hyphens, such as ACME-HRB. It never changes: files and reports refer to it."
        ),
    )
    tier_id = SelectField(_l("Tier"), [InputRequired()])

    def offer_all(self, regions: Sequence[Region], tiers: Sequence[Tier]) -> CompanyForm:
        """Fill in what there is to choose from."""
        self.offer(regions)
        self.tier_id.choices = _tiers(tiers)
        return self


def _regions(regions: Sequence[Region]) -> list[tuple[str, Any]]:
    return [("", _l("Choose a region")), *((str(region.id), say(region.name)) for region in regions)]


def _tiers(tiers: Sequence[Tier]) -> list[tuple[str, Any]]:
    return [(NO_TIER, _l("No tier")), *((str(tier.id), say(tier.name)) for tier in tiers)]
