"""The academy itself: its name, address, look, days and languages. The one place that the rest of the code asks.

What an admin sets in the browser (``models``, ``operations``) stands above the environment's settings, which are the defaults;
``present`` holds what this process knows of it. Not here: how pages draw it (``ui``, ``web``).
"""

from __future__ import annotations

from sqlalchemy import select

from lms.core import db
from lms.core.academy.models import AcademySettings
from lms.core.academy.present import Academy, Logo, current, forget, refresh
from lms.core.i18n import Text

__all__ = ["Academy", "Logo", "current", "forget", "name", "needs_file", "refresh"]


def name() -> Text:
    """The academy's name, in the languages that it has one in."""
    return current().name


def needs_file(sha256: str) -> bool:
    """Whether the logo is kept under this hash."""
    return db.session().scalar(select(AcademySettings.id).where(AcademySettings.logo_sha256 == sha256)) is not None
