"""A text: its title and its length; all else is its words."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.web.staff.studio.kinds.fields import LessonFields


class Article(LessonFields):
    """A text with pictures."""

    has_words: ClassVar[LazyString | None] = _l("The text")
