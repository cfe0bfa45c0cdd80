"""Phone spot checks in the demo: a campaign that is over, one that runs with a call in every state, and a draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.cli.demo.stories import JUNIOR, MANAGER, Deed
from lms.core import db
from lms.fieldchecks.proposals.deciding import decide
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotQuestion
from lms.fieldchecks.spotchecks.operations import calling, marking, planning
from lms.fieldchecks.spotchecks.operations.planning import Plan
from lms.partners.models import Region

EXAMINER, ADMIN = "examiner@academy.example", "admin@academy.example"
SUMMER = {"en": "North Germany, after the summer", "zh": "德国北部夏季抽查"}
NOW = {"en": "Holders of junior, this quarter", "zh": "本季度初级持有人抽查"}
NEXT = {"en": "Marketing managers, next year", "zh": "行销经理明年抽查"}
WRITTEN = "Knows the gateways by heart; service levels he had to look up. 网关很熟，服务等级要现查。"
DISMISSED = "The line was bad, and the extra check is due. 线路不好，另行加查。"
NIGHT_SHIFT = "In the night shift this week. 这周上夜班。"
MARKS = ((2,), (2, 2, 1, 2), (0, 1, 0), (0, 1, 0), (1, 0, 1), (2, 2, 2, 1), (2,))
"""How answers were marked, by person in the order of their addresses; the last one goes on."""


def phone(number: int) -> str | None:
    """A number of those that Germany keeps free for films; every ninth person has none."""
    return None if number % 9 == 4 else f"+4917139200{number:02}"


def deeds(by_email: Mapping[str, Actor], today: date, zone: ZoneInfo) -> Iterator[Deed]:
    """What happened, with instants: calls are made at weekends too, for the demo is made on any day."""
    admin, examiner = by_email[ADMIN], by_email[EXAMINER]

    def at(before: int, hour: int, do: Callable[[], object]) -> Deed:
        return Deed(datetime.combine(today - timedelta(days=before), time(hour, 10), zone), do)

    yield at(64, 9, lambda: _planned(admin, SUMMER, today, 64, size=50, after_failed="propose", region="north-germany"))
    yield at(64, 10, lambda: planning.draw(admin, _campaign(SUMMER)))
    for place, marks in enumerate(MARKS):
        yield at(60 - 4 * place, 11, partial(_call, examiner, SUMMER, place, marks))
    yield at(30, 15, lambda: _dismiss(admin))
    yield at(29, 15, lambda: planning.end(admin, _campaign(SUMMER), "The quarter is over. 本季度结束。"))
    yield at(9, 9, lambda: _planned(admin, NOW, today, 9, size=8, after_failed="extra_then_propose"))
    yield at(9, 10, lambda: planning.draw(admin, _campaign(NOW)))
    yield at(
        8, 11, lambda: _logged(examiner, "no_answer")
    )  # an hour after the draw, where a weekend brings both to one Friday
    yield at(7, 11, lambda: _logged(examiner, "wrong_number"))
    yield at(6, 11, lambda: _logged(examiner, "refused"))
    yield at(5, 11, lambda: _call(examiner, NOW, 3, (2,)))
    yield at(4, 11, lambda: _call(examiner, NOW, 4, (0, 1)))
    yield at(3, 10, lambda: planning.make(admin, _plan(NEXT, today, -30, (MANAGER,), size=6)))


def _plan(name: Mapping[str, str], today: date, before: int, levels: tuple[str, ...], **more: Any) -> Plan:
    starts = today - timedelta(days=before + 2)
    return Plan(
        name=dict(name),
        track_key=levels[0].partition("/")[0],
        level_keys=levels,
        starts_on=starts,
        ends_on=starts + timedelta(days=45),
        weekends=True,
        **more,
    )


def _planned(admin: Actor, name: Mapping[str, str], today: date, before: int, *, region: str = "", **more: Any) -> None:
    where = db.session().scalar(select(Region.id).where(Region.key == region))
    planning.make(admin, _plan(name, today, before, (JUNIOR,), region_id=where, **more))


def _campaign(name: Mapping[str, str]) -> UUID:
    found = db.session().scalars(select(SpotCampaign)).all()
    return next(one.id for one in found if one.name == name)


def _waiting(name: Mapping[str, str]) -> list[SpotCheck]:
    """Who waits, by address: whoever was drawn, the same things happen."""
    mine = select(SpotCheck).join(User, User.id == SpotCheck.user_id).where(SpotCheck.campaign_id == _campaign(name))
    return list(db.session().scalars(mine.order_by(User.email, SpotCheck.number)))


def _call(examiner: Actor, name: Mapping[str, str], place: int, marks: tuple[int, ...]) -> None:
    there = _waiting(name)
    if place >= len(there) or there[place].state != "waiting":
        return
    check = there[place]
    calling.take(examiner, check.id)
    marking.confirm(examiner, check.id)
    asked = select(SpotQuestion.number).where(SpotQuestion.check_id == check.id).order_by(SpotQuestion.number)
    for sequence, number in enumerate(list(db.session().scalars(asked)), start=1):
        marking.mark(examiner, check.id, number, str(marks[min(sequence, len(marks)) - 1]), sequence)
    marking.finish(examiner, check.id, WRITTEN if place == 1 else "")


def _logged(examiner: Actor, outcome: str) -> None:
    there = [one for one in _waiting(NOW) if one.state == "waiting" and not one.tries]
    if there:
        calling.take(examiner, there[0].id)
        calling.log(examiner, there[0].id, outcome, note=NIGHT_SHIFT if outcome == "no_answer" else "")


def _dismiss(admin: Actor) -> None:
    first = db.session().scalars(select(CheckProposal).order_by(CheckProposal.proposed_at)).first()
    if first is not None:
        decide(admin, first.id, "dismissed", DISMISSED)
