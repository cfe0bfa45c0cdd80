"""What is filled in about a campaign, a call, a proposal. Shapes only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.accounts.queries.companies import regions_of
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import clock
from lms.core.ids import parse_id
from lms.fieldchecks.spotchecks.models import SpotCampaign
from lms.fieldchecks.spotchecks.operations.planning import BOUNDS, Plan
from lms.partners.models import Partner
from lms.ui.filters import say
from lms.web.companies import CompanyField
from lms.web.spot_words import AFTER, OUTCOMES
from lms.web.viewer import current_actor

_A_DAY = [InputRequired(_l("Choose a day."))]


def _number(name: str, label: Any, default: int) -> IntegerField:
    low, high = BOUNDS[name]
    within = NumberRange(low, high, message=_l("A whole number from %(min)s to %(max)s."))
    return IntegerField(label, [InputRequired(_l("Write a number.")), within], default=default)


class CampaignForm(FlaskForm):
    """A campaign as it is planned."""

    name_en = StringField(_l("Name in English"), [Length(max=120)])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=120)])
    levels = SelectMultipleField(
        _l("Holders of"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=True
    )
    region = SelectField(_l("Region"))
    company = CompanyField(_l("Company"), permission=Permission.SPOT_CHECK_PLAN, needed=False)
    unchecked_months = _number("unchecked_months", _l("Months not checked"), 6)
    size = _number("size", _l("People to be drawn"), 10)
    starts_on = DateField(_l("First day of calls"), _A_DAY)
    ends_on = DateField(_l("Last day of calls"), _A_DAY)
    call_from = _number("call_from", _l("Calls from (hour)"), 9)
    call_until = _number("call_until", _l("Calls until (hour)"), 18)
    weekends = BooleanField(_l("At weekends too"))
    tries = _number("tries", _l("Tries at most"), 3)
    pause_hours = _number("pause_hours", _l("Hours between two tries"), 4)
    questions = _number("questions", _l("Questions for each"), 6)
    pass_mark = _number("pass_mark", _l("Passed from (per cent)"), 70)
    refusal_fails = BooleanField(_l("Who refuses has not passed"))
    after_failed = RadioField(_l("What follows a failed check"), default="nothing")
    failed_below = IntegerField(
        _l("Only where it scored less than (per cent)"),
        [Optional(), NumberRange(1, 100, message=_l("A whole number from %(min)s to %(max)s."))],
    )

    def __init__(self, campaign: SpotCampaign | None = None, partner: Partner | None = None, **given: Any) -> None:
        today = clock.today()
        begins = {"starts_on": today, "ends_on": today + timedelta(days=28)}
        super().__init__(data=_data_of(campaign, partner) if campaign else begins, **given)
        names = level_names()
        tracks = len({name.track_key for name in names.values()})
        self.levels.choices = [
            (key, f"{say(name.track_title)} · {say(name.title)}" if tracks > 1 else say(name.title))
            for key, name in names.items()
        ]
        actor = current_actor()
        everywhere = [("", _l("everywhere"))]
        regions = [(str(one.id), say(one.name)) for one in regions_of(actor, Permission.SPOT_CHECK_PLAN)]
        self.region.choices = [*everywhere, *regions]
        self.after_failed.choices = [(key.value, words) for key, words in AFTER.items()]

    def plan(self) -> Plan:
        """What is filled in."""
        levels = tuple(self.levels.data or ())
        names = level_names()
        same = {
            name: self[name].data
            for name in (*BOUNDS, "starts_on", "ends_on", "weekends", "refusal_fails", "after_failed", "failed_below")
        }
        return Plan(
            name={"en": self.name_en.data or "", "zh": self.name_zh.data or ""},
            track_key=names[levels[0]].track_key if levels else "",
            level_keys=levels,
            region_id=parse_id(self.region.data or ""),
            partner_id=_id_of(self.company.chosen),
            **same,
        )


def _id_of(partner: Partner | None) -> UUID | None:
    return partner.id if partner else None


def _data_of(campaign: SpotCampaign, partner: Partner | None) -> dict[str, Any]:
    same = (*BOUNDS, "starts_on", "ends_on", "weekends", "refusal_fails", "after_failed", "failed_below")
    return {name: getattr(campaign, name) for name in same} | {
        "name_en": campaign.name.get("en", ""),
        "name_zh": campaign.name.get("zh", ""),
        "levels": list(campaign.level_keys),
        "region": str(campaign.region_id or ""),
        "company": partner,
    }


class EndForm(FlaskForm):
    """Why a campaign ends."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Write the reason.")), Length(max=500)])


class CallForm(FlaskForm):
    """What came of a call."""

    outcome = RadioField(
        _l("What came of it"), [InputRequired(_l("Choose what came of the call."))], validate_choice=False
    )
    call_back = DateTimeLocalField(_l("Call back at, on their clock"), [Optional()], format="%Y-%m-%dT%H:%M")
    call_note = StringField(_l("Note"), [Length(max=2000)])

    def __init__(self, *, begun: bool, **given: Any) -> None:
        super().__init__(**given)
        left_out = {"done"} if begun else {"done", "broken_off"}
        self.outcome.choices = [(key.value, said) for key, said in OUTCOMES.items() if key.value not in left_out]

    def agreed(self) -> datetime | None:
        """When to call back, as their clock shows it."""
        found: datetime | None = self.call_back.data
        return found
