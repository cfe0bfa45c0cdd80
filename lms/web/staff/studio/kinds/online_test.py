"""A test: which one, when the lesson is done by it, and of the test itself what a trainer changes most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    FieldList,
    FloatField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import NumberRange, Optional, StopValidation

from lms.core.i18n import pick
from lms.studio.operations.lessons import Said
from lms.web.language import current_language
from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LessonFields, unless_usual


def _with_the_test(form: Any, field: Any) -> None:
    """Asked for where the form shows the test itself; else it is not there to be filled in."""
    if any(str(value).strip() for value in field.raw_data or ()):
        return
    field.errors = []
    raise StopValidation(_("Say how many per cent.") if form.shown.data else "")


class OnlineTest(LessonFields):
    """A door to an online test of the course. ``shown``: the test whose own fields the form had."""

    needs: ClassVar[Mapping[str, LazyString]] = {"test": _l("Choose the test that is taken here.")}

    test_key = SelectField(_l("Test"), choices=[], validate_choice=False)
    done_when = RadioField(
        _l("The lesson is done when the test is"),
        choices=[
            SelectChoice("passed", _l("passed")),
            SelectChoice("finished", _l("handed in, whatever the result")),
        ],
    )
    shown = HiddenField()
    test_based_on = HiddenField()
    pass_mark = FloatField(
        _l("Per cent to pass"),
        [_with_the_test, NumberRange(0, 100, message=_l("0 to 100 per cent."))],
    )
    time_limit = IntegerField(
        _l("Minutes to answer"),
        [Optional(), NumberRange(1, 1440, message=_l("1 to 1,440 minutes."))],
        description=_l("Empty: as long as one likes."),
    )
    attempts = IntegerField(
        _l("Attempts"),
        [Optional(), NumberRange(1, 1000, message=_l("1 to 1,000 attempts."))],
        description=_l("Empty: as many as one likes."),
    )
    draw = FieldList(
        IntegerField(_l("Questions"), [Optional(), NumberRange(1, 200, message=_l("1 to 200 questions."))])
    )

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The test's name, and what its own file says."""
        key = str(data.get("test") or "")
        test = desk.test(key)
        return {
            "test_key": key,
            "done_when": "finished" if data.get("done_when") == "finished" else "passed",
            "shown": key if test else "",
            "test_based_on": desk.files.get(f"{desk.key}/tests/{key}.yaml", ""),
            "pass_mark": test.get("pass_mark"),
            "time_limit": test.get("minutes"),
            "attempts": test.get("attempts"),
            "draw": [section.get("draw") for section in sections_of(test)],
        }

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Which test, and when it is done."""
        done_when = unless_usual(data, "done_when", self.done_when.data, "passed")
        return {"test": self.test_key.data or None, "done_when": done_when}

    def test(self) -> Said | None:
        """What is said of the test's own file: of the one that the form showed, and of no other."""
        if not self.shown.data or self.shown.data != self.test_key.data:
            return None
        mark = self.pass_mark.data or 0
        said: dict[tuple[str | int, ...], Any] = {
            ("pass_mark",): int(mark) if mark == int(mark) else mark,
            ("minutes",): self.time_limit.data,
            ("attempts",): self.attempts.data,
        }
        said |= {("sections", n, "draw"): one.data for n, one in enumerate(self.draw.entries) if one.data}
        return Said({}, said, self.test_based_on.data or "")


def sections_of(test: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections of a test's file, whatever state it is in."""
    found = test.get("sections")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def offered_tests(desk: Desk) -> list[SelectChoice]:
    """The course's tests by their titles."""
    choices = [SelectChoice("", _("None yet"))]
    for key in desk.tests():
        title = desk.test(key).get("title")
        words = pick(title, current_language()) if isinstance(title, dict) and title else key
        choices.append(SelectChoice(key, words))
    return choices
