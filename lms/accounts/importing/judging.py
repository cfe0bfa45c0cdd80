"""What a row comes to: who is meant, what changes, or why not. Pure: everything it needs stands in the :class:`Ground`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from lms.accounts import rules
from lms.accounts.importing.columns import Field
from lms.accounts.importing.ground import Ground, Judged, Known, Standing, holds
from lms.accounts.importing.models import Verdict
from lms.accounts.importing.places import Company
from lms.accounts.importing.plans import Fact, Plan
from lms.accounts.importing.rows import NOT_USABLE, Written
from lms.accounts.operations.authority import OUT_OF_THE_CHANNEL
from lms.accounts.roles import Grant, Permission, Role
from lms.accounts.rules import Period
from lms.core.errors import Refused
from lms.core.i18n import Message, msg

NEW = "new"
NO_COMPANY = msg("This row's company is not within your reach, or there is none with this code.")
"""One sentence for both: a file must not find out which companies there are."""


class _No(Exception):
    """The row is refused."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def judge(rows: Sequence[Judged], ground: Ground) -> list[Plan]:
    """The plans of rows in their order: of two that mean the same person, the first one counts."""
    found = []
    for row, written in rows:
        try:
            plan = _plan(row.number, row.chosen, written, ground)
        except (_No, Refused) as no:
            plan = Plan.refused(no.reason if isinstance(no, _No) else no.message)
        if plan.verdict is not Verdict.REFUSED:
            ground.take(row.number, written.email, written.phone, plan.person_id)
        found.append(plan)
    return found


def _plan(number: int, chosen: str | None, written: Written, ground: Ground) -> Plan:
    if written.problems:
        return Plan.refused(*written.problems)
    company = _company(written, ground)
    if not written.names_person:
        return _company_alone(number, company)
    for login, name in ((written.email, "e-mail"), (written.phone, "phone")):
        if (other := ground.other_row(login, number)) is not None:
            raise _No(
                msg("Row {other} has the same e-mail address.", other=other)
                if name == "e-mail"
                else msg("Row {other} has the same number.", other=other)
            )
    person, matched_by, candidates = _who(written, chosen, company, ground)
    if candidates:
        return Plan(Verdict.UNDECIDED, candidates=tuple(one.id for one in candidates))
    if person is None:
        return _new(written, company, ground)
    other = ground.other_row(person.id, number, whichever=matched_by == "chosen")
    if other is not None:
        raise _No(msg("Row {other} is about the same person.", other=other))
    return _existing(person, matched_by, written, company, ground)


def _company(written: Written, ground: Ground) -> Company | None:
    if not written.company:
        return None
    found = ground.companies.get(written.company)
    if found is None:
        raise _No(NO_COMPANY)
    if found.refusal is not None:
        raise _No(found.refusal)
    if not ground.actor.may(Permission.PERSON_IMPORT, ground.places.scope(found.id)):
        raise _No(NO_COMPANY)
    return found


def _employs(company: Company) -> None:
    """As by hand: a company out of the channel employs nobody new."""
    if not company.active:
        raise _No(OUT_OF_THE_CHANNEL)


def _company_alone(number: int, company: Company | None) -> Plan:
    if company is None:
        raise _No(msg("This row names nobody, and no company."))
    return Plan(Verdict.COMPANY if company.number == number else Verdict.UNCHANGED)


def _who(
    written: Written, chosen: str | None, company: Company | None, ground: Ground
) -> tuple[Known | None, str, list[Known]]:
    """The person meant and how one knows; or those whom it may be; or nobody yet."""
    by_email, by_phone = ground.by_login.get(written.email or ""), ground.by_login.get(written.phone or "")
    for person, name in ((by_email, Field.EMAIL), (by_phone, Field.PHONE)):
        if person is not None and not ground.may_touch(person):
            raise _No(NOT_USABLE[name])
    if by_email and by_phone and by_email.id != by_phone.id:
        raise _No(msg("The e-mail address and the number belong to two different people."))
    if person := by_email or by_phone:
        _same_logins(person, written)
        return person, "email" if by_email else "phone", []
    return _by_name(written, chosen, company, ground)


def _same_logins(person: Known, written: Written) -> None:
    """What lets somebody in is not changed by a file."""
    if person.email and written.email and person.email != written.email:
        raise _No(msg("The account with this number has another e-mail address. It is changed on the person's page."))
    if person.phone and written.phone and person.phone != written.phone:
        raise _No(msg("The account with this e-mail address has another number. It is changed on the person's page."))


def _by_name(
    written: Written, chosen: str | None, company: Company | None, ground: Ground
) -> tuple[Known | None, str, list[Known]]:
    """A name is proof enough only where the row has no address or number that could tell: else a human must say."""
    names = {written.name_zh, written.name_latin.lower()} - {""}
    same = {one.id: one for name in names for one in ground.by_name.get((company.id, name), ())} if company else {}
    candidates = [one for one in same.values() if ground.may_touch(one)]
    login = written.email or written.phone
    if chosen == NEW and login:
        return None, "", []
    if picked := next((one for one in candidates if str(one.id) == chosen), None):
        return picked, "chosen", []
    if len(candidates) == 1 and not login:
        return candidates[0], "name", []
    if not candidates and not login:
        raise _No(msg("Write an e-mail address or a mobile number: people sign in with it."))
    return None, "", candidates


def _new(written: Written, company: Company | None, ground: Ground) -> Plan:
    if not (written.name_zh or written.name_latin):
        raise _No(msg("Write a name, in Chinese or in Latin letters."))
    if company is None:
        _may_stay_nowhere(ground)
        if written.ends_on or written.manager:
            raise _No(_WHICH_COMPANY)
        return Plan(Verdict.NEW)
    _employs(company)
    fact = Fact(
        company.id,
        written.job,
        written.starts_on or ground.default_day,
        written.ends_on,
        job_role=written.job_role,
    )
    rules.check_period(Period(fact.starts_on, fact.ends_on), [])
    return Plan(Verdict.NEW, job="join", facts=(fact,), manages=_manages(written, company, ground, frozenset()))


_WHICH_COMPANY = msg("Say which company: a last day and a role belong to one.")


def _may_stay_nowhere(ground: Ground) -> None:
    """Whoever looks after one region or company would not see again a person whom nobody employs."""
    if not ground.actor.may(Permission.PERSON_IMPORT):
        raise _No(msg("Say which company the person works for: you look after some of them only."))


def _existing(person: Known, matched_by: str, written: Written, company: Company | None, ground: Ground) -> Plan:
    revives = person.id in ground.revivable
    if not (person.active or revives):
        raise _No(msg("This person's account is closed. Open it first."))
    jobs = ground.jobs.get(person.id, [])
    if revives and company is None:
        _may_stay_nowhere(ground)
    job, facts = _job(written, company, jobs, ground)
    names = {
        name: (before, after)
        for name in ("name_zh", "name_latin")
        if (after := getattr(written, name)) and after != (before := getattr(person, name))
    }
    grants = ground.grants.get(person.id, frozenset())
    plan = Plan(
        Verdict.CHANGED,
        person_id=person.id,
        matched_by=matched_by,
        names=names,
        logins=_missing_logins(person, written, ground),
        job=job,
        facts=facts,
        manages=_manages(written, company, ground, grants),
        revives=revives,
    )
    return plan.settled()


def _missing_logins(person: Known, written: Written, ground: Ground) -> dict[str, str]:
    """An address or number that the account lacks. It lets people in, so it asks for more than managing the person."""
    found = {
        name: said for name in ("email", "phone") if (said := getattr(written, name)) and getattr(person, name) is None
    }
    if found and not ground.may_touch(person, Permission.ACCOUNT_MANAGE):
        raise _No(msg("You may not give this person's account an address or a number."))
    return found


def _manages(written: Written, company: Company | None, ground: Ground, held: frozenset[Grant]) -> UUID | None:
    if not written.manager:
        return None
    if company is None:
        raise _No(_WHICH_COMPANY)
    if not ground.actor.may(Permission.ROLE_GRANT, ground.places.scope(company.id)):
        raise _No(msg("You may not make somebody a manager of this company."))
    return None if Grant(Role.PARTNER_MANAGER, partner_id=company.id) in held else company.id


def _job(
    written: Written, company: Company | None, jobs: Sequence[Standing], ground: Ground
) -> tuple[str, tuple[Fact, ...]]:
    """What the row says of the person's work, as facts to be recorded."""
    if company is None:
        if written.manager:
            raise _No(_WHICH_COMPANY)
        here = next((job for job in jobs if job.ends_on is None or job.ends_on == written.ends_on), None)
        if here is None and written.ends_on:
            raise _No(msg("This person works for no company that could be left."))
        return _goes_on(written, here, jobs) if here else ("", ())
    here = _same_job(written, [job for job in jobs if job.partner_id == company.id])
    if here is None:
        return _comes(written, company, jobs, ground)
    if written.starts_on and written.starts_on != here.starts_on:
        raise _No(
            msg("This person has worked there since {day}. Put that right on the person's page.", day=here.starts_on)
        )
    return _goes_on(written, here, jobs)


def _same_job(written: Written, there: Sequence[Standing]) -> Standing | None:
    """The employment at the row's company that the row is about: the open one, else one with the same first or last day."""
    ways = (
        lambda job: job.ends_on is None,
        lambda job: written.starts_on is not None and job.starts_on == written.starts_on,
        lambda job: written.ends_on is not None and job.ends_on == written.ends_on,
    )
    return next((job for fits in ways for job in there if fits(job)), None)


def _goes_on(written: Written, here: Standing, jobs: Sequence[Standing]) -> tuple[str, tuple[Fact, ...]]:
    """The person works there already: perhaps they leave, perhaps the job is called otherwise."""
    if here.ends_on and written.ends_on and here.ends_on != written.ends_on:
        raise _No(msg("The last day there was {day}. Put that right on the person's page.", day=here.ends_on))
    leaves = written.ends_on is not None and here.ends_on is None
    renamed = (bool(written.job) and written.job != here.job) or written.job_role not in ("", here.job_role)
    if not (leaves or renamed):
        return "", ()
    last = written.ends_on if leaves else here.ends_on
    fact = here.fact(job=written.job or here.job, job_role=written.job_role, ends_on=last)
    _check(fact, [job for job in jobs if job.id != here.id])
    return "leave" if leaves else "title", (fact,)


def _comes(
    written: Written, company: Company, jobs: Sequence[Standing], ground: Ground
) -> tuple[str, tuple[Fact, ...]]:
    """The person begins there, and leaves where they work until then."""
    _employs(company)
    first = written.starts_on or ground.default_day
    before = next((job for job in jobs if holds(job, first)), None)
    role = written.job_role or (before.job_role if before else "")
    fact = Fact(company.id, written.job, first, written.ends_on, job_role=role)
    if before is None:
        _check(fact, jobs)
        return "join", (fact,)
    if not ground.actor.may(Permission.PERSON_IMPORT, ground.places.scope(before.partner_id)):
        raise _No(NO_COMPANY)
    if before.starts_on >= first:
        raise _No(msg("{day} is the first day of another job. Put that one right on the person's page.", day=first))
    _check(fact, [job for job in jobs if job.id != before.id])
    return "move", (before.fact(ends_on=first - timedelta(days=1)), fact)


def _check(fact: Fact, others: Sequence[Standing]) -> None:
    rules.check_period(
        Period(fact.starts_on, fact.ends_on), [Period(other.starts_on, other.ends_on) for other in others]
    )
