"""``python -m tests.bench.importing ROWS``: import that many invented people into the academy of the environment, and say as JSON how
long it took, how long others waited for the database meanwhile, how much memory the process had at its most; then write as
many bare rows into the same database, to compare with. Everybody is new: addresses begin with the instant.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select

from lms import wiring
from lms.accounts.actor import Actor
from lms.accounts.importing import jobs, operations, queries
from lms.accounts.importing.models import IN_WORK, ImportState
from lms.accounts.models import Employment, RoleGrant, User
from lms.core import clock
from lms.core import jobs as work
from lms.core.config import Config
from lms.core.db import Database
from lms.core.ids import new_id
from lms.core.jobs import Worker
from lms.partners.models import Partner, Region
from tests.bench.processes import peak
from tests.factories.importing import COMPANIES, a_company

SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
SYSTEM = Actor.system("bench")


def main(rows: int) -> None:
    """Measure, and print."""
    config = Config.from_environment()
    wiring.connect(config)
    work.connect(config, memory=True)  # the work is done here, and nobody else is told of it
    database = Database(config.database)
    with database.transaction(read_only=True) as session:
        region, partner_id = session.execute(select(Region.key, Partner.id).join(Partner).limit(1)).one()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        _write(file, rows, region)
        began = time.perf_counter()
        waited = _import(database, file)
        seconds = time.perf_counter() - began
    memory = peak()
    print(
        json.dumps(
            {"seconds": seconds, "waited": waited, "megabytes": memory, "bare": _bare(database, rows, partner_id)}
        )
    )


def _write(file: Path, rows: int, region: str) -> None:
    """They work for a company of their own: in one that is there, the same name might be the same person."""
    mark = time.time_ns()
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COMPANIES)
        writer.writerow(a_company(f"B{mark}", "测试公司", region=region))
        for number in range(rows):
            name = SURNAMES[number % 20] + GIVEN[number // 20 % 20] + GIVEN[number // 400 % 20]
            email = f"p{mark}-{number}@import.example"
            writer.writerow([name, f"Person {number}", email, "", f"B{mark}", "Engineer", "2026-03-01", "", ""])


def _import(database: Database, file: Path) -> float:
    with database.transaction(), file.open("rb") as content:
        made = operations.upload(SYSTEM, file.name, content)
        operations.choose_columns(SYSTEM, made.id, queries.columns_for(SYSTEM, made.headers), default_day=clock.today())
        import_id = made.id
    worker = Worker(database, jobs.JOBS)
    waited = 0.0
    while True:
        with database.transaction():
            made = queries.import_seen(SYSTEM, import_id)
            if made.state == ImportState.CHECKED:
                operations.apply(SYSTEM, import_id)
        if made.state not in IN_WORK or made.work_id is None:
            break
        began = time.perf_counter()
        worker.perform(made.work_id)
        if made.state == ImportState.APPLYING:
            waited = time.perf_counter() - began
    assert made.state == ImportState.DONE, made.problem
    return waited


def _bare(database: Database, rows: int, partner_id: object) -> float:
    """The same people, roles and jobs as plain inserts in one transaction."""
    now, ids = clock.now(), [new_id() for _ in range(rows)]
    users = [
        {
            "id": one,
            "email": f"{one}@bare.example",
            "name_latin": "Bare",
            "active": True,
            "created_at": now,
            "name_zh": "",
            "search": "",
        }
        for one in ids
    ]
    grants = [{"id": new_id(), "user_id": one, "role": "learner", "granted_at": now} for one in ids]
    facts = [
        {
            "id": new_id(),
            "user_id": one,
            "partner_id": partner_id,
            "starts_on": clock.today(),
            "recorded_at": now,
            "job": "",
            "void": False,
        }
        for one in ids
    ]
    began = time.perf_counter()
    with database.engine.begin() as connection:
        for kind, values in ((User, users), (RoleGrant, grants), (Employment, facts)):
            connection.execute(insert(kind.__table__), values)  # type: ignore[arg-type]
    return time.perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
