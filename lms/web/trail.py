"""The way from a thing's page to what was done to it: its part of the audit trail."""

from __future__ import annotations

from flask import Flask, url_for

from lms.reports.queries import audit
from lms.web.viewer import current_actor


def trail_url(kind: str, key: object) -> str | None:
    """What was done to a thing, for a link on its page; None for whom the trail has nothing of such a thing to show."""
    return url_for("audit.list", of=f"{kind}:{key}") if audit.sees(current_actor(), kind) else None


def register(app: Flask) -> None:
    """Give templates ``trail_url``."""
    app.jinja_env.globals.update(trail_url=trail_url)
