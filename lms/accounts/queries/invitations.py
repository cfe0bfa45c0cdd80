"""Invitations that people were sent, and whether they came."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, SignIn
from lms.core import db


def invitation_of(user_id: UUID) -> AccessLink | None:
    """The last invitation of a person, or None. Whoever calls has seen to it that the person may be seen."""
    sent = select(AccessLink).where(AccessLink.user_id == user_id, AccessLink.kind == LinkKind.INVITATION.value)
    return db.session().scalar(sent.order_by(AccessLink.made_at.desc(), AccessLink.id.desc()).limit(1))


def last_sign_in(user_id: UUID) -> datetime | None:
    """When a person signed in last; None for never."""
    return db.session().scalar(select(func.max(SignIn.began_at)).where(SignIn.user_id == user_id))
