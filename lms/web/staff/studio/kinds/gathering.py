"""A class: its title and its length; when and where it is stands in the class calendar."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.web.staff.studio.kinds.fields import LessonFields


class Gathering(LessonFields):
    """A class on a day, which is planned in the class calendar."""

    has_words: ClassVar[LazyString | None] = _l("What to bring, and what it is about")
