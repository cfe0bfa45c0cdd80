"""Pages, by audience and topic: ``web/<audience>/<topic>/{views.py,forms.py,*.html}``. Thin: they call one operation or a few reads.

Audiences: ``public`` (no account needed), ``everyone`` (signed in, whatever the role), ``learner``, ``manager``, ``staff``.
"""

from __future__ import annotations

from flask import Flask

from lms.web import class_words, frame, names, signed_in, trail


def register(app: Flask) -> None:
    """Set up what all pages share: who is signed in, and what every template may use."""
    signed_in.register(app)
    frame.register(app)
    names.register(app)
    trail.register(app)
    class_words.register(app)
