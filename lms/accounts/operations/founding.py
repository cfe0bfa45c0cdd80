"""The first admin of an empty academy: whoever runs the machine is shown a link, and whoever opens it becomes the admin. Once."""

from __future__ import annotations

import hmac

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import AccessLink, RoleGrant, User
from lms.accounts.operations.granting import grant_role
from lms.accounts.operations.inviting import invite
from lms.accounts.operations.people import create_user
from lms.accounts.roles import Grant, Role
from lms.core import config, db
from lms.core.academy import operations as academy
from lms.core.errors import Conflict, NotFound
from lms.core.i18n import msg

FOUNDER = Actor.system("set-up link")
SECRET = "setup"  # noqa: S105 - the name of a file in the data folder's keys


def has_admin() -> bool:
    """Whether somebody is an admin of the whole academy and may sign in, or is asked to."""
    everywhere = (RoleGrant.role == Role.ADMIN.value, RoleGrant.region_id.is_(None), RoleGrant.partner_id.is_(None))
    there = select(User.id).join(RoleGrant, RoleGrant.user_id == User.id).where(*everywhere)
    return db.session().scalar(there.where(RoleGrant.ended_at.is_(None), User.active).limit(1)) is not None


def setup_path() -> str | None:
    """The path of the set-up link, ``/setup/<token>``; None once there is an admin. The token is kept for its owner's eyes only."""
    return None if has_admin() else f"/setup/{config.current().kept_secret(SECRET)}"


def check_setup(written: str) -> None:
    """Raise :class:`Conflict` once there is an admin, and :class:`NotFound` for a token that is not ours."""
    if has_admin():
        raise Conflict(
            msg("This academy has an admin already, so this link is over. Sign in, or ask an admin to invite you.")
        )
    kept = config.current().data / "keys" / SECRET
    if not kept.is_file() or not hmac.compare_digest(kept.read_bytes(), written.encode()):
        raise NotFound


def found_academy(written: str, *, name_zh: str, name_latin: str, email: str) -> AccessLink:
    """Make the first admin for whoever holds the set-up link; returns the invitation that lets them choose a password.

    Raises as :func:`check_setup`, and ``Refused`` naming the field. Of two at the same moment one is too late.
    """
    academy.locked()
    check_setup(written)
    user = create_user(FOUNDER, name_zh=name_zh, name_latin=name_latin, email=email)
    grant_role(FOUNDER, user.id, Grant(Role.ADMIN), reason="set-up link")
    link = invite(FOUNDER, user.id)
    kept = config.current().data / "keys" / SECRET
    db.after_commit(lambda: kept.unlink(missing_ok=True))
    return link
