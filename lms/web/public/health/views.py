"""``/healthz``: the process answers. ``/readyz``: it can serve, because the database answers and has the schema this code needs."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from lms.core import migrated
from lms.core.db import Database
from lms.web.access import public

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def healthz() -> Response:
    """Alive; asks nothing of anybody else."""
    return jsonify(status="ok")


@pages.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Ready, or 503 with what is missing."""
    database = cast("Database", current_app.database)  # type: ignore[attr-defined]
    checks = {"database": "ok", "schema": "ok"}
    try:
        if not migrated.is_current(database):
            checks["schema"] = "not migrated: run `lms db upgrade`"
    except SQLAlchemyError:
        checks = {"database": "does not answer", "schema": "unknown"}
    ready = all(state == "ok" for state in checks.values())
    return jsonify(status="ok" if ready else "unavailable", checks=checks), 200 if ready else 503
