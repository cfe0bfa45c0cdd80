"""Lesson kinds: what each remembers of the reader's place, and when it is done. A new kind is a file here and a line
below.
"""

from __future__ import annotations

from lms.learning.lesson_kinds import article, online_test, video
from lms.learning.lesson_kinds.kind import LessonKind, Report, Standing

KINDS: dict[str, LessonKind] = {
    "article": article.Article(),
    "online-test": online_test.OnlineTest(),
    "video": video.Video(),
}

__all__ = ["KINDS", "LessonKind", "Report", "Standing"]
