"""Reads of certificates: a person's own, those one may see, and what a stranger is told about a code or a file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.certification.models import Certification
from lms.certification.queries.evidence import period_of
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.credentials.models import Certificate
from lms.credentials.reader import codes_in_file
from lms.credentials.rules import names, verdicts
from lms.credentials.rules.codes import read_code
from lms.credentials.rules.facts import Facts
from lms.credentials.rules.verdicts import Answer, Replacement

ISSUED = "issued"


@dataclass(frozen=True)
class Shown:
    """A certificate with what is printed on it and how it stands. ``newer`` is the edition that counts in its place."""

    certificate: Certificate
    facts: Facts
    answer: Answer
    newer: Certificate | None

    @property
    def is_drawn(self) -> bool:
        """Whether there is a file to download."""
        return self.certificate.state == ISSUED and not self.is_erased

    @property
    def is_erased(self) -> bool:
        """Whether its holder was erased: it names nobody, and its file is gone."""
        return self.certificate.erased_at is not None


@dataclass(frozen=True)
class Verified:
    """What a stranger is told: the answer, the facts as issued, and the code of the edition that counts in its place.

    ``genuine`` is how the certificate itself stands, where the answer is about an altered file of it. ``is_erased``: the holder
    had their name removed, so the facts lack it; :func:`name_fits` tells whether a name was theirs.
    """

    answer: Answer
    facts: Facts | None = None
    newer_code: str | None = None
    genuine: Answer | None = None
    is_erased: bool = False


def own_certificates(actor: Actor) -> list[Shown]:
    """The actor's own certificates, the newest first."""
    actor.require(Permission.CERTIFICATE_SEE_OWN)
    return _shown(Certification.user_id == actor.user_id)


def certificates_of_person(actor: Actor, user_id: UUID) -> list[Shown]:
    """A person's certificates, the newest first, for those who may see them; empty for others."""
    return _shown(Certification.user_id == user_id, _visible_to(actor))


def certificates_of_certification(actor: Actor, certification_id: UUID) -> list[Shown]:
    """The editions of the certificate of a certification, the newest first, for those who may see them; empty for others."""
    return _shown(Certification.id == certification_id, _visible_to(actor))


def all_certificates(actor: Actor) -> list[Shown]:
    """Every certificate that the actor may see, the newest first."""
    return _shown(_visible_to(actor))


def certificate(actor: Actor, certificate_id: UUID) -> Certificate:
    """One certificate; raises :class:`NotFound` where there is none, or none that the actor may see."""
    found = db.session().scalar(
        select(Certificate)
        .join(Certificate.certification)
        .join(User, User.id == Certification.user_id)
        .where(Certificate.id == certificate_id, _visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def certificate_by_code(actor: Actor, code: str) -> Certificate:
    """The certificate of a code as somebody typed it; raises :class:`NotFound`."""
    found = db.session().scalar(select(Certificate.id).where(Certificate.code == (read_code(code) or "")))
    if found is None:
        raise NotFound
    return certificate(actor, found)


def verify_code(typed: str, on: date) -> Verified:
    """What a stranger is told about a code as they typed it."""
    code = read_code(typed)
    if code is None:
        return Verified(verdicts.not_a_code())
    found = _public(Certificate.code == code)
    return _told(found[0], on) if found else Verified(verdicts.unknown())


def verify_file(content: bytes, on: date) -> Verified:
    """What a stranger is told about a file: ours to the last byte, bearing a code of ours and not ours, or unknown."""
    found = _public(Certificate.pdf_sha256 == hashlib.sha256(content).hexdigest())
    if found:
        return _told(found[0], on)
    codes = codes_in_file(content)
    borne = _public(Certificate.code.in_(codes)) if codes else []
    if not borne:
        return Verified(verdicts.unknown_file())
    told = _told(min(borne, key=lambda row: codes.index(row.code)), on)
    return Verified(verdicts.tampered(), told.facts, told.newer_code, genuine=told.answer, is_erased=told.is_erased)


def name_fits(typed_code: str, name: str) -> bool | None:
    """Whether a name is the one that was on an erased holder's certificate; None where nothing is to be asked: no such code, or a
    certificate that shows its name. Slow on purpose (some 20 ms for each name).
    """
    found = _public(Certificate.code == (read_code(typed_code) or ""))
    if not found or found[0].name_hashes is None:
        return None
    return names.fits(found[0].name_hashes, name)


def _told(row: Certificate, on: date) -> Verified:
    shown = _with_editions([row], on)[0]
    newer_code = shown.newer.code if shown.newer else None
    return Verified(shown.answer, shown.facts, newer_code, is_erased=shown.is_erased)


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.is_system:
        return true()
    may_see = accounts.visible_users(actor, Permission.CERTIFICATION_SEE, clock.today())
    return or_(Certification.user_id == actor.user_id, may_see)


def _shown(*conditions: ColumnElement[bool]) -> list[Shown]:
    rows = db.session().scalars(
        select(Certificate)
        .join(Certificate.certification)
        .join(User, User.id == Certification.user_id)
        .where(*conditions)
        .order_by(Certificate.id.desc())
        .options(joinedload(Certificate.certification).selectinload(Certification.facts))
    )
    return _with_editions(rows.unique().all(), clock.today())


def _public(*conditions: ColumnElement[bool]) -> Sequence[Certificate]:
    found = select(Certificate).where(*conditions)
    return (
        db.session()
        .scalars(found.options(joinedload(Certificate.certification).selectinload(Certification.facts)))
        .unique()
        .all()
    )


def _with_editions(rows: Collection[Certificate], on: date) -> list[Shown]:
    """Each certificate with how it stands: one further query for all the editions there are."""
    certification_ids = {row.certification_id for row in rows}
    editions: dict[UUID, list[Certificate]] = {}
    later = select(Certificate).where(Certificate.certification_id.in_(certification_ids), Certificate.edition > 1)
    for edition in db.session().scalars(later.order_by(Certificate.edition)):
        editions.setdefault(edition.certification_id, []).append(edition)
    return [
        _one(row, [e for e in editions.get(row.certification_id, []) if e.edition > row.edition], on) for row in rows
    ]


def _one(row: Certificate, later: list[Certificate], on: date) -> Shown:
    replacement = Replacement(later[-1].number, clock.day_of(later[0].recorded_at)) if later else None
    answer = verdicts.answer(period_of(row.certification), replacement, on)
    return Shown(row, Facts.from_json(row.facts), answer, later[-1] if later else None)
