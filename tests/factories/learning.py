"""Courses to learn, made as rows; and people on their way through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from lms.assessment.models import Assessment, AssessmentVersion, Attempt
from lms.catalogue.models import Course, CourseVersion, Lesson, LessonText, Module
from lms.core import clock, db
from lms.core.search import haystack

PUBLISHED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_number = count(1)


@dataclass(frozen=True)
class L:
    """A lesson to be made. ``words`` by content language, as HTML (and as its Markdown, for tests do not care)."""

    key: str
    kind: str = "article"
    minutes: int = 6
    settings: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(
        default_factory=lambda: {"en": '<p id="p1">Words.</p>', "zh": '<p id="p1">文字。</p>'}
    )


def article(key: str, text: str = "Words.") -> L:
    """An article of two paragraphs in both languages."""
    return L(
        key,
        words={
            "en": f'<p id="p1" class="lede">{text}</p>\n<p id="p2">More of {key}.</p>',
            "zh": f'<p id="p1" class="lede">{text}（中文）</p>\n<p id="p2">再讲讲 {key}。</p>',
        },
    )


def film(key: str) -> L:
    """A film with a poster, subtitles in both languages, and no words."""
    return L(
        key,
        "video",
        3,
        {
            "video": {"address": "/media/0/film.webm", "type": "video/webm"},
            "poster": "/media/0/film.png",
            "subtitles": {"en": "/media/0/film.en.vtt", "zh": "/media/0/film.zh.vtt"},
        },
        {},
    )


def online_test(key: str, test: str) -> L:
    """A test as a lesson."""
    return L(key, "online-test", 8, {"test": test}, {})


def make_course(
    key: str = "",
    lessons: Sequence[L] = (),
    *,
    number: int = 1,
    counts_for: Sequence[dict[str, Any]] = (),
    review_by: date | None = None,
    title: dict[str, str] | None = None,
) -> CourseVersion:
    """A published course, or the next version of one, which becomes the current one."""
    session = db.session()
    key = key or f"course-{next(_number)}"
    course = session.query(Course).filter_by(key=key).one_or_none()
    if course is None:
        course = Course(key=key, review_by=review_by)
        session.add(course)
        session.flush()
    course.current_number = number
    title = title or {"en": key.replace("-", " ").capitalize(), "zh": f"课程 {key}"}
    course.search = haystack(*title.values(), key)
    lessons = lessons or [article("first"), article("second"), article("third")]
    version = CourseVersion(
        course_id=course.id,
        number=number,
        title=title,
        summary={"en": f"You can do {key}.", "zh": f"您会做 {key}。"},
        credits=2,
        counts_for=list(counts_for),
        minutes=sum(lesson.minutes for lesson in lessons),
        lesson_count=len(lessons),
        content_sha256="0" * 64,
        published_at=PUBLISHED,
    )
    session.add(version)
    session.flush()
    module = Module(version_id=version.id, key="whole", position=1, title={"en": "The whole", "zh": "全部"})
    session.add(module)
    session.flush()
    for position, lesson in enumerate(lessons, start=1):
        _add(version, module, position, lesson)
    return version


def _add(version: CourseVersion, module: Module, position: int, lesson: L) -> None:
    row = Lesson(
        version_id=version.id,
        module_id=module.id,
        key=lesson.key,
        position=position,
        kind=lesson.kind,
        minutes=lesson.minutes,
        title={"en": lesson.key.replace("-", " ").capitalize(), "zh": f"课时 {lesson.key}"},
        settings=lesson.settings,
    )
    db.session().add(row)
    db.session().flush()
    for language, html in lesson.words.items():
        db.session().add(LessonText(lesson_id=row.id, language=language, markdown=html, html=html))
    db.session().flush()


def make_passed_attempt(user_id: UUID, test_key: str, *, passed: bool = True) -> Attempt:
    """A finished go at a test, as rows: nothing is announced."""
    session, now = db.session(), clock.now()
    test = Assessment(key=test_key, current_number=1)
    session.add(test)
    session.flush()
    version = AssessmentVersion(
        assessment_id=test.id,
        number=1,
        title={"en": test_key},
        purpose="practice",
        blueprint={},
        content_sha256="0" * 64,
        published_at=PUBLISHED,
    )
    session.add(version)
    session.flush()
    attempt = Attempt(
        user_id=user_id,
        assessment_id=test.id,
        version_id=version.id,
        number=1,
        seed="s",
        state="finished",
        started_at=now,
        finished_at=now,
        percent=Decimal(90 if passed else 10),
        passed=passed,
    )
    session.add(attempt)
    session.flush()
    return attempt


def project(key: str, **takes: Any) -> L:
    """A project that takes documents and pictures, judged by two points."""
    rubric = [{"id": one, "title": {"en": f"Point {one}", "zh": f"要点 {one}"}} for one in ("people", "figures")]
    takes = {"kinds": ["document", "picture"], "most": 2, "largest_mb": 1, **takes}
    return L(key, "project", 60, {"takes": takes, "rubric": rubric})


def experience(key: str, done_by: str = "writing") -> L:
    """Cases under two headings."""
    headings = [{"id": one, "title": {"en": f"Heading {one}", "zh": f"标题 {one}"}} for one in ("situation", "deed")]
    return L(key, "experience", 30, {"headings": headings, "done_by": done_by})


def link(key: str) -> L:
    """Something outside."""
    return L(key, "link", 5, {"url": "https://outside.example/page", "host": "outside.example"})


def document(key: str, pages: int = 3) -> L:
    """A PDF of so many pages in both languages."""
    file = {"address": f"/media/{'0' * 64}/policy.pdf", "name": "policy.pdf", "pages": pages, "size": 9000}
    return L(key, "document", 5, {"document": {"en": file, "zh": file}}, {})


def slides(key: str) -> L:
    """A deck of two slides."""
    html = '<section class="slide">\n<h2 id="p1">One</h2>\n</section>\n<section class="slide">\n<p id="p2">Two.</p>\n</section>'
    return L(key, "slides", 5, {}, {"en": html, "zh": html})
