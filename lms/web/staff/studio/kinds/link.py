"""Something outside: its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LessonFields


class Link(LessonFields):
    """A page elsewhere."""

    needs: ClassVar[Mapping[str, LazyString]] = {"url": _l("Say where the link leads.")}
    has_words: ClassVar[LazyString | None] = _l("Words above the link: what to look at there")

    url = StringField(
        _l("Address of the page"),
        description=_l("As the browser shows it at the top, beginning with https://. It opens in a window of its own."),
    )

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The address."""
        del desk
        url = data.get("url")
        return {"url": url if isinstance(url, str) else ""}

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The address, without what is typed around it by accident."""
        del data
        return {"url": (self.url.data or "").strip() or None}
