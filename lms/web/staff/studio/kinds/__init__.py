"""What an author fills in of each kind of lesson: a form and its fields on the page, one file of each for every kind.

What ``course.yaml`` may say of a kind stands in ``catalogue/lesson_kinds``; a form reads that and writes it, and knows no other names.
"""

from __future__ import annotations

from collections.abc import Mapping

from lms.web.staff.studio.kinds.article import Article
from lms.web.staff.studio.kinds.document import Document
from lms.web.staff.studio.kinds.experience import Experience
from lms.web.staff.studio.kinds.fields import LessonFields, MediaField
from lms.web.staff.studio.kinds.gathering import Gathering
from lms.web.staff.studio.kinds.link import Link
from lms.web.staff.studio.kinds.online_test import OnlineTest
from lms.web.staff.studio.kinds.project import Project
from lms.web.staff.studio.kinds.slides import Slides
from lms.web.staff.studio.kinds.video import Video

FORMS: Mapping[str, type[LessonFields]] = {
    "article": Article,
    "class": Gathering,
    "document": Document,
    "experience": Experience,
    "link": Link,
    "online-test": OnlineTest,
    "project": Project,
    "slides": Slides,
    "video": Video,
}

__all__ = ["FORMS", "LessonFields", "MediaField"]
