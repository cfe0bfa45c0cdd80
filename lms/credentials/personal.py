"""What certificates know about people: the name and company printed on them, and the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from lms.certification.models import Certification
from lms.core import audit, clock, db, kept_files
from lms.core.i18n import msg
from lms.core.personal import Enclosure, Part, Sheet, streamed
from lms.credentials.models import Certificate
from lms.credentials.rules.facts import Facts, Pair
from lms.credentials.rules.names import hashes


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy: all that is printed, edition by edition."""
    one = Certificate
    kept = (
        select(one.number, one.code, one.edition, one.facts, one.issued_at, one.pdf_sha256, one.reason)
        .join(Certification, Certification.id == one.certification_id)
        .where(Certification.user_id == user_id)
        .order_by(one.id)
    )
    fields = {
        "number": msg("Number"),
        "code": msg("Code"),
        "edition": msg("Which edition"),
        "facts": msg("All that is printed on it"),
        "issued_at": msg("When its file was made"),
        "pdf_sha256": msg("The SHA-256 of its file"),
        "reason": msg("Why a new edition was made"),
    }
    yield Sheet("certificates", msg("Certificates"), fields, streamed(kept))


def files(user_id: UUID) -> Iterator[Enclosure]:
    """The PDFs as they were issued."""
    for certificate in _of(user_id):
        if certificate.pdf_sha256 is not None and certificate.erased_at is None:
            yield Enclosure(f"certificates/{certificate.number}.pdf", certificate.pdf_sha256)


def prepare(user_id: UUID) -> dict[UUID, list[str]]:
    """The hash of each certificate's name: slow on purpose, so made before anybody waits."""
    return {one.id: _name_hashes(one) for one in _of(user_id) if one.erased_at is None}


def erase(user_id: UUID, prepared: object) -> None:
    """Name, company and file go, whatever edition; number, code, level, days, the hashes of name and file stay."""
    known = prepared if isinstance(prepared, Mapping) else {}
    certificates = [one for one in _of(user_id, lock=True) if one.erased_at is None]
    for one in certificates:
        one.name_hashes = known.get(one.id) or _name_hashes(one)
        one.facts = replace(Facts.from_json(one.facts), name=Pair(), firm=Pair()).as_json()
        one.reason, one.erased_at = None, clock.now()
        if one.pdf_sha256 is not None:
            kept_files.let_go(one.pdf_sha256)
    audit.forget_words("certificate", [one.id for one in certificates])
    db.session().flush()


def needs_file(sha256: str) -> bool:
    """Whether a certificate still hands this file out."""
    mine = select(Certificate.id).where(Certificate.pdf_sha256 == sha256, Certificate.erased_at.is_(None))
    return db.session().scalar(mine.limit(1)) is not None


def _of(user_id: UUID, *, lock: bool = False) -> list[Certificate]:
    mine = select(Certificate).join(Certification).where(Certification.user_id == user_id).order_by(Certificate.id)
    if lock:
        mine = mine.with_for_update(of=Certificate).execution_options(populate_existing=True)
    return list(db.session().scalars(mine))


def _name_hashes(certificate: Certificate) -> list[str]:
    name = Facts.from_json(certificate.facts).name
    return hashes((name.zh, name.en))


PART = Part(
    key="credentials",
    title=msg("Certificates"),
    purpose=msg(
        "What is printed on your certificates, with your name and company, and their files: so that you can show them and anybody "
        "can check them."
    ),
    kept=msg("For ever: a paper lasts long, and whoever holds it may ask whether it is genuine."),
    at_erasure=msg(
        "Name, company and files go. Number, code, level and days stay, so that a paper can still be checked, with a hash "
        "of the name: whoever types the name is told whether it fits, and nobody can read it from there."
    ),
    columns=frozenset({"certificate.facts", "certificate.name_hashes", "certificate.reason", "certificate.pdf_sha256"}),
    sheets=sheets,
    files=files,
    prepare=prepare,
    erase=erase,
)
