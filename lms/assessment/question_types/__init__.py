"""The types of questions, one file each; a file that defines ``TYPE`` is found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from lms.assessment.question_type import QuestionType


def _found() -> dict[str, QuestionType]:
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    types = [module.TYPE for module in modules if hasattr(module, "TYPE")]
    return {kind.key: kind for kind in sorted(types, key=lambda kind: kind.key)}


QUESTION_TYPES = _found()
"""Every type by the word that content files use."""

BY_HAND = tuple(key for key, kind in QUESTION_TYPES.items() if kind.by_hand)
"""The types whose answers a person marks."""

ALOUD = tuple(key for key, kind in QUESTION_TYPES.items() if kind.aloud)
"""The types that can be asked on the telephone."""
