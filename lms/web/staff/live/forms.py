"""Forms of the deeds done to an attempt."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from lms.assessment.operations.overseeing import MOST_MINUTES
from lms.web.staff.desk.forms import ReasonForm


class MinutesForm(ReasonForm):
    """So many minutes, and why."""

    minutes = IntegerField(
        _l("Minutes"),
        validators=[
            InputRequired(_l("Say how many minutes.")),
            NumberRange(1, MOST_MINUTES, _l("Between 1 and 480 minutes.")),
        ],
    )
