"""The academy itself: its name, address, look, days and languages. The one place that the rest of the code asks.

What an admin sets in the browser (``models``, ``operations``) stands above the environment's settings, which are the defaults;
``present`` holds what this process knows of it. Not here: how pages draw it (``ui``, ``web``).
"""

from __future__ import annotations

from lms.core.academy.present import Academy, Logo, current, forget, refresh
from lms.core.i18n import Text

__all__ = ["Academy", "Logo", "current", "forget", "name", "refresh"]


def name() -> Text:
    """The academy's name, in the languages that it has one in."""
    return current().name
