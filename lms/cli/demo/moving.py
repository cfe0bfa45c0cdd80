"""Zip files of content in the demo: what its trainer packed, and a file of theirs that waits for a word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

from lms.accounts.actor import Actor
from lms.catalogue import sources
from lms.cli.demo.stories import Deed
from lms.core import clock, config
from lms.core.storage import Storage
from lms.studio.transfer import exporting, uploading

COURSE = "talk-tracks-junior"


def deeds(trainer: Actor) -> Iterator[Deed]:
    """What was packed and sent when."""
    now = clock.now()
    yield Deed(now - timedelta(hours=6), lambda: _pack(trainer))
    yield Deed(now - timedelta(hours=1), lambda: _send(trainer))


def _pack(trainer: Actor) -> None:
    exporting.ask(trainer, [COURSE], whole=False)


def _send(trainer: Actor) -> None:
    uploading.take(trainer, "talk tracks, edited on the train.zip", io.BytesIO(_edited()))


def _edited() -> bytes:
    """The course as a colleague sends it back: a lesson with one more sentence, and a course begun from it."""
    storage = Storage(config.current().data / "files")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, sha256 in sources.academy_files().items():
            if sources.course_of(path) != COURSE:
                continue
            content = storage.get(sha256)
            if path.endswith("lessons/losing-well.en.md"):
                content += b"\nWhoever lost well is asked first the next time.\n"
            packed.writestr(path, content)
        packed.writestr("notes-from-the-road/course.yaml", "format: 1\nid: notes-from-the-road\nversion: one\n")
    return made.getvalue()
