"""The specimens' two languages."""

from __future__ import annotations

from typing import Any

from lms.web.language import current_language

Data = dict[str, Any]


def t(english: str, chinese: str) -> str:
    """One of two: specimens are no texts of the product, so no catalogue holds them."""
    return chinese if current_language() == "zh_Hans" else english
