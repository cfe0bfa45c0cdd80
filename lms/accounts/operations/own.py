"""What people change about themselves."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import available_timezones

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.people import keep_password, locked, set_names
from lms.accounts.operations.signing_in import Refusal, end_sign_ins, prove
from lms.accounts.roles import Permission
from lms.core import academy, audit, db
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


def change_own_password(
    actor: Actor, *, current: str, new: str, sign_in_id: UUID | None, address: str
) -> int | Refusal:
    """Change one's own password, knowing the current one; ends all other sign-ins and returns how many those were.

    A wrong current one counts as a refused sign-in does, so that a browser left open is no place to guess; the answer is then
    a :class:`Refusal`. Raises :class:`Refused` on field ``password`` for a weak new one.
    """
    user = locked(_oneself(actor).id)
    refusal = prove(user, "", current, address=address)
    if refusal is not None:
        wrong = msg("This is not your current password.")
        return refusal if refusal.retry_after else Refusal(wrong)
    keep_password(user, new)
    audit.record(actor, "user.password_changed", "user", user.id)
    return end_sign_ins(user.id, but=sign_in_id)


def _oneself(actor: Actor) -> User:
    actor.require(Permission.PROFILE_OWN)
    user = db.session().get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise Forbidden
    return user
