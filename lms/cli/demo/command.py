"""``lms demo``: make the demo academy in an empty installation."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import track
from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.granting import grant_role
from lms.accounts.operations.people import Job, create_user
from lms.accounts.roles import Grant, Role
from lms.catalogue.content import parts, reading
from lms.cli.demo import (
    asking,
    calling,
    carding,
    examining,
    gathering,
    granting,
    library,
    marking,
    moving,
    office,
    registrations,
    regrading,
    screening,
    sharing,
    standing,
    terms,
    together,
    visiting,
    writing,
)
from lms.cli.demo.people import CAST, COMPANIES, PASSWORD, REGIONS, TIERS, Person, everybody, job_role, job_title
from lms.cli.demo.stories import Deed, Teller
from lms.cli.frame import opened, refuse
from lms.core import academy, clock
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.partners.operations import create_partner, create_region, create_tier
from lms.wiring import CONTENT_PARTS

MAKER = Actor.system("demo")
UNFINISHED = "demo.unfinished"
"""Stands in the data folder while the demo is being made: found later, its making was interrupted."""
FOUNDED = timedelta(days=830)
"""How long ago the demo academy opened: long enough for certifications of two years to have ended."""


@click.command()
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="PORT",
    help="Where this machine will serve it: certificates carry that address unless LMS_BASE_URL says another.",
)
def demo(port: int) -> None:
    """Make the demo academy: about sixty people in six companies, with a year of history. Only in an empty installation."""
    with opened(base_url=f"http://127.0.0.1:{port}") as (config, database):
        make(config, database)


def make(config: Config, database: Database) -> None:
    """Make the demo academy; ends the command where somebody lives here already."""
    with database.transaction(read_only=True) as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            refuse(["There are people in this academy already; the demo is made in an empty one only."])
    founded = clock.now() - FOUNDED
    config.data.mkdir(parents=True, exist_ok=True)
    # Marked first: whatever interrupts the making, nobody ever has this password in a folder that is not known as a demo.
    (config.data / "demo").write_text("This folder holds a demo academy: invented people. Remove it to start afresh.\n")
    unfinished = config.data / UNFINISHED
    unfinished.touch()
    with clock.at(founded), database.transaction():
        parts.load(MAKER, CONTENT_PARTS, reading.read(reading.folder()), Storage(config.data / "files"))
        companies = _companies()
        people = [(one, _create(one, number, companies, founded)) for number, one in enumerate(everybody())]
    deeds = _deeds(database, people, companies)
    shown = Console(stderr=True)
    for deed in track(deeds, "Living two years", console=shown, transient=True):
        with database.transaction(), clock.at(deed.at):
            deed.do()
    unfinished.unlink()


def sign_ins() -> list[str]:
    """The demo's sign-ins, a line each."""
    return [f"{person.email:<28} {person.role or 'learner'}" for person in CAST]


def _companies() -> dict[str, UUID]:
    regions = {key: create_region(MAKER, key, name).id for key, name in REGIONS.items()}
    tiers = {key: create_tier(MAKER, key, name, rank).id for rank, (key, name) in enumerate(TIERS, start=1)}
    made: dict[str, UUID] = {}
    for company in COMPANIES:
        made[company.code] = create_partner(
            MAKER,
            company.code,
            region_id=regions[company.region],
            name_zh=company.name_zh,
            name_latin=company.name_latin,
            parent_id=made[company.parent] if company.parent else None,
            tier_id=tiers[company.tier] if company.tier else None,
        ).id
    return made


def _create(person: Person, number: int, companies: dict[str, UUID], founded: datetime) -> UUID:
    day = clock.day_of(founded)
    user = create_user(
        MAKER,
        name_zh=person.name_zh,
        name_latin=person.name_latin,
        email=person.email,
        phone=calling.phone(number) if person.company else None,
        password=PASSWORD if person in CAST else None,
        job=Job(companies[person.company], day, job_title(person.job), job_role(person.job))
        if person.company
        else None,
    )
    if person.role:
        scope = companies[person.company] if person.company else None
        grant_role(MAKER, user.id, Grant(Role(person.role), partner_id=scope))
    return user.id


def _deeds(database: Database, people: list[tuple[Person, UUID]], companies: dict[str, UUID]) -> list[Deed]:
    with database.transaction(read_only=True):
        actors = [(person, queries.actor_of(user_id)) for person, user_id in people]
    admin = actors[0][1]
    zone = ZoneInfo(academy.current().time_zone)
    today = clock.today()
    tellers = [
        (person.story, Teller(actor, admin, number, today, zone)) for number, (person, actor) in enumerate(actors)
    ]
    deeds = [deed for story, teller in tellers for deed in teller.tell(story)]
    managers = {person.company: actor for person, actor in actors if person.company and person.role}
    deeds.extend(registrations.deeds(companies, managers))
    by_email = {person.email: actor for person, actor in actors}
    by_name = {person.name_latin: actor for person, actor in actors}
    deeds.extend(marking.deeds(by_name, by_email))
    deeds.extend(sharing.deeds(by_email, by_name))
    deeds.extend(gathering.deeds(by_email, by_name, today, zone))
    deeds.extend(library.deeds(by_email["trainer@academy.example"]))
    deeds.extend(regrading.deeds(by_email["trainer@academy.example"]))
    deeds.extend(terms.deeds(companies, admin))
    deeds.extend(writing.deeds(by_email["trainer@academy.example"], admin))
    deeds.extend(asking.deeds(by_email["trainer@academy.example"]))
    deeds.extend(office.deeds(by_email["trainer@academy.example"]))
    deeds.extend(moving.deeds(by_email["trainer@academy.example"]))
    deeds.extend(together.deeds(by_email, today, zone))
    deeds.extend(calling.deeds(by_email, today, zone))
    deeds.extend(visiting.deeds(companies, by_email, admin))
    deeds.extend(examining.deeds(by_email, by_name, today, zone))
    deeds.extend(carding.deeds(companies, by_email, by_name, today, zone))
    deeds.extend(screening.deeds(by_email, today, zone))
    deeds.extend(granting.deeds(admin))
    deeds.extend(standing.deeds(companies, by_name, admin, today, zone))
    return sorted(deeds, key=lambda deed: deed.at)
