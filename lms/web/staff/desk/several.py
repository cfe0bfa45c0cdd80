"""``/staff/desk/grant``: several grants at once, named before anything is done; who cannot be granted is named afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.certification.operations import granting
from lms.certification.queries import desk, levels
from lms.certification.queries.desk import Waiting
from lms.core import db
from lms.core.errors import AcademyError
from lms.core.ids import parse_id
from lms.web.access import access
from lms.web.language import current_language
from lms.web.viewer import current_actor

pages = Blueprint("desk_grants", __name__, url_prefix="/staff/desk")
MOST = 100


@pages.get("/grant")
@access(Permission.CERTIFICATION_DECIDE)
def several() -> str:
    """Whom one picked, each with the level and the decision that says why. Who was decided meanwhile is left out."""
    lines = desk.picked(current_actor(), _picked())
    return render_template("staff/desk/several.html", lines=lines, names=levels.level_names())


@pages.post("/grant")
@access(Permission.CERTIFICATION_DECIDE)
def grant_several() -> BaseResponse:
    """Grant to each in turn; who cannot be granted is named with the reason, and the others are granted."""
    lines = desk.picked(current_actor(), _picked())
    granted, approved, refused = _granted(lines)
    if granted:
        flash(
            ngettext(
                "%(num)s level is granted. The certificate is being drawn.",
                "%(num)s levels are granted. The certificates are being drawn.",
                granted,
            ),
            "ok",
        )
    if approved:
        flash(
            ngettext(
                "%(num)s approval is recorded. Another admin’s is still needed.",
                "%(num)s approvals are recorded. Another admin’s is still needed for each.",
                approved,
            ),
            "ok",
        )
    if not refused:
        return redirect(url_for("desk.waiting"), 303)
    page = render_template("staff/desk/not_granted.html", refused=refused, names=levels.level_names())
    return Response(page, 422)


def _granted(lines: Sequence[Waiting]) -> tuple[int, int, list[tuple[Waiting, str]]]:
    """How many were granted, how many approved by one admin of several, and who was not, with the reason."""
    granted = approved = 0
    refused: list[tuple[Waiting, str]] = []
    for line in lines:
        try:
            with db.session().begin_nested():
                made = granting.grant(current_actor(), line.person.id, line.eligibility.level_key)
        except AcademyError as error:
            refused.append((line, error.message.render(current_language())))
            continue
        granted, approved = granted + (made is not None), approved + (made is None)
    return granted, approved, refused


def _picked() -> list[UUID]:
    return [found for one in request.values.getlist("pick")[:MOST] if (found := parse_id(one))]
