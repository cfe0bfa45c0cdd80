"""What a batch of rows is judged against, read in a dozen queries however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from lms.accounts.actor import Actor
from lms.accounts.importing.models import ImportCompany, ImportRow, ImportState, PersonImport, Verdict
from lms.accounts.importing.places import Company, Places
from lms.accounts.importing.plans import Fact
from lms.accounts.importing.rows import Written
from lms.accounts.importing.sight import visible
from lms.accounts.models import Employment, User
from lms.accounts.queries.places import employed, stands
from lms.accounts.queries.signed_in import grants_of
from lms.accounts.roles import Grant, Permission, Role
from lms.core import db
from lms.core.i18n import Message
from lms.partners.models import Partner
from lms.partners.scope import NOWHERE

Judged = tuple["Numbered", Written]


class Numbered(Protocol):
    """A row, as judging needs it."""

    @property
    def number(self) -> int:
        """Its line in the file."""

    @property
    def chosen(self) -> str | None:
        """What a human decided."""


class Known(NamedTuple):
    """Somebody who is there."""

    id: UUID
    email: str | None
    phone: str | None
    name_zh: str
    name_latin: str
    active: bool


class Standing(NamedTuple):
    """An employment that stands."""

    id: UUID
    user_id: UUID
    partner_id: UUID
    job: str
    starts_on: date
    ends_on: date | None
    job_role: str

    def fact(self, *, job: str | None = None, job_role: str = "", ends_on: date | None) -> Fact:
        """A fact that takes its place."""
        named = self.job if job is None else job
        return Fact(self.partner_id, named, self.starts_on, ends_on, self.id, job_role or self.job_role)


_PERSON = (User.id, User.email, User.phone, User.name_zh, User.name_latin, User.active)


@dataclass
class Ground:
    """People, companies, jobs and roles that the rows of a batch may be about, and who asks."""

    actor: Actor
    today: date
    default_day: date
    places: Places
    by_login: Mapping[str, Known] = field(default_factory=dict)
    by_name: Mapping[tuple[UUID, str], list[Known]] = field(default_factory=dict)
    companies: Mapping[str, Company] = field(default_factory=dict)
    jobs: Mapping[UUID, list[Standing]] = field(default_factory=dict)
    grants: Mapping[UUID, frozenset[Grant]] = field(default_factory=dict)
    revivable: frozenset[UUID] = frozenset()
    """Closed accounts that an import of the actor's made and, undone, closed; nobody ever signed in to them."""
    taken: dict[str, list[int]] = field(default_factory=dict)
    """Rows by the login or person that they mean: address, number, or a person's id as text."""

    def may_touch(self, person: Known, permission: Permission = Permission.PERSON_IMPORT) -> bool:
        """As ``operations.authority``: where the person works today and every power they have must be within reach."""
        if person.id in self.revivable:
            return True
        now = next((job for job in self.jobs.get(person.id, ()) if holds(job, self.today)), None)
        if not self.actor.may(permission, self.places.scope(now.partner_id) if now else NOWHERE):
            return False
        powers = (grant for grant in self.grants.get(person.id, ()) if grant.role is not Role.LEARNER)
        return all(self.actor.may(permission, self.places.scope_of_grant(grant)) for grant in powers)

    def other_row(self, key: str | UUID | None, number: int, *, whichever: bool = False) -> int | None:
        """Another row that means the same: one before this, or ``whichever``."""
        rows = self.taken.get(str(key), ()) if key else ()
        return next((other for other in rows if other < number or (whichever and other != number)), None)

    def take(self, number: int, *keys: str | UUID | None) -> None:
        """From now on these are this row's."""
        for key in filter(None, keys):
            rows = self.taken.setdefault(str(key), [])
            if number not in rows:
                rows.append(number)


def holds(job: Standing, on: date) -> bool:
    """Whether a standing employment holds on a day, both ends inclusive."""
    return job.starts_on <= on and (job.ends_on is None or job.ends_on >= on)


def survey(actor: Actor, import_id: UUID, rows: Sequence[Judged], *, today: date, default_day: date) -> Ground:
    """Read everything that deciding on these rows needs."""
    ground = Ground(actor, today, default_day, Places(import_id))
    written = [said for _row, said in rows]
    by_login = _by_login({said.email for said in written if said.email}, {said.phone for said in written if said.phone})
    ground.by_login = by_login
    ground.companies = companies_named(import_id, {said.company for said in written if said.company})
    ground.by_name = _by_name(ground.companies.values(), written, today)
    people = {person.id for person in by_login.values()} | {one.id for same in ground.by_name.values() for one in same}
    ground.jobs = _jobs(people)
    ground.grants = grants_of(people) if people else {}
    ground.revivable = _revivable(actor, [person.id for person in by_login.values() if not person.active])
    ground.taken = _taken(import_id, rows, people)
    return ground


def _by_login(emails: Collection[str], phones: Collection[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for row in db.session().execute(select(*_PERSON).where(or_(User.email.in_(emails), User.phone.in_(phones)))):
        person = Known(*row)
        found.update({login: person for login in (person.email, person.phone) if login})
    return found


def companies_named(import_id: UUID, codes: Collection[str]) -> dict[str, Company]:
    """The companies of codes: those that are there, then those that the file makes or takes into the channel again."""
    new = select(ImportCompany).where(ImportCompany.import_id == import_id, ImportCompany.code.in_(codes))
    found = {
        one.code: Company(one.id, one.code, one.number, Message.from_json(one.refusal) if one.refusal else None)
        for one in db.session().scalars(new)
    }
    there = select(Partner.id, Partner.code, Partner.active).where(Partner.code.in_(codes))
    for row in db.session().execute(there):
        again = found.get(row.code) if not row.active else None
        found[row.code] = replace(again, id=row.id) if again else Company(row.id, row.code, active=row.active)
    return found


def _by_name(
    companies: Collection[Company], written: Sequence[Written], today: date
) -> dict[tuple[UUID, str], list[Known]]:
    """Those who work today for one of the companies, by company and each of their names."""
    there = [company.id for company in companies if company.number is None]
    zh = {said.name_zh for said in written if said.name_zh}
    latin = {said.name_latin.lower() for said in written if said.name_latin}
    if not there or not (zh or latin):
        return {}
    named = (
        select(*_PERSON, Employment.partner_id)
        .join(Employment, Employment.user_id == User.id)
        .where(Employment.partner_id.in_(there), employed(today))
        .where(or_(User.name_zh.in_(zh), func.lower(User.name_latin).in_(latin)))
        .order_by(User.id)
    )
    found: dict[tuple[UUID, str], list[Known]] = defaultdict(list)
    for row in db.session().execute(named):
        person = Known(*row[:-1])
        for name in {person.name_zh, person.name_latin.lower()} - {""}:
            found[row.partner_id, name].append(person)
    return found


def _jobs(people: Collection[UUID]) -> dict[UUID, list[Standing]]:
    columns = (
        Employment.id,
        Employment.user_id,
        Employment.partner_id,
        Employment.job,
        Employment.starts_on,
        Employment.ends_on,
        Employment.job_role,
    )
    found: dict[UUID, list[Standing]] = defaultdict(list)
    standing = select(*columns).where(Employment.user_id.in_(people), stands())
    for row in db.session().execute(standing.order_by(Employment.starts_on, Employment.id)) if people else ():
        found[row.user_id].append(Standing(*row))
    return found


def _revivable(actor: Actor, closed: Collection[UUID]) -> frozenset[UUID]:
    """A row's id is the id of the person it made, which is how an account is known as an import's."""
    if not closed:
        return frozenset()
    undone = select(ImportRow.id).join(PersonImport, PersonImport.id == ImportRow.import_id)
    mine = undone.join(User, User.id == ImportRow.id).where(ImportRow.id.in_(closed), visible(actor))
    unused = and_(PersonImport.state == ImportState.UNDONE, ImportRow.kept.is_(None), User.password_hash.is_(None))
    return frozenset(db.session().scalars(mine.where(unused)))


def _taken(import_id: UUID, rows: Sequence[Judged], people: Collection[UUID]) -> dict[str, list[int]]:
    """Rows of the import outside of this batch that mean the same people, unless they are refused."""
    emails = {said.email for _row, said in rows if said.email}
    phones = {said.phone for _row, said in rows if said.phone}
    batch = {row.number for row, _said in rows}
    same = or_(ImportRow.email.in_(emails), ImportRow.phone.in_(phones), ImportRow.person_id.in_(people))
    judged = ImportRow.verdict.not_in(["", Verdict.REFUSED.value])
    others = select(ImportRow.number, ImportRow.email, ImportRow.phone, ImportRow.person_id)
    found: dict[str, list[int]] = defaultdict(list)
    for row in db.session().execute(others.where(ImportRow.import_id == import_id, same, judged)):
        if row.number not in batch:
            for key in filter(None, (row.email, row.phone, row.person_id)):
                found[str(key)].append(row.number)
    return found
