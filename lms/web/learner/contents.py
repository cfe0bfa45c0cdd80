"""The lessons of a course as the macros ``contents`` and ``pips`` take them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.learning.lesson_kinds import Standing
from lms.learning.rules import Outline, Step
from lms.ui.filters import duration_minutes, words

KIND_WORDS = {
    "article": _l("Text"),
    "class": _l("Class"),
    "document": _l("Document"),
    "experience": _l("Experience"),
    "link": _l("Link"),
    "online-test": _l("Online test"),
    "project": _l("Project"),
    "slides": _l("Slides"),
    "video": _l("Film"),
}


def state_of(step: Step, standings: Mapping[UUID, Standing]) -> str:
    """``done``, ``half`` (opened) or ``todo``."""
    standing = standings.get(step.id)
    if standing is None:
        return "todo"
    return "done" if standing.done else "half"


def lesson_url(course_key: str, step: Step) -> str:
    """Where a lesson is read."""
    return url_for("lesson.show", course_key=course_key, lesson_key=step.key)


def entries(
    course_key: str, outline: Outline, standings: Mapping[UUID, Standing], *, current: Step | None = None
) -> list[dict[str, Any]]:
    """The contents of a course somebody is on; a module's title stands above its first lesson where there are several."""
    # Keys are plain words of an address, so one address serves as the pattern of all: this list is drawn twice a lesson.
    pattern = url_for("lesson.show", course_key=course_key, lesson_key="")
    return [
        {
            "label": words(step.title),
            "url": pattern + step.key,
            "note": duration_minutes(step.minutes),
            "state": state_of(step, standings),
            "current": step is current,
            "group": group,
        }
        for step, group in grouped(outline.steps)
    ]


def overview(
    course_key: str, outline: Outline, standings: Mapping[UUID, Standing], *, enrolled: bool
) -> list[dict[str, Any]]:
    """The same for the course's own page: with each lesson's kind, and without links for those who are not enrolled."""
    listed = entries(course_key, outline, standings)
    for step, entry in zip(outline.steps, listed, strict=True):
        entry["note"] = _("%(kind)s, %(minutes)s", kind=KIND_WORDS[step.kind], minutes=entry["note"])
        entry["url"] = entry["url"] if enrolled else None
    return listed


def grouped(steps: Sequence[Step]) -> list[tuple[Step, str | None]]:
    """Each lesson with its module's title where that begins; None elsewhere, and everywhere in a course of one module."""
    if len({tuple(step.module.items()) for step in steps}) < 2:
        return [(step, None) for step in steps]
    before = [None, *(step.module for step in steps)]
    return [
        (step, str(words(step.module)) if step.module != earlier else None)
        for step, earlier in zip(steps, before, strict=False)
    ]


def pips(steps: Sequence[Step], done: Collection[UUID], current: Step | None = None) -> list[str]:
    """A segment for each lesson; the one at hand counts as begun."""
    return ["done" if step.id in done else "half" if step is current else "todo" for step in steps]
