"""Invitations that people were sent, and whether they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, SignIn, User
from lms.accounts.roles import Permission
from lms.core import clock, db


def invitation_of(user_id: UUID) -> AccessLink | None:
    """The last invitation of a person, or None. Whoever calls has seen to it that the person may be seen."""
    sent = select(AccessLink).where(AccessLink.user_id == user_id, AccessLink.kind == LinkKind.INVITATION.value)
    return db.session().scalar(sent.order_by(AccessLink.made_at.desc(), AccessLink.id.desc()).limit(1))


def last_sign_in(user_id: UUID) -> datetime | None:
    """When a person signed in last; None for never."""
    return db.session().scalar(select(func.max(SignIn.began_at)).where(SignIn.user_id == user_id))


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
