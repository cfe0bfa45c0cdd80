"""Loading the shipped content from the browser: asked for by a person, done by the worker, seen while it goes on."""

from __future__ import annotations

from collections.abc import Sequence

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import ContentPart
from lms.catalogue.content.reading import Content
from lms.core import audit, jobs
from lms.core.jobs import TwoSteps, Work
from lms.core.storage import Storage

LOAD_SHIPPED = "catalogue.load_shipped"
LOADER = Actor.system("worker")


def ask_to_load_shipped(actor: Actor) -> Work:
    """Have the shipped courses loaded; work that still waits or goes on is not asked for twice."""
    actor.require(Permission.COURSE_AUTHOR)
    last = jobs.latest(LOAD_SHIPPED)
    if last is not None and last.state in ("waiting", "running"):
        return last
    work = jobs.record(LOAD_SHIPPED)
    audit.record(actor, "content.load_asked", "work", work.id)
    return work


def loading(content_parts: Sequence[ContentPart], storage: Storage) -> TwoSteps:
    """The work :data:`LOAD_SHIPPED`: files are read while others write; then all is taken in at once, or nothing."""

    def read() -> Content:
        return reading.read(reading.folder())

    def take_in(made: Content) -> None:
        parts.load(LOADER, content_parts, made, storage)

    return TwoSteps(read, take_in)
