"""What the academy is called and looks like."""

from __future__ import annotations

from lms.core import config
from lms.core.i18n import Text


def name() -> Text:
    """The academy's name, in both languages."""
    settings = config.current()
    return {"en": settings.academy_name_en, "zh": settings.academy_name_zh}
