"""Background work, recorded first: an operation writes a row of :class:`Work` in its own transaction; once that is durable the
queue (Huey: SQLite by default, Redis where there is one) is told, and the worker does it. A sweep finds what a crash, or a
lost queue, left behind. Work is one transaction (short ones, where it talks to somebody outside), its arguments are ids, and doing
it twice is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey
from sqlalchemy import Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from lms.core import clock, db
from lms.core.config import Config
from lms.core.db import Base, Database
from lms.core.ids import new_id
from lms.core.logs import logger

log = logger(__name__)
Doing = Callable[..., None]


@dataclass(frozen=True)
class TwoSteps:
    """Work whose slow part changes nothing. ``make`` runs in a reading transaction, so that no writer waits for it; what it
    made is handed to ``keep`` as ``made``, in the work's own transaction. Both take the work's arguments.
    """

    make: Callable[..., Any]
    keep: Callable[..., None]


@dataclass(frozen=True)
class Outside:
    """Work that talks to somebody outside. ``act`` is called outside of any transaction, for whoever it talks to may take minutes
    to answer; it is given the database, opens short transactions of its own, and leaves in them, before anything that cannot be
    taken back, what a second go after a crash must know. It takes the work's arguments.
    """

    act: Callable[..., None]


Job = Doing | TwoSteps | Outside

MOST_TRIES = 6
STALE_AFTER = timedelta(minutes=15)
TASK = "lms.perform"


class Work(Base):
    """One piece of work. ``state``: waiting, running, done, failed (given up; ``error`` says why)."""

    __tablename__ = "work"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    recorded_at: Mapped[datetime]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]


@dataclass
class Queue:
    """Where work is announced: knows Huey and nothing of what the work is."""

    huey: Huey
    tell: Callable[[str], object] = field(init=False)

    def __post_init__(self) -> None:
        self.perform: Callable[[UUID], object] | None = None
        self.tell = self.huey.task(name=TASK)(self._perform)

    def _perform(self, work_id: str) -> None:
        if self.perform is not None:
            self.perform(UUID(work_id))


_queue: Queue | None = None


def connect(config: Config, *, memory: bool = False) -> Queue:
    """Open the process's queue as ``config`` says; in ``memory`` for tests, where nobody listens."""
    global _queue  # noqa: PLW0603 - one queue a process, like one log
    if memory:
        huey: Huey = MemoryHuey("academy")
    elif config.redis_url:
        huey = RedisHuey("academy", url=config.redis_url)
    else:
        config.data.mkdir(parents=True, exist_ok=True)
        huey = SqliteHuey("academy", filename=str(config.data / "jobs.sqlite"), fsync=False)
    _queue = Queue(huey)
    return _queue


def record(kind: str, /, *, due_at: datetime | None = None, **arguments: object) -> Work:
    """Write work down in the current transaction, and tell the queue once that is durable."""
    now = clock.now()
    row = Work(kind=kind, arguments={k: str(v) for k, v in arguments.items()}, recorded_at=now, due_at=due_at or now)
    db.session().add(row)
    db.session().flush()
    if due_at is None or due_at <= now:
        db.after_commit(partial(_announce, row.id))
    return row


def begin_again(row: Work) -> None:
    """Work that was given up waits once more, as if new; the reason it failed stands until it is done."""
    row.state, row.tries, row.due_at, row.finished_at = "waiting", 0, clock.now(), None
    db.session().flush()
    db.after_commit(partial(_announce, row.id))


def _announce(work_id: UUID) -> None:
    if _queue is None:
        return
    try:
        _queue.tell(str(work_id))
    except Exception:
        log.warning("queue_unreachable", work_id=str(work_id), exc_info=True)


ROLL_CALL = "core.roll_call"
"""Work that does nothing but get done: whoever recorded it learns that a worker is there, and the whole way to it open."""


def _here() -> None: ...


def _all_done(**_arguments: object) -> None: ...


def latest(kind: str) -> Work | None:
    """The piece of work of a kind that was recorded last."""
    return db.session().scalar(select(Work).where(Work.kind == kind).order_by(Work.id.desc()).limit(1))


def is_done(database: Database, work_id: UUID) -> bool:
    """Whether a piece of work was done."""
    with database.transaction(read_only=True) as session:
        return session.scalar(select(Work.state).where(Work.id == work_id)) == "done"


class Worker:
    """Does recorded work. ``jobs`` maps a kind to the function that does it."""

    def __init__(self, database: Database, jobs: Mapping[str, Job]) -> None:
        self.database = database
        self.jobs = {ROLL_CALL: _here, **jobs}

    def perform(self, work_id: UUID) -> bool:
        """Do one piece of work, if it still waits; True when it was done. A failure is recorded and tried again later."""
        claimed = self._claim(work_id)
        if claimed is None:
            return False
        kind, arguments, tries = claimed
        try:
            finish = self._begin(self.jobs[kind], arguments)
            with self.database.transaction() as session:
                finish(**arguments)
                session.execute(
                    update(Work).where(Work.id == work_id).values(state="done", finished_at=clock.now(), error=None)
                )
        except Exception as error:
            log.exception("work_failed", work_id=str(work_id), kind=kind, tries=tries)
            self._put_off(work_id, tries, error)
            return False
        return True

    def _begin(self, job: Job, arguments: Mapping[str, Any]) -> Doing:
        if isinstance(job, Outside):
            job.act(self.database, **arguments)
            return _all_done
        if not isinstance(job, TwoSteps):
            return job
        with self.database.transaction(read_only=True):
            return partial(job.keep, made=job.make(**arguments))

    def sweep(self, *, stale_after: timedelta = STALE_AFTER) -> int:
        """Do all that waits and is due, and what was begun too long ago; returns how much was done.

        What was begun as often as work may be tried is given up: it takes its worker along each time.
        """
        now = clock.now()
        with self.database.transaction() as session:
            left = update(Work).where(Work.state == "running", Work.started_at <= now - stale_after)
            session.execute(
                left.where(Work.tries >= MOST_TRIES).values(state="failed", finished_at=now, error="its worker died")
            )
            session.execute(left.values(state="waiting"))
            due = select(Work.id).where(Work.state == "waiting", Work.due_at <= now).order_by(Work.due_at).limit(500)
            waiting = list(session.scalars(due))
        return sum(self.perform(work_id) for work_id in waiting)

    def _claim(self, work_id: UUID) -> tuple[str, dict[str, Any], int] | None:
        with self.database.transaction() as session:
            taken = session.execute(
                update(Work)
                .where(Work.id == work_id, Work.state == "waiting", Work.due_at <= clock.now())
                .values(state="running", started_at=clock.now(), tries=Work.tries + 1)
                .returning(Work.kind, Work.arguments, Work.tries)
            ).one_or_none()
            return (taken.kind, taken.arguments, taken.tries) if taken else None

    def _put_off(self, work_id: UUID, tries: int, error: Exception) -> None:
        gone = tries >= MOST_TRIES
        with self.database.transaction() as session:
            session.execute(
                update(Work)
                .where(Work.id == work_id, Work.state == "running", Work.tries == tries)  # else somebody took it over
                .values(
                    state="failed" if gone else "waiting",
                    due_at=clock.now() + timedelta(seconds=10 * 3**tries),
                    error=f"{type(error).__name__}: {error}"[:2000],
                    finished_at=clock.now() if gone else None,
                )
            )
