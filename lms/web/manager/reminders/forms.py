"""The form behind a reminder: whom it is about is read from what was picked."""

from __future__ import annotations

from flask_wtf import FlaskForm


class PickedForm(FlaskForm):
    """Nothing but its token: the people are named in the fields ``pick``."""
