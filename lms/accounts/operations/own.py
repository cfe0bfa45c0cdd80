"""What people change about themselves."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import available_timezones

from lms.accounts import links, passwords
from lms.accounts.actor import Actor
from lms.accounts.events import AccountSecured
from lms.accounts.links import LinkKind
from lms.accounts.models import User
from lms.accounts.operations.people import allowed_password, locked, set_names
from lms.accounts.operations.proving import Refusal, prove_oneself
from lms.accounts.operations.signing_in import end_sign_ins
from lms.accounts.roles import Permission
from lms.core import academy, audit, db, events
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg

THEMES = ("light", "dark")


def choose_language(actor: Actor, language: str | None) -> None:
    """Store the language one reads in; it beats the browser's on every device. None: the browser's again."""
    user = _oneself(actor)
    if language is not None and language not in academy.current().languages:
        raise Refused(msg("This academy does not offer this language."), field="language")
    user.language = language


def change_profile(
    actor: Actor, *, name_zh: str, name_latin: str, language: str | None, time_zone: str | None, theme: str | None
) -> None:
    """Change one's own names, language, time zone (IANA) and theme; None leaves the choice to browser, academy, system.

    Raises :class:`Refused` naming the field. Another name counts for documents issued from now on.
    """
    user = _oneself(actor)
    if time_zone is not None and time_zone not in available_timezones():
        raise Refused(msg("This is no time zone. It looks like Asia/Shanghai."), field="time_zone")
    if theme is not None and theme not in THEMES:
        raise Refused(msg("Choose light, dark, or as the system."), field="theme")
    choose_language(actor, language)
    user.time_zone, user.theme = time_zone, theme
    set_names(actor, user, name_zh, name_latin)


def change_own_password(actor: Actor, *, current: str, new: str, sign_in_id: UUID | None) -> int | Refusal:
    """Change one's own password, knowing the current one; ends all other sign-ins and returns how many those were.

    A wrong current one counts as a refused sign-in does, so that a browser left open is no place to guess; the answer is then
    a :class:`Refusal`. Raises :class:`Refused` on field ``password`` for a weak new one.
    """
    user = _oneself(actor)
    kept = passwords.hashed(allowed_password(user.id, new))
    refusal = prove_oneself(user, current)
    if refusal is not None:
        return refusal
    user = locked(user.id)
    user.password_hash = kept
    links.end_open(user.id, LinkKind.PASSWORD_RESET)
    audit.record(actor, "user.password_changed", "user", user.id)
    events.publish(AccountSecured(user.id, "password"))
    return end_sign_ins(user.id, but=sign_in_id)


def _oneself(actor: Actor) -> User:
    actor.require(Permission.PROFILE_OWN)
    user = db.session().get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise Forbidden
    return user
