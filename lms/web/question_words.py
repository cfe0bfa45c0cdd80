"""What the types of questions are called."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

TYPE_WORDS: Mapping[str, LazyString] = {
    "essay": _l("Essay"),
    "file-upload": _l("File"),
    "gap-fill": _l("Gap text"),
    "hotspot": _l("Place on a picture"),
    "labelling": _l("Labels on a picture"),
    "likert": _l("Scale"),
    "matching": _l("Matching"),
    "multiple-response": _l("Several right options"),
    "numeric": _l("Number"),
    "ordering": _l("Order"),
    "scenario": _l("Case with several questions"),
    "select-words": _l("Words in a text"),
    "short-text": _l("Short text"),
    "single-choice": _l("One right option"),
    "true-false": _l("True or false"),
}
