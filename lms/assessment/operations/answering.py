"""Answering: the hot path. One read, one update and one entry of the log, each by primary key; the app commits, and only then
does the browser learn that the answer is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, Row, Table, and_, bindparam, select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.assessment.operations.noting import note
from lms.assessment.queries.attempts import form_fields
from lms.assessment.question_type import BadResponse, Fields, Response
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Certainty, takes_packets
from lms.assessment.rules.certainty import FIELD as CERTAINTY
from lms.assessment.rules.log import EventKind, Outcome
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.core.i18n import msg

CHOSEN = "upload"
"""The field of a form in which a file is chosen."""
LARGEST_REVISION = 2**53 - 1  # the largest whole number that a browser counts to

# Written on tables, once: the ORM would cost more than the database does.
_attempts, _items, _questions = (cast("Table", kind.__table__) for kind in (Attempt, AttemptItem, QuestionVersion))
_attempt, _item, _question = _attempts.c, _items.c, _questions.c
_THIS = and_(_item.attempt_id == bindparam("attempt"), _item.position == bindparam("place"))
# The attempt's row is held (shared) until the commit: a hand-in waits for answers under way, and no answer slips in
# between the scoring and its end. SQLite has one writer at a time anyway.
_SEEN = (
    select(
        _attempt.user_id,
        _attempt.state,
        _attempt.deadline_at,
        _attempt.writer,
        _attempt.reached,
        _item.option_order,
        _item.revision,
        _item.response,
        _item.closed_at,
        _item.certainty,
        _question.type,
        _question.body,
    )
    .join_from(_attempts, _items, _item.attempt_id == _attempt.id)
    .join(_questions, _question.id == _item.question_version_id)
    .where(_attempt.id == bindparam("attempt"), _item.position == bindparam("place"))
)
_LOOK = _SEEN.with_for_update(read=True, of=_attempts)
_STORE = (
    update(_items)
    .where(_THIS, _item.revision < bindparam("new"))
    .values(
        response=bindparam("kept", type_=JSON(none_as_null=True)),
        certainty=bindparam("sure"),
        revision=bindparam("new"),
        saved_at=bindparam("now"),
    )
)
# Of an answer that is kept apart (files), a packet says only how sure one is.
_STORE_BESIDE = (
    update(_items)
    .where(_THIS, _item.revision < bindparam("new"))
    .values(certainty=bindparam("sure"), revision=bindparam("new"))
)
_FLAG = update(_items).where(_THIS).values(flagged=bindparam("on"))


_SURE = {str(int(certainty)) for certainty in Certainty}


@dataclass(frozen=True)
class Saved:
    """What stands on the server now. ``newer``: another packet with a later revision was there before; it stands, and
    ``fields`` are what the form shows for it. ``deadline_at`` and ``writer`` are the attempt's, at this moment.
    """

    revision: int
    fields: Fields
    newer: bool
    deadline_at: datetime | None = field(default=None, compare=False)
    writer: str | None = field(default=None, compare=False)


def save_response(
    actor: Actor,
    attempt_id: UUID,
    position: int,
    fields: Fields,
    revision: int,
    *,
    source: str | None = None,
    masked: bool = False,
) -> Saved:
    """Keep an answer. ``fields`` are those of the question's form, ``masked``: as browsers have them, and then so are those that come
    back; ``revision`` orders the answers to one question; ``source`` is the browser and page that sent it.

    A packet sent twice is kept once; an older one never overwrites a newer. Raises NotFound (no such question in an
    attempt of one's own), Conflict (handed in, or the time is over), Refused (no answer that this question can have); the
    latter two stand in the log, if whoever calls lets the transaction live.
    """
    row = look(actor, attempt_id, position)
    now = clock.now()

    def log(outcome: Outcome) -> None:
        number = revision if 0 < revision <= LARGEST_REVISION else None
        detail = {"outcome": outcome.value}
        note(attempt_id, EventKind.ANSWERED, now, position=position, revision=number, source=source, detail=detail)

    try:
        require_open(row, now)
        require_takes(row, position)
        response, sure = response_of(row, fields, revision, masked=masked), _certainty(fields)
    except AcademyError:
        log(Outcome.REFUSED)
        raise
    if _store(row, attempt_id, position, response, sure, revision, now):
        log(Outcome.TAKEN)
        said = form_fields(row, response, sure, masked=masked)
        return Saved(revision, said, newer=False, deadline_at=row.deadline_at, writer=row.writer)
    log(Outcome.OLDER)
    stands = look(actor, attempt_id, position)
    newer = (stands.revision, stands.response, stands.certainty) != (revision, response, sure)
    said = form_fields(row, stands.response, stands.certainty, masked=masked)
    return Saved(stands.revision, said, newer, row.deadline_at, row.writer)


def _store(
    row: Row[Any], attempt_id: UUID, position: int, response: Response | None, sure: int | None, new: int, now: datetime
) -> bool:
    """Keep an answer, where none with a later number stands."""
    if QUESTION_TYPES[row.type].kept_apart:
        done = db.execute(_STORE_BESIDE, attempt=attempt_id, place=position, new=new, sure=sure)
    else:
        done = db.execute(_STORE, attempt=attempt_id, place=position, new=new, kept=response, sure=sure, now=now)
    return bool(done.rowcount)


def flag(actor: Actor, attempt_id: UUID, position: int, *, on: bool, source: str | None = None) -> None:
    """Mark a question to come back to, or take the mark away. Raises as :func:`save_response`."""
    now = clock.now()
    require_open(look(actor, attempt_id, position), now)
    db.execute(_FLAG, attempt=attempt_id, place=position, on=on)
    kind = EventKind.FLAGGED if on else EventKind.UNFLAGGED
    note(attempt_id, kind, now, position=position, source=source)


def response_of(row: Row[Any], fields: Fields, revision: int, *, masked: bool) -> Response | None:
    """The response in a form's fields; raises Refused."""
    if not 0 < revision <= LARGEST_REVISION:
        raise Refused(msg("This answer carries no usable number. Load the page again."))
    try:
        own = {name: values for name, values in fields.items() if name != CERTAINTY}
        kind = QUESTION_TYPES[row.type]
        if kind.kept_apart:
            _require_none_chosen(own)
            return cast("Response | None", row.response)
        read = kind.taken if masked else kind.parse
        return read(row.body, own, row.option_order or ())
    except BadResponse:
        raise Refused(msg("This question takes no such answer. Load the page again.")) from None


def _require_none_chosen(fields: Fields) -> None:
    """Without script, a form that is sent by another button brings the name of a chosen file, and not the file."""
    if any(value for value in fields.get(CHOSEN, ())):
        raise Refused(msg("The file that you chose was not added yet. Choose it again, and press “Add the file”."))


def _certainty(fields: Fields) -> int | None:
    """How sure one says one is; None where one says nothing, or is not asked."""
    said = [value for value in fields.get(CERTAINTY, ()) if value]
    if len(said) > 1 or any(value not in _SURE for value in said):
        raise Refused(msg("This question takes no such answer. Load the page again."))
    return int(said[0]) if said else None


def look(actor: Actor, attempt_id: UUID, position: int, *, held: bool = True) -> Row[Any]:
    """A question of one's own attempt with what decides about its answer, held until the commit; raises NotFound."""
    actor.require(Permission.ATTEMPT_TAKE)
    row = db.execute(_LOOK if held else _SEEN, attempt=attempt_id, place=position).one_or_none()
    if row is None or row.user_id != actor.user_id:
        raise NotFound
    return row


def require_takes(row: Row[Any], position: int) -> None:
    """Raise Refused, and no Conflict: the attempt goes on, and a browser drops this answer alone."""
    if row.closed_at is not None:
        raise Refused(msg("This question was checked. Its answer stands."))
    if row.reached is not None and position != row.reached:
        raise Refused(msg("In this test there is no way back: the answer that was saved stands."))


def require_open(row: Row[Any], now: datetime) -> None:
    """Raise Conflict for an attempt that takes no answers any more."""
    if row.state != "open":
        raise Conflict(msg("This test was handed in already. Your answer was not saved."))
    if not takes_packets(row.deadline_at, now):
        raise Conflict(msg("The time of this test is over. Your answer came too late and was not saved."))
