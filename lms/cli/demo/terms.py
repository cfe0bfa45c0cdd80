"""The demo's terms of tests: a window for the winter, a room with a code, a group with more time, somebody with a quarter more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations import people_groups
from lms.assessment.operations import allowing, windows
from lms.assessment.operations.allowing import Given, To
from lms.assessment.operations.windows import Opening
from lms.cli.demo.stories import JUNIOR_TEST, MANAGER_TEST, Deed
from lms.core import clock, db

BEFORE = timedelta(days=10)
ROOM_SINCE = timedelta(days=2)
GROUP = "Evening class, Suzhou"
MEMBERS = ["person01@acme.example", "person02@acme.example", "person03@acme.example"]


def deeds(companies: Mapping[str, UUID], admin: Actor) -> Iterator[Deed]:
    """What was set and granted, with instants."""
    then = clock.now() - BEFORE
    closes = clock.now() + timedelta(days=120)
    winter = Opening(opens_at=then, closes_at=closes)
    yield Deed(
        then, lambda: windows.set_window(admin, JUNIOR_TEST, winter, "The winter round ends before the new year's.")
    )
    yield Deed(then, lambda: _group(admin))
    room = Opening(closes_at=closes, asks_code=True)
    reason = (
        "Sat under supervision in the Suzhou office: the examiner reads out the code. 苏州办公室监考，考官宣读考场码。"
    )
    yield Deed(clock.now() - ROOM_SINCE, lambda: windows.set_window(admin, MANAGER_TEST, room, reason))
    yield Deed(then, lambda: _person(admin))
    branch = To(partner_id=companies["ACME"])
    later = Given(closes_at=closes + timedelta(days=14))
    yield Deed(
        then,
        lambda: allowing.grant(admin, MANAGER_TEST, branch, Given(attempts=1), "The hall lost its power in March."),
    )
    yield Deed(then, lambda: allowing.grant(admin, JUNIOR_TEST, branch, later, "Stocktaking in the last two weeks."))


def _group(admin: Actor) -> None:
    group = people_groups.make_group(admin, GROUP)
    people_groups.join(admin, group, MEMBERS)
    allowing.grant(
        admin, JUNIOR_TEST, To(group_id=group), Given(minutes=10), "They read the test in their second language."
    )


def _person(admin: Actor) -> None:
    somebody = db.session().scalars(select(User.id).where(User.email == MEMBERS[0])).one()
    allowing.grant(admin, JUNIOR_TEST, To(user_id=somebody), Given(per_cent=25), "Agreed with the academy on 3 March.")
