"""How much a view takes: pages take forms, a few take files, and what is too large is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, request

from lms.web.access import View

_ROUND = 100_000
"""Bytes of the form around the file: its other fields and their headings."""


def takes_files(most: int) -> Callable[[View], View]:
    """A view whose form brings files of at most ``most`` bytes in all; others take what the app's limit says."""

    def mark(view: View) -> View:
        view.__dict__["most_bytes"] = most + _ROUND
        return view

    return mark


def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Set the limit of the request at hand, before anything of its form is read."""
    view = current_app.view_functions.get(endpoint or "")
    most = view.__dict__.get("most_bytes") if view else None
    if most is not None:
        request.max_content_length = most
        request.max_form_memory_size = most  # what is typed may be as long as what is uploaded
