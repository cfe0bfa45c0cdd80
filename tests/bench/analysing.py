"""``python -m tests.bench.analysing ATTEMPTS``: make a test of forty questions with that many finished attempts in a database of its own,
analyse it as the worker does, and say as JSON how long that took and how much memory the process had at its most; then read the same
rows bare, to compare with.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import insert, select, text

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, QuestionVersion
from lms.assessment.queries.analysis import analysis_of
from lms.core import clock, schema
from lms.core.db import Database
from lms.core.ids import new_id
from tests.bench.processes import peak
from tests.conftest import wire
from tests.factories.assessment import a_bank, a_section, a_test, publish, single

QUESTIONS, BATCH = 40, 200
OPTIONS = ("right", "wrong", "c", "d")


def main(attempts: int) -> None:
    """Measure, and print."""
    wire()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'many.sqlite'}")
        schema.upgrade(database)
        version_id = _fill(database, attempts)
        bare = _bare(database)
        began = time.process_time()
        with database.transaction(read_only=True):
            found = analysis_of(Actor.system("bench"), version_id)
        seconds = time.process_time() - began
        assert found is not None
        assert (found.test.attempts, len(found.items)) == (attempts, QUESTIONS)
        database.engine.dispose()
    memory = peak()
    print(json.dumps({"seconds": seconds, "megabytes": memory, "bare": bare}))


def _fill(database: Database, attempts: int) -> UUID:
    """People of four abilities, in batches: so many rows are written past the ORM."""
    keys = [f"q{number:02}" for number in range(QUESTIONS)]
    with database.transaction() as session:
        publish(a_bank(*[single(key) for key in keys]), a_test({**a_section(), "questions": keys}, key="many"))
        version = session.scalars(select(AssessmentVersion)).one()
        questions = list(session.scalars(select(QuestionVersion.id)))
    luck, now = Random(1), clock.now()
    for first in range(0, attempts, BATCH):
        people, tries, items = [], [], []
        for number in range(first, min(first + BATCH, attempts)):
            user_id, attempt_id = new_id(), new_id()
            people.append(
                {"id": user_id, "email": f"{number}@many.example", "name_latin": "M", "name_zh": "", "created_at": now}
            )
            tries.append(_attempt(attempt_id, user_id, version, now))
            items += [
                _item(attempt_id, place, question, luck, number % 4) for place, question in enumerate(questions, 1)
            ]
        with database.engine.begin() as connection:
            for table, rows in ((User, people), (Attempt, tries), (AttemptItem, items)):
                connection.execute(insert(table.__table__), rows)  # type: ignore[arg-type]
    return version.id


def _attempt(attempt_id: UUID, user_id: UUID, version: AssessmentVersion, now: object) -> dict[str, object]:
    return {
        "id": attempt_id,
        "user_id": user_id,
        "assessment_id": version.assessment_id,
        "version_id": version.id,
        "number": 1,
        "seed": "",
        "state": "finished",
        "started_at": now,
        "finished_at": now,
    }


def _item(attempt_id: UUID, place: int, question: UUID, luck: Random, able: int) -> dict[str, object]:
    right = luck.random() < 0.3 + 0.2 * able
    chosen = OPTIONS[0] if right else OPTIONS[luck.randint(1, 3)]
    return {
        "attempt_id": attempt_id,
        "position": place,
        "question_version_id": question,
        "section": "all",
        "points_possible": 1,
        "points": int(right),
        "correct": right,
        "response": {"chosen": [chosen]},
    }


def _bare(database: Database) -> float:
    """The same rows, read and thrown away."""
    began = time.process_time()
    with database.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT attempt_id, position, question_version_id, points, points_possible, response FROM attempt_item"
            )
        )
        for _row in rows:
            pass
    return time.process_time() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
