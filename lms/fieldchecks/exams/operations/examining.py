"""An exam as its examiners hold it: who came, points for each criterion, kept piece by piece from a device that may be offline, sent once.

Each writes on a sheet of their own. What the other wrote is read by nobody before both have sent theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import Message, msg
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamMarking
from lms.fieldchecks.exams.operations.deciding import settle
from lms.fieldchecks.exams.operations.finding import form_of, held_booking, noted
from lms.fieldchecks.exams.rules.marking import lacking, result, wrong_with
from lms.fieldchecks.exams.rules.sitting import DOORS_OPEN, State

LARGEST_REVISION = 2**53 - 1
AT_ONCE = 50
PRESENCE = "presence"
OPEN = frozenset({State.BOOKED, State.EXAMINED})
_marks = cast("Table", ExamMark.__table__)


@dataclass(frozen=True)
class Given:
    """An entry as a device sends it, and the number that orders the entries to its item."""

    item: str
    value: str
    note: str
    revision: int


@dataclass(frozen=True)
class Kept:
    """What became of one: ``refused`` says why it was not taken; else this stands now, under ``revision``."""

    item: str
    value: str
    note: str
    revision: int
    newer: bool = False
    refused: Message | None = None


@dataclass(frozen=True)
class Sent:
    """A sheet that was sent: ``again`` where it had been sent before, and this changed nothing."""

    booking_id: UUID
    at: datetime
    again: bool


def items_of(form: ExamForm, *, door: bool) -> list[str]:
    """What stands on an examiner's sheet, in its order; the first examiner says who came."""
    return [*([PRESENCE] if door else []), *(one.id for one in form.criteria)]


def save(actor: Actor, booking_id: UUID, given: Sequence[Given]) -> list[Kept]:
    """Keep entries, each by itself: one that is refused loses no other, and of two to an item the higher revision stands.

    Raises Conflict before the doors are open, once the sheet was sent, and where the place was given up: then they stay on the device.
    """
    booking = _mine(actor, booking_id)
    marking = _own(actor, booking)
    _require_open(booking, marking)
    form, there = form_of(booking.sitting), {one.item: one for one in marking.marks}
    known = items_of(form, door=_is_door(actor, booking))
    return [_kept(marking.id, form, known, there, one) for one in given[:AT_ONCE]]


def send(actor: Actor, booking_id: UUID) -> Sent:
    """Send the sheet, for good. The second time it answers with the first one's result.

    Raises :class:`Refused` for what is missing, on the field of its item; the draft stays.
    """
    booking = _mine(actor, booking_id)
    marking = _own(actor, booking)
    if marking.sent_at is not None:
        return Sent(booking.id, marking.sent_at, again=True)
    _require_open(booking, marking)
    form, before = form_of(booking.sitting), booking.state
    given = {one.item: one for one in marking.marks}
    is_door = _is_door(actor, booking)
    presence = _presence(actor, booking, given.get(PRESENCE)) if is_door else "here"
    came = presence == "here"
    missing = lacking(form, {key: one.value for key, one in given.items()}) if came else None
    if missing is not None:
        raise Refused(msg("Give points for “{criterion}” first.", criterion=missing.title), field=missing.id)
    now = marking.sent_at = clock.now()
    if is_door:
        booking.identity_at, booking.identity_by = now, actor.user_id
        if presence != "absent":
            booking.identity, booking.identity_kind = came, given[PRESENCE].note
    if came:
        marking.result = result(form, {one.id: int(given[one.id].value) for one in form.criteria}).as_json()
    booking.state = {"here": State.EXAMINED, "absent": State.ABSENT, "differs": State.TURNED_AWAY}[presence].value
    noted(actor, "marked" if came else "not_examined", booking, before)
    if came:
        settle(actor, booking, form)
    return Sent(booking.id, now, again=False)


def _presence(actor: Actor, booking: ExamBooking, said: ExamMark | None) -> str:
    """Who came, as the first examiner says; raises :class:`Refused` where they have not said it whole."""
    if said is None or not said.value:
        raise Refused(msg("Say first whether the candidate came, and what papers they showed."), field=PRESENCE)
    if said.value != "absent" and not said.note:
        raise Refused(msg("Say what papers you saw."), field=PRESENCE)
    if said.value != "here" and any(one.sent_at and one.examiner_id != actor.user_id for one in booking.markings):
        raise Conflict(msg("The other examiner has marked this exam, so somebody was there. Ask the academy."))
    return said.value


def _mine(actor: Actor, booking_id: UUID) -> ExamBooking:
    if not actor.has(Permission.EXAM_MARK):
        raise Forbidden
    booking = held_booking(booking_id)
    if booking.slot is None or actor.user_id not in booking.slot.examiners:
        raise NotFound
    return booking


def _is_door(actor: Actor, booking: ExamBooking) -> bool:
    return booking.slot is not None and booking.slot.first_id == actor.user_id


def _own(actor: Actor, booking: ExamBooking) -> ExamMarking:
    found = next((one for one in booking.markings if one.examiner_id == actor.user_id), None)
    if found is not None:
        return found
    assert actor.user_id is not None
    made = ExamMarking(booking_id=booking.id, examiner_id=actor.user_id, marks=[])
    db.session().add(made)
    db.session().flush()
    booking.markings.append(made)
    return made


def _require_open(booking: ExamBooking, marking: ExamMarking) -> None:
    if marking.sent_at is not None:
        raise Conflict(msg("You have sent this sheet already; nothing is added to it."))
    if booking.state not in OPEN or booking.sitting.state != "open":
        raise Conflict(msg("This exam is not held any more. What you wrote is kept on this device."))
    if clock.now() < booking.starts_at - DOORS_OPEN:
        raise Conflict(msg("This exam has not begun: its sheet opens an hour before."))


def _kept(marking_id: UUID, form: ExamForm, known: Sequence[str], there: Mapping[str, ExamMark], given: Given) -> Kept:
    if given.item not in known or not 0 <= given.revision <= LARGEST_REVISION:
        refused = msg("The form has changed. Load it again.")
        return Kept(given.item, given.value, given.note, given.revision, refused=refused)
    if wrong := wrong_with(form, given.item, given.value, given.note):
        return Kept(given.item, given.value, given.note, given.revision, refused=wrong)
    before = there.get(given.item)
    if before is not None and before.revision >= given.revision:
        newer = (before.value, before.note) != (given.value, given.note)
        return Kept(given.item, before.value, before.note, before.revision, newer=newer)
    said = {"value": given.value, "note": given.note, "revision": given.revision}
    insert = (sqlite if db.session().get_bind().dialect.name == "sqlite" else postgresql).insert(_marks)
    made = insert.values(marking_id=marking_id, item=given.item, **said)
    db.session().execute(made.on_conflict_do_update(index_elements=["marking_id", "item"], set_=said))
    return Kept(given.item, given.value, given.note, given.revision)
