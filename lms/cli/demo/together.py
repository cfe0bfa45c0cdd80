"""Two people of the demo who sat the junior's test side by side, and gave more of the same wrong answers than chance does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment.models import Attempt
from lms.cli.demo.learning import sit
from lms.cli.demo.stories import JUNIOR_TEST, Deed
from lms.core import db

FIRST, SECOND = "person29@bdh.example", "person25@bdh.example"
DAYS_AGO = 4


def deeds(actors: Mapping[str, Actor], today: date, zone: ZoneInfo) -> Iterator[Deed]:
    """The first knows half of it; the second writes down what the first did, three minutes later."""
    first, second = actors[FIRST], actors[SECOND]
    at = datetime.combine(today - timedelta(days=DAYS_AGO), time(19, 2), zone)
    later = at + timedelta(minutes=3)
    yield Deed(at, lambda: sit(first, JUNIOR_TEST, at, right=0.45, seed="side by side"))
    yield Deed(
        later,
        lambda: sit(second, JUNIOR_TEST, later, right=0.5, seed="side by side", like=_attempt_of(first)),
    )


def _attempt_of(actor: Actor) -> Attempt:
    latest = select(Attempt).where(Attempt.user_id == actor.user_id).order_by(Attempt.started_at.desc()).limit(1)
    return db.session().scalars(latest).one()
