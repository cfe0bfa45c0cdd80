"""What the forms of all kinds have in common: title and length, files out of the library, lists of points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    Field,
    FieldList,
    Form,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange

from lms.core.documents import KeyPath
from lms.core.ids import parse_id
from lms.studio.operations.lessons import LONGEST_MINUTES, FromLibrary, Said
from lms.web.staff.studio.desk import Desk

LONG = Length(max=200, message=_l("At most 200 characters."))
HINT = Length(max=600, message=_l("At most 600 characters."))
OF_LIBRARY = "item:"
LANGUAGES = ("en", "zh")


class MediaField(SelectField):
    """A file: one of the course's, or one of the media library, which comes into the course when it is chosen."""

    def __init__(self, label: LazyString, kind: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[SelectChoice("", "")], validate_choice=False, **kwargs)
        self.kind = kind

    def file(self) -> str | FromLibrary | None:
        """What is chosen."""
        value = str(self.data or "")
        if not value.startswith(OF_LIBRARY):
            return value or None
        item_id = parse_id(value.removeprefix(OF_LIBRARY))
        return FromLibrary(item_id) if item_id else None


class PointForm(Form):
    """Something that is looked for, or asked."""

    id = HiddenField()
    title_en = StringField(_l("In English"), [LONG])
    title_zh = StringField(_l("In Chinese"), [LONG])
    hint_en = StringField(_l("What is meant, in English"), [HINT])
    hint_zh = StringField(_l("What is meant, in Chinese"), [HINT])

    def said(self) -> dict[str, Any]:
        """The point as the file has it; empty where nothing is typed in it."""
        title, hint = (spoken(self, name) for name in ("title", "hint"))
        if not title and not hint:
            return {}
        return {"id": self.id.data, "title": title} | ({"hint": hint} if hint else {})


class LessonFields(FlaskForm):
    """What every lesson has. A kind adds its fields, how they are filled from the file (``read``), and what they say (``more``).

    ``needs``: what is said where nothing stands yet at a place of the file.
    """

    needs: ClassVar[Mapping[str, LazyString]] = {}
    has_words: ClassVar[LazyString | None] = None
    """What the Markdown text of such a lesson is there for; None for a kind without."""
    shows_files: ClassVar[bool] = False

    title_en = StringField(_l("Title in English"), [LONG])
    title_zh = StringField(_l("Title in Chinese"), [LONG])
    minutes = IntegerField(
        _l("Minutes"),
        [
            InputRequired(_l("Say how many minutes it takes.")),
            NumberRange(1, LONGEST_MINUTES, message=_l("1 to 240 minutes.")),
        ],
    )
    based_on = HiddenField()

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The fields of the kind, filled from the lesson as its file has it, whatever state that is in."""
        del data, desk
        return {}

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What the kind's fields say by the names of the file; None takes a name out. ``data``: as the file has it now."""
        del data
        return {}

    def test(self) -> Said | None:
        """What is said of a test's own file, for the kind that has one."""
        return None

    def said(self, data: Mapping[str, Any]) -> Said:
        """All that the form says."""
        common = {"title": spoken(self, "title"), "minutes": self.minutes.data}
        test = self.test()
        return Said({**common, **self.more(data)}, test.test if test else None, test.based_on if test else "")

    def media(self) -> Iterator[MediaField]:
        """The fields that name files."""
        yield from (field for field in self if isinstance(field, MediaField))

    def field_at(self, path: KeyPath) -> Field | None:
        """The field that a place of the file is filled in by, as near as can be: of a text in no language, the first one's."""
        parts = [_bare(str(part)) for part in self._row_of(path)]
        known = {_bare(field.name): field for field in flat(self)}
        while parts:
            name = "-".join(parts)
            for one, field in known.items():
                if one == name or one.startswith(f"{name}-"):
                    return field
            parts.pop()
        return None

    def _row_of(self, path: KeyPath) -> KeyPath:
        """A place in a list of points by the number of its row: rows that say nothing are not in the file."""
        rows = self[str(path[0])].entries if path and isinstance(self._fields.get(str(path[0])), FieldList) else ()
        if len(path) < 2 or not isinstance(path[1], int):
            return path
        said = [n for n, entry in enumerate(rows) if entry.form.said()]
        return (path[0], said[path[1]], *path[2:]) if path[1] < len(said) else path


def _bare(name: str) -> str:
    return name.replace("_", "-")


def flat(form: Form) -> Iterator[Field]:
    """Every field that is typed into, those of points among them."""
    for field in form:
        entries = getattr(field, "entries", None)
        if entries is None:
            yield field
        for entry in entries or ():
            inner = getattr(entry, "form", None)
            yield from flat(inner) if inner is not None else [entry]


def spoken(form: Form, name: str) -> dict[str, str]:
    """The words of a pair of fields by language; what is empty is left out."""
    said = {language: " ".join((form[f"{name}_{language}"].data or "").split()) for language in LANGUAGES}
    return {language: words for language, words in said.items() if words}


def words_in(data: Mapping[str, Any], name: str) -> dict[str, str]:
    """A text of the file as a pair of fields takes it, whatever stands there."""
    said = data.get(name)
    found = said if isinstance(said, Mapping) else {}
    return {f"{name}_{one}": found[one] for one in LANGUAGES if isinstance(found.get(one), str)}


def unless_usual(data: Mapping[str, Any], name: str, value: Any, usual: Any) -> Any:
    """A value to be written down; what is as usual is left out, but where the author wrote just that."""
    return value if value != usual or (name in data and data[name] == value) else None


def file_in(value: object) -> str:
    """The name of a file, whatever stands there."""
    return value if isinstance(value, str) else ""


def points_in(given: object) -> list[dict[str, Any]]:
    """Points of the file as a list of forms takes them."""
    found = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    return [{"id": str(one.get("id", "")), **words_in(one, "title"), **words_in(one, "hint")} for one in found]


def points_of(forms: Sequence[Any], stem: str) -> list[dict[str, Any]]:
    """What a list of points says; one that is new gets an id that no other has."""
    said = [(entry.form, entry.form.said()) for entry in forms]
    taken = {point["id"] for _form, point in said if point and point["id"]}
    found = []
    for form, point in said:
        if not point:
            continue
        if not point["id"]:
            point["id"] = next(name for n in count(1) if (name := f"{stem}-{n}") not in taken)
            taken.add(point["id"])
            form.id.data = point["id"]
        found.append(point)
    return found


def offered(desk: Desk, field: MediaField) -> list[SelectChoice]:
    """What a field for a file offers: nothing, the course's own files of its kind, and the library's that the course has not."""
    chosen = str(field.data or "")
    own, more = desk.shelf(
        field.kind, parse_id(chosen.removeprefix(OF_LIBRARY)) if chosen.startswith(OF_LIBRARY) else None
    )
    names = [*own] if chosen in ("", *own) or chosen.startswith(OF_LIBRARY) else [*own, chosen]
    choices = [SelectChoice("", _("None yet"))]
    choices += [SelectChoice(name, name.removeprefix("media/"), optgroup=_("In this course")) for name in names]
    return choices + [SelectChoice(f"{OF_LIBRARY}{item.id}", item.name, optgroup=_("Media library")) for item in more]
