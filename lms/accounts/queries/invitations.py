"""Who is asked in and has not come yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, User
from lms.accounts.roles import Permission
from lms.core import clock, db


@dataclass(frozen=True)
class Invitation:
    """A person and the link that still lets them in."""

    user: User
    link: AccessLink


def latest_invitations(actor: Actor, most: int = 5) -> list[Invitation]:
    """The open invitations of all people, the newest first. A link lets its holder in, so it takes the right to manage everybody."""
    actor.require(Permission.PERSON_MANAGE)
    is_open = (AccessLink.used_at.is_(None), AccessLink.ended_at.is_(None), AccessLink.ends_at > clock.now())
    rows = db.session().execute(
        select(User, AccessLink)
        .join(AccessLink, AccessLink.user_id == User.id)
        .where(AccessLink.kind == LinkKind.INVITATION.value, *is_open)
        .where(User.id != actor.user_id, User.active)
        .order_by(AccessLink.id.desc())
        .limit(most)
    )
    return [Invitation(user, link) for user, link in rows]
