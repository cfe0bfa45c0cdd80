"""``lms certification``: why somebody meets a level or not, on any day, as known on any day; and kept decisions run again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from sqlalchemy import or_, select

from lms.accounts.models import User
from lms.certification import explanation
from lms.certification.models import Decision
from lms.certification.queries import decisions
from lms.certification.queries.levels import level_name
from lms.certification.rules import Decided, Finding
from lms.cli.frame import ACTOR, answer, as_json, opened, refuse
from lms.core import academy, db
from lms.core.ids import parse_id

DAY = click.DateTime(formats=["%Y-%m-%d"])
SIGNS = {"met": "✓", "approval": "…", "waiting": "…", "not_met": "✗"}


@click.group()
def certification() -> None:
    """Explain decisions, and run them again."""


@certification.command()
@click.argument("person")
@click.argument("level")
@click.option("--on", "on", type=DAY, help="The day to decide for; default: today.")
@click.option("--known-by", "known_by", type=DAY, help="Only what was recorded by the end of that day; default: all.")
@as_json
def explain(person: str, level: str, on: datetime | None, known_by: datetime | None, as_json: bool) -> None:
    """Say whether PERSON (e-mail, phone or id) meets LEVEL (such as expert-engineer/junior), and why."""
    with opened(json_answer=as_json) as (_, database), database.transaction(read_only=True):
        user = _person(person)
        if user is None:
            refuse([f"nobody is called {person}"], json_answer=as_json)
        name = level_name(level)
        instant = _end_of(known_by.date(), academy.current().time_zone) if known_by else None
        decided = decisions.explain(ACTOR, user.id, name.key, on=on.date() if on else None, known_by=instant)
        if as_json:
            answer(_as_data(user, name.key, decided))
        else:
            _say(user, name.key, decided)


@certification.command()
@click.argument("decision", required=False)
@as_json
def rerun(decision: str | None, as_json: bool) -> None:
    """Run the kept DECISION (an id; without one: all) again, and say whether it comes out the same."""
    with opened(json_answer=as_json) as (_config, database), database.transaction(read_only=True) as session:
        wanted = parse_id(decision) if decision else None
        if decision and wanted is None:
            refuse([f"{decision} is no decision's id"], json_answer=as_json)
        ids = [wanted] if wanted else session.scalars(select(Decision.id).order_by(Decision.id)).all()
        differing = {str(each): found for each in ids if (found := decisions.rerun(ACTOR, each)[1])}
        if differing:
            refuse([f"{each}: {'; '.join(found)}" for each, found in differing.items()], json_answer=as_json)
        if as_json:
            answer({"decisions": len(ids), "differing": 0})
        else:
            click.echo(f"Run again: {len(ids)}. All came out the same.")


def _person(who: str) -> User | None:
    user_id: UUID | None = parse_id(who)
    if user_id is not None:
        return db.session().get(User, user_id)
    return db.session().scalar(select(User).where(or_(User.email == who.lower(), User.phone == who)))


def _end_of(day: date, time_zone: str) -> datetime:
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _as_data(user: User, level_key: str, decided: Decided) -> dict[str, Any]:
    return {
        "person": {"id": str(user.id), "name_zh": user.name_zh, "name_latin": user.name_latin, "email": user.email},
        "level": level_key,
        "on": decided.on.isoformat(),
        "outcome": decided.outcome.value,
        "explanation": explanation.finding_to_json(decided.finding) if decided.finding else None,
        "sentences": _sentences(decided.finding, "en"),
        "sentences_zh": _sentences(decided.finding, "zh_Hans"),
        "inputs": [explanation.fact_to_json(fact) for fact in decided.inputs],
    }


def _sentences(finding: Finding | None, language: str) -> list[dict[str, str]]:
    leaves = finding.leaves() if finding else ()
    return [
        {
            "state": leaf.state.value,
            "asks": leaf.asks.render(language),
            "seen": leaf.seen.render(language) if leaf.seen else "",
        }
        for leaf in leaves
    ]


def _say(user: User, level_key: str, decided: Decided) -> None:
    click.echo(
        f"{user.name_latin or user.name_zh}, {level_key}, on {decided.on}: {decided.outcome.value.replace('_', ' ')}"
    )
    for line in _sentences(decided.finding, "en"):
        click.echo(f"  {SIGNS[line['state']]} {line['asks']} {line['seen']}")
