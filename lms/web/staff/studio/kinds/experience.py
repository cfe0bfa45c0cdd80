"""Cases of learners: the parts that a case is written in, and what makes the lesson done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    FieldList,
    FormField,
    RadioField,
    SelectChoice,
)

from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LessonFields, PointForm, points_in, points_of, unless_usual


class Experience(LessonFields):
    """Cases that learners write for each other."""

    needs: ClassVar[Mapping[str, LazyString]] = {
        "headings": _l("Name at least one part that a case has."),
        "title": _l("Say it in one of the two languages at least."),
    }
    has_words: ClassVar[LazyString | None] = _l("What is asked for: which cases, and for whom")

    headings = FieldList(FormField(PointForm), _l("Parts that a case is written in"))
    done_by = RadioField(
        _l("The lesson is done by"),
        choices=[
            SelectChoice("writing", _l("writing a case that is published")),
            SelectChoice("reading", _l("reading the cases of others")),
        ],
    )

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The parts, and by what it is done."""
        del desk
        is_reading = data.get("done_by") == "reading"
        return {"headings": points_in(data.get("headings")), "done_by": "reading" if is_reading else "writing"}

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What is as usual is not written down where nobody wrote it."""
        return {
            "headings": points_of(self.headings.entries, "part") or None,
            "done_by": unless_usual(data, "done_by", self.done_by.data, "writing"),
        }
