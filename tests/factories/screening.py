"""Screening exams: a level that asks for one, a panel of two examiners, rounds in every phase, dossiers handed in and judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries import actor_of
from lms.accounts.roles import Grant, Role
from lms.catalogue.models import Level, Track
from lms.core import clock, db
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningReferee, ScreeningRound
from lms.fieldchecks.screening.operations import applying, deciding, judging, planning
from lms.fieldchecks.screening.operations.planning import Plan
from lms.fieldchecks.screening.rules import criteria
from lms.fieldchecks.screening.rules.criteria import Criterion
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.certification import TRACK, add_level, make_track
from tests.factories.credentials import grant_junior

PRINCIPAL = f"{TRACK}/principal"
ASKS = {"all": [{"held": {"level": "junior"}}, {"exam": {"kind": "screening"}}]}
CRITERIA = (
    Criterion("c1", 1, {"en": "Judgement", "zh": "判断"}, {"en": "Says why.", "zh": "讲得出理由。"}, 60),
    Criterion("c2", 1, {"en": "Clarity", "zh": "表达"}, {"en": "Is understood.", "zh": "看得懂。"}, 40),
    Criterion("c3", 2, {"en": "Answers", "zh": "应答"}, {"en": "Stays exact.", "zh": "始终准确。"}, 100),
)
ESSAY = (
    "Last spring a customer in Harbin lost a line for two days, and what I changed in how we stock spares is this. " * 3
)
SECOND = "second.examiner@academy.example"


def screened_level() -> None:
    """The track, with a level on top that asks to hold junior and to have passed the screening; once."""
    if db.session().scalar(select(Track.id)) is None:
        make_track()
    if db.session().scalar(select(Level.id).where(Level.key == PRINCIPAL)) is None:
        add_level("principal", ASKS, {"en": "Principal Engineer", "zh": "资深工程师"})


def second_examiner() -> Actor:
    """Another examiner; once."""
    known = db.session().scalar(select(User.id).where(User.email == SECOND))
    roles = (Grant(Role.EXAMINER),)
    return actor_of(known or make_user(SECOND, name_zh="林涛", name_latin="Lin Tao", roles=roles).id)


def a_plan(cast: Cast, **more: Any) -> Plan:
    """A round that is open for two weeks, with one place and no referees."""
    screened_level()
    today = clock.today()
    base: dict[str, Any] = {
        "name": {"en": "Principals of the year", "zh": "年度资深筛考"},
        "level_key": PRINCIPAL,
        "task": {"en": "What did you change?", "zh": "你改变了什么？"},
        "opens_on": today,
        "closes_on": today + timedelta(days=14),
        "criteria": CRITERIA,
        "panel": frozenset({cast.examiner.user_id, second_examiner().user_id}),
        "chair": cast.examiner.user_id,
        "places": 1,
        "referees": 0,
    }
    return Plan(**{**base, **more})


def opened(cast: Cast, **more: Any) -> ScreeningRound:
    """A round to which one may apply."""
    made = planning.make(cast.admin.actor, a_plan(cast, **more))
    return planning.open_round(cast.admin.actor, made.id)


def applied(cast: Cast, round_: ScreeningRound, user_id: UUID, essay: str = ESSAY) -> ScreeningApplication:
    """Somebody holds junior and has handed in."""
    grant_junior(cast, user_id)
    actor = actor_of(user_id)
    applying.begin(actor, round_.id)
    return applying.submit(actor, round_.id, essay)


def end_window(round_: ScreeningRound) -> None:
    """The last day of applications was yesterday."""
    round_.closes_on = clock.today() - timedelta(days=1)
    round_.opens_on = min(round_.opens_on, round_.closes_on)
    db.session().flush()


def judge(actor: Actor, application: ScreeningApplication, share: int) -> None:
    """So many per cent of all points, handed in."""
    round_ = db.session().get_one(ScreeningRound, application.round_id)
    stage = 2 if round_.state == "shortlisted" else 1
    points = {one.id: one.points * share // 100 for one in criteria.read(round_.criteria, stage)}
    judging.judge(actor, application.id, points, f"About {share}.", hand_in=True)


def judged(cast: Cast, application: ScreeningApplication, share: int) -> None:
    """By both of the panel."""
    for actor in (cast.examiner.actor, second_examiner()):
        judge(actor, application, share)


def decide(cast: Cast, application: ScreeningApplication, outcome: str) -> None:
    """By the chair."""
    deciding.decide(cast.examiner.actor, application.id, outcome, f"Why {outcome}.", f"Words about {outcome}.")


def shortlisted(cast: Cast, *people: UUID, **more: Any) -> tuple[ScreeningRound, list[ScreeningApplication]]:
    """A round in its second stage: all of them were shortlisted."""
    round_ = opened(cast, **more)
    found = [applied(cast, round_, one) for one in people]
    end_window(round_)
    for one in found:
        judged(cast, one, 80)
        decide(cast, one, "shortlisted")
    deciding.publish(cast.admin.actor, round_.id, 1)
    return round_, found


def referee_of(application: ScreeningApplication) -> ScreeningReferee:
    """The first one named."""
    named = select(ScreeningReferee).where(ScreeningReferee.application_id == application.id)
    return db.session().scalars(named.order_by(ScreeningReferee.id)).all()[0]


def tomorrow() -> date:
    """The day after."""
    return clock.today() + timedelta(days=1)
