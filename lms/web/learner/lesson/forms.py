"""What a lesson's page reports of its reader: sent by ``lesson.js``, never typed."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from wtforms import FloatField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp

from lms.learning.lesson_kinds import Report
from lms.learning.rules import Ranges

LONGEST = 24 * 60 * 60
"""Seconds: no film is longer than a day."""

MOST_PARTS = 5000
"""Pages of a document, slides of a deck."""

_STRETCHES = r"(\d+(\.\d+)?-\d+(\.\d+)?(,|$))*"


class ReportForm(FlaskForm):
    """``paragraph`` is an id of the text; ``watched`` reads ``0-41.5,60-70``, in seconds; ``part`` is a page or a slide."""

    paragraph = StringField(validators=[Optional(), Regexp(r"^p[0-9]{1,5}$")])
    seconds = FloatField(validators=[Optional(), NumberRange(0, LONGEST)])
    length = FloatField(validators=[Optional(), NumberRange(0, LONGEST)])
    part = IntegerField(validators=[Optional(), NumberRange(1, MOST_PARTS)])
    parts = IntegerField(validators=[Optional(), NumberRange(1, MOST_PARTS)])
    watched = StringField(validators=[Optional(), Length(max=4000), Regexp(rf"^{_STRETCHES}$")])

    def report(self) -> Report:
        """What was reported, once validated."""
        return Report(
            paragraph=self.paragraph.data or None,
            seconds=self.seconds.data,
            length=self.length.data,
            watched=_stretches(self.watched.data or ""),
            part=self.part.data,
            parts=self.parts.data,
        )


def _stretches(written: str) -> Ranges:
    pairs = re.findall(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", written)
    return tuple((float(start), float(end)) for start, end in pairs)
