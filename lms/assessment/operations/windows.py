"""The window of a test on a day: when it may be started, and from which room. Set without a new version; one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment import queries
from lms.assessment.models import Assessment, Window
from lms.assessment.operations.following import follow
from lms.assessment.rules.supervision import network
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg

MOST_NETWORKS = 50


@dataclass(frozen=True)
class Opening:
    """When a test is open, whether its examiner reads out a code, and the networks of the room; what is left out binds nobody."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    asks_code: bool = False
    networks: Sequence[str] = ()


def set_window(actor: Actor, key: str, opening: Opening, reason: str) -> UUID:
    """Set a test's window; it takes the place of the one before, which stays on record. Attempts that run go on; a later close
    lets them run longer, an earlier one takes no time from them.

    Raises NotFound, Refused (on the field of what cannot be) and Conflict (somebody else set it just now).
    """
    actor.require(Permission.TEST_SUPERVISE)
    test = queries.test(key)
    networks = _checked(opening, reason)
    before = _close(actor, test)
    window = Window(
        assessment_id=test.id,
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        asks_code=opening.asks_code,
        networks=networks,
        reason=reason.strip(),
        set_by=actor.user_id,
        set_at=clock.now(),
    )
    try:
        with db.session().begin_nested():
            db.session().add(window)
            db.session().flush()
    except IntegrityError:
        raise Conflict(msg("Somebody else set this window just now. Look at it again.")) from None
    after = _facts(window)
    audit.record(actor, "test_window.set", "assessment", test.id, before=before, after=after, reason=window.reason)
    follow(test)
    return window.id


def end_window(actor: Actor, key: str) -> None:
    """Take a test's window away: what its file says holds again. Nothing happens where there is none."""
    actor.require(Permission.TEST_SUPERVISE)
    test = queries.test(key)
    before = _close(actor, test)
    if before is not None:
        audit.record(actor, "test_window.ended", "assessment", test.id, before=before)


def _close(actor: Actor, test: Assessment) -> dict[str, Any] | None:
    found = select(Window).where(Window.assessment_id == test.id, Window.ended_at.is_(None)).with_for_update()
    current = db.session().scalar(found)
    if current is None:
        return None
    current.ended_at, current.ended_by = clock.now(), actor.user_id
    db.session().flush()
    return _facts(current)


def _checked(opening: Opening, reason: str) -> list[str]:
    if opening.opens_at and opening.closes_at and opening.opens_at >= opening.closes_at:
        raise Refused(msg("The test closes before it opens."), field="closes_at")
    if not (opening.opens_at or opening.closes_at or opening.asks_code or opening.networks):
        raise Refused(msg("Say when it opens or closes, or what the room asks for."))
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record beside what was before."), field="reason")
    if len(opening.networks) > MOST_NETWORKS:
        raise Refused(msg("At most {most} networks.", most=MOST_NETWORKS), field="networks")
    kept: list[str] = []
    for written in opening.networks:
        try:
            kept.append(network(written))
        except ValueError:
            sentence = msg("“{given}” is no network. Write 10.1.0.0/16, 2001:db8::/32 or one address.", given=written)
            raise Refused(sentence, field="networks") from None
    return kept


def _facts(window: Window) -> dict[str, Any]:
    return {
        "opens_at": window.opens_at.isoformat() if window.opens_at else None,
        "closes_at": window.closes_at.isoformat() if window.closes_at else None,
        "asks_code": window.asks_code,
        "networks": window.networks,
    }
