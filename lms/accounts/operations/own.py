"""What people change about themselves."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import LANGUAGES, msg


def choose_language(actor: Actor, language: str) -> None:
    """Store the language one reads in; it beats the browser's on every device."""
    user = _oneself(actor)
    if language not in LANGUAGES:
        raise Refused(msg("This academy speaks English and Simplified Chinese."), field="language")
    user.language = language


def _oneself(actor: Actor) -> User:
    actor.require(Permission.PROFILE_OWN)
    user = db.session().get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise Forbidden
    return user
