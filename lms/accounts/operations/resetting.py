"""A forgotten password: a letter with a link, and another password.

Who asks is told the same whoever they name: the request only records one piece of work, and whether a letter is sent, and to whom,
is found out by the worker. So neither words nor time tell who has an account.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts import links, passwords, rules
from lms.accounts.events import AccountSecured, PasswordResetAsked
from lms.accounts.links import LinkKind, LinkState
from lms.accounts.models import AccessLink, User
from lms.accounts.operations.people import allowed_password, locked
from lms.accounts.operations.proving import Count, Refusal, counted, tally, wait
from lms.accounts.operations.readdressing import end_change
from lms.accounts.operations.signing_in import end_sign_ins
from lms.accounts.queries.signed_in import actor_of
from lms.core import audit, clock, db, events, jobs
from lms.core.errors import Conflict
from lms.core.i18n import msg
from lms.core.ids import new_id

SEND_RESET = "accounts.send_reset"
"""The recorded work behind :func:`ask_for_reset`."""


def ask_for_reset(login: str, *, address: str) -> Refusal | None:
    """Have a link sent to the account with this e-mail address or number, if there is one; None: it is being seen to.

    Everybody may ask; a :class:`Refusal` where one network asks too often.
    """
    count = Count(counted("letters", rules.network_of(address)), rules.LETTER_LIMIT)
    refusal = wait([count])
    if refusal is not None:
        often = msg("From your network address, letters were asked for very often. Come back in an hour.")
        return replace(refusal, message=often)
    tally([count])
    login = rules.clean_login(login)
    found = db.session().scalar(select(User.id).where(or_(User.email == login, User.phone == login)))
    jobs.record(SEND_RESET, user_id=str(found or new_id()))
    return None


def send_reset(user_id: UUID) -> None:
    """Make the link and tell, unless there is nobody to write to, or three letters went out within the hour.

    Those who have a password, or were invited once, may choose another one. Who was never asked in is not let in this way.
    """
    user = db.session().get(User, user_id, with_for_update=True)
    if user is None or not user.active or user.email is None:
        return
    sent = select(AccessLink.kind, AccessLink.made_at).where(AccessLink.user_id == user_id)
    before = db.session().execute(sent).all()
    if user.password_hash is None and not any(link.kind == LinkKind.INVITATION.value for link in before):
        return
    letters = [link.made_at for link in before if link.kind == LinkKind.PASSWORD_RESET.value]
    if rules.wait_until(letters, rules.LETTERS, clock.now()):
        return
    links.end_open(user_id, LinkKind.PASSWORD_RESET)
    link = links.make(user_id, LinkKind.PASSWORD_RESET, made_by=None)
    events.publish(PasswordResetAsked(user_id, link.id))


def reset_password(token: str, password: str) -> UUID:
    """Choose another password by a link; returns whose. All sign-ins and all other links end. The second factor stays.

    The token is the authority. Raises :class:`NotFound` for one we never made, :class:`Conflict` for one that opens nothing
    any more, :class:`Refused` for a weak password.
    """
    link = links.find(token, LinkKind.PASSWORD_RESET)
    kept = passwords.hashed(allowed_password(link.user_id, password))
    db.begin_writing()
    user = locked(link.user_id)
    link = links.find(token, LinkKind.PASSWORD_RESET, lock=True)
    if links.state(link) is not LinkState.OPEN or not user.active:
        raise Conflict(msg("This link opens nothing any more. Load the page again to see why."))
    user.password_hash, link.used_at = kept, clock.now()
    for kind in (LinkKind.PASSWORD_RESET, LinkKind.INVITATION):
        links.end_open(user.id, kind)
    end_change(user.id)
    end_sign_ins(user.id)
    audit.record(actor_of(user.id), "user.password_reset", "user", user.id, after={"link_id": str(link.id)})
    events.publish(AccountSecured(user.id, "password"))
    return user.id
