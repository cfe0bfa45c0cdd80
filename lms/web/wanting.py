"""Whether a request was sent by one of our scripts, which wants JSON, or by a form, which wants a page."""

from __future__ import annotations

from flask import request


def wants_json() -> bool:
    """Our scripts say so in their Accept header."""
    return request.accept_mimetypes.best == "application/json"
