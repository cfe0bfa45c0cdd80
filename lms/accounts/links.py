"""Ways in that are sent to people: a link is good for one deed, until an instant.

A link's token is its id with a MAC of it under the installation's secret: it is stored nowhere, yet whoever may copy the link
can be shown it again, and a copy of the database opens nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import update

from lms.accounts.models import AccessLink
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.seals import is_seal, seal

_MAC_BYTES = 16  # 128 bits: as hard to guess as a certificate's code


class LinkKind(StrEnum):
    """What a link is good for; its value is the first part of its path."""

    ADDRESS = "confirm-address"
    INVITATION = "invitation"
    PASSWORD_RESET = "reset"  # noqa: S105 - a part of an address
    REFERENCE = "reference"  # a word about the person, from somebody who has no account


LASTS = {
    LinkKind.ADDRESS: timedelta(days=2),
    LinkKind.INVITATION: timedelta(days=14),
    LinkKind.PASSWORD_RESET: timedelta(hours=2),
    LinkKind.REFERENCE: timedelta(days=30),
}
"""How long each is good for, where whoever makes it says nothing else."""


class LinkState(StrEnum):
    """How a link stands at an instant."""

    OPEN = "open"
    USED = "used"
    ENDED = "ended"
    OVER = "over"


def make(
    user_id: UUID, kind: LinkKind, *, made_by: UUID | None, address: str | None = None, ends_at: datetime | None = None
) -> AccessLink:
    """A new link for a person (of a reference: about them). Whoever calls has authorised it, and has ended what it takes the place of."""
    now = clock.now()
    ends_at = ends_at or now + LASTS[kind]
    link = AccessLink(user_id=user_id, kind=kind.value, address=address, made_at=now, made_by=made_by, ends_at=ends_at)
    db.session().add(link)
    db.session().flush()
    return link


def end_open(user_id: UUID, kind: LinkKind) -> None:
    """No link of this kind that the person was sent before opens anything any more."""
    mine = update(AccessLink).where(AccessLink.user_id == user_id, AccessLink.kind == kind.value)
    db.session().execute(
        mine.where(AccessLink.used_at.is_(None), AccessLink.ended_at.is_(None)).values(ended_at=clock.now())
    )


def end(link_ids: Collection[UUID]) -> None:
    """These links open nothing any more, where they still did."""
    theirs = update(AccessLink).where(AccessLink.id.in_(link_ids), AccessLink.used_at.is_(None))
    db.session().execute(theirs.where(AccessLink.ended_at.is_(None)).values(ended_at=clock.now()))


def use(link_id: UUID) -> None:
    """A link has done what it was for. Whoever calls holds its row and found it open."""
    db.session().execute(update(AccessLink).where(AccessLink.id == link_id).values(used_at=clock.now()))


def state(link: AccessLink) -> LinkState:
    """How it stands now."""
    if link.used_at is not None:
        return LinkState.USED
    if link.ended_at is not None:
        return LinkState.ENDED
    return LinkState.OPEN if clock.now() < link.ends_at else LinkState.OVER


def path(link: AccessLink) -> str:
    """The link's path, ``/invitation/<token>``; with ``core.address.public_address()`` before it, it can be sent."""
    return f"/{link.kind}/{token(link)}"


def token(link: AccessLink) -> str:
    """43 characters of base64url: the id, then its MAC."""
    mac = seal("link", link.kind, link.id)[:_MAC_BYTES]
    return base64.urlsafe_b64encode(link.id.bytes + mac).rstrip(b"=").decode()


def find(written: str, kind: LinkKind, *, lock: bool = False) -> AccessLink:
    """The link of a token; :class:`NotFound` for one that we never made. How it stands is the caller's to ask."""
    try:
        raw = base64.b64decode(written + "=", altchars=b"-_", validate=True)
    except ValueError:
        raise NotFound from None
    if len(raw) != 16 + _MAC_BYTES:
        raise NotFound
    link_id = UUID(bytes=raw[:16])
    if not is_seal(raw[16:], "link", kind.value, link_id):
        raise NotFound
    # Locked is as it stands now: who held the lock before may have used it.
    link = db.session().get(AccessLink, link_id, populate_existing=lock, with_for_update=lock or None)
    if link is None or link.kind != kind.value:
        raise NotFound
    return link
