"""What may happen to a visit, from planned to counted; and until when its partner may dispute it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from lms.core.errors import Conflict
from lms.core.i18n import Message, msg


class State(StrEnum):
    """How a visit stands."""

    PLANNED = "planned"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Deed(StrEnum):
    """What is done to one."""

    ASSIGN = "assign"
    TAKE_AWAY = "take_away"
    BEGIN = "begin"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    REJECT = "reject"
    TAKE_BACK = "take_back"


S, D = State, Deed
TRANSITIONS: Mapping[tuple[State, Deed], State] = {
    (S.PLANNED, D.ASSIGN): S.ASSIGNED,
    (S.ASSIGNED, D.TAKE_AWAY): S.PLANNED,
    (S.IN_PROGRESS, D.TAKE_AWAY): S.PLANNED,
    (S.SENT_BACK, D.TAKE_AWAY): S.PLANNED,
    (S.ASSIGNED, D.BEGIN): S.IN_PROGRESS,
    (S.IN_PROGRESS, D.SUBMIT): S.SUBMITTED,
    (S.SENT_BACK, D.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, D.SEND_BACK): S.SENT_BACK,
    (S.SUBMITTED, D.ACCEPT): S.ACCEPTED,
    (S.SUBMITTED, D.REJECT): S.REJECTED,
    (S.ACCEPTED, D.TAKE_BACK): S.REJECTED,
}
WITH_INSPECTOR = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.SENT_BACK})
"""The inspector has something to do."""
OPEN = frozenset({S.PLANNED, *WITH_INSPECTOR, S.SUBMITTED})
"""Still to be decided."""
FILLED = frozenset({S.IN_PROGRESS, S.SENT_BACK})
"""The form is open to be filled in."""
OUTCOMES = ("made", "refused", "closed")
"""A visit was made, or the inspector was turned away, or found the place closed."""


def after(state: State, deed: Deed) -> State:
    """How a visit stands after a deed; raises Conflict where its state does not allow it: the second click of two."""
    found = TRANSITIONS.get((state, deed))
    if found is None:
        raise Conflict(_SAID.get(state, _MOVED_ON))
    return found


_MOVED_ON = msg("The visit stands otherwise by now. Load the page again to see how it stands.")
_SAID: Mapping[State, Message] = {
    S.SUBMITTED: msg("This visit was handed in already; it is with a reviewer."),
    S.ACCEPTED: msg("This visit was accepted already."),
    S.REJECTED: msg("This visit was rejected already."),
}


def disputable_through(accepted_on: date, dispute_days: int) -> date:
    """The last day, inclusive, on which the partner may dispute an item."""
    return accepted_on + timedelta(days=dispute_days)


def may_be_disputed(through: date | None, today: date, counted: bool) -> bool:  # noqa: FBT001 - a fact of the visit
    """Whether the partner may still say something."""
    return through is not None and today <= through and not counted


def is_due(through: date | None, today: date, open_disputes: int) -> bool:
    """Whether an accepted visit counts from today: its dispute date is past, and nothing that was disputed waits for an answer."""
    return through is not None and today > through and not open_disputes
