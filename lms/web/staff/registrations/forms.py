"""What one fills in to decide a registration."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class DayForm(FlaskForm):
    """From when somebody works there."""

    starts_on = DateField(
        _l("Works there since"), [InputRequired(_l("Choose a day."))], description=_l("Today or an earlier day.")
    )


class ApproveForm(DayForm):
    """From when, and as what."""

    title = StringField(_l("Job"), [Length(max=100, message=_l("At most 100 characters."))])


class DeclineForm(FlaskForm):
    """Why not."""

    reason = TextAreaField(_l("Reason"), [Length(max=1000)])
