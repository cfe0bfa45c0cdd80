"""Issuing: a certificate is recorded with all its facts, number and code in the transaction of the grant; the worker draws it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Insert, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload, selectinload

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.authority import require_present
from lms.accounts.roles import Permission
from lms.catalogue.models import Level, Track
from lms.certification.models import Certification
from lms.certification.queries.evidence import period_of
from lms.certification.rules import Standing, standing
from lms.core import academy, audit, clock, db, jobs
from lms.core.address import public_address
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.credentials import art, fonts
from lms.credentials.models import Certificate, NumberSeries
from lms.credentials.rules.codes import new_code
from lms.credentials.rules.facts import Facts, Pair, number_in, number_series
from lms.credentials.rules.glyphs import missing_glyphs, refusal

DRAW = "credentials.draw"
GONE = (Standing.REVOKED, Standing.WITHDRAWN)


def issue(actor: Actor, certification_id: UUID) -> Certificate:
    """Record the first edition of the certificate of a certification, to be drawn. A second call answers with the same one.

    Raises :class:`Refused` when its fonts lack a character, naming it: then the grant, too, has not happened.
    """
    certification = _locked(certification_id)
    actor.require(Permission.CERTIFICATION_DECIDE, accounts.scope_of(certification.user_id, clock.today()))
    present = db.session().scalar(
        select(Certificate)
        .where(Certificate.certification_id == certification_id)
        .order_by(Certificate.edition)
        .limit(1)
    )
    return present or _record(actor, certification, edition=1, replaces=None, reason=None)


def reissue(actor: Actor, certificate_id: UUID, reason: str) -> Certificate:
    """Record a new edition with the names and art of today, which replaces the given one; the old one stays verifiable.

    Raises :class:`Conflict` when it was replaced already, :class:`Refused` without a reason, for a revoked certification, and
    for a character that cannot be drawn.
    """
    old = db.session().get(Certificate, certificate_id)
    if old is None:
        raise NotFound
    certification = _locked(old.certification_id)
    scope = accounts.scope_of(certification.user_id, clock.today())
    if not actor.may(Permission.CERTIFICATION_SEE, scope):
        raise NotFound
    actor.require(Permission.CERTIFICATION_DECIDE, scope)
    require_present(certification.user_id)
    if not reason.strip():
        raise Refused(msg("Say why a new edition is needed: the holder reads it."), field="reason")
    if standing(period_of(certification), clock.today()) in GONE:
        raise Refused(msg("This certification was revoked, so it gets no new edition."))
    newest = db.session().scalar(
        select(func.max(Certificate.edition)).where(Certificate.certification_id == certification.id)
    )
    if newest != old.edition:
        raise Conflict(msg("This edition was replaced already. Load the page again to see the newer one."))
    return _record(actor, certification, edition=old.edition + 1, replaces=old, reason=reason.strip())


def reissue_for_dates(actor: Actor, certification_id: UUID, reason: str) -> Certificate | None:
    """A new edition with the certification's days of now, in the place of the newest; None where it has no certificate, or its holder
    was erased: nobody is named any more.
    """
    certification = _locked(certification_id)
    editions = select(Certificate).where(Certificate.certification_id == certification_id)
    newest = db.session().scalar(editions.order_by(Certificate.edition.desc()).limit(1))
    if newest is None or newest.erased_at is not None:
        return None
    return _record(actor, certification, edition=newest.edition + 1, replaces=newest, reason=reason)


def _record(
    actor: Actor, certification: Certification, *, edition: int, replaces: Certificate | None, reason: str | None
) -> Certificate:
    facts = _facts(certification, edition)
    missing = missing_glyphs(facts, fonts.coverage())
    if missing:
        raise Refused(refusal(missing))
    certificate = Certificate(
        certification_id=certification.id,
        edition=edition,
        code=facts.code,
        number=facts.number,
        language=facts.language,
        facts=facts.as_json(),
        recorded_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
        reason=reason,
    )
    db.session().add(certificate)
    db.session().flush()
    audit.record(
        actor,
        "certificate.reissued" if replaces else "certificate.issued",
        "certificate",
        certificate.id,
        before={"number": replaces.number, "edition": replaces.edition} if replaces else None,
        after={"number": certificate.number, "edition": edition},
        reason=reason,
    )
    jobs.record(DRAW, certificate_id=certificate.id)
    return certificate


def _facts(certification: Certification, edition: int) -> Facts:
    """What would be printed now. The company is the one that employed the person on the day of the grant."""
    settings = academy.current()
    user = db.session().get_one(User, certification.user_id)
    level = (
        db.session()
        .scalars(
            select(Level)
            .where(Level.key == certification.level_key)
            .options(joinedload(Level.track).options(selectinload(Track.levels)))
        )
        .one()
    )
    employment = accounts.employment_on(user.id, certification.granted_on)
    issued_on = certification.granted_on if edition == 1 else clock.today()
    series = number_series(settings.code, level.track.code, level.number, issued_on.year)
    code = new_code()
    return Facts(
        number=number_in(series, _next_number(series)),
        code=code,
        edition=edition,
        language=_language_for(user),
        name=Pair(user.name_zh, user.name_latin),
        firm=Pair(employment.partner.name_zh, employment.partner.name_latin) if employment else Pair(),
        level=Pair.of(level.title),
        level_number=level.number,
        level_count=len(level.track.levels),
        programme=Pair.of(level.track.programme),
        issued_on=issued_on,
        valid_from=certification.valid_from,
        valid_through=certification.valid_through,
        assessed_by=tuple(Pair.of(line) for line in level.assessed_by),
        signatories=art.signatories(),
        academy=Pair.of(settings.name),
        verify_url=f"{public_address()}/verify/{code}",
    )


def _language_for(user: User) -> str:
    """The language that leads: the person's stored choice, else that of the only name they have, else the academy's."""
    if user.language:
        return user.language
    return academy.current().language if user.name_latin and user.name_zh else ("en" if user.name_latin else "zh_Hans")


def _next_number(series: str) -> int:
    """The next number of a series. The row stays locked until the transaction ends, so no number is given twice or left out."""
    session = db.session()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    upsert: Insert = insert(NumberSeries).values(series=series, last=1)
    upsert = upsert.on_conflict_do_update(index_elements=["series"], set_={"last": NumberSeries.last + 1})  # type: ignore[attr-defined]
    return session.execute(upsert.returning(NumberSeries.last)).scalar_one()


def _locked(certification_id: UUID) -> Certification:
    """The certification with its facts; whoever else wants to issue for it waits."""
    found = db.session().scalar(
        select(Certification)
        .where(Certification.id == certification_id)
        .options(selectinload(Certification.facts))
        .with_for_update(of=Certification)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found
