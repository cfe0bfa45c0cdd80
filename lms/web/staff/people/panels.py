"""What a person's page shows below its head: one function a panel, in this order. Append yours.

A panel is given who looks and at whom; it returns the template to include, with what that needs as ``panel``, or None where
it has nothing to say to this actor. It asks a constant number of queries. ``column``: the first (what they hold), or the second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask import request, url_for
from markupsafe import Markup

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.places import scope_of
from lms.accounts.roles import Permission
from lms.assessment.queries import tests
from lms.certification.queries import evidence
from lms.certification.queries.evidence import period_of
from lms.certification.queries.levels import level_names
from lms.certification.rules import standing
from lms.conduct import queries as conduct
from lms.core import clock
from lms.core.i18n import Text
from lms.learning import queries as learning_queries
from lms.privacy.queries import open_erasure
from lms.web.fact_words import fact_rows, standing_chip
from lms.web.learner.ladder import ladder_of


@dataclass(frozen=True)
class Panel:
    """A template (``staff/people/_learning.html``), its data, and where it stands."""

    template: str
    data: Any
    column: Literal["first", "second"] = "second"


@dataclass(frozen=True)
class Granted:
    """A certification as its line says it; ``url``: where more is said, for who may open it."""

    url: str | None
    title: Text
    valid_from: date
    valid_through: date
    chip: Markup


@dataclass(frozen=True)
class CardsTold:
    """The cards of somebody, the newest first; ``give_url``: where another is given."""

    told: Sequence[conduct.Told]
    give_url: str | None


@dataclass(frozen=True)
class Held:
    """What somebody was granted, and the evidence behind it and beyond: for those who decide on it, None for others."""

    as_of_url: str
    certifications: Sequence[Granted]
    facts: Sequence[tuple[date, str, str]] | None


def ladders(actor: Actor, person: User) -> Panel | None:
    """Where they stand on each track's ladder on which they did anything; the first track for who did nothing yet.

    An erased person climbs no further.
    """
    if person.erased_at is not None or not actor.may(Permission.CERTIFICATION_SEE, scope_of(person.id, clock.today())):
        return None
    first = ladder_of(actor, person.id)
    if first is None:
        return None
    others = [ladder_of(actor, person.id, key) for key, _title in first.tracks[1:]]
    begun = [ladder for ladder in others if ladder and any(rung.state in ("held", "lapsed") for rung in ladder.rungs)]
    return Panel("staff/people/_ladder.html", [first, *begun], "first")


def certifications(actor: Actor, person: User) -> Panel | None:
    """What they were granted, and the evidence there is."""
    today = clock.today()
    if not actor.may(Permission.CERTIFICATION_SEE, scope_of(person.id, today)):
        return None
    decides = actor.has(Permission.CERTIFICATION_DECIDE)
    area = "team_people_as_of" if request.blueprint == "team_people" else "people_as_of"
    as_of_url = url_for(f"{area}.person", user_id=person.id)
    names = {key: name.title for key, name in level_names().items()}
    granted = [
        Granted(
            url_for("desk.certification", certification_id=one.id) if decides else None,
            names.get(one.level_key, {"en": one.level_key}),
            one.valid_from,
            one.valid_through,
            standing_chip(standing(period_of(one), today)),
        )
        for one in reversed(evidence.certifications_of([person.id], known_by=clock.now()))
    ]
    if not decides:
        return Panel("staff/people/_certifications.html", Held(as_of_url, granted, None))
    facts = [fact for fact in evidence.facts_of(person.id, on=today, known_by=clock.now()) if fact.kind != "level_held"]
    return Panel(
        "staff/people/_certifications.html", Held(as_of_url, granted, fact_rows(facts, names | tests.titles()))
    )


def learning(actor: Actor, person: User) -> Panel:
    """What they learn, and the way to enrol them."""
    may_enrol = person.erased_at is None and actor.may(Permission.ENROLMENT_MANAGE, scope_of(person.id, clock.today()))
    data = {
        "courses": learning_queries.own_courses(person.id),
        "enrol_url": url_for("enrolments.form", user_id=person.id) if may_enrol else None,
        "today": clock.today(),
    }
    return Panel("staff/people/_learning.html", data)


def conduct_cards(actor: Actor, person: User) -> Panel | None:
    """The cards on them, and the way to give one: for those who may, and never to oneself."""
    if person.id == actor.user_id or not actor.may(Permission.CARD_GIVE, scope_of(person.id, clock.today())):
        return None
    give_url = None if person.erased_at else url_for("card_giving.to_person", user_id=person.id)
    return Panel("staff/people/_cards.html", CardsTold(conduct.of_bearer(conduct.About(user_id=person.id)), give_url))


def personal_data(actor: Actor, person: User) -> Panel | None:
    """The way to have them erased, and whether that waits."""
    if not actor.may(Permission.PERSON_ERASE, scope_of(person.id, clock.today())) or person.erased_at is not None:
        return None
    return Panel("staff/people/_personal_data.html", {"erasure": open_erasure(person.id)})


PANELS: tuple[Callable[[Actor, User], Panel | None], ...] = (
    ladders,
    certifications,
    conduct_cards,
    learning,
    personal_data,
)


def panels_of(actor: Actor, person: User) -> list[Panel]:
    """The panels that have something to say."""
    return [panel for make in PANELS if (panel := make(actor, person)) is not None]
