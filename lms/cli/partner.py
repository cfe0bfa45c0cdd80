"""``lms partner``: how a company stands to its tier, on any day, as known on any day; and kept judgements run again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from sqlalchemy import select

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.cli.frame import ACTOR, answer, as_json, opened, refuse
from lms.compliance.explaining import explained
from lms.compliance.models import StandingJudgement
from lms.compliance.queries import standings
from lms.compliance.rules.judging import Finding
from lms.compliance.rules.standing import Standing
from lms.core import academy
from lms.core.ids import parse_id
from lms.partners import queries as partner_queries

DAY = click.DateTime(formats=["%Y-%m-%d"])
SAID = {
    "met": "meets its tier",
    "at_risk": "is at risk",
    "not_met": "does not meet its tier",
    "no_tier": "has no tier to meet",
}


@click.group()
def partner() -> None:
    """Judge companies by their tiers."""


@partner.command()
@click.argument("code")
@click.option("--on", "on", type=DAY, help="The day to judge for; default: today.")
@click.option("--known-by", "known_by", type=DAY, help="Only what was recorded by the end of that day; default: all.")
@as_json
def standing(code: str, on: datetime | None, known_by: datetime | None, as_json: bool) -> None:
    """Say whether the company CODE meets its tier, who counts, who does not and why, and until when."""
    with opened(json_answer=as_json) as (_, database), database.transaction(read_only=True):
        found = partner_queries.partner_by_code(code.upper())
        if found is None:
            refuse([f"no company has the code {code}"], json_answer=as_json)
        seen = standings.seen(
            ACTOR,
            Permission.PARTNER_SEE,
            found.id,
            on=on.date() if on else None,
            known_by=_end_of(known_by) if known_by else None,
        )
        if as_json:
            answer(_as_data(seen))
        else:
            _say(seen)


@partner.command()
@click.argument("judgement", required=False)
@as_json
def rerun(judgement: str | None, as_json: bool) -> None:
    """Run the kept JUDGEMENT (an id; without one: all) again, and say whether it comes out the same."""
    with opened(json_answer=as_json) as (_config, database), database.transaction(read_only=True) as session:
        wanted = parse_id(judgement) if judgement else None
        if judgement and wanted is None:
            refuse([f"{judgement} is no judgement's id"], json_answer=as_json)
        kept = select(StandingJudgement).order_by(StandingJudgement.id)
        rows = session.scalars(kept.where(StandingJudgement.id == wanted) if wanted else kept).all()
        if wanted and not rows:
            refuse([f"there is no judgement {judgement}"], json_answer=as_json)
        differing = {str(one.id): found for one in rows if (found := standings.rerun(one))}
        if differing:
            refuse([f"{one}: {', '.join(found)}" for one, found in differing.items()], json_answer=as_json)
        if as_json:
            answer({"judgements": len(rows), "differing": 0})
        else:
            click.echo(f"Run again: {len(rows)}. All came out the same.")


def _end_of(day: datetime) -> datetime:
    zone = ZoneInfo(academy.current().time_zone)
    midnight = datetime.combine(day.date() + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _as_data(seen: standings.Seen) -> dict[str, Any]:
    partner, standing = seen.partner, seen.standing
    head = {
        "partner": {
            "id": str(partner.id),
            "code": partner.code,
            "name_zh": partner.name_zh,
            "name_latin": partner.name_latin,
        },
        "on": seen.on.isoformat(),
        "known_by": seen.known_by.isoformat(),
        "tier": seen.subject.tier_key,
    }
    if standing is None:
        return {**head, "state": "no_tier", "met": None}
    return {
        **head,
        "state": standing.state.value,
        "met": standing.judged.met,
        "gap_on": standing.gap_on.isoformat() if standing.gap_on else None,
        "until": standing.until.isoformat() if standing.until else None,
        **_named(explained(standing), seen),
        "counted": [_person(seen, one) for one in sorted(standing.judged.counted)],
        "not_counted": [
            {
                **_person(seen, one.user_id),
                "reason": one.reason.render("en"),
                "reason_zh": one.reason.render("zh_Hans"),
            }
            for one in standing.left_out
        ],
        "nearest": [
            {
                **_person(seen, one.user_id),
                "level": one.level,
                "levels_left": one.steps,
                "ready": one.ready,
                "then_missing": one.missing,
            }
            for one in seen.near
        ],
    }


def _named(data: dict[str, Any], seen: standings.Seen) -> dict[str, Any]:
    for part in ("places", "clocks"):
        data[part] = [{**one, **_person(seen, UUID(one["user"]))} for one in data[part]]
    return data


def _person(seen: standings.Seen, user_id: UUID) -> dict[str, Any]:
    user = seen.people[user_id]  # the command line reaches everybody
    return {"user": str(user.id), "name_zh": user.name_zh, "name_latin": user.name_latin}


def _say(seen: standings.Seen) -> None:
    standing = seen.standing
    if standing is None:
        click.echo(f"{seen.partner.code}, on {seen.on}: {SAID['no_tier']}")
        return
    until = f", until {standing.until}" if standing.until and standing.state != "not_met" else ""
    click.echo(f"{seen.partner.code} ({standing.tier.key}), on {seen.on}: {SAID[standing.state]}{until}")
    for found in standing.judged.findings:
        click.echo(
            f"  {'✓' if found.met else '✗' if found.needed else '·'} {found.condition.title.get('en', '')}: {_figures(found)}"
        )
    _say_people(seen, standing)


def _figures(found: Finding) -> str:
    said = [f"{found.people} of {found.people_asked} people"] if found.people_asked else []
    if found.certificates_asked:
        said.append(f"{found.certificates} of {found.certificates_asked} certificates")
    return ", ".join(said) or "nobody of that work"


def _say_people(seen: standings.Seen, standing: Standing) -> None:
    for place in standing.judged.places:
        click.echo(f"  {place.role}: {_name(seen.people[place.user_id])}, {place.level} through {place.through}")
    for one in standing.left_out:
        click.echo(f"  not counted: {_name(seen.people[one.user_id])}: {one.reason.render('en')}")


def _name(user: User) -> str:
    return user.name_latin or user.name_zh
