"""The server dies without warning, again and again, while people sit a test: no acknowledged answer is lost, no attempt is there
twice, no score is wrong.
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.app import create_app
from lms.assessment.models import Attempt, AttemptEvent, AttemptFile, AttemptItem
from lms.assessment.operations import marking
from lms.assessment.operations.marking import Written
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from tests.assessment.kill.figures import tell
from tests.assessment.kill.serving import Ready, Served
from tests.assessment.kill.sitting import Learner, Pulse
from tests.cast import Cast, make_cast
from tests.conftest import signed_in_client
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, a_bank, a_section, a_test, publish, single
from tests.factories.uploads import upload_question

QUESTIONS = 10
FILES = 2
POINTS = Decimal(4)
"""Of the question for files; the others have one each."""
AT_ONCE = 20


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    """What forks the servers."""
    made = Ready(tmp_path_factory.mktemp("ready") / "served.log")
    yield made
    made.close()


NONE = ("lost", "files_lost", "files_twice", "attempts_twice", "wrong_scores", "log_wrong")
"""What there may be none of."""


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
        (20, 8, random.SystemRandom().randrange(10**6)),
        pytest.param(200, 200, random.SystemRandom().randrange(10**6), marks=pytest.mark.long),
    ],
    ids=["20", "200"],
)
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    ready: Ready, fresh_database: Database, tmp_path: Path, attempts: int, kills: int, seed: int
) -> None:
    kind = "sqlite" if fresh_database.is_sqlite else "postgres"
    print(f"server killed, {kind}, {attempts} attempts: seed {seed}")
    luck = random.Random(seed)
    data = tmp_path / "var"
    url = fresh_database.url.render_as_string(hide_password=False)
    counted = Counted()
    served = Served(ready, data, url)
    cast, learners = _learners(fresh_database, data, url, served.port, attempts, luck, counted)
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
        served.kill()
    seconds = round(time.monotonic() - begun, 1)
    _mark(fresh_database, cast)
    figures = _judged(fresh_database, learners, Storage(data / "files"))
    tell(
        f"server-{kind}-{attempts}",
        {"seed": seed, "attempts": attempts, "kills": kills, "killed_at": points} | figures | {"seconds": seconds},
    )
    assert figures["answers_acknowledged"] == attempts * (QUESTIONS + QUESTIONS // 3)
    assert figures["files_acknowledged"] == attempts * FILES
    assert {name: figures[name] for name in NONE} == dict.fromkeys(NONE, 0)


def _learners(
    database: Database, data: Path, url: str, port: int, count: int, luck: random.Random, counted: Counted
) -> tuple[Cast, dict[UUID, Learner]]:
    """So many learners, signed in, each with luck of their own."""
    app = create_app(Config(data=data, database_url=url), database=database, testing=True)
    with database.transaction():
        cast = make_cast()
        publish(
            a_bank(*(single(f"q{n}", tags=["choose"]) for n in range(QUESTIONS + 5)), upload_question()),
            a_test(
                a_section(draw=QUESTIONS, tags=["choose"]),
                a_section("made", questions=["upload"], points=int(POINTS)),
                key="killed",
                minutes=120,
                attempts=3,
                marking={"markers": 1},
            ),
        )
        people = [make_user(f"sits{n}@acme.example", works_for=cast.acme).id for n in range(count)]
    found, pulse = {}, Pulse()
    for user_id in people:
        cookie = signed_in_client(app, user_id).get_cookie("academy")
        assert cookie is not None
        found[user_id] = Learner(port, cookie.value, random.Random(luck.random()), QUESTIONS, counted.one_more, pulse)
    database.engine.dispose()
    return cast, found


def _mark(database: Database, cast: Cast) -> None:
    """Give all points for what was handed in as a file, so that there is a score."""
    with database.transaction():
        while place := marking.take_next(cast.examiner.actor):
            marking.give(cast.examiner.actor, place, Written({"points": str(POINTS)}))


def _judged(database: Database, learners: dict[UUID, Learner], storage: Storage) -> dict[str, int]:
    """What the database has, held against what each learner was told."""
    lost = wrong = log_wrong = files_lost = files_twice = 0
    with database.transaction(read_only=True) as session:
        rows = session.scalars(select(Attempt)).all()
        for learner in learners.values():
            attempt = session.get_one(Attempt, UUID(learner.attempt))
            items = session.scalars(select(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
            kept = {item.position: (item.response or {}).get("chosen", [None])[0] for item in items}
            gone, twice = _files(session, attempt.id, items, learner, storage)
            files_lost, files_twice = files_lost + gone, files_twice + twice
            items = [item for item in items if item.position <= QUESTIONS]
            said = {item.position: item.option_order[int(learner.given[item.position]) - 1] for item in items}
            last = dict(learner.acknowledged)
            lost += sum(kept.get(position) != option for position, option in said.items())
            lost += sum(item.revision != last[item.position] for item in items)
            right = sum(option == RIGHT for option in said.values())
            reached, possible = (POINTS if learner.files else 0) + right, POINTS + QUESTIONS
            percent = (100 * reached / possible).quantize(Decimal("0.01"), ROUND_HALF_UP)
            wrong += attempt.state != "finished" or attempt.percent != percent
            taken: Counter[tuple[int | None, int | None]] = Counter()
            ends = 0
            for event in session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id)):
                taken[event.position, event.revision] += (event.detail or {}).get("outcome") == "taken"
                ends += event.kind == "handed_in"
            log_wrong += ends != 1 or any(taken[answer] != 1 for answer in learner.acknowledged)
    return {
        "files_acknowledged": sum(len(learner.files) + len(learner.taken_away) for learner in learners.values()),
        "files_lost": files_lost,
        "files_twice": files_twice,
        "answers_acknowledged": sum(len(learner.acknowledged) for learner in learners.values()),
        "packets_sent_again": sum(learner.tries for learner in learners.values()),
        "lost": lost,
        "attempts_twice": len(rows) - len(learners),
        "wrong_scores": wrong,
        "log_wrong": log_wrong,
    }


def _files(
    session: Session, attempt_id: UUID, items: Sequence[AttemptItem], learner: Learner, storage: Storage
) -> tuple[int, int]:
    """How many files that were acknowledged are lost (no row, not named in the answer, or not the same bytes on the disk), and how many
    are there that nobody was told of.
    """
    rows = session.scalars(select(AttemptFile).where(AttemptFile.attempt_id == attempt_id)).all()
    kept = {str(row.id): row.sha256 for row in rows if row.removed_at is None}
    (item,) = (item for item in items if item.position > QUESTIONS)
    named = {one["id"] for one in (item.response or {}).get("files", ())}
    there = {
        key
        for key, sha256 in kept.items()
        if storage.path(sha256).is_file() and hashlib.sha256(storage.path(sha256).read_bytes()).hexdigest() == sha256
    }
    said = {key: hashlib.sha256(content).hexdigest() for key, content in learner.files.items()}
    lost = sum(kept.get(key) != sha256 or key not in named & there for key, sha256 in said.items())
    return lost, len(rows) - len(learner.files) - len(learner.taken_away) + len(named - said.keys())
