"""A whole academy as its own processes, as an operator runs it: for tests that must see it from outside."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from lms.core.config import Config
from lms.core.db import Database
from lms.core.jobs import Work

ROOT = Path(__file__).resolve().parents[1]
LMS = [sys.executable, "-c", "from lms.cli import main; main(prog_name='lms')"]
PUBLIC_ADDRESS = "https://academy.example"


@dataclass
class Running:
    """An academy that was started, and what it printed."""

    process: subprocess.Popen[str]
    port: int
    data: Path
    log: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """Everything printed so far, logs included."""
        return self.log.read_text()

    def answers(self) -> bool:
        """Whether it is ready."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def opens(self) -> bool:
        """Wait until it says that it is open; False when it ended instead."""
        wait_for(lambda: "is open" in self.said or self.process.poll() is not None)
        return "is open" in self.said

    def children(self) -> list[int]:
        """The ids of the processes that it started."""
        listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return [
            int(pid)
            for pid, parent in (line.split() for line in listed.splitlines())
            if int(parent) == self.process.pid
        ]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], bool], seconds: float = 120) -> bool:
    """Wait until something is so; False when it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.1)
    return False


def lms(data: Path, *arguments: str, database_url: str = "") -> str:
    """Do one command to its end; what it answered."""
    done = subprocess.run(
        [*LMS, *arguments], cwd=ROOT, env=environment(data, database_url), text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def academy(
    data: Path,
    port: int = 0,
    *,
    database_url: str = "",
    base_url: str = PUBLIC_ADDRESS,
    command: Sequence[str] = LMS,
) -> Iterator[Running]:
    """``lms run`` on a data folder; ended in order when the block is left. Without ``base_url``, its certificates lead to itself.

    ``command``: what stands for ``lms``.
    """
    port = port or free_port()
    log = data.parent / f"log-{time.monotonic_ns()}"
    with log.open("w") as file:
        process = subprocess.Popen(
            [*command, "run", "--port", str(port)],
            cwd=ROOT,
            env=environment(data, database_url, base_url),
            text=True,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Running(process, port, data, log)
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def demo(shared: Path, database_url: str = "") -> Path:
    """A data folder with the demo academy, all its certificates drawn; made once for all who name the same ``shared`` folder."""
    made = shared / "demo-academy"
    with (shared / "demo-academy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = shared / "demo-academy.begun"
            shutil.rmtree(begun, ignore_errors=True)
            lms(begun, "db", "upgrade", database_url=database_url)
            lms(begun, "demo", database_url=database_url)
            _work_off(begun, database_url)
            begun.rename(made)
    return made


def _work_off(data: Path, database_url: str) -> None:
    worker = subprocess.Popen(
        [*LMS, "worker"], cwd=ROOT, env=environment(data, database_url), stderr=subprocess.DEVNULL
    )
    try:
        assert wait_for(lambda: is_settled(data, database_url), 300), "the worker does not get done"
    finally:
        worker.terminate()
        worker.wait()


def is_settled(data: Path, database_url: str = "") -> bool:
    """Whether the worker has done all that was recorded: every certificate is drawn."""
    database = Database(Config(data=data, database_url=database_url).database)
    try:
        with database.transaction(read_only=True) as session:
            return session.scalar(select(Work.id).where(Work.state.in_(["waiting", "running"])).limit(1)) is None
    finally:
        database.engine.dispose()


def listens(port: int) -> bool:
    """Whether somebody answers on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def environment(data: Path, database_url: str, base_url: str = PUBLIC_ADDRESS) -> dict[str, str]:
    """What a process of this academy is told."""
    own = {"LMS_DATA": str(data), "LMS_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)}
    return {**os.environ, **own, "LMS_BASE_URL": base_url, "PYTHONUNBUFFERED": "1", "PORT": ""}
