"""Standings in the demo: companies are judged as the year goes on, somebody who counted leaves Acme, and the admin keeps a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from lms.accounts.actor import Actor
from lms.accounts.operations import employing
from lms.accounts.queries.places import employment_on
from lms.cli.demo.stories import Deed
from lms.compliance.operations.judging import judge_companies, judge_on
from lms.core import clock

LEAVER = "Zhu Qiang"
LEFT = 20
JUDGED = (120, 60, LEFT + 1, LEFT - 1, 0)
"""Days before today: the worker judges every night, of which a few are enough."""
TIERED = ("ACME", "BDH", "OTHER", "ELBE")
REASON = "For the yearly agreement. 供年度协议使用。"


def deeds(
    companies: Mapping[str, UUID], by_name: Mapping[str, Actor], admin: Actor, today: date, zone: ZoneInfo
) -> Iterator[Deed]:
    """What was judged when, and who left."""

    def at(before: int, hour: int) -> datetime:
        return datetime.combine(today - timedelta(days=before), time(hour, 40), zone)

    for before in JUDGED:
        moment = at(before, 2) if before else clock.now() - timedelta(minutes=3)
        yield Deed(moment, lambda: _judge(companies))
    yield Deed(at(LEFT - 1, 9), lambda: _leave(admin, by_name[LEAVER], today - timedelta(days=LEFT)))
    yield Deed(at(LEFT - 1, 11), lambda: _judge(companies))
    yield Deed(at(5, 15), lambda: _keep(admin, companies["OTHER"], today - timedelta(days=31)))
    yield Deed(at(4, 15), lambda: _keep(admin, companies["ACME"], today - timedelta(days=31)))


def _judge(companies: Mapping[str, UUID]) -> None:
    judge_companies([companies[code] for code in TIERED])


def _leave(admin: Actor, who: Actor, last_day: date) -> None:
    job = employment_on(who.user_id, clock.today()) if who.user_id else None
    assert job is not None
    employing.leave(admin, job.id, ends_on=last_day, reason="New employer. 入职新单位。")


def _keep(admin: Actor, company: UUID, on: date) -> None:
    judge_on(admin, company, on, reason=REASON)
