"""What one fills in on the way of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[attr-defined]  # the stubs lack SelectChoice
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import InputRequired

from lms.accounts.importing.columns import WORDS, Field
from lms.core.tables import DELIMITERS, ENCODINGS, Reading
from lms.ui.filters import say

_DELIMITER_WORDS = {",": _l("Comma"), ";": _l("Semicolon"), "\t": _l("Tab")}
_ENCODING_WORDS = {
    "utf-8-sig": "UTF-8",
    "gb18030": "GB18030 (GBK, GB2312)",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}


class UploadForm(FlaskForm):
    """A file."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])


class ReadingForm(FlaskForm):
    """How a text file is read; a GET form, so that the address says it."""

    class Meta:
        csrf = False

    encoding = SelectField(_l("Encoding"), choices=[SelectChoice(code, _ENCODING_WORDS[code]) for code in ENCODINGS])
    delimiter = SelectField(
        _l("Between columns"), choices=[SelectChoice(sign, _DELIMITER_WORDS[sign]) for sign in DELIMITERS]
    )

    def reading(self) -> Reading:
        """What was chosen."""
        return Reading("csv", str(self.encoding.data), str(self.delimiter.data))


class ColumnsForm(FlaskForm):
    """What stands in each column (``column_0`` …), and the day for those without one."""

    default_day = DateField(
        _l("First day, where the file says none"),
        [InputRequired(_l("Choose a day."))],
        description=_l("From this day on people count as working for their company."),
    )
    encoding = HiddenField()
    delimiter = HiddenField()

    def chosen(self) -> dict[int, Field]:
        """Our fields by column; what is left out is not there."""
        columns = {
            name: field.data for name, field in self._fields.items() if name.startswith("column_") and field.data
        }
        return {int(name.removeprefix("column_")): Field(value) for name, value in columns.items()}


def columns_form(headers: Sequence[str], guessed: Mapping[int, Field], **data: Any) -> ColumnsForm:
    """A form with a choice for each column of a file, taken for what it seems to be."""
    choices = [SelectChoice("", _l("Leave out")), *(SelectChoice(field.value, say(WORDS[field])) for field in Field)]
    selects = {
        f"column_{number}": SelectField(
            header or _l("Column %(number)s", number=number + 1),
            choices=choices,
            default=guessed[number].value if number in guessed else "",
        )
        for number, header in enumerate(headers)
    }
    return cast("ColumnsForm", type("ColumnsOfThisFile", (ColumnsForm,), selects)(**data))
