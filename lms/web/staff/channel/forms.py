"""What one fills in about a region or a tier."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

SHORT = Length(max=100, message=_l("At most 100 characters."))


class NameForm(FlaskForm):
    """A name in both languages; one is enough."""

    name_en = StringField(_l("Its name in English"), [SHORT])
    name_zh = StringField(_l("Its name in Chinese"), [SHORT])

    def name(self) -> Mapping[str, str]:
        """The name by language."""
        return {"en": self.name_en.data or "", "zh": self.name_zh.data or ""}


class NewForm(NameForm):
    """A new one, with the key that files refer to it by."""

    key = StringField(
        _l("Key"),
        [InputRequired(_l("Write a key.")), SHORT],
        description=_l("Small letters, digits and hyphens, such as north-east. It never changes: files refer to it."),
    )
