"""What a person's page shows below its head: one function a panel, in this order. Append yours.

A panel is given who looks and at whom; it returns the template to include, with what that needs as ``panel``, or None where
it has nothing to say to this actor. It asks a constant number of queries. ``column``: the first (what they hold), or the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flask import url_for

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import clock
from lms.learning import queries as learning_queries
from lms.web.learner.ladder import ladder_of


@dataclass(frozen=True)
class Panel:
    """A template (``staff/people/_employments.html``), its data, and where it stands."""

    template: str
    data: Any
    column: Literal["first", "second"] = "second"


def employments(actor: Actor, person: User) -> Panel:
    """For whom they worked, and when."""
    del actor
    return Panel("staff/people/_employments.html", queries.employments_of(person.id))


def learning(actor: Actor, person: User) -> Panel:
    """What they learn, and the way to enrol them."""
    may_enrol = actor.may(Permission.ENROLMENT_MANAGE, queries.scope_of(person.id, clock.today()))
    data = {
        "courses": learning_queries.own_courses(person.id),
        "enrol_url": url_for("enrolments.form", user_id=person.id) if may_enrol else None,
        "today": clock.today(),
    }
    return Panel("staff/people/_learning.html", data)


def ladder(actor: Actor, person: User) -> Panel | None:
    """Where they stand on the first track's ladder; the page of a person is read by those who may see certifications."""
    if not actor.may(Permission.CERTIFICATION_SEE, queries.scope_of(person.id, clock.today())):
        return None
    found = ladder_of(actor, person.id)
    return Panel("staff/people/_ladder.html", found, "first") if found else None


PANELS: tuple[Callable[[Actor, User], Panel | None], ...] = (ladder, learning, employments)


def panels_of(actor: Actor, person: User) -> list[Panel]:
    """The panels that have something to say."""
    return [panel for make in PANELS if (panel := make(actor, person)) is not None]
