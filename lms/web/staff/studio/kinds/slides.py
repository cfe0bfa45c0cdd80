"""A deck: its title and its length; its slides are its words, one behind the other."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.web.staff.studio.kinds.fields import LessonFields


class Slides(LessonFields):
    """Slides in order."""

    has_words: ClassVar[LazyString | None] = _l("The slides")
