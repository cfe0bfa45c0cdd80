"""What standings are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

STATES: Mapping[str, LazyString] = {
    "met": _l("Met"),
    "at_risk": _l("At risk"),
    "not_met": _l("Not met"),
    "no_tier": _l("Nothing asked"),
}
TONES: Mapping[str, str] = {"met": "ok", "at_risk": "warn", "not_met": "danger", "no_tier": "info"}
ICONS: Mapping[str, str] = {
    "met": "shield-check",
    "at_risk": "exclamation-triangle",
    "not_met": "x-octagon",
    "no_tier": "info-circle",
}
WORDS = {"state_words": STATES, "state_tones": TONES, "state_icons": ICONS}
"""For templates."""
