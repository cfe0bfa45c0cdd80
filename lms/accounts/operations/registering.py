"""Asking for an account by a company's code, as strangers do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts import rules
from lms.accounts.events import RegistrationAsked
from lms.accounts.models import JoinCode, Registration
from lms.accounts.operations.people import clean_names
from lms.accounts.queries.registrations import is_open
from lms.core import clock, db, events
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.partners import queries as partner_queries


@dataclass(frozen=True)
class Application:
    """What somebody writes about themselves. ``language`` is the one they read the page in."""

    name_zh: str = ""
    name_latin: str = ""
    email: str = ""
    phone: str = ""
    job: str = ""
    language: str = "en"


def register(code: str, written: Application) -> Registration:
    """Ask for an account with a code, which is all the right one needs. The same asked twice is asked once.

    Nothing about accounts is looked at: whether somebody has one already changes no answer and takes no time. Raises
    :class:`NotFound` for a code that opens nothing (mistyped, over, full, switched off, its company out of the channel),
    :class:`Refused` on the field of what is missing or misspelt.
    """
    door = _opened(code)
    names = clean_names(written.name_zh, written.name_latin)
    email = rules.clean_email(written.email) if written.email.strip() else None
    phone = rules.clean_phone(written.phone) if written.phone.strip() else None
    if email is None and phone is None:
        raise Refused(msg("Write an e-mail address or a mobile number: people sign in with it."), field="email")
    rules.check_domain(email, door.domains)
    about = {"name_zh": names[0], "name_latin": names[1], "email": email, "phone": phone}
    waiting = _same(door.partner_id, about)
    if waiting is not None:
        return waiting
    if not is_open(door, clock.today()):
        raise NotFound  # full; said only now, for whoever asked before, and asks again, has asked
    asked = Registration(
        **about,
        partner_id=door.partner_id,
        join_code_id=door.id,
        job=rules.clean_name(written.job),
        language=written.language,
        asked_at=clock.now(),
    )
    door.taken += 1
    db.session().add(asked)
    db.session().flush()
    events.publish(RegistrationAsked(asked.id, asked.partner_id))
    return asked


def _opened(code: str) -> JoinCode:
    """The code's row, held until the transaction ends: the last place is given once, and so is a double click.

    The company's row is held before it, as by those who change its code: so nobody waits for each other.
    """
    wanted = JoinCode.code == rules.read_join_code(code)
    partner_id = db.session().scalar(select(JoinCode.partner_id).where(wanted))
    if partner_id is None or not partner_queries.is_active(partner_id):
        raise NotFound
    held = select(JoinCode).where(wanted).with_for_update().execution_options(populate_existing=True)
    door = db.session().scalars(held).one()
    if not is_open(door, clock.today(), full_too=True):
        raise NotFound
    return door


def _same(partner_id: UUID, about: dict[str, str | None]) -> Registration | None:
    waiting = select(Registration).where(Registration.partner_id == partner_id, Registration.state == "waiting")
    same = [getattr(Registration, name).is_not_distinct_from(value) for name, value in about.items()]
    return db.session().scalar(waiting.where(*same).limit(1))
