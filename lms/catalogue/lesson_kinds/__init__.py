"""Lesson kinds as files say them: the shape of each, its files, what is kept of it. A new kind is a file here and a line in the union;
what of it is remembered and when it is done, a file in ``learning/lesson_kinds``; how it looks, one in ``web/learner/lesson/kinds``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lms.catalogue.lesson_kinds.article import Article
from lms.catalogue.lesson_kinds.document import Document
from lms.catalogue.lesson_kinds.experience import Experience
from lms.catalogue.lesson_kinds.gathering import Gathering
from lms.catalogue.lesson_kinds.kind import LessonFile, NamedFile
from lms.catalogue.lesson_kinds.link import Link
from lms.catalogue.lesson_kinds.online_test import OnlineTest
from lms.catalogue.lesson_kinds.project import Project
from lms.catalogue.lesson_kinds.slides import Slides
from lms.catalogue.lesson_kinds.video import Video

LessonShape = Annotated[
    Article | Document | Experience | Gathering | Link | OnlineTest | Project | Slides | Video,
    Field(discriminator="kind"),
]

KINDS: tuple[type[LessonFile], ...] = (
    Article,
    Video,
    Document,
    Slides,
    Link,
    OnlineTest,
    Project,
    Experience,
    Gathering,
)
"""In the order in which an author is offered them."""

__all__ = ["KINDS", "LessonFile", "LessonShape", "NamedFile", "OnlineTest", "Slides"]
