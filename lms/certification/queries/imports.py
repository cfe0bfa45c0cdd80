"""Lists of historical certifications: their rows judged against what is known, and looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, true

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.people import visible_users
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import CertificationImport, CertificationImportRow
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.queries.requirements import requirements_on
from lms.certification.rules import Period
from lms.certification.rules.history import Written, wrong_days
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Message, msg
from lms.core.paging import Line, Orders, Rows
from lms.partners.models import Partner

IMPORT_ORDERS = Orders({"made": CertificationImport.made_at}, CertificationImport.id, "-made")
ROW_ORDERS = Orders({"position": CertificationImportRow.position}, CertificationImportRow.id, "position")
STATES = ("ready", "done", "refused")


class Judging:
    """Rows of one list, judged together: nobody holds one level twice at a time, by what is known or by the list itself."""

    def __init__(self, actor: Actor, rows: Sequence[Written]) -> None:
        self.actor = actor
        self.people = _people(actor, {row.email for row in rows if row.email})
        self.levels = set(requirements_on(clock.today()))
        self.known: dict[tuple[UUID, str], list[Period]] = {}
        for one in certifications_of(list(self.people.values()), known_by=clock.now()) if self.people else ():
            period = period_of(one)
            if not period.is_undone:
                self.known.setdefault((one.user_id, one.level_key), []).append(period)

    def person(self, row: Written) -> UUID | None:
        """Whom a row is about."""
        return self.people.get(row.email)

    def problem(self, row: Written, *, recorded: bool = False) -> Message | None:
        """Why a row cannot be recorded, None where it can: then it counts for the rows after it. ``recorded``: judged while recording."""
        del recorded
        user_id = self.person(row)
        if user_id is None:
            return msg("Nobody whom you may decide on has the address “{given}”.", given=row.email)
        if user_id == self.actor.user_id:
            return msg("Nobody grants a level to themselves. Ask another admin.")
        if row.level not in self.levels:
            return msg("There is no level “{given}”; levels are written expert-engineer/junior.", given=row.level)
        wrong = wrong_days(row, clock.today())
        if wrong is not None or row.valid_from is None or row.valid_through is None:
            return wrong
        theirs = self.known.setdefault((user_id, row.level), [])
        other = next((one for one in theirs if row.overlaps(one.valid_from, one.valid_through)), None)
        if other is not None:
            days = {"first": other.valid_from, "last": other.valid_through}
            return msg("The level is held from {first} to {last} already: no two periods run at once.", **days)
        theirs.append(Period(row.valid_from, row.valid_through))
        return None


def _people(actor: Actor, emails: set[str]) -> dict[str, UUID]:
    today = clock.today()
    found = (
        select(User.email, User.id)
        .outerjoin(Employment, (Employment.user_id == User.id) & employed(today))
        .outerjoin(Partner, Partner.id == Employment.partner_id)
        .where(visible_users(actor, Permission.CERTIFICATION_DECIDE, today), User.email.in_(emails))
    )
    return {email: user_id for email, user_id in db.session().execute(found) if email}


@dataclass(frozen=True)
class ImportSeen:
    """A list with how many of its rows stand how."""

    made: CertificationImport
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All its rows."""
        return sum(self.counts.values())


def imports(actor: Actor) -> Rows:
    """The lists the actor may look at: everybody's for who decides everywhere, one's own for others."""
    everywhere = actor.is_system or actor.reach(Permission.CERTIFICATION_DECIDE).everywhere
    return select(CertificationImport).where(true() if everywhere else CertificationImport.made_by == actor.user_id)


def import_seen(actor: Actor, import_id: UUID) -> ImportSeen:
    """One of them; raises :class:`NotFound`."""
    made: CertificationImport | None = db.session().scalar(imports(actor).where(CertificationImport.id == import_id))
    if made is None:
        raise NotFound
    row = CertificationImportRow
    counted = select(row.state, func.count()).where(row.import_id == import_id).group_by(row.state)
    found = db.session().execute(counted).all()
    return ImportSeen(made, {one[0]: one[1] for one in found})


def rows_of(import_id: UUID, state: str = "") -> Rows:
    """Its rows, for :mod:`lms.core.paging`. Whoever calls has seen to it that they may be seen."""
    found = select(CertificationImportRow).where(CertificationImportRow.import_id == import_id)
    return found.where(CertificationImportRow.state == state) if state else found


def row_of(line: Line) -> CertificationImportRow:
    """A line of :func:`rows_of`."""
    row: CertificationImportRow = line[0]
    return row
