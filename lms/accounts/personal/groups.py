"""Named groups that somebody is in."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.models import PeopleGroup, PeopleGroupMember
from lms.core import db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy."""
    member = PeopleGroupMember
    mine = (
        select(PeopleGroup.name, member.joined_at)
        .join(PeopleGroup, PeopleGroup.id == member.group_id)
        .where(member.user_id == user_id)
        .order_by(PeopleGroup.name)
    )
    fields = {"group": msg("The group"), "joined_at": msg("Since when you are in it")}
    yield Sheet("groups", msg("Groups you are in"), fields, streamed(mine))


def erase(user_id: UUID, _prepared: object) -> None:
    """The person leaves every group."""
    db.session().execute(delete(PeopleGroupMember).where(PeopleGroupMember.user_id == user_id))


PART = Part(
    key="groups",
    title=msg("Groups"),
    purpose=msg("So that several people can be granted the same terms of a test at once."),
    kept=msg("As long as you are in them."),
    at_erasure=msg("You leave every group, and nobody sees that you were in it."),
    columns=frozenset({"people_group_member.user_id", "people_group_member.joined_by", "people_group.made_by"}),
    sheets=sheets,
    erase=erase,
)
