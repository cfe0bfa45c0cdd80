"""Planning a class, changing it, opening its booking, calling it off. What clashes is shown before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.classroom import rules
from lms.classroom.events import ClassCalledOff, ClassMoved
from lms.classroom.models import ClassKind, ScheduledClass
from lms.classroom.operations import places
from lms.classroom.queries import desk
from lms.classroom.queries.scope import scope_of_class
from lms.classroom.rules import Plan, Stage
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.search import fold, haystack
from lms.partners.models import Region


class Clashing(Refused):
    """Something else is at the same time; ``clashes`` says what. Who says yes to it plans all the same."""

    def __init__(self, clashes: list[desk.Clash]) -> None:
        super().__init__(msg("Something else is at the same time. Look at it below, then say that you plan it so."))
        self.clashes = clashes


def plan(actor: Actor, wanted: Plan, *, accept_clashes: bool = False) -> ScheduledClass:
    """Plan a class: a draft that nobody but the staff sees. Raises :class:`Refused` on a field of the plan, :class:`Clashing`."""
    if not actor.has(Permission.CLASS_MANAGE):
        raise Forbidden
    _require_region(actor, wanted.region_id)
    kind = _kind(wanted.kind_key)
    if kind.retired_at is not None:
        raise Refused(msg("No new classes of this kind are planned."), field="kind")
    _check(wanted, kind, taken=0)
    _ask_about_clashes(wanted, None, accepted=accept_clashes)
    made = ScheduledClass(
        kind_id=kind.id, terms=kind.terms, made_by=actor.user_id, made_at=clock.now(), **_columns(wanted, kind)
    )
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "class.planned", "scheduled_class", made.id, after=_said(made))
    return made


def change(actor: Actor, class_id: UUID, wanted: Plan, *, accept_clashes: bool = False) -> ScheduledClass:
    """Plan it otherwise. Those who have a place are told where day, hour or place are others; more seats go to those who wait.

    Raises as :func:`plan` does, and Conflict for a class that is over or called off.
    """
    one = _held(actor, class_id)
    if one.state not in ("draft", "open"):
        raise Conflict(msg("This class is over or was cancelled: nothing of it changes any more."))
    _require_region(actor, wanted.region_id)
    kind = db.session().get_one(ClassKind, one.kind_id)
    if kind.key != wanted.kind_key:
        kind = _kind(wanted.kind_key)
        one.kind_id, one.terms = kind.id, kind.terms
    _check(wanted, kind, taken=one.taken)
    _ask_about_clashes(wanted, one.id, accepted=accept_clashes)
    before, moved, now = _said(one), one.state == "open" and rules.is_moved(one, wanted), clock.now()
    for name, value in _columns(wanted, kind).items():
        setattr(one, name, value)
    if moved:
        one.moved_at, one.revision = now, one.revision + 1
    db.session().flush()
    audit.record(actor, "class.changed", "scheduled_class", one.id, before=before, after=_said(one))
    if moved:
        events.publish(ClassMoved(one.id, one.revision))
    places.move_up(one, now)
    return one


def open_booking(actor: Actor, class_id: UUID) -> None:
    """Let people see the class, and book it in its days. Again changes nothing."""
    one = _held(actor, class_id)
    if one.state == "open":
        return
    if one.state != "draft":
        raise Conflict(msg("This class is over or was cancelled: nothing of it changes any more."))
    if one.starts_at <= clock.now():
        raise Refused(msg("It would have begun already. Give it a later day first."))
    one.state = "open"
    db.session().flush()
    audit.record(actor, "class.opened", "scheduled_class", one.id)


def call_off(actor: Actor, class_id: UUID, reason: str) -> None:
    """Cancel a class; everybody with a place is told, with the reason. Raises :class:`Refused` without one, Conflict for one whose
    register was closed.
    """
    one = _held(actor, class_id)
    if not reason.strip():
        raise Refused(msg("Say why: everybody who has a place is told."), field="reason")
    if one.state not in ("draft", "open") or rules.stage_of(one, clock.now()) is Stage.OVER:
        raise Conflict(msg("This class is over or was cancelled: nothing of it changes any more."))
    affected = places.places(one.id, "booked", "waiting")
    for booking in affected:
        booking.state, booking.ended_at, booking.ended_by = "called_off", clock.now(), actor.user_id
        booking.revision += 1
    one.state, one.called_off, one.taken, one.waiting = "cancelled", reason.strip(), 0, 0
    one.revision += 1
    db.session().flush()
    audit.record(actor, "class.called_off", "scheduled_class", one.id, reason=reason.strip())
    events.publish(ClassCalledOff(one.id, tuple(booking.id for booking in affected)))


def plan_again(actor: Actor, class_id: UUID, days: int) -> ScheduledClass:
    """The same class so many days later, as a draft: courses are held again and again. Clashes are shown on its page."""
    one = desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    if not 1 <= days <= 366:
        raise Refused(msg("Choose 1 to 366 days."), field="days")
    later = {name: places.later(getattr(one, name), days) for name in _TIMES}
    kept = {name: getattr(one, name) for name in _SAME}
    made = ScheduledClass(made_by=actor.user_id, made_at=clock.now(), **kept, **later)
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "class.planned", "scheduled_class", made.id, after=_said(made) | {"again": str(one.id)})
    return made


_TIMES = ("starts_at", "ends_at", "books_from", "books_until", "free_until")
_SAME = (
    *("kind_id", "terms", "title", "about", "language", "region_id", "course_id", "lesson_key", "seats"),
    *("place", "venue", "map_url", "join_url", "room", "trainer_id", "search"),
)


def _held(actor: Actor, class_id: UUID) -> ScheduledClass:
    if not actor.has(Permission.CLASS_MANAGE):
        raise Forbidden
    one = places.hold(class_id)
    if not actor.may(Permission.CLASS_MANAGE, scope_of_class(one.region_id)):
        raise NotFound
    return one


def _kind(key: str) -> ClassKind:
    found = db.session().scalar(select(ClassKind).where(ClassKind.key == key))
    if found is None:
        raise Refused(msg("Choose a kind."), field="kind")
    return found


def _require_region(actor: Actor, region_id: UUID | None) -> None:
    if region_id is not None and db.session().get(Region, region_id) is None:
        raise Refused(msg("There is no such region."), field="region")
    if not actor.may(Permission.CLASS_MANAGE, scope_of_class(region_id)):
        raise Refused(msg("You plan classes for your own region alone."), field="region")


def _check(wanted: Plan, kind: ClassKind, *, taken: int) -> None:
    if wrong := rules.wrong_with_plan(wanted, online=kind.online, taken=taken):
        raise Refused(wrong[0], field=wrong[1])
    trainer = db.session().get(User, wanted.trainer_id) if wanted.trainer_id else None
    if wanted.trainer_id and (trainer is None or not trainer.active):
        raise Refused(msg("Choose a trainer whose account is open."), field="trainer")
    known = {(choice.course_id, choice.lesson_key) for choice in desk.lesson_choices()} if wanted.lesson else set()
    if wanted.lesson and wanted.lesson not in known:
        raise Refused(msg("No course has this lesson any more."), field="lesson")


def _ask_about_clashes(wanted: Plan, class_id: UUID | None, *, accepted: bool) -> None:
    found = [] if accepted else desk.clashes(wanted, _room(wanted), but=class_id)
    if found:
        raise Clashing(found)


def _room(wanted: Plan) -> str:
    """What tells whether two classes are in one room; nothing of a class that is only online."""
    return " ".join(fold(f"{wanted.place} {wanted.venue}").split())


def _columns(wanted: Plan, kind: ClassKind) -> Mapping[str, Any]:
    same = ("language", "starts_at", "ends_at", "books_from", "books_until", "free_until", "seats", "trainer_id")
    where = ("place", "venue", "map_url", "join_url", "region_id")
    title = {language: words for language, words in wanted.title.items() if words}
    course_id, lesson_key = wanted.lesson or (None, None)
    return {
        **{name: getattr(wanted, name) for name in (*same, *where)},
        "title": title,
        "about": {language: words for language, words in wanted.about.items() if words},
        "course_id": course_id,
        "lesson_key": lesson_key,
        "room": _room(wanted),
        "search": haystack(*title.values(), *kind.title.values(), wanted.place, wanted.venue),
    }


def _said(one: ScheduledClass) -> dict[str, Any]:
    """What of a class stands in the audit trail."""
    return {
        "starts_at": one.starts_at.isoformat(),
        "ends_at": one.ends_at.isoformat(),
        "place": one.place,
        "seats": one.seats,
        "trainer": str(one.trainer_id) if one.trainer_id else None,
        "region": str(one.region_id) if one.region_id else None,
    }
