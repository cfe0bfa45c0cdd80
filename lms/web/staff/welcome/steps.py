"""The steps of the first-run guide, in their order: the only such list. A new one is a page of its own and an entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.accounts.models import Employment
from lms.catalogue.models import Course
from lms.core import academy, db
from lms.core.academy.models import THE_ONE, AcademySettings
from lms.notifications.models import Delivery
from lms.notifications.rules import State
from lms.partners.models import Partner


@dataclass(frozen=True)
class Step:
    """A step: the page that does it, and how one sees that it is done. ``is_done`` asks one statement at most."""

    key: str
    title: LazyString
    text: LazyString
    endpoint: str
    is_done: Callable[[], bool]


@dataclass(frozen=True)
class Stand:
    """How a step stands: ``done``, ``skipped`` or ``to do``; the first to do is ``next``."""

    step: Step
    number: int
    state: str
    is_next: bool = False


def _is_set(*columns: str) -> Callable[[], bool]:
    def look() -> bool:
        row = db.session().get(AcademySettings, THE_ONE)
        return row is not None and any(getattr(row, column) is not None for column in columns)

    return look


def _is_there(kind: Any) -> Callable[[], bool]:
    return lambda: db.session().scalar(select(kind.id).limit(1)) is not None


def _has_left() -> bool:
    return db.session().scalar(select(Delivery.id).where(Delivery.state == State.SENT).limit(1)) is not None


STEPS = (
    Step(
        "name",
        _l("Name and address"),
        _l("What the academy is called, and the address that certificates print."),
        "welcome.name",
        _is_set("name_en"),
    ),
    Step(
        "look",
        _l("Colour and logo"),
        _l("Yours, on every page."),
        "welcome.look",
        _is_set("colour", "logo_sha256"),
    ),
    Step(
        "days",
        _l("Time zone and languages"),
        _l("Where the academy’s days begin, and what it speaks."),
        "welcome.days",
        _is_set("time_zone"),
    ),
    Step(
        "courses",
        _l("Courses"),
        _l("Take the courses that came along, or begin with an empty shelf."),
        "first.courses",
        _is_there(Course),
    ),
    Step(
        "mail",
        _l("Mail"),
        _l("A mail server of yours, so that invitations and reminders leave by themselves."),
        "first.mail",
        _has_left,
    ),
    Step(
        "partner",
        _l("First partner"),
        _l("A region, and a company in it."),
        "first.partner",
        _is_there(Partner),
    ),
    Step(
        "person",
        _l("First person"),
        _l("Somebody of that company, and the link that lets them in."),
        "first.person",
        _is_there(Employment),
    ),
)


def stands() -> list[Stand]:
    """Every step and how it stands."""
    skipped = academy.current().guide_skipped
    states = [(step, "done" if step.is_done() else "skipped" if step.key in skipped else "to do") for step in STEPS]
    following = next((step for step, state in states if state == "to do"), None)
    return [Stand(step, number, state, step is following) for number, (step, state) in enumerate(states, start=1)]
