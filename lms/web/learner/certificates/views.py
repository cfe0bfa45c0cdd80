"""``/certificates``: one's own; ``/certificates/<id>.pdf``: the file as it was issued, for its holder and who may see the holder."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request

from lms.accounts.roles import Permission
from lms.certification.queries.decisions import situation_of
from lms.core import academy, clock
from lms.core.errors import Conflict, NotFound, Unavailable
from lms.core.i18n import msg, pick
from lms.core.logs import logger
from lms.credentials import queries
from lms.credentials.models import Certificate
from lms.credentials.queries import Shown
from lms.credentials.rules.verdicts import Verdict
from lms.web.access import access
from lms.web.life_words import life_lines
from lms.web.viewer import current_actor, current_user_id

log = logger(__name__)
pages = Blueprint("certificates", __name__)
SOON = 60
"""Days before the last valid day from which the page says how many are left."""


@pages.get("/certificates")
@access(Permission.CERTIFICATE_SEE_OWN)
def mine() -> str:
    """One's own certificates, the newest first; those being drawn come in by themselves."""
    shown = queries.own_certificates(current_actor())
    return render_template(
        "learner/certificates/mine.html",
        shown=shown,
        counting=sum(one.answer.verdict is Verdict.VALID for one in shown),
        drawing=any(not one.is_drawn for one in shown),
        days_left=_days_left,
        lives=_lives(),
        linkedin=_linkedin,
    )


@pages.get("/certificates/<uuid:certificate_id>.pdf")
@access(Permission.CERTIFICATE_SEE_OWN)
def download(certificate_id: UUID) -> Response:
    """The frozen file: a plain download, checked against its SHA-256 before a byte leaves the house."""
    certificate = queries.certificate(current_actor(), certificate_id)
    if certificate.erased_at is not None:
        raise NotFound(
            msg("This file is gone: its holder was erased. The certificate can still be verified by its code.")
        )
    if certificate.pdf_sha256 is None:
        raise Conflict(msg("This certificate is still being drawn. It takes a few seconds: load this page again."))
    response = Response(_frozen(certificate), mimetype="application/pdf")
    response.set_etag(certificate.pdf_sha256)
    response.headers["Content-Disposition"] = f'attachment; filename="{certificate.number}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _frozen(certificate: Certificate) -> bytes:
    try:
        content: bytes = current_app.storage.get(certificate.pdf_sha256)  # type: ignore[attr-defined]
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != certificate.pdf_sha256:
        log.error("certificate_file_damaged", certificate_id=str(certificate.id))
        raise Unavailable(
            msg("The stored file of this certificate is missing or damaged, so it is not handed out. Tell the academy.")
        )
    return content


def _days_left(shown: Shown) -> int | None:
    """How many days are left, where the certificate is valid and they are few."""
    left = (shown.facts.valid_through - clock.today()).days
    return left if shown.answer.verdict is Verdict.VALID and left <= SOON else None


def _lives() -> dict[UUID, list[str]]:
    """Of each certification that is held, or was held last, what is to be said of its renewal."""
    situation = situation_of(current_user_id(), on=clock.today(), known_by=clock.now())
    return {held.certification_id: life_lines(held.life, held.then_through) for held in situation.held.values()}


def _linkedin(shown: Shown, title: str) -> str:
    """LinkedIn's form for adding a certification to a profile, filled in; nothing goes there before one follows it."""
    facts = shown.facts
    given = {
        "startTask": "CERTIFICATION_NAME",
        "name": title,
        "organizationName": pick(academy.name(), "en"),
        "issueYear": facts.issued_on.year,
        "issueMonth": facts.issued_on.month,
        "expirationYear": facts.valid_through.year,
        "expirationMonth": facts.valid_through.month,
        "certUrl": facts.verify_url,
        "certId": facts.number,
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(given)}"
