"""Lesson kinds: what each remembers of the reader's place, and when it is done. A new kind is a file here and a line
below; what its file says and how it looks stand in ``catalogue/lesson_kinds`` and ``web/learner/lesson/kinds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, cast

from lms.learning.lesson_kinds import (
    article,
    document,
    experience,
    gathering,
    link,
    online_test,
    project,
    slides,
    video,
)
from lms.learning.lesson_kinds.kind import LessonKind, Report, Standing

KINDS: dict[str, LessonKind] = {
    "article": article.Article(),
    "class": gathering.Gathering(),
    "document": document.Document(),
    "experience": experience.Experience(),
    "link": link.Link(),
    "online-test": online_test.OnlineTest(),
    "project": project.Project(),
    "slides": slides.Slides(),
    "video": video.Video(),
}


def kind_of(name: str, settings: Mapping[str, Any]) -> LessonKind:
    """A kind as the author of a lesson has set it: fields of the kind that the settings name."""
    kind: Any = KINDS[name]
    given = {field.name: settings[field.name] for field in fields(kind) if field.name in settings}
    return cast("LessonKind", replace(kind, **given))


__all__ = ["KINDS", "LessonKind", "Report", "Standing", "kind_of"]
