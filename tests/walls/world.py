"""A channel full of look-alikes: everybody is called Wang Wei, every company Dingdian, and one marked syllable tells them apart.

    north: DING (distributor) with branch DING-HRB     LONE
    south: DING-DL (another branch of DING)            DING2 with branch DING2-GZ

In each company works one who holds a level and one who waits for it. Besides: one who moved from DING to DING2, one who left
DING, one who begins there next month, one with a closed account there, and one whom nobody ever employed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.importing import operations as importing
from lms.accounts.models import Employment, RoleGrant, SignIn, User
from lms.accounts.roles import Grant, Role
from lms.app import Academy
from lms.assessment import operations as assessment
from lms.certification.models import Eligibility
from lms.certification.operations import granting
from lms.core import clock, db, events
from lms.core.db import Database
from lms.credentials.models import Certificate
from lms.learning import operations as learning
from lms.notifications.models import Message
from lms.partners.models import Partner, Region
from tests.cast import Member
from tests.conftest import signed_in_client
from tests.factories.accounts import LONG_AGO, cookie_of, employ, make_user
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.conduct import card_as_row
from tests.factories.importing import a_person, csv_of
from tests.factories.learning import make_course
from tests.factories.mystery import accepted_at
from tests.factories.partners import make_partner, make_region
from tests.factories.registrations import ask, open_company
from tests.factories.spotchecks import failed_as_rows
from tests.factories.standing import judgement_at
from tests.walls.tested import COUNTED, TESTED

_numbers: dict[str, int] = {}


def number_of(tag: str) -> int:
    """A number of its own for each tag, person or company, however many there will be."""
    return _numbers.setdefault(tag, len(_numbers))


def mark(tag: str) -> str:
    """The syllable that tells somebody's Latin name and address from all others; no mark is a part of another."""
    return f"zq{number_of(tag):03}x"


def mark_zh(tag: str) -> str:
    """The rare character that tells somebody's Chinese name from all others. No page of ours has it elsewhere."""
    return chr(0x9B40 + number_of(tag))


COMPANIES: dict[str, tuple[str, str, str | None]] = {
    "ding": ("DING", "north", None),
    "ding_hrb": ("DING-HRB", "north", "ding"),
    "ding_dl": ("DING-DL", "south", "ding"),
    "ding2": ("DING2", "south", None),
    "ding2_gz": ("DING2-GZ", "south", "ding2"),
    "lone": ("LONE", "north", None),
}
"""Code, region, and the company above, by tag."""

STORIES: dict[str, str | None] = {
    **{f"{company}_{what}": company for company in COMPANIES for what in ("holder", "waiter")},
    "mover": "ding2",
    "leaver": None,
    "beginner": None,
    "closed": "ding",
    "nowhere": None,
}
"""Where each works today, by tag."""

VIEWERS: dict[str, frozenset[str]] = {
    "admin": frozenset(STORIES),
    "admin_north": frozenset(tag for tag, at in STORIES.items() if at in ("ding", "ding_hrb", "lone")),
    "admin_south": frozenset(tag for tag, at in STORIES.items() if at in ("ding_dl", "ding2", "ding2_gz")),
    "chief_ding": frozenset(tag for tag, at in STORIES.items() if at in ("ding", "ding_hrb", "ding_dl")),
    "chief_hrb": frozenset(tag for tag, at in STORIES.items() if at == "ding_hrb"),
    "chief_ding2": frozenset(tag for tag, at in STORIES.items() if at in ("ding2", "ding2_gz")),
    "trainer": frozenset(),
    "examiner": frozenset(),
    "inspector": frozenset(),
    "ding_holder": frozenset({"ding_holder"}),
    "nowhere": frozenset({"nowhere"}),
}
"""Whom each may see, beside themselves and the other staff and managers of their world. Written out, for it is what is tested."""

TESTS_SEEN: dict[str, frozenset[str]] = {
    "trainer": frozenset(STORIES),
    "examiner": VIEWERS["admin_north"],
}
"""Whom those who watch and mark tests see besides, on the pages of attempts alone (``places.TESTED``): the examiner is the north's."""

COMPANIES_SEEN: dict[str, frozenset[str]] = {
    "admin": frozenset(COMPANIES),
    "admin_north": frozenset({"ding", "ding_hrb", "lone"}),
    "admin_south": frozenset({"ding_dl", "ding2", "ding2_gz"}),
    "chief_ding": frozenset({"ding", "ding_hrb", "ding_dl"}),
    "chief_hrb": frozenset({"ding_hrb"}),
    "chief_ding2": frozenset({"ding2", "ding2_gz"}),
    "ding_holder": frozenset({"ding"}),
}
"""Which companies each may read the name of."""

ABOVE = {"chief_hrb": ("ding",)}
"""Companies above a manager's own: no stranger's, for that they stand above is no secret, though who works there is."""

AT_HOME = {"chief_ding": "ding", "chief_hrb": "ding_hrb", "chief_ding2": "ding2"}
"""Where the managers work: those who see that company see them."""


@dataclass(frozen=True)
class Planning:
    """Who plans mystery checks, and who makes them."""

    admin: Member
    inspector: Member


@dataclass
class World:
    """Everybody and everything, by tag."""

    app: Academy
    database: Database
    now: datetime = field(default_factory=lambda: clock.now().replace(second=0, microsecond=0) + timedelta(minutes=10))
    regions: dict[str, Region] = field(default_factory=dict)
    companies: dict[str, Partner] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    records: dict[str, dict[str, object]] = field(default_factory=dict)

    def browser(self, who: str) -> FlaskClient:
        """A browser in which a viewer is signed in."""
        return signed_in_client(self.app, self.people[who].id)

    def may_see(self, who: str, endpoint: str = "") -> set[str]:
        """The people whom a viewer may see: their world, its managers, and themselves; on the page of an ``endpoint``."""
        of_managers = {chief for chief, at in AT_HOME.items() if at in COMPANIES_SEEN.get(who, ())}
        staff = set(VIEWERS) if who == "admin" else set()
        managed = of_managers if who.startswith(("admin", "chief")) else set()
        tested = TESTS_SEEN.get(who, frozenset()) if endpoint in TESTED else frozenset()
        return set(VIEWERS[who]) | managed | staff | tested | {who}

    def sees_everybody(self, who: str, endpoint: str) -> bool:
        """Whether strangers who come are within the viewer's world, on the page of an ``endpoint``."""
        return endpoint in TESTED | COUNTED and TESTS_SEEN.get(who) == frozenset(STORIES)

    def companies_seen(self, who: str, endpoint: str = "") -> frozenset[str]:
        """The companies whose names a viewer may read, on the page of an ``endpoint``."""
        tested = TESTS_SEEN.get(who, frozenset()) if endpoint in TESTED else frozenset()
        return COMPANIES_SEEN.get(who, frozenset()) | {at for tag in tested if (at := STORIES[tag])}

    def foreign(self, who: str) -> list[str]:
        """The tags of the people whom a viewer may know nothing of."""
        return sorted(set(self.people) - self.may_see(who))

    def foreign_companies(self, who: str) -> list[str]:
        """The tags of the companies that a viewer may know nothing of."""
        return sorted(set(self.companies) - COMPANIES_SEEN.get(who, frozenset()))

    def seen_in(self, text: str) -> set[str]:
        """The tags of all people of whom anything stands in an answer: name, address, or id."""
        return {tag for tag, user in self.people.items() if _stands(text, tag, user.id)}

    def companies_in(self, text: str) -> set[str]:
        """The tags of all companies of which anything stands in an answer."""
        return {tag for tag, company in self.companies.items() if _stands(text, f"at_{tag}", company.id)}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside has not happened afterwards, even what was committed."""
        assert self.database._pinned is not None
        savepoint = self.database._pinned.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


def _stands(text: str, tag: str, row_id: UUID) -> bool:
    lower = text.lower()
    return mark(tag) in lower or mark_zh(tag) in text or str(row_id) in lower


def build(world: World) -> None:
    """Fill the database of the open transaction."""
    for key in ("north", "south"):
        world.regions[key] = make_region(key)
    for tag, (code, region, parent) in COMPANIES.items():
        add_company(world, tag, code, region, parent)
    make_track()
    make_course("gateways")
    publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), attempts=3))
    _staff(world)
    for tag, at in STORIES.items():
        add_person(world, tag, at)
    add_import(world)
    _visits(world)
    ding = world.companies["ding"]
    today = clock.today()
    employ(world.people["mover"].id, ding.id, since=LONG_AGO, until=today - timedelta(days=1))
    employ(world.people["leaver"].id, ding.id, since=LONG_AGO, until=today - timedelta(days=1))
    employ(world.people["beginner"].id, ding.id, since=today + timedelta(days=30))
    world.people["closed"].active = False
    db.session().flush()


def add_company(world: World, tag: str, code: str, region: str, parent: str | None) -> None:
    """One more look-alike company."""
    word = f"at_{tag}"
    world.companies[tag] = make_partner(
        code,
        region=world.regions[region],
        parent=world.companies[parent] if parent else None,
        name_zh=f"顶点系统{mark_zh(word)}",
        name_latin=f"Dingdian Systems {mark(word).title()}",
    )


def add_person(world: World, tag: str, at: str | None, *roles: Grant) -> User:
    """One more Wang Wei, enrolled, with an open attempt, who holds a level or waits for it."""
    since = clock.today() if tag == "mover" else LONG_AGO
    made = make_user(
        f"wang.wei@{mark(tag)}.example",
        name_zh=f"王伟{mark_zh(tag)}",
        name_latin=f"Wang Wei {mark(tag).title()}",
        roles=(Grant(Role.LEARNER), *roles),
        works_for=world.companies[at] if at else None,
        since=since,
    )
    world.people[tag] = made
    actor = queries.actor_of(made.id)
    learning.enrol(actor, "gateways")
    attempt_id = assessment.start(actor, "junior")
    world.records[tag] = {"user_id": made.id, "attempt_id": attempt_id}
    world.records[tag]["card_id"] = card_as_row(made.id)
    _ways_about(world, tag, at)
    eligible_for_junior(made.id)
    if not tag.endswith("_waiter"):
        certification = granting.grant(Actor.system("test"), made.id, JUNIOR)
        assert certification is not None
        world.records[tag]["certification_id"] = certification.id
        world.records[tag]["decision_id"] = certification.decision_id
        world.records[tag]["certificate_id"] = (
            db.session().scalars(select(Certificate.id).where(Certificate.certification_id == certification.id)).one()
        )
        world.records[tag]["check_id"], world.records[tag]["proposal_id"] = failed_as_rows(made.id, certification.id)
    else:
        waiting = select(Eligibility.decision_id).where(Eligibility.user_id == made.id)
        world.records[tag]["decision_id"] = db.session().scalars(waiting).one()
    return made


def _ways_about(world: World, tag: str, at: str | None) -> None:
    """What else belongs to a person: job, role, browser, letter; where they work; at each company somebody asks to join."""
    session, found, user_id = db.session(), world.records[tag], world.people[tag].id
    events.publish(AccountSecured(user_id, "password"))
    cookie_of(user_id)
    mine = {"role_id": RoleGrant, "sign_in_id": SignIn, "message_id": Message, "fact_id": Employment}
    for name, kind in mine.items():
        row = session.scalars(select(kind.id).where(kind.user_id == user_id).limit(1)).one_or_none()
        if row is not None:
            found[name] = row
    if at is not None:
        found["partner_id"] = world.companies[at].id
    if at is not None and tag.endswith("_holder"):
        asked = ask(
            open_company(world.companies[at].id),
            name_latin=world.people[tag].name_latin,
            email=f"ask@{mark(tag)}.example",
        )
        found["registration_id"] = asked.id
        found["judgement_id"] = judgement_at(world.companies[at]).id


def add_import(world: World) -> None:
    """The admin of the north sent a file that names the holder of DING, which is the north's."""
    actor = queries.actor_of(world.people["admin_north"].id)
    sent = csv_of(
        a_person("", world.people["ding_holder"].name_latin, f"file@{mark('ding_holder')}.example", company="DING")
    )
    world.records["ding_holder"]["import_id"] = importing.upload(actor, "people.csv", io.BytesIO(sent)).id


def _visits(world: World) -> None:
    """Somebody paid a mystery visit to the holder of each company."""

    def member(tag: str) -> Member:
        found = world.people[tag]
        return Member(email=found.email or "", user_id=found.id, actor=queries.actor_of(found.id))

    staff = Planning(member("admin"), member("inspector"))
    for tag, at in STORIES.items():
        if at is not None and tag.endswith("_holder"):
            visit_id = accepted_at(staff, world.companies[at].id, world.people[tag].id)
            world.records[tag]["visit_id"] = visit_id


def _staff(world: World) -> None:
    companies, regions = world.companies, world.regions
    grants = {
        "admin": Grant(Role.ADMIN),
        "admin_north": Grant(Role.ADMIN, region_id=regions["north"].id),
        "admin_south": Grant(Role.ADMIN, region_id=regions["south"].id),
        "chief_ding": Grant(Role.PARTNER_MANAGER, partner_id=companies["ding"].id),
        "chief_hrb": Grant(Role.PARTNER_MANAGER, partner_id=companies["ding_hrb"].id),
        "chief_ding2": Grant(Role.PARTNER_MANAGER, partner_id=companies["ding2"].id),
        "trainer": Grant(Role.TRAINER),
        "examiner": Grant(Role.EXAMINER, region_id=regions["north"].id),
        "inspector": Grant(Role.INSPECTOR),
    }
    for tag, grant in grants.items():
        at = AT_HOME.get(tag)
        world.people[tag] = make_user(
            f"staff@{mark(tag)}.example",
            name_zh=f"王伟{mark_zh(tag)}",
            name_latin=f"Wang Wei {mark(tag).title()}",
            roles=(Grant(Role.LEARNER), grant),
            works_for=companies[at] if at else None,
        )
        learning.enrol(queries.actor_of(world.people[tag].id), "gateways")
