"""What a stranger gives: a code, or a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileSize
from wtforms import StringField
from wtforms.validators import InputRequired, Length

MOST_BYTES = 2_000_000


class VerifyForm(FlaskForm):
    """A code as it stands on the document, or the PDF. Changes nothing, so it needs no token and sets no cookie."""

    class Meta:
        csrf = False

    code = StringField(
        _l("Code"), [Length(max=100, message=_l("This is longer than a code. A code has 28 letters and digits."))]
    )
    file = FileField(
        _l("PDF file"),
        [FileSize(MOST_BYTES, message=_l("The file is larger than 2 MB. Our certificates are far smaller."))],
    )


class NameForm(FlaskForm):
    """A name, to be told whether it is the erased holder's. Changes nothing, so it needs no token and sets no cookie."""

    class Meta:
        csrf = False

    name = StringField(
        _l("Name"),
        [
            InputRequired(_l("Type the name that stands on the paper.")),
            Length(max=200, message=_l("At most 200 characters.")),
        ],
    )
