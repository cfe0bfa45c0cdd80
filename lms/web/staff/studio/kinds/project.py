"""A project: what may be handed in, and by what it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    FieldList,
    FormField,
    IntegerField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from lms.catalogue.lesson_kinds.project import Takes
from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LessonFields, PointForm, points_in, points_of

KINDS = {
    "document": _l("Documents"),
    "picture": _l("Pictures"),
    "audio": _l("Sound"),
    "video": _l("Films"),
}
_NUMBER = InputRequired(_l("Say a number."))


class MultiCheckboxField(SelectMultipleField):
    """Several of a few, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Project(LessonFields):
    """Work that is handed in."""

    needs: ClassVar[Mapping[str, LazyString]] = {
        "rubric": _l("Say at least one thing that is looked at."),
        "takes": _l("Tick at least one kind of file."),
        "title": _l("Say it in one of the two languages at least."),
    }
    has_words: ClassVar[LazyString | None] = _l("The task: what is asked, and what a good answer has")

    rubric = FieldList(FormField(PointForm), _l("What is looked at"))
    takes_kinds = MultiCheckboxField(
        _l("Files that may be handed in"),
        choices=[SelectChoice(key, label) for key, label in KINDS.items()],
        validate_choice=True,
    )
    takes_most = IntegerField(_l("Files at most"), [_NUMBER, NumberRange(1, 10, message=_l("1 to 10 files."))])
    takes_largest_mb = IntegerField(_l("Each at most, in MB"), [_NUMBER, NumberRange(1, 50, message=_l("1 to 50 MB."))])

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """What is taken, as usual where nothing is said, and the points."""
        del desk
        said = data.get("takes")
        takes = {**Takes().model_dump(), **(said if isinstance(said, Mapping) else {})}
        return {
            "rubric": points_in(data.get("rubric")),
            "takes_kinds": [kind for kind in takes["kinds"] if kind in KINDS] if takes["kinds"] else [],
            "takes_most": takes["most"],
            "takes_largest_mb": takes["largest_mb"],
        }

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The points, and what is taken where that is not as usual, or was written down."""
        takes = {
            "kinds": [kind for kind in KINDS if kind in (self.takes_kinds.data or ())],
            "most": self.takes_most.data,
            "largest_mb": self.takes_largest_mb.data,
        }
        is_usual = takes == Takes().model_dump() and "takes" not in data
        return {
            "takes": None if is_usual else _as_written(takes, data.get("takes")),
            "rubric": points_of(self.rubric.entries, "point") or None,
        }


def _as_written(takes: dict[str, Any], before: object) -> dict[str, Any]:
    """The kinds in the order in which the author wrote the same ones, and no name that was left to be as usual."""
    said = before if isinstance(before, Mapping) else {}
    usual = Takes().model_dump()
    if isinstance(said.get("kinds"), list) and sorted(map(str, said["kinds"])) == sorted(takes["kinds"]):
        takes["kinds"] = said["kinds"]
    return {name: value for name, value in takes.items() if name in said or not said or value != usual[name]}
