"""Named groups of people, for what is granted to several at once: made, joined, left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, or_, select

from lms.accounts import rules
from lms.accounts.actor import Actor
from lms.accounts.models import PeopleGroup, PeopleGroupMember, User
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.search import haystack

LONGEST_NAME = 100
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Joined:
    """How many joined, and what was written of whom nobody is known."""

    count: int
    unknown: Sequence[str]


def make_group(actor: Actor, name: str) -> UUID:
    """Make a group; raises Refused without a name, or for one that is taken."""
    actor.require(Permission.TEST_SUPERVISE)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(msg("Write a name of at most {most} characters.", most=LONGEST_NAME), field="name")
    if db.session().scalar(select(PeopleGroup.id).where(PeopleGroup.name == name)):
        raise Refused(msg("There is a group of this name already."), field="name")
    group = PeopleGroup(name=name, search=haystack(name), made_at=clock.now(), made_by=actor.user_id)
    db.session().add(group)
    db.session().flush()
    audit.record(actor, "people_group.made", "people_group", group.id, after={"name": name})
    return group.id


def join(actor: Actor, group_id: UUID, logins: Sequence[str]) -> Joined:
    """Let people join by what they sign in with; who is in stays in. What is known of nobody is told back and hinders none."""
    actor.require(Permission.TEST_SUPERVISE)
    if db.session().get(PeopleGroup, group_id, with_for_update=True) is None:
        raise NotFound
    written = list(dict.fromkeys(rules.clean_login(login) for login in logins if login.strip()))
    if not written:
        raise Refused(msg("Write at least one e-mail address or mobile number."), field="logins")
    if len(written) > MOST_AT_ONCE:
        raise Refused(msg("At most {most} people at once.", most=MOST_AT_ONCE), field="logins")
    found = db.session().execute(
        select(User.id, User.email, User.phone).where(or_(User.email.in_(written), User.phone.in_(written)))
    )
    known = {login: row.id for row in found for login in (row.email, row.phone) if login in written}
    inside = set(db.session().scalars(select(PeopleGroupMember.user_id).where(PeopleGroupMember.group_id == group_id)))
    new = set(known.values()) - inside
    now = clock.now()
    db.session().add_all(
        PeopleGroupMember(group_id=group_id, user_id=user_id, joined_at=now, joined_by=actor.user_id) for user_id in new
    )
    db.session().flush()
    if new:
        members = {"user_ids": sorted(str(user_id) for user_id in new)}
        audit.record(actor, "people_group.joined", "people_group", group_id, after=members)
    return Joined(len(new), [login for login in written if login not in known])


def leave(actor: Actor, group_id: UUID, user_id: UUID) -> None:
    """Let somebody out; who is not in is out already. Attempts that run keep their time."""
    actor.require(Permission.TEST_SUPERVISE)
    gone = db.session().execute(
        delete(PeopleGroupMember).where(PeopleGroupMember.group_id == group_id, PeopleGroupMember.user_id == user_id)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        audit.record(actor, "people_group.left", "people_group", group_id, before={"user_ids": [str(user_id)]})
