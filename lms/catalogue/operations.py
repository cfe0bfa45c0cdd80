"""Taking content in: tracks, courses and media become rows. Loading the same again changes nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import selectinload

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue import rules, sources
from lms.catalogue.content import versions
from lms.catalogue.content.markdown import Picture, plain_text, to_html
from lms.catalogue.content.parts import Change, ContentRefused, Progress
from lms.catalogue.content.reading import Content, CourseSource, TrackSource
from lms.catalogue.content.track_file import TrackFile
from lms.catalogue.lesson_kinds import Slides
from lms.catalogue.lesson_kinds.kind import address
from lms.catalogue.models import (
    Category,
    Course,
    CoursePlace,
    CourseTerm,
    CourseVersion,
    Lesson,
    LessonText,
    Level,
    MediaFile,
    Module,
    Track,
)
from lms.core import audit, clock, db
from lms.core.documents import Problem
from lms.core.i18n import Message, msg
from lms.core.ids import new_id
from lms.core.search import haystack, terms_of


def load_content(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Take in the tracks, courses and media of checked content; returns what changed.

    Raises :class:`ContentRefused` where a version that was loaded holds something else now, and Forbidden.
    """
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    changes, problems = _load_tracks(actor, content.tracks)
    more_changes, more_problems = _load_courses(actor, content.courses)
    if problems or more_problems:
        raise ContentRefused([*problems, *more_problems])
    sources.keep(content)
    return [*changes, *more_changes]


# ---- tracks ------------------------------------------------------------------------------------------


def _load_tracks(actor: Actor, sources: list[TrackSource]) -> tuple[list[Change], list[Problem]]:
    known = select(Track).options(selectinload(Track.levels), selectinload(Track.categories))
    tracks = {track.key: track for track in db.session().scalars(known)}
    changes: list[Change] = []
    problems: list[Problem] = []
    for source in sources:
        shape = source.shape
        track = tracks.get(shape.id)
        sha256 = versions.digest(shape.model_dump(mode="json", exclude={"format", "tests_to_come"}))
        verdict = versions.judge(shape.version, sha256, {track.version: track.content_sha256} if track else {})
        gone = {level.key for level in track.levels} - set(_level_keys(shape)) if track else set()
        if isinstance(verdict, Message):
            problems.append(source.document.problem(("version",), verdict))
        elif gone:
            names = ", ".join(sorted(gone))
            reason = msg("{levels}: loaded before, and people's records point there; a level stays.", levels=names)
            problems.append(source.document.problem(("levels",), reason))
        elif verdict == "new":
            _write_track(track, shape, sha256)
            audit.record(actor, "track.loaded", "track", shape.id, after={"version": shape.version})
            changes.append(Change("track", shape.id, msg("version {version} loaded", version=shape.version)))
    return changes, problems


def _level_keys(shape: TrackFile) -> list[str]:
    return [f"{shape.id}/{level.id}" for level in shape.levels]


def _write_track(track: Track | None, shape: TrackFile, sha256: str) -> None:
    data = shape.model_dump(mode="json", exclude_none=True)
    if track is None:
        track = Track(id=new_id(), key=shape.id, levels=[], categories=[])
        db.session().add(track)
    for name in ("code", "position", "version", "title", "programme", "summary", "higher_implies_lower"):
        setattr(track, name, data[name])
    track.in_force_from = shape.in_force_from
    track.quota, track.goal, track.rewards = data.get("quota"), data.get("goal"), data["rewards"]
    track.content_sha256 = sha256
    _write_categories(track, data["categories"])
    _write_levels(track, data["levels"])
    db.session().flush()


def _write_categories(track: Track, given: list[dict[str, Any]]) -> None:
    known = {category.key: category for category in track.categories}
    for position, data in enumerate(given, 1):
        category = known.pop(data["id"], None)
        if category is None:
            category = Category(id=new_id(), key=data["id"])
            track.categories.append(category)
        category.position, category.title = position, data["title"]
    for category in known.values():
        db.session().delete(category)


def _write_levels(track: Track, given: list[dict[str, Any]]) -> None:
    known = {level.key: level for level in track.levels}
    for number, data in enumerate(given, 1):
        key = f"{track.key}/{data['id']}"
        level = known.get(key)
        if level is None:
            level = Level(id=new_id(), key=key)
            track.levels.append(level)
        level.number, level.matrix = number, data["categories"]
        for name in ("short", "title", "valid_for", "renewal", "assessed_by", "requires", "benefits"):
            setattr(level, name, data[name])


# ---- courses ------------------------------------------------------------------------------------------


def _load_courses(actor: Actor, sources: list[CourseSource]) -> tuple[list[Change], list[Problem]]:
    session = db.session()
    courses = {course.key: course for course in session.scalars(select(Course))}
    loaded: dict[UUID, dict[int, str]] = {}
    rows = session.execute(select(CourseVersion.course_id, CourseVersion.number, CourseVersion.content_sha256))
    for course_id, number, sha256 in rows:
        loaded.setdefault(course_id, {})[number] = sha256
    present = set(session.scalars(select(MediaFile.sha256)))
    changes: list[Change] = []
    problems: list[Problem] = []
    for source in sources:
        course = courses.get(source.shape.id)
        sha256 = _fingerprint(source)
        verdict = versions.judge(source.shape.version, sha256, loaded.get(course.id, {}) if course else {})
        if isinstance(verdict, Message):
            problems.append(source.document.problem(("version",), verdict))
            continue
        if verdict == "new":
            course = _publish(course, source, sha256, present)
            audit.record(actor, "course.published", "course", course.key, after={"version": source.shape.version})
            what = msg(
                "version {version} published, {lessons} lessons",
                version=source.shape.version,
                lessons=len(source.shape.lessons),
            )
            changes.append(Change("course", course.key, what))
        elif course and (before := _care(course, source)):
            audit.record(actor, "course.care_changed", "course", course.key, before=before)
            changes.append(Change("course", course.key, msg("owner or review day changed")))
    return changes, problems


def _fingerprint(source: CourseSource) -> str:
    """Of all that a learner reads: not of who keeps it fresh, and until when."""
    texts = {f"{text.lesson}.{text.language}": text.markdown for text in source.texts}
    media = {name: media.sha256 for name, media in source.in_lessons().items()}
    said = source.shape.model_dump(mode="json", exclude={"owner", "review_by", "format"})
    _leave_out_what_came_later(source, said)
    return versions.digest({"course": said, "texts": texts, "media": media})


def _leave_out_what_came_later(source: CourseSource, said: dict[str, Any]) -> None:
    """Names that a kind of lesson did not have when courses of it were published, where the author does not use them."""
    told = [lesson for module in said["modules"] for lesson in module["lessons"]]
    for shape, lesson in zip(source.shape.lessons, told, strict=True):
        for name in shape.later - shape.model_fields_set:
            del lesson[name]


def _care(course: Course, source: CourseSource) -> dict[str, str] | None:
    """Take over owner and review day; returns what they were when they changed."""
    before = (course.owner, course.review_by)
    course.owner, course.review_by = source.shape.owner, source.shape.review_by
    if before == (course.owner, course.review_by):
        return None
    return {"owner": str(before[0]), "review_by": str(before[1])}


def _publish(course: Course | None, source: CourseSource, sha256: str, present: set[str]) -> Course:
    session, shape = db.session(), source.shape
    if course is None:
        course = Course(id=new_id(), key=shape.id)
        session.add(course)
    course.current_number = shape.version
    course.owner, course.review_by = shape.owner, shape.review_by
    course.search = haystack(*shape.title.values(), shape.id)
    _write_media(source, present)
    version = CourseVersion(
        id=new_id(),
        course_id=course.id,
        number=shape.version,
        title=shape.title,
        summary=shape.summary,
        language_note=shape.language_note,
        credits=shape.credits,
        counts_for=[place.model_dump() for place in shape.counts_for],
        minutes=sum(lesson.minutes for lesson in shape.lessons),
        lesson_count=len(shape.lessons),
        content_sha256=sha256,
        published_at=clock.now(),
    )
    session.add(version)
    _write_modules(version, source)
    session.flush()
    _write_places(course, source)
    _write_terms(course, source)
    return course


def _write_media(source: CourseSource, present: set[str]) -> None:
    for media in source.in_lessons().values():
        if media.sha256 not in present:
            present.add(media.sha256)
            row = MediaFile(sha256=media.sha256, name=media.name, content_type=media.content_type, size=media.size)
            db.session().add(row)


def _write_modules(version: CourseVersion, source: CourseSource) -> None:
    session = db.session()
    pictures = {name: Picture(address(media), media.width, media.height) for name, media in source.media.items()}
    lesson_ids: dict[str, UUID] = {}
    decks = {lesson.id for lesson in source.shape.lessons if isinstance(lesson, Slides)}
    for position, shape in enumerate(source.shape.modules, 1):
        module = Module(id=new_id(), version_id=version.id, key=shape.id, position=position, title=shape.title)
        session.add(module)
        for lesson in shape.lessons:
            lesson_ids[lesson.id] = new_id()
            session.add(
                Lesson(
                    id=lesson_ids[lesson.id],
                    version_id=version.id,
                    module_id=module.id,
                    key=lesson.id,
                    position=len(lesson_ids),
                    kind=lesson.kind,
                    minutes=lesson.minutes,
                    title=lesson.title,
                    settings=lesson.settings(source.media),
                )
            )
    for text in source.texts:
        html = to_html(text.markdown, language=text.language, pictures=pictures, deck=text.lesson in decks)
        row = LessonText(lesson_id=lesson_ids[text.lesson], language=text.language, markdown=text.markdown, html=html)
        session.add(row)


def _write_places(course: Course, source: CourseSource) -> None:
    places = {(f"{place.track}/{level}", place.category) for place in source.shape.counts_for for level in place.levels}
    session = db.session()
    session.execute(delete(CoursePlace).where(CoursePlace.course_id == course.id))
    if places:
        rows = [
            {"course_id": course.id, "level_key": level, "category_key": category} for level, category in sorted(places)
        ]
        session.execute(insert(CoursePlace), rows)


def _write_terms(course: Course, source: CourseSource) -> None:
    """The search index of the current version: each word with the weight of the best place it stands at."""
    shape = source.shape
    lessons = [words for lesson in shape.lessons for words in lesson.title.values()]
    lessons += [words for module in shape.modules for words in module.title.values()]
    layers = (
        (rules.BODY, [plain_text(text.markdown) for text in source.texts]),
        (rules.LESSON_TITLE, lessons),
        (rules.SUMMARY, list(shape.summary.values())),
        (rules.TITLE, [*shape.title.values(), shape.id]),
    )
    weights: dict[str, int] = {}
    for weight, texts in layers:
        weights |= dict.fromkeys(terms_of("\n".join(texts)), weight)
    session = db.session()
    session.execute(delete(CourseTerm).where(CourseTerm.course_id == course.id))
    session.execute(
        insert(CourseTerm),
        [{"term": term, "course_id": course.id, "weight": weight} for term, weight in sorted(weights.items())],
    )
