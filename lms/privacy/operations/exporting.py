"""Asking for the file of one's own data; the worker makes it, one step for each part and one to pack them."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.accounts.operations.people import locked
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, jobs, personal
from lms.core.errors import Forbidden, Refused
from lms.core.i18n import msg
from lms.privacy.models import PersonalExport
from lms.privacy.queries import newest_file
from lms.privacy.rules import FILE_LASTS, next_file_at

WRITE = "privacy.write_part"
PACK = "privacy.pack"


def ask_for_file(actor: Actor, language: str) -> PersonalExport:
    """Have the file of one's own data made, in a language; while one is being made, that one.

    Raises :class:`Refused` within an hour of the last one: making it reads everything there is.
    """
    actor.require(Permission.PROFILE_OWN)
    if actor.user_id is None:
        raise Forbidden
    locked(actor.user_id)  # a second click waits, and finds the first
    newest, now = newest_file(actor.user_id), clock.now()
    if newest is not None and newest.state == "making":
        return newest.export
    again_at = next_file_at(newest.export.asked_at) if newest and newest.state != "failed" else None
    if again_at is not None and again_at > now:
        minutes = -int((now - again_at).total_seconds() // 60)
        raise Refused(msg("A file was made within the last hour. You can ask again in {minutes} min.", minutes=minutes))
    export = PersonalExport(user_id=actor.user_id, language=language, asked_at=now, ends_at=now + FILE_LASTS)
    export.total = len(personal.parts()) + 1
    db.session().add(export)
    db.session().flush()
    export.work_id = jobs.record(WRITE, export_id=export.id, number=0).id
    audit.record(actor, "user.export_asked", "user", actor.user_id, after={"export_id": str(export.id)})
    return export
