"""What one fills in to enrol somebody."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from lms.learning.queries import Choice
from lms.ui.filters import say


class EnrolForm(FlaskForm):
    """A course, and perhaps a day."""

    course = SelectField(_l("Course"), [InputRequired(_l("Choose a course."))])
    due_on = DateField(_l("Due by"), [Optional()], description=_l("The last day; without one it is theirs to decide."))

    def offer(self, courses: Sequence[Choice]) -> EnrolForm:
        """Fill in the courses there are to choose from."""
        self.course.choices = [("", _l("Choose a course")), *((course.key, say(course.title)) for course in courses)]
        return self
