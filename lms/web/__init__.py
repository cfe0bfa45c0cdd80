"""Pages, by audience and topic: ``web/<audience>/<topic>/{views.py,forms.py,*.html}``. Thin: they call one operation or a few reads."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Set up what all pages share: who is signed in, and what every template may use."""
    del app
