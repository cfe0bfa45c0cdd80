"""Face-to-face exams in the demo, in every state: published, one for the chair, sheets still to be sent, open for booking, a draft, called off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.operations.granting import grant_role
from lms.accounts.operations.people import create_user
from lms.accounts.roles import Grant, Role
from lms.cli.demo.stories import Deed
from lms.core import db
from lms.fieldchecks.exams.models import ExamBooking, ExamRubric, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations import booking, deciding, examining, planning
from lms.fieldchecks.exams.operations.examining import Given
from lms.fieldchecks.exams.operations.planning import Plan, Row

SECOND = "examiner-two@academy.example"
ENGINEER = ("expert-engineer/senior", "senior-engineer", "Harbin, Training Centre North, room 2")
MANAGER = ("channel-marketing-manager/senior", "senior-channel-manager", "Shenyang, Office Tower, floor 9")
ABOUT = {
    "en": "Come ten minutes before your time, with a paper that has your photo.",
    "zh": "请提前十分钟到场，并携带带照片的证件。",
}
CRITERIA = {"senior-engineer": ("needs", "design", "fault", "safety", "words")}
NOTE = "Asked what a stop costs before naming a model. 推荐型号之前先问清停机损失。"
WEAK = "Did not check that the cabinet was dead. 断电后没有验电。"
REASON = "The bench record shows that the cabinet was checked; the fault was found with help. 实验记录显示已验电；故障在提示下找到。"
Marks = tuple[str, str | None]
"""What the first gave, criterion by criterion, and the second: None, not sent yet. ``absent``: nobody came."""
PAST: tuple[tuple[int, str, bool, tuple[tuple[str, Marks], ...]], ...] = (
    # days ago, how published, whether all is done; who, and what they were given
    (200, "batch", True, (("Zhang Wei", ("33322", "33222")), ("Zhu Qiang", ("21222", "22221")), ("Chen Jiayi", ("11121", "12121")))),
    (120, "at_once", True, (("Liu Yang", ("32322", "33222")), ("Wu Hao", ("absent", None)), ("Guo Feng", ("22222", "22322")))),
    (45, "batch", True, (("Wang Jianguo", ("22222", "12111")), ("Chen Jiayi", ("22222", "32222")), ("Hu Yue", ("12122", "22121")))),
    (1, "batch", False, (("Zhou Zimo", ("32322", "22122")), ("Cao Ying", ("33222", "12101")), ("Anna Schmidt", ("22222", None)), ("Lukas Weber", ("", None)))),
)  # fmt: skip


def deeds(by_email: Mapping[str, Actor], by_name: Mapping[str, Actor], today: date, zone: ZoneInfo) -> Iterator[Deed]:
    """What happened, with instants."""
    admin, first = by_email["admin@academy.example"], by_email["examiner@academy.example"]

    def at(days: float, hour: int, do: Callable[[], object]) -> Deed:
        return Deed(datetime.combine(today + timedelta(days=days), time(hour, 20), zone), do)

    def make(days: int, kind: tuple[str, str, str], publish: str, slots: int, **more: Any) -> None:
        day = today + timedelta(days=days)
        row = {"first_id": first.user_id, "second_id": _second(), "count": slots}
        _plan(admin, kind, day, zone, publish, row, **more)

    yield at(-230, 9, lambda: _hire(admin))
    for days, publish, whole, people in PAST:
        held = today - timedelta(days=days)
        yield at(-days - 21, 9, partial(make, -days, ENGINEER, publish, len(people) + 1))
        yield at(-days - 15, 11, partial(_book_all, admin, held, [by_name[name] for name, _marks in people]))
        yield at(-days, 18, partial(_examine, first, held, people, by_name))
        if whole:
            yield at(-days + 1, 10, partial(_finish, admin, held, publish))
    yield at(-8, 9, partial(make, 12, MANAGER, "at_once", 5))
    yield at(-6, 12, lambda: _book_own(by_email["manager@acme.example"], today + timedelta(days=12)))
    yield at(-7, 9, partial(make, 20, ENGINEER, "batch", 6))
    yield at(-5, 9, partial(make, 35, ENGINEER, "batch", 4, opened=False))
    yield at(-9, 9, partial(make, 6, MANAGER, "batch", 3))
    yield at(-4, 12, lambda: _book_all(admin, today + timedelta(days=6), [by_name["Luo Qing"]]))
    yield at(-2, 15, lambda: _call_off(admin, today + timedelta(days=6)))


def _hire(admin: Actor) -> None:
    made = create_user(admin, name_zh="顾岚", name_latin="Gu Lan", email=SECOND)
    grant_role(admin, made.id, Grant(Role.EXAMINER))


def _second() -> UUID:
    return db.session().scalars(select(User.id).where(User.email == SECOND)).one()


def _plan(
    admin: Actor,
    kind: tuple[str, str, str],
    day: date,
    zone: ZoneInfo,
    publish: str,
    row: Mapping[str, Any],
    *,
    opened: bool = True,
) -> None:
    level, form, place = kind
    until = datetime.combine(day - timedelta(days=2), time(18), zone)
    rubric = db.session().scalars(select(ExamRubric.id).where(ExamRubric.key == form)).one()
    wanted = Plan(rubric, level, day, place, ABOUT, None, until, until, publish)
    sitting = planning.plan(admin, wanted)
    planning.add_slots(admin, sitting.id, Row(datetime.combine(day, time(9), zone), minutes=40, pause=10, **row))
    if opened:
        planning.open_booking(admin, sitting.id)


def _sitting(day: date) -> ExamSitting:
    return db.session().scalars(select(ExamSitting).where(ExamSitting.held_on == day)).one()


def _free(day: date) -> UUID:
    booked = select(ExamBooking.slot_id).where(ExamBooking.slot_id.is_not(None))
    mine = select(ExamSlot.id).where(ExamSlot.sitting_id == _sitting(day).id, ~ExamSlot.id.in_(booked))
    return db.session().scalars(mine.order_by(ExamSlot.starts_at).limit(1)).one()


def _book_all(admin: Actor, day: date, people: Sequence[Actor]) -> None:
    for one in people:
        email = db.session().scalars(select(User.email).where(User.id == one.user_id)).one()
        booking.book_person(admin, _free(day), email or "")


def _book_own(actor: Actor, day: date) -> None:
    booking.book(actor, _free(day))


def _examine(first: Actor, day: date, people: Sequence[tuple[str, Marks]], by_name: Mapping[str, Actor]) -> None:
    second = accounts.actor_of(_second())
    for name, (one, other) in people:
        mine = select(ExamBooking.id).where(
            ExamBooking.sitting_id == _sitting(day).id, ExamBooking.user_id == by_name[name].user_id
        )
        booking_id = db.session().scalars(mine).one()
        if one:
            _sheet(first, booking_id, one, door=True)
        if other:
            _sheet(second, booking_id, other, door=False)


def _sheet(actor: Actor, booking_id: UUID, given: str, *, door: bool) -> None:
    entries = [Given("presence", given if given == "absent" else "here", "id-card", 1)] if door else []
    if given != "absent":
        keys = CRITERIA["senior-engineer"]
        notes = {"needs": NOTE if given[0] == "3" else "", "safety": WEAK if given[3] != "2" else ""}
        points = zip(keys, given, strict=True)
        entries += [
            Given(key, value if key != "safety" else min(value, "2"), notes.get(key, ""), 1) for key, value in points
        ]
    assert not [one for one in examining.save(actor, booking_id, entries) if one.refused]
    examining.send(actor, booking_id)


def _finish(admin: Actor, day: date, publish: str) -> None:
    """The chair decides what differs; what is published together is published."""
    sitting = _sitting(day)
    differs = select(ExamBooking.id).where(ExamBooking.sitting_id == sitting.id, ExamBooking.state == "differs")
    for booking_id in db.session().scalars(differs).all():
        points = dict(zip(CRITERIA["senior-engineer"], "22122", strict=True))
        deciding.decide(admin, booking_id, points, REASON)
    if publish == "batch":
        deciding.publish(admin, sitting.id)


def _call_off(admin: Actor, day: date) -> None:
    planning.call_off(admin, _sitting(day).id, "The tower is closed for an inspection. 大楼安全检查，暂停开放。")
