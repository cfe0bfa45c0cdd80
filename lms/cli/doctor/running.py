"""The academy as it runs: its address, the worker, what waits and what failed, admins, courses, files, backups."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lms.accounts.operations.founding import has_admin
from lms.catalogue import queries as catalogue
from lms.cli.backup import BACKED_UP
from lms.cli.doctor.finding import Examination, Finding, Looked, broken, ok, warning
from lms.core import academy, clock, jobs
from lms.core.audit import AuditEntry
from lms.core.jobs import Work
from lms.core.storage import Storage
from lms.credentials.models import Certificate

PATIENCE = 10.0
"""Seconds in which a worker answers."""
LATE = timedelta(minutes=10)
NEWS = timedelta(days=30)
BACKUP_EVERY = timedelta(days=7)


def address(looked: Looked) -> Iterator[Finding]:
    """The public address, and whether what stands in front of the academy fits to it."""
    public, config = academy.current().address, looked.config
    if not public:
        yield warning(
            "address",
            "the public address is not set, so each page takes the one it was asked by",
            "set LMS_BASE_URL, or the address on the page “Academy settings”, before the first grant",
        )
        return
    if config.https_only and public.startswith("http://"):
        yield broken(
            "address", f"{public} is not https, yet LMS_HTTPS_ONLY is on: nobody stays signed in", "make both https"
        )
    elif public.startswith("https://") and not config.https_only:
        yield warning("address", f"{public} is https, yet cookies travel without it too", "LMS_HTTPS_ONLY=true")
    elif config.https_only and not config.trusted_proxies:
        yield warning(
            "address",
            "TLS ends in front of the academy, yet no proxy is trusted: it takes every visitor for one, and slows all sign-ins together",
            "LMS_TRUSTED_PROXIES=1 (how many stand in front), and nobody else may reach the port",
        )
    else:
        yield ok("address", f"{public}, {config.trusted_proxies} trusted in front")


def worker(looked: Looked) -> Iterator[Finding]:
    """Call the roll: a piece of work that does nothing but get done."""
    if not looked.is_migrated:
        return
    try:
        with looked.database.transaction():
            called = jobs.record(jobs.ROLL_CALL).id
    except SQLAlchemyError as error:
        yield broken("worker", f"no work can be recorded: {type(error).__name__}", "see the findings on the database")
        return
    deadline = time.monotonic() + PATIENCE
    while not (answered := jobs.is_done(looked.database, called)) and time.monotonic() < deadline:
        time.sleep(0.2)
    if answered:
        yield ok("worker", "a worker answers")
    else:
        yield broken(
            "worker", f"nobody did a piece of work within {PATIENCE:.0f} s", "start lms worker; its log says why not"
        )


def work(looked: Looked) -> Iterator[Finding]:
    """What should have been done, and what was given up."""
    if not looked.is_migrated:
        return
    now = clock.now()
    late = (Work.state == "waiting", Work.due_at < now - LATE)
    failed = (Work.state == "failed", Work.finished_at > now - NEWS)
    with looked.database.transaction(read_only=True) as session:
        waiting = session.scalar(select(func.count()).select_from(Work).where(*late)) or 0
        given_up = session.scalar(select(func.count()).select_from(Work).where(*failed)) or 0
        last = session.scalar(select(Work).where(*failed).order_by(Work.finished_at.desc()).limit(1))
    if waiting:
        yield warning("work", f"{waiting} pieces of work are late", "is a worker running? its log names what fails")
    if last is not None:
        yield warning(
            "work", f"{given_up} given up in 30 days; the last, {last.kind}: {last.error}", "put the cause right"
        )
    if not waiting and last is None:
        yield ok("work", "nothing is late, nothing was given up")


def people(looked: Looked) -> Iterator[Finding]:
    """Whether somebody looks after the academy, and whether there is something to learn."""
    if not looked.is_migrated:
        return
    with looked.database.transaction(read_only=True):
        governed, shelf = has_admin(), catalogue.shelf()
    if governed:
        yield ok("admin", "there is an admin")
    else:
        yield broken(
            "admin", "nobody is an admin", "open the link that lms serve prints, or lms user create --admin --email …"
        )
    if shelf.courses:
        yield ok("content", f"{shelf.tracks} tracks, {shelf.courses} courses")
    else:
        yield warning("content", "there is no course", "lms content load, or the guide's page of courses")
    if looked.config.is_demo:
        yield warning("demo", "this is a demo academy: its passwords are public", "make a real one in another LMS_DATA")


def files(looked: Looked) -> Iterator[Finding]:
    """Whether the file of every issued certificate is there."""
    if not looked.is_migrated:
        return
    storage = Storage(looked.config.data / "files")
    with looked.database.transaction(read_only=True) as session:
        issued = session.scalars(select(Certificate.pdf_sha256).where(Certificate.pdf_sha256.is_not(None)).distinct())
        counted = [storage.path(sha256 or "").is_file() for sha256 in issued.yield_per(1000)]
    if gone := counted.count(False):
        yield broken(
            "files", f"{gone} of {len(counted)} certificates have lost their file", "restore files/ from a backup"
        )
    else:
        yield ok("files", f"the files of all {len(counted)} certificates are there")


def backups(looked: Looked) -> Iterator[Finding]:
    """When the last one was taken. Those made by other means than ours are not seen."""
    if not looked.is_migrated:
        return
    with looked.database.transaction(read_only=True) as session:
        last = session.scalar(select(func.max(AuditEntry.at)).where(AuditEntry.deed == BACKED_UP))
    if last is None:
        yield warning("backup", "lms backup was never run here", "lms backup FOLDER, each night: docs/howto/backup.md")
    elif clock.now() - last > BACKUP_EVERY:
        yield warning("backup", f"the last one is from {last:%Y-%m-%d}", "see why the nightly one stopped")
    else:
        yield ok("backup", f"the last one is from {last:%Y-%m-%d %H:%M} UTC")


RUNNING: tuple[Examination, ...] = (address, worker, work, people, files, backups)
