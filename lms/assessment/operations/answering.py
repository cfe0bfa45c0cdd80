"""Answering: the hot path. One read, one update and one entry of the log, each by primary key, for one answer as for all that a
browser kept while its line was gone; the app commits, and only then does the browser learn that they are saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import JSON, Row, Table, and_, bindparam, select, update

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.assessment.operations.noting import entry, note, note_all
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
AT_ONCE = 50
"""Answers that one packet may bring."""

# Written on tables, once: the ORM would cost more than the database does.
_attempts, _items, _questions = (cast("Table", kind.__table__) for kind in (Attempt, AttemptItem, QuestionVersion))
_attempt, _item, _question = _attempts.c, _items.c, _questions.c
_THIS = and_(_item.attempt_id == bindparam("attempt"), _item.position == bindparam("place"))
# The attempt's row is held (shared) until the commit: a hand-in waits for answers under way, and no answer slips in
# between the scoring and its end. SQLite has one writer at a time anyway.
_ALL = (
    select(
        _item.position,
        _attempt.user_id,
        _attempt.state,
        _attempt.deadline_at,
        _attempt.writer,
        _attempt.reached,
        _item.option_order,
        _item.revision,
        _item.response,
        _item.saved_at,
        _item.closed_at,
        _item.certainty,
        _question.type,
        _question.body,
    )
    .join_from(_attempts, _items, _item.attempt_id == _attempt.id)
    .join(_questions, _question.id == _item.question_version_id)
    .where(_attempt.id == bindparam("attempt"))
)
_SEEN = _ALL.where(_item.position == bindparam("place"))
_LOOK = _SEEN.with_for_update(read=True, of=_attempts)
_LOOK_AT_ALL = _ALL.where(_item.position.in_(bindparam("places", expanding=True))).with_for_update(
    read=True, of=_attempts
)
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


@dataclass(frozen=True)
class Answer:
    """What a browser sends for a question: the fields of its form, and the number that orders the answers to it."""

    position: int
    fields: Fields
    revision: int


@dataclass(frozen=True)
class _Sound:
    """An answer that its question can have, with the question as it was looked at."""

    of: Answer
    row: Row[Any]
    response: Response | None
    sure: int | None

    @property
    def is_kept_apart(self) -> bool:
        """Whether the answer is files, which came by themselves; a packet says only how sure one is."""
        return QUESTION_TYPES[self.row.type].kept_apart

    def saved(self, stands: Row[Any] | None, *, masked: bool) -> Saved:
        """How it is acknowledged: kept, or, where another ``stands``, with that one."""
        row = self.row
        if stands is None:
            said = form_fields(row, self.response, self.sure, masked=masked)
            return Saved(self.of.revision, said, newer=False, deadline_at=row.deadline_at, writer=row.writer)
        newer = (stands.revision, stands.response, stands.certainty) != (self.of.revision, self.response, self.sure)
        said = form_fields(row, stands.response, stands.certainty, masked=masked)
        return Saved(stands.revision, said, newer, row.deadline_at, row.writer)


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
    said = save_responses(actor, attempt_id, [Answer(position, fields, revision)], source=source, masked=masked)[0]
    if isinstance(said, AcademyError):
        raise said
    return said


def save_responses(
    actor: Actor, attempt_id: UUID, answers: Sequence[Answer], *, source: str | None = None, masked: bool = False
) -> list[Saved | AcademyError]:
    """Keep several answers to different questions of an attempt, each as :func:`save_response` does; what is said of each, in
    their order. One that is refused hinders no other: in its place stands the error.

    Raises NotFound (no attempt of one's own, or none of these questions in it) and Conflict (handed in, or the time is over) for all
    of them, and Refused for more than :data:`AT_ONCE`, or two to one question.
    """
    rows = _look_at(actor, attempt_id, [answer.position for answer in answers])
    now = clock.now()
    try:
        require_open(next(iter(rows.values())), now)
    except Conflict:
        known = [answer for answer in answers if answer.position in rows]
        note_all([_entry(attempt_id, answer, Outcome.REFUSED, now, source) for answer in known])
        raise
    judged = [_judged(rows.get(answer.position), answer, masked=masked) for answer in answers]
    sound = [one for one in judged if isinstance(one, _Sound)]
    older = _store(actor, attempt_id, sound, now)
    said: list[Saved | AcademyError] = []
    entries = []
    for answer, one in zip(answers, judged, strict=True):
        outcome = Outcome.OLDER if answer.position in older else Outcome.TAKEN
        if isinstance(one, AcademyError):
            outcome = Outcome.REFUSED
        said.append(one.saved(older.get(answer.position), masked=masked) if isinstance(one, _Sound) else one)
        if answer.position in rows:
            entries.append(_entry(attempt_id, answer, outcome, now, source))
    note_all(entries)
    return said


def _look_at(actor: Actor, attempt_id: UUID, places: Sequence[int]) -> Mapping[int, Row[Any]]:
    """Several questions of one's own attempt as :func:`look` shows each, by position; raises NotFound where there is none of them."""
    if len(places) == 1:
        return {places[0]: look(actor, attempt_id, places[0])}
    actor.require(Permission.ATTEMPT_TAKE)
    if not 0 < len(places) <= AT_ONCE or len(set(places)) != len(places):
        raise Refused(msg("What this browser tells cannot be read. Load the page again."))
    rows = db.execute(_LOOK_AT_ALL, attempt=attempt_id, places=list(places)).all()
    if not rows or rows[0].user_id != actor.user_id:
        raise NotFound
    return {row.position: row for row in rows}


def _judged(row: Row[Any] | None, answer: Answer, *, masked: bool) -> _Sound | AcademyError:
    """An answer to a question of an open attempt, or why it is none."""
    try:
        if row is None:
            raise NotFound
        require_takes(row, answer.position)
        response = response_of(row, answer.fields, answer.revision, masked=masked)
        return _Sound(answer, row, response, _certainty(answer.fields))
    except AcademyError as error:
        return error


def _store(actor: Actor, attempt_id: UUID, sound: Sequence[_Sound], now: datetime) -> Mapping[int, Row[Any]]:
    """Write them, in the order of their places (two packets at once wait for each other, and never both); what stands, by
    position, where one was sent before or is overtaken.
    """
    if not sound:
        return {}
    in_order = sorted(sound, key=lambda one: one.of.position)
    apart = [_row_of(attempt_id, one, now) for one in in_order if one.is_kept_apart]
    packet = [_row_of(attempt_id, one, now) for one in in_order if not one.is_kept_apart]
    done = db.execute_each(_STORE, packet).rowcount if packet else 0
    done += db.execute_each(_STORE_BESIDE, apart).rowcount if apart else 0
    if done == len(sound):
        return {}
    stands = _look_at(actor, attempt_id, [one.of.position for one in sound])
    return {one.of.position: row for one in sound if not _is_taken(one, row := stands[one.of.position], now)}


def _is_taken(one: _Sound, stands: Row[Any], now: datetime) -> bool:
    """Whether what stands was written just now: several are written at once, and the database says only how many it took."""
    fits = one.row.revision < one.of.revision == stands.revision
    return bool(fits and (one.is_kept_apart or stands.saved_at == now))


def _row_of(attempt_id: UUID, one: _Sound, now: datetime) -> dict[str, Any]:
    row = {"attempt": attempt_id, "place": one.of.position, "new": one.of.revision, "sure": one.sure}
    return row if one.is_kept_apart else {**row, "kept": one.response, "now": now}


def _entry(attempt_id: UUID, answer: Answer, outcome: Outcome, now: datetime, source: str | None) -> dict[str, Any]:
    number = answer.revision if 0 < answer.revision <= LARGEST_REVISION else None
    detail = {"outcome": outcome.value}
    return entry(
        attempt_id,
        EventKind.ANSWERED,
        now,
        position=answer.position,
        revision=number,
        source=source,
        detail=detail,
    )


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
