"""Forms of the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length


class ReasonForm(FlaskForm):
    """A reason that stays on record."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Write the reason.")), Length(max=1000, message=_l("At most 1,000 characters."))],
    )


class MoveForm(ReasonForm):
    """Another last day, with a reason."""

    last_day = DateField(_l("New last day"), [InputRequired(_l("Write a day."))])


class ListForm(FlaskForm):
    """A list of certifications from before."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
