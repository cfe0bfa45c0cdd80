"""Classes in the demo, in every state: held, with its register open, under way, full with people who wait, not yet open, called off, a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.catalogue.models import Course
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.operations import booking, planning, register, surveying
from lms.classroom.rules import Plan
from lms.cli.demo.stories import Deed
from lms.core import clock, db
from lms.core.i18n import Text
from lms.learning import operations as learning
from lms.partners.models import Region

TRAINER, LEARNER, OTHER = "trainer@academy.example", "learner@acme.example", "learner@other.example"
COURSE, LESSON = "gateway-workshop", "the-day"
NORTHEAST = "northeast-china"
HALL: dict[str, Any] = {"place": "Harbin, Training Centre North", "map_url": "https://www.openstreetmap.org/"}
ONLINE: dict[str, Any] = {"join_url": "https://meet.example/northstar", "seats": 200}
WORKSHOP = {"en": "Gateway workshop", "zh": "网关实操工作坊"}
ABOUT = {
    "en": "Two people to a bench. Bring a notebook with a wired port, safety shoes, and one question that nobody could answer.",
    "zh": "两人一台。请带有线网口的笔记本、工鞋，以及一个谁也没答上来的问题。",
}
WEBINAR = {"en": "What is new in firmware 7", "zh": "固件 7 有哪些新东西"}
SERVICE = {"en": "The new service levels in an hour", "zh": "一小时讲清新的服务等级"}
REGIONAL = {"en": "Selling service contracts", "zh": "把服务合同卖出去"}
GROUP = {"en": "Project group: the dairy line", "zh": "项目小组：乳品灌装线"}


@dataclass(frozen=True)
class Days:
    """Days counted from today on the academy's clocks, whenever the story is told."""

    today: date
    zone: ZoneInfo

    def at(self, days: int, hour: int) -> datetime:
        """An hour of a day."""
        return datetime.combine(self.today + timedelta(days=days), time(hour), self.zone)


def deeds(by_email: Mapping[str, Actor], by_name: Mapping[str, Actor], today: date, zone: ZoneInfo) -> Iterator[Deed]:
    """What happened, with instants; the learner of the cast waits in the one that is full."""
    trainer, ours, other, days = by_email[TRAINER], by_email[LEARNER], by_email[OTHER], Days(today, zone)
    crowd = [by_name["Luo Qing"], by_name["Jiang Wen"], *(by_email[f"person0{n}@acme.example"] for n in range(1, 6))]
    now, made = clock.now(), Made(trainer)

    def ago(days_ago: float, do: Callable[[], object]) -> Deed:
        return Deed(now - timedelta(days=days_ago), do)

    def planned(name: str, at: datetime, kind: str, title: Text, hours: float, **more: Any) -> Callable[[], object]:
        return lambda: made.plan(name, _plan(trainer, at, kind, title, hours, more))

    teaches = {"lesson": _lesson}
    yield ago(80, planned("held", days.at(-40, 9), "workshop", WORKSHOP, 4, **teaches, **HALL))
    yield ago(60, lambda: learning.enrol(ours, COURSE))
    yield ago(59, lambda: made.book("held", *crowd[:4], other))
    yield Deed(days.at(-40, 14), lambda: made.hold("held", *crowd[:3], other))
    yield ago(38, lambda: made.say("held", *crowd[:3], other))
    yield ago(35, planned("lately", days.at(-5, 15), "webinar", WEBINAR, 1, **ONLINE))
    yield ago(20, lambda: made.book("lately", ours, other, *crowd[:5]))
    yield Deed(days.at(-5, 17), lambda: made.hold("lately", ours, *crowd[:3]))
    yield ago(30, planned("over", days.at(-1, 9), "regional-class", REGIONAL, 6, **HALL))
    yield ago(29, lambda: made.book("over", *crowd[:5], ours))
    yield ago(22, planned("now", now - timedelta(hours=1), "workshop", WORKSHOP, 4, venue="Bench hall", **HALL))
    yield ago(21, lambda: made.book("now", *crowd[2:6]))
    yield ago(28, planned("full", days.at(9, 9), "workshop", WORKSHOP, 4, seats=3, **teaches, **HALL))
    yield ago(27, lambda: made.book("full", *crowd[1:4]))
    yield ago(26, lambda: made.book("full", crowd[4], ours))
    yield ago(25, planned("webinar", days.at(3, 15), "webinar", SERVICE, 1, **ONLINE))
    yield ago(24, lambda: made.book("webinar", ours, other, *crowd[:3]))
    yield ago(20, planned("off", days.at(12, 9), "regional-class", REGIONAL, 6, region=NORTHEAST, **HALL))
    yield ago(19, lambda: made.book("off", *crowd[:2]))
    yield ago(2, lambda: made.call_off("off", "The trainer is ill. A new date follows in January."))
    yield ago(18, planned("later", days.at(120, 9), "project-group", GROUP, 8, **HALL))
    yield ago(3, planned("open", days.at(23, 9), "regional-class", REGIONAL, 6, venue="Room 4", **HALL))
    yield ago(1, lambda: made.plan("draft", _plan(trainer, days.at(40, 9), "workshop", WORKSHOP, 4, HALL), draft=True))


@dataclass(frozen=True)
class Made:
    """The classes, by the name that the story gives them, and what its people do with them."""

    trainer: Actor
    ids: dict[str, UUID] = field(default_factory=dict)

    def plan(self, name: str, wanted: Plan, *, draft: bool = False) -> None:
        """Plan one, and open it for booking."""
        self.ids[name] = planning.plan(self.trainer, wanted, accept_clashes=True).id
        if not draft:
            planning.open_booking(self.trainer, self.ids[name])

    def book(self, name: str, *people: Actor) -> None:
        """They book, in this order."""
        for person in people:
            booking.book(person, self.ids[name], accept_clash=True)

    def call_off(self, name: str, reason: str) -> None:
        """It does not take place."""
        planning.call_off(self.trainer, self.ids[name], reason)

    def hold(self, name: str, *there: Actor) -> None:
        """The register is kept and closed; what the worker would do then is done here."""
        here, class_id = {actor.user_id for actor in there}, self.ids[name]
        for place in db.session().scalars(select(ClassBooking).where(ClassBooking.class_id == class_id)).all():
            if place.user_id in here:
                register.tick(self.trainer, place.id, here=True)
        register.close(self.trainer, class_id)
        register.settle(str(class_id), "1", "1000")

    def say(self, name: str, *people: Actor) -> None:
        """They say what they think of it."""
        words = ("最后三分钟讲给客户听，最难也最有用。", "", "More time at the bench, please.", "")
        survey = db.session().get_one(ScheduledClass, self.ids[name]).terms["survey"]
        for number, person in enumerate(people):
            steps = {one["id"]: 5 if (number + at) % 3 else 4 for at, one in enumerate(survey)}
            surveying.say(person, self.ids[name], steps, words[number])


def _plan(trainer: Actor, starts: datetime, kind: str, title: Text, hours: float, more: Mapping[str, Any]) -> Plan:
    opens = timedelta(days=90 if kind == "project-group" else 60)
    usual: dict[str, Any] = {
        "seats": 12,
        "books_from": starts - opens,
        "books_until": starts - timedelta(hours=12),
        "free_until": starts - timedelta(days=2),
    }
    given = {name: value() if callable(value) else value for name, value in more.items()}
    region = given.pop("region", None)
    if region is not None:
        given["region_id"] = db.session().scalars(select(Region.id).where(Region.key == region)).one()
    return Plan(
        kind_key=kind,
        title=title,
        about=ABOUT if kind == "workshop" else {},
        language="both",
        starts_at=starts,
        ends_at=starts + timedelta(hours=hours),
        trainer_id=trainer.user_id,
        **(usual | given),
    )


def _lesson() -> tuple[UUID, str]:
    return db.session().scalars(select(Course.id).where(Course.key == COURSE)).one(), LESSON
