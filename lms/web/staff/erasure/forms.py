"""What an admin says who has somebody erased."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class EraseForm(FlaskForm):
    """Why, and the person's name once more, so that nobody slips."""

    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(_l("Say why: it stays on record.")), Length(max=1000, message=_l("At most 1,000 characters."))],
    )
    typed = StringField(
        _l("The person's name"),
        [
            InputRequired(_l("Type it as it stands above the field.")),
            Length(max=300, message=_l("At most 300 characters.")),
        ],
    )
