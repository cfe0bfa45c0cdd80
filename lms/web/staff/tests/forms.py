"""What staff fill in about the terms of a test: its window, and what is granted to whom. Shapes only."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from lms.accounts.roles import Permission
from lms.assessment.operations.allowing import Given
from lms.assessment.operations.windows import Opening
from lms.core import clock
from lms.web.companies import CompanyField

_HOUR = "%Y-%m-%dT%H:%M"
_REASON = [
    InputRequired(_l("Say why: it stays on record beside what was before.")),
    Length(max=500, message=_l("At most 500 characters.")),
]


def instant(field: DateTimeLocalField) -> datetime | None:
    """The instant that a field says, on the academy's clocks."""
    return clock.instant_of(field.data) if field.data else None


class WindowForm(FlaskForm):
    """When a test is open, and from which room."""

    opens_at = DateTimeLocalField(_l("Opens"), [Optional()], format=_HOUR)
    closes_at = DateTimeLocalField(_l("Closes"), [Optional()], format=_HOUR)
    asks_code = BooleanField(_l("The examiner reads out a code"))
    networks = TextAreaField(_l("Networks of the room"), [Length(max=2000)])
    reason = TextAreaField(_l("Reason"), _REASON)

    def opening(self) -> Opening:
        """What is filled in."""
        ranges = [line.strip() for line in (self.networks.data or "").replace(",", "\n").splitlines()]
        return Opening(
            instant(self.opens_at),
            instant(self.closes_at),
            asks_code=bool(self.asks_code.data),
            networks=[one for one in ranges if one],
        )


class AllowanceForm(FlaskForm):
    """Who is granted what. The page says which of the three is meant by ``to``."""

    to = RadioField(
        _l("For"),
        choices=[
            SelectChoice("person", _l("a person")),
            SelectChoice("company", _l("a company with its branches")),
            SelectChoice("group", _l("a group")),
        ],
        default="person",
    )
    login = StringField(_l("E-mail or mobile number"), [Length(max=254)])
    company = CompanyField(_l("Company"), permission=Permission.TEST_SUPERVISE, needed=False)
    group = SelectField(_l("Group"), choices=[], validate_choice=False)
    minutes = IntegerField(_l("Extra minutes"), [Optional()])
    per_cent = IntegerField(_l("Extra time in per cent"), [Optional()])
    attempts = IntegerField(_l("Extra attempts"), [Optional()])
    opens_at = DateTimeLocalField(_l("Opens"), [Optional()], format=_HOUR)
    closes_at = DateTimeLocalField(_l("Closes"), [Optional()], format=_HOUR)
    reason = TextAreaField(_l("Reason"), _REASON)

    def given(self) -> Given:
        """What is granted."""
        return Given(
            self.minutes.data,
            self.per_cent.data,
            self.attempts.data,
            instant(self.opens_at),
            instant(self.closes_at),
        )


class EndForm(FlaskForm):
    """An allowance is ended."""

    reason = TextAreaField(_l("Reason"), _REASON)
