"""``/profile``: one's own data."""

from __future__ import annotations

from flask import Blueprint, render_template

from lms.accounts.roles import Permission
from lms.web.access import access

pages = Blueprint("profile", __name__)


@pages.get("/profile")
@access(Permission.PROFILE_OWN)
def show() -> str:
    """Who one is here."""
    return render_template("everyone/profile/profile.html")
