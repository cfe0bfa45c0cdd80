"""Face-to-face exams: a small form, sittings with slots, and exams brought to any state by the deeds themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.catalogue.models import Level
from lms.core import clock, db
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamBooking, ExamRubric, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations import booking, examining, planning
from lms.fieldchecks.exams.operations.examining import Given
from lms.fieldchecks.exams.operations.forms import DESIGNER, keep_version
from lms.fieldchecks.exams.operations.planning import Plan, Row
from lms.notifications.models import Message
from tests.cast import Member
from tests.factories.accounts import make_user
from tests.factories.certification import ASKS, JUNIOR, make_track

EXAM = {**ASKS, "junior": {"all": [{"exam": {"kind": "face-to-face"}}]}}
"""The junior asks an exam and nothing else, so that one sees its effect."""
SECOND = "second@academy.example"
GOOD = {"needs": 3, "bench": 4, "safety": 2}
POOR = {"needs": 1, "bench": 1, "safety": 2}
UNSAFE = {"needs": 3, "bench": 4, "safety": 0}


class Staff(Protocol):
    """Whoever plans, and whoever examines: the named cast, or others."""

    @property
    def admin(self) -> Member:
        """Plans."""

    @property
    def examiner(self) -> Member:
        """Examines."""


def words(text: str) -> dict[str, str]:
    """The same in both languages, told apart."""
    return {"en": text, "zh": f"{text}（中）"}


def a_criterion(key: str, most: int, **about: Any) -> dict[str, Any]:
    """A criterion with a step for each point."""
    steps = [{"points": n, "words": words(f"{key} {n}")} for n in range(most + 1)]
    return {"id": key, "title": words(key.title()), "steps": steps, **about}


def a_document(**terms: Any) -> dict[str, Any]:
    """A form of three criteria, of which one has to be reached."""
    criteria = [a_criterion("needs", 3, weight=2), a_criterion("bench", 4, weight=3), a_criterion("safety", 2, must=1)]
    return {"format": 1, "id": "bench", "version": 1, "title": words("At the bench"), "criteria": criteria, **terms}


def a_form(**terms: Any) -> ExamForm:
    """The same, read."""
    return ExamForm.model_validate(a_document(**terms))


def a_rubric(**terms: Any) -> ExamRubric:
    """A published form; the one that there is, unless terms are given."""
    found = db.session().scalars(select(ExamRubric)).first()
    if found is not None and not terms:
        return found
    document = a_document(**terms)
    rubric = ExamRubric(
        key=f"bench-{len(terms)}-{db.session().query(ExamRubric).count()}", source=DESIGNER, title=document["title"]
    )
    db.session().add(rubric)
    db.session().flush()
    keep_version(Actor.system("tests"), rubric, document)
    return rubric


def second_examiner() -> Actor:
    """Another one."""
    found = db.session().scalar(select(User.id).where(User.email == SECOND))
    if found is None:
        found = make_user(SECOND, name_zh="顾岚", name_latin="Gu Lan", roles=(Grant(Role.EXAMINER),)).id
    return accounts.actor_of(found)


def a_plan(days: int = 7, **more: Any) -> Plan:
    """A sitting as it is planned, so many days from now."""
    if db.session().scalar(select(Level.id).where(Level.key == JUNIOR)) is None:
        make_track(asks=EXAM)
    day = clock.today() + timedelta(days=days)
    until = clock.start_of(day)
    rubric_id = more.pop("rubric_id", None) or a_rubric(**more.pop("terms", {})).id
    usual = {"place": "Room 2", "about": {}, "region_id": None, "books_until": until, "free_until": until}
    return Plan(**{"rubric_id": rubric_id, "level_key": JUNIOR, "held_on": day, "publish": "at_once", **usual, **more})


def a_sitting(
    staff: Staff, days: int = 7, *, slots: int = 3, two: bool = False, opened: bool = True, hour: int = 9, **more: Any
) -> ExamSitting:
    """One that is open for booking, with slots from nine o'clock."""
    sitting = planning.plan(staff.admin.actor, a_plan(days, **more))
    at = clock.start_of(sitting.held_on) + timedelta(hours=hour)
    other = second_examiner().user_id if two else None
    row = Row(at, slots, 30, 10, staff.examiner.user_id, other)
    planning.add_slots(staff.admin.actor, sitting.id, row)
    if opened:
        planning.open_booking(staff.admin.actor, sitting.id)
    return sitting


def slots_of(sitting: ExamSitting) -> list[UUID]:
    """Their ids, in order."""
    return list(
        db.session().scalars(select(ExamSlot.id).where(ExamSlot.sitting_id == sitting.id).order_by(ExamSlot.starts_at))
    )


def past(staff: Staff, who: Member, **more: Any) -> UUID:
    """An exam that somebody booked and whose hour has come; nobody wrote anything of it yet."""
    with clock.at(clock.now() - timedelta(days=5)):
        sitting = a_sitting(staff, 3, **more)
        return booking.book(who.actor, slots_of(sitting)[0]).id


def write(actor: Actor, booking_id: UUID, points: Mapping[str, int], *, door: str = "", revision: int = 1) -> None:
    """Fill a sheet in; ``door``: what the first examiner says of who came."""
    entries = [Given("presence", door, "" if door == "absent" else "passport", revision)] if door else []
    entries += [Given(key, str(value), f"note on {key}", revision) for key, value in points.items()]
    assert not [one for one in examining.save(actor, booking_id, entries) if one.refused]


def marked(staff: Staff, booking_id: UUID, points: Mapping[str, int]) -> None:
    """By the first examiner, and sent."""
    write(staff.examiner.actor, booking_id, points, door="here")
    examining.send(staff.examiner.actor, booking_id)


def marked_by_second(booking_id: UUID, points: Mapping[str, int]) -> None:
    """By the other one, and sent."""
    actor = second_examiner()
    write(actor, booking_id, points)
    examining.send(actor, booking_id)


def differing(staff: Staff, who: Member, **more: Any) -> UUID:
    """An exam of which two examiners think otherwise."""
    booking_id = past(staff, who, two=True, **more)
    marked(staff, booking_id, GOOD)
    marked_by_second(booking_id, POOR)
    return booking_id


def published(staff: Staff, who: Member, points: Mapping[str, int] = GOOD) -> UUID:
    """An exam with a result that is known."""
    booking_id = past(staff, who)
    marked(staff, booking_id, points)
    return booking_id


def state_of(booking_id: UUID) -> str:
    """How it stands."""
    return db.session().get_one(ExamBooking, booking_id, populate_existing=True).state


def told(user_id: object) -> list[str]:
    """The kinds of message that somebody has."""
    return [one.kind for one in db.session().scalars(select(Message).where(Message.user_id == user_id))]
