"""The server dies without warning, again and again, while people sit a test: no acknowledged answer is lost, no attempt is there
twice, no score is wrong.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.app import create_app
from lms.assessment.models import Attempt, AttemptEvent, AttemptItem
from lms.core.config import Config
from lms.core.db import Database
from tests.assessment.kill.figures import tell
from tests.assessment.kill.serving import Served
from tests.assessment.kill.sitting import Learner
from tests.cast import make_cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, single

QUESTIONS = 10
AT_ONCE = 20


@dataclass
class Counted:
    """How many answers were acknowledged so far, by all learners together."""

    count: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def one_more(self) -> None:
        with self._lock:
            self.count += 1


@pytest.mark.parametrize(
    ("attempts", "kills", "seed"),
    [
        (20, 4, random.SystemRandom().randrange(10**6)),
        pytest.param(200, 12, random.SystemRandom().randrange(10**6), marks=pytest.mark.long),
    ],
    ids=["20", "200"],
)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    fresh_database: Database, tmp_path: Path, attempts: int, kills: int, seed: int
) -> None:
    kind = "sqlite" if fresh_database.is_sqlite else "postgres"
    print(f"server killed, {kind}, {attempts} attempts: seed {seed}")
    luck = random.Random(seed)
    data = tmp_path / "var"
    url = fresh_database.url.render_as_string(hide_password=False)
    counted = Counted()
    served = Served(data, url)
    learners = _learners(fresh_database, data, url, served.port, attempts, luck, counted)
    points = sorted(luck.sample(range(5, attempts * QUESTIONS), kills))
    begun = time.monotonic()
    served.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sitting = [pool.submit(learner.sit, "killed") for learner in learners.values()]
            for point in points:
                while counted.count < point and not all(one.done() for one in sitting):
                    time.sleep(0.002)
                time.sleep(luck.uniform(0, 0.05))
                served.kill()
                served.start()
            for one in sitting:
                one.result()
    finally:
        served.close()
    figures = _judged(fresh_database, learners)
    tell(
        f"server-{kind}-{attempts}",
        {"seed": seed, "attempts": attempts, "kills": kills, "killed_at": points}
        | figures
        | {"seconds": round(time.monotonic() - begun, 1)},
    )
    assert figures["answers_acknowledged"] == attempts * (QUESTIONS + QUESTIONS // 3)
    assert (figures["lost"], figures["attempts_twice"], figures["wrong_scores"], figures["log_wrong"]) == (0, 0, 0, 0)


def _learners(
    database: Database, data: Path, url: str, port: int, count: int, luck: random.Random, counted: Counted
) -> dict[UUID, Learner]:
    """So many learners, signed in, each with luck of their own."""
    app = create_app(Config(data=data, database_url=url), database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        publish(
            a_bank(*(single(f"q{n}") for n in range(QUESTIONS + 5))),
            a_test(a_section(draw=QUESTIONS), key="killed", minutes=120, attempts=3),
        )
        people = [make_user(f"sits{n}@acme.example", works_for=cast.acme).id for n in range(count)]
    found = {}
    for user_id in people:
        cookie = signed_in_client(app, user_id).get_cookie("academy")
        assert cookie is not None
        found[user_id] = Learner(port, cookie.value, random.Random(luck.random()), QUESTIONS, counted.one_more)
    database.engine.dispose()
    return found


def _judged(database: Database, learners: dict[UUID, Learner]) -> dict[str, int]:
    """What the database has, held against what each learner was told."""
    lost = wrong = log_wrong = 0
    with database.transaction(read_only=True) as session:
        rows = session.scalars(select(Attempt)).all()
        for learner in learners.values():
            attempt = session.get_one(Attempt, UUID(learner.attempt))
            items = session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
            kept = {item.position: (item.response or {}).get("chosen", [None])[0] for item in items}
            last = dict(learner.acknowledged)
            lost += sum(kept.get(position) != option for position, option in learner.given.items())
            lost += sum(item.revision != last[item.position] for item in items)
            right = sum(option == RIGHT for option in learner.given.values())
            wrong += attempt.state != "finished" or attempt.percent != 100 * right / len(items)
            taken: Counter[tuple[int | None, int | None]] = Counter()
            ends = 0
            for event in session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id)):
                taken[event.position, event.revision] += (event.detail or {}).get("outcome") == "taken"
                ends += event.kind == "handed_in"
            log_wrong += ends != 1 or any(taken[answer] != 1 for answer in learner.acknowledged)
    return {
        "answers_acknowledged": sum(len(learner.acknowledged) for learner in learners.values()),
        "packets_sent_again": sum(learner.tries for learner in learners.values()),
        "lost": lost,
        "attempts_twice": len(rows) - len(learners),
        "wrong_scores": wrong,
        "log_wrong": log_wrong,
    }
