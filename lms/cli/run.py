"""``lms run``: an academy on this machine in one command: database, content, web and worker, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import ctypes
import gc
import hashlib
import multiprocessing
import os
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError

import click
from sqlalchemy import select

import lms.app  # noqa: F401 - loaded before the fork, so that the web process need not; WeasyPrint is left to the worker
from lms.accounts.models import User
from lms.catalogue.content import reading
from lms.cli import main
from lms.cli.demo.command import UNFINISHED, sign_ins
from lms.cli.demo.people import PASSWORD
from lms.cli.frame import configured, refuse
from lms.core.config import Config
from lms.core.db import Database

LONGEST_START = 60
"""Seconds in which the web process must answer."""
LONGEST_END = 25
"""Seconds in which both processes must end when asked; gunicorn itself gives requests 20."""
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PARENT_DIED = 1
"""Linux' PR_SET_PDEATHSIG of prctl(2)."""


class Supervisor:
    """Processes that live and die together. They are forks of this one, so what is imported already need not be again."""

    def __init__(self) -> None:
        self.processes: list[multiprocessing.context.ForkProcess] = []
        self.stopping = False
        for name in ENDINGS:
            signal.signal(name, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, command: str, *arguments: str) -> None:
        """Start one of our commands in a process of its own."""
        gc.freeze()  # else the child's collector would write on every page of memory that both could share
        process = multiprocessing.get_context("fork").Process(
            target=_child, args=(command, arguments), name=f"lms {command}"
        )
        process.start()
        self.processes.append(process)

    def ended(self) -> str | None:
        """The name of a process that ended by itself, with its exit code, if one did."""
        return next((f"`{one.name}` (exit code {one.exitcode})" for one in self.processes if not one.is_alive()), None)

    def watch(self) -> str | None:
        """Wait until we are asked to stop (None), or one of the processes ends (its name)."""
        asked = 0
        while not self.stopping and asked < 2:
            if name := self.ended():
                return name
            asked = asked + 1 if _parent_was_interrupted() else 0
            time.sleep(0.2)
        return None

    def end(self) -> None:
        """End all processes: asked first, killed when they do not listen."""
        for process in self.processes:
            process.terminate()
        deadline = time.monotonic() + LONGEST_END
        for process in self.processes:
            process.join(max(deadline - time.monotonic(), 0.1))
            if process.is_alive() and process.pid:
                os.killpg(process.pid, signal.SIGKILL)
                process.join()


def _parent_was_interrupted() -> bool:
    """Whether ``make`` got SIGINT while we did not, as from a program and not the keyboard: it then waits for us and tells us nothing.

    Seen by the signal being blocked while make handles it; Linux only.
    """
    try:
        status = Path(f"/proc/{os.getppid()}/status").read_text()
    except OSError:
        return False
    blocked = next((int(line.split()[1], 16) for line in status.splitlines() if line.startswith("SigBlk:")), 0)
    return status.startswith("Name:\tmake\n") and bool(blocked >> (signal.SIGINT - 1) & 1)


def _child(command: str, arguments: tuple[str, ...]) -> None:
    for name in ENDINGS:
        signal.signal(name, signal.SIG_DFL)
    os.setsid()  # out of the terminal's reach: Ctrl-C comes to the parent, which ends its children in order
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)
    _do(command, *arguments)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT", type=click.IntRange(1, 65535))
def run(host: str, port: int) -> None:
    """Bring the database and the content up to date, then run web and worker until Ctrl-C."""
    config = configured()
    _claim(host, port)
    address = f"http://{host}:{port}"
    os.environ.setdefault("LMS_BASE_URL", address)
    _apart("db", "upgrade")
    _fill(config)
    supervisor = Supervisor()
    try:
        supervisor.start("worker")
        supervisor.start("serve", "--host", host, "--port", str(port))
        if _answers(f"{address}/readyz", supervisor):
            click.echo(f"\n  The academy is open: {address}\n  Data: {config.data.absolute()} · Ctrl-C ends it\n")
            if config.is_demo:
                click.echo("\n".join(f"  {line}" for line in [*sign_ins(), f"Password of all: {PASSWORD}", ""]))
        fallen = supervisor.watch()
    finally:
        supervisor.end()
    if fallen:
        refuse([f"{fallen} ended by itself; its last words stand above. The rest was ended too."])


def _fill(config: Config) -> None:
    """An empty academy becomes the demo; one with people gets the shipped content where its files changed since last time."""
    database = Database(config.database)
    with database.transaction(read_only=True) as session:
        is_empty = session.scalar(select(User.id).limit(1)) is None
    database.engine.dispose()
    if not is_empty and (config.data / UNFINISHED).exists():
        refuse([f"The making of the demo was interrupted. Remove {config.data.absolute()} and start again."])
    if is_empty:
        _apart("demo")
    mark, files = config.data / "content.loaded", _fingerprint(reading.folder())
    if not mark.exists() or mark.read_text() != files:
        _apart("content", "load")
        mark.write_text(files)


def _fingerprint(folder: Path) -> str:
    """Changes when a file of ``folder`` is added, removed or written; reading them all would take seconds."""
    found = sorted((str(path.relative_to(folder)), path.stat()) for path in folder.rglob("*") if path.is_file())
    told = "\n".join(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in found)
    return hashlib.sha256(told.encode()).hexdigest()


def _claim(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = port + 1 if port < 65535 else 8001
            refuse([f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: make run PORT={other}"])


def _apart(name: str, *arguments: str) -> None:
    """Do a command in a process of its own, which takes with it what it loaded: all that this one holds, web and worker inherit."""
    process = multiprocessing.get_context("fork").Process(target=_with_its_parent, args=(name, *arguments))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(1 if process.exitcode < 0 else process.exitcode)


def _with_its_parent(name: str, *arguments: str) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DIED, signal.SIGTERM)
    _do(name, *arguments)


def _do(name: str, *arguments: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command, name
    command.main(list(arguments), prog_name=f"lms {name}", standalone_mode=False)


def _answers(address: str, supervisor: Supervisor) -> bool:
    """Whether the web process got ready; one that does not in time is ended with what it answers."""
    deadline = time.monotonic() + LONGEST_START
    last = "nothing"
    while not supervisor.stopping and not supervisor.ended():
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return True
        except HTTPError as error:
            last = error.read().decode(errors="replace").strip()
        except OSError as error:
            last = str(error)
        if time.monotonic() > deadline:
            refuse([f"The web process is not ready after {LONGEST_START} seconds. {address} says: {last}"])
        time.sleep(0.1)
    return False
