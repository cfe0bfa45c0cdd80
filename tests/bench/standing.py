"""``python -m tests.bench.standing PARTNERS HOLDERS``: add so many invented companies of a tier, with so many holders among them, to the
academy of the environment; judge all of them as the worker does each night; and say as JSON how long that took, how much memory the
process had at its most, and how long one company's page asks the database and thinks (95 of 100 are faster).
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from lms import wiring
from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.roles import Permission
from lms.certification.models import Certification, Decision, RequirementVersion
from lms.compliance.operations.judging import judge_companies
from lms.compliance.queries import standings
from lms.core import clock
from lms.core import jobs as work
from lms.core.config import Config
from lms.core.db import Database
from lms.core.ids import new_id
from lms.partners.models import Partner, Region, Tier
from tests.bench.processes import peak

BATCH = 5_000
COMPANIES = 100
"""As many as the worker judges in one transaction."""
SYSTEM = Actor.system("bench")
LEVELS = ("expert-engineer/junior", "expert-engineer/intermediate", "channel-marketing-manager/manager")
JOBS = ("field_engineer", "sales", "management", "")


def main(partners: int, holders: int) -> None:
    """Make, measure, print."""
    config = Config.from_environment()
    wiring.connect(config)
    work.connect(config, memory=True)
    database = Database(config.database)
    ids = _companies(database, partners)
    began = time.perf_counter()
    for rows in _batches(_people(database, ids, holders)):
        with database.transaction() as session:
            for kind in (User, Employment, Decision, Certification):
                session.execute(insert(kind), [row[kind] for row in rows])
    made = time.perf_counter() - began
    seconds = _judged(database, ids)
    again = _judged(database, ids)
    told = {"made": made, "seconds": seconds, "again": again, "megabytes": peak(), "page": _page(database, ids)}
    print(json.dumps(told))


def _companies(database: Database, number: int) -> list[UUID]:
    mark = time.time_ns()
    with database.transaction() as session:
        region = session.scalars(select(Region.id).limit(1)).one()
        tiers = list(session.scalars(select(Tier.id).order_by(Tier.rank)))
        rows = [
            {"id": new_id(), "code": f"S{mark}-{n}", "name_latin": f"Company {n}", "name_zh": "", "search": ""}
            | {"region_id": region, "tier_id": tiers[n % len(tiers)], "active": True}
            for n in range(number)
        ]
        session.execute(insert(Partner), rows)
    return [row["id"] for row in rows]


def _people(database: Database, companies: Sequence[UUID], holders: int) -> Iterator[dict[type, dict[str, Any]]]:
    """Each with a job and a certificate of a term that ends on some day of the next two years; one in fifty left lately."""
    chance, now, today, mark = random.Random(7), clock.now(), clock.today(), time.time_ns()
    with database.transaction(read_only=True) as session:
        versions = {
            row[0]: row[1] for row in session.execute(select(RequirementVersion.level_key, RequirementVersion.id))
        }
    for number in range(holders):
        user_id, decision_id, level = new_id(), new_id(), chance.choice(LEVELS)
        last = today + timedelta(days=chance.randrange(-30, 730))
        left = today - timedelta(days=chance.randrange(1, 80)) if number % 50 == 0 else None
        name = f"Person {number}"
        yield {
            User: {"id": user_id, "email": f"s{mark}-{number}@bench.example", "name_latin": name, "name_zh": ""}
            | {"active": True, "created_at": now, "search": name.lower()},
            Employment: {"id": new_id(), "user_id": user_id, "partner_id": companies[number % len(companies)]}
            | {"job": "", "job_role": chance.choice(JOBS), "starts_on": date(2024, 1, 1), "ends_on": left}
            | {"recorded_at": now, "void": False},
            Decision: {"id": decision_id, "user_id": user_id, "level_key": level, "outcome": "met", "explanation": {}}
            | {"requirement_version_id": versions[level], "decided_on": today, "known_by": now, "inputs": []}
            | {"recorded_at": now},
            Certification: {"id": new_id(), "user_id": user_id, "level_key": level, "period": 1}
            | {"valid_from": last - timedelta(days=730), "valid_through": last, "decision_id": decision_id}
            | {"granted_on": today, "recorded_at": now},
        }


def _batches(rows: Iterator[dict[type, dict[str, Any]]]) -> Iterator[list[dict[type, dict[str, Any]]]]:
    batch: list[dict[type, dict[str, Any]]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _judged(database: Database, ids: Sequence[UUID]) -> float:
    began = time.perf_counter()
    for start in range(0, len(ids), COMPANIES):
        with database.transaction():
            judge_companies(ids[start : start + COMPANIES])
    return time.perf_counter() - began


def _page(database: Database, ids: Sequence[UUID], times: int = 40) -> float:
    """Milliseconds for one company in full, that 95 of 100 do not reach."""
    took = []
    for partner_id in ids[:times]:
        began = time.perf_counter()
        with database.transaction(read_only=True):
            standings.seen(SYSTEM, Permission.PARTNER_SEE, partner_id)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[int(len(took) * 0.95) - 1]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
