"""Phone spot checks: people who hold a level and have a number, questions of that level, campaigns that were drawn, calls."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.catalogue.models import CoursePlace, CourseVersion, Track
from lms.core import clock, db
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotQuestion
from lms.fieldchecks.spotchecks.operations import calling, marking, planning
from lms.fieldchecks.spotchecks.operations.planning import Plan
from tests.cast import Cast
from tests.factories.assessment import a_bank, publish, ten_questions
from tests.factories.certification import JUNIOR, TRACK, make_track
from tests.factories.credentials import grant_junior
from tests.factories.learning import make_course

_phones = count(1)


def a_plan(**more: Any) -> Plan:
    """A campaign about holders of junior, at every hour of every day, so that no test depends on when it runs."""
    today = clock.today()
    base: dict[str, Any] = {
        "name": {"en": "Autumn calls", "zh": "秋季抽查"},
        "track_key": TRACK,
        "level_keys": (JUNIOR,),
        "starts_on": today - timedelta(days=1),
        "ends_on": today + timedelta(days=20),
        "call_from": 0,
        "call_until": 24,
        "weekends": True,
        "questions": 4,
        "pause_hours": 0,
    }
    return Plan(**{**base, **more})


def askable_level() -> None:
    """The track, and ten questions about its lowest level that can be asked aloud; once."""
    if db.session().scalar(select(Track.id)) is None:
        make_track()
    if db.session().scalar(select(CoursePlace.course_id)) is None:
        course: CourseVersion = make_course("product-training")
        place = CoursePlace(course_id=course.course_id, level_key=JUNIOR, category_key="product-training")
        db.session().add(place)
        publish(a_bank(*ten_questions()))


def give_phone(user_id: UUID) -> None:
    """A number to be called at: of those that are kept free for films."""
    db.session().get_one(User, user_id).phone = f"+4917139200{next(_phones):02}"
    db.session().flush()


def holders(cast: Cast, *people: UUID) -> None:
    """These people hold junior and have a number."""
    askable_level()
    for user_id in people:
        give_phone(user_id)
        grant_junior(cast, user_id)


def running(cast: Cast, *people: UUID, **plan: Any) -> SpotCampaign:
    """A campaign in which these people were drawn, if they are no more than it draws."""
    holders(cast, *people)
    campaign = planning.make(cast.admin.actor, a_plan(**plan))
    return planning.draw(cast.admin.actor, campaign.id)


def check_of(campaign: SpotCampaign, user_id: UUID) -> SpotCheck:
    """Somebody's check, the newest."""
    mine = select(SpotCheck).where(SpotCheck.campaign_id == campaign.id, SpotCheck.user_id == user_id)
    found = db.session().scalars(mine.order_by(SpotCheck.number.desc())).first()
    assert found is not None, f"{user_id} was not drawn"
    return found


def call(examiner: Actor, check: SpotCheck, *marks: int, note: str = "") -> None:
    """Take the call, confirm who is there, mark all answers (the last mark for all that follow), finish."""
    calling.take(examiner, check.id)
    marking.confirm(examiner, check.id)
    asked = db.session().scalars(
        select(SpotQuestion.number).where(SpotQuestion.check_id == check.id).order_by(SpotQuestion.number)
    )
    for place, number in enumerate(list(asked)):
        given = marks[min(place, len(marks) - 1)]
        marking.mark(examiner, check.id, number, str(given), check.sequence + 1)
    marking.finish(examiner, check.id, note)


def failed_as_rows(user_id: UUID, certification_id: UUID) -> tuple[UUID, UUID]:
    """A failed check that proposes to suspend the level, as rows: nothing is drawn, called or told. The check's id and the proposal's."""
    campaign = db.session().scalar(select(SpotCampaign))
    if campaign is None:
        campaign = SpotCampaign(number=1, made_at=clock.now(), state="closed", seed="00", frame_hash="00")
        for name, value in vars(a_plan(after_failed="propose")).items():
            setattr(campaign, name, list(value) if isinstance(value, tuple) else value)
        db.session().add(campaign)
        db.session().flush()
    now = clock.now()
    made = SpotCheck(
        campaign_id=campaign.id,
        number=next(_phones) + 1000,
        user_id=user_id,
        level_key=JUNIOR,
        certification_id=certification_id,
        origin="drawn",
        state="failed",
        due_at=now,
        last_on=clock.today(),
        tries=1,
        score=Decimal("37.5"),
        form="1",
        held_on=clock.today(),
        ended_at=now,
    )
    db.session().add(made)
    db.session().flush()
    proposal = CheckProposal(
        asks="suspension",
        user_id=user_id,
        spot_check_id=made.id,
        certification_id=certification_id,
        proposed_at=now,
        state="waiting",
    )
    db.session().add(proposal)
    db.session().flush()
    return made.id, proposal.id
