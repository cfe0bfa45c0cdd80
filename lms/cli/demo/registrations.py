"""The demo's codes for registrations, and who asked with them: two companies are open, and some people wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts import operations
from lms.accounts.actor import Actor
from lms.accounts.models import JoinCode, Registration
from lms.accounts.operations import Application, Terms
from lms.cli.demo.people import job_title
from lms.cli.demo.stories import Deed
from lms.core import clock, db

OPEN = {"ACME": 40, "OTHER": None}
"""For how many people."""
BEFORE = timedelta(days=12)
ASKING = [
    (
        "ACME",
        9,
        Application("李雪", "Li Xue", "li.xue@mail.example", "", job_title("Salesperson"), "zh_Hans"),
    ),  # a name that works there
    (
        "ACME",
        6,
        Application("许文静", "", "xu.wenjing@acme.example", "13800138001", job_title("Field engineer"), "zh_Hans"),
    ),
    ("ACME", 2, Application("买买提·阿卜杜热合曼", "Memet Abdurahman", "", "13900139002", "", "zh_Hans")),
    ("ACME", 1, Application("", "Priya Raghunathan", "priya@acme.example", "", job_title("Channel manager"))),
    ("OTHER", 3, Application("", "Hannah Vogel", "hannah.vogel@other.example", "", job_title("Field engineer"))),
]
DECLINED = Application("", "Bot McBotface", "cheap@pills.example", "", "Winner")


def deeds(companies: Mapping[str, UUID], managers: Mapping[str, Actor]) -> Iterator[Deed]:
    """What happened, with instants; ``managers`` by their company's code."""
    now = clock.now()
    until = clock.today() + timedelta(days=60)
    for code, most in OPEN.items():
        yield Deed(now - BEFORE, _open(managers[code], companies[code], Terms(until, most)))
    for code, days, written in ASKING:
        yield Deed(now - timedelta(days=days), _ask(companies[code], written))
    yield Deed(now - timedelta(days=5), _ask(companies["ACME"], DECLINED))
    yield Deed(
        now - timedelta(days=4), _decline(managers["ACME"], "Nobody here knows this person. 公司里没有人认识此人。")
    )


def _open(manager: Actor, partner_id: UUID, terms: Terms) -> Callable[[], object]:
    return lambda: operations.set_terms(manager, partner_id, terms)


def _ask(partner_id: UUID, written: Application) -> Callable[[], object]:
    def ask() -> object:
        code = db.session().scalars(select(JoinCode.code).where(JoinCode.partner_id == partner_id)).one()
        return operations.register(code, written)

    return ask


def _decline(manager: Actor, reason: str) -> Callable[[], object]:
    def decline() -> object:
        mail = select(Registration.id).where(Registration.email == DECLINED.email)
        return operations.decline(manager, db.session().scalars(mail).one(), reason=reason)

    return decline
