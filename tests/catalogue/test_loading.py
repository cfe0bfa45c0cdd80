"""Content is taken in whole or not at all; the same again changes nothing; what was loaded never changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from lms.accounts.actor import Actor
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused, Progress
from lms.catalogue.models import Course, CourseVersion, Lesson, LessonText, MediaFile, Track
from lms.core.audit import AuditEntry
from lms.core.db import Base, Database
from lms.core.errors import Forbidden
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast
from tests.factories.content import BOOTS_EN, SVG, edit, load

TRACK, COURSE, BOOTS = "tracks/guides.yaml", "mountain-walks/course.yaml", "mountain-walks/lessons/boots.en.md"


def said(changes: list[Change]) -> set[tuple[str, str]]:
    return {(change.subject, change.key) for change in changes}


def rows(session: Session) -> dict[str, int]:
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def refusal(folder: Path, storage: Storage) -> list[str]:
    with pytest.raises(ContentRefused) as caught:
        load(folder, storage)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_becomes_tracks_and_courses(unit: Session, folder: Path, storage: Storage) -> None:
    assert {("track", "guides"), ("course", "mountain-walks")} <= said(load(folder, storage))
    track = unit.scalars(select(Track).options(selectinload(Track.levels), selectinload(Track.categories))).one()
    assert [level.key for level in track.levels] == ["guides/first", "guides/second"]
    assert track.levels[0].matrix == {"walking": "required", "weather": "elective"}
    assert [category.key for category in track.categories] == ["walking", "weather"]
    assert (track.in_force_from, track.quota) == (date(2024, 1, 1), {"first": 90, "second": 10})
    version = unit.scalars(select(CourseVersion).options(selectinload(CourseVersion.lessons))).one()
    assert [(lesson.key, lesson.kind) for lesson in version.lessons] == [
        ("boots", "article"),
        ("summit", "video"),
        ("check", "online-test"),
    ]
    assert (version.minutes, version.lesson_count, version.credits) == (12, 3, 1)


def test_lessons_keep_their_markdown_and_become_pages_in_both_languages(
    unit: Session, folder: Path, storage: Storage
) -> None:
    load(folder, storage)
    texts = {text.language: text for text in unit.scalars(select(LessonText))}
    assert texts["en"].markdown == BOOTS_EN
    assert '<p id="p1" class="lede">登山鞋很重要。</p>' in texts["zh"].html
    boot = unit.scalars(select(MediaFile).where(MediaFile.name == "boot.svg")).one()
    assert f'<img src="/media/{boot.sha256}/boot.svg"' in texts["en"].html
    assert storage.get(boot.sha256) == SVG.encode()


def test_a_film_knows_where_its_files_are(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    settings = unit.scalars(select(Lesson.settings).where(Lesson.key == "summit")).one()
    names = {media.name: f"/media/{media.sha256}/{media.name}" for media in unit.scalars(select(MediaFile))}
    assert settings == {
        "video": {"address": names["summit.webm"], "type": "video/webm"},
        "poster": names["summit.png"],
        "subtitles": {"en": names["summit.en.vtt"]},
    }


def test_the_same_again_changes_nothing(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    before = rows(unit)
    assert load(folder, storage) == []
    assert rows(unit) == before


@pytest.mark.parametrize(
    "change",
    [
        (COURSE, "en: Mountain walks", "en: Hill walks"),
        (COURSE, "credits: 1", "credits: 2"),
        (COURSE, "minutes: 5", "minutes: 6"),
        (BOOTS, "Socks help.", "Socks do not help."),
        ("mountain-walks/media/boot.svg", 'fill="#fff"', 'fill="#eee"'),
        ("mountain-walks/media/summit.en.vtt", "The summit.", "The top."),
    ],
)
def test_what_was_loaded_under_a_version_never_changes(
    unit: Session, folder: Path, storage: Storage, change: tuple[str, str, str]
) -> None:
    load(folder, storage)
    before = rows(unit)
    edit(folder, *change)
    reason = "Version 1 was loaded with other content, which never changes; raise version to 2."
    assert refusal(folder, storage) == [f"{COURSE}:3: {reason}"]
    assert rows(unit) == before


def test_a_track_obeys_the_same_law(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, TRACK, "at_least: 70", "at_least: 60")
    assert refusal(folder, storage)[0].startswith(f"{TRACK}:5: Version 1 was loaded with other content")
    edit(folder, TRACK, "version: 1", "version: 2")
    assert ("track", "guides") in said(load(folder, storage))
    assert unit.scalars(select(Track.version)).one() == 2


def test_a_level_that_people_may_hold_stays(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, TRACK, "version: 1", "version: 2")
    edit(folder, TRACK, "  - id: second", "  - id: other")
    edit(folder, TRACK, "{first: 90, second: 10}", "{first: 90, other: 10}")
    edit(folder, COURSE, "[first, second]", "[first]")
    edit(folder, COURSE, "version: 1", "version: 2")
    assert any(
        "guides/second: loaded before, and people's records point there" in one for one in refusal(folder, storage)
    )


def test_categories_may_come_and_go_with_a_new_version(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, TRACK, "version: 1", "version: 2")
    edit(folder, TRACK, "id: weather", "id: maps")
    edit(folder, TRACK, "weather: elective", "maps: elective")
    load(folder, storage)
    track = unit.scalars(
        select(Track).options(selectinload(Track.categories)).execution_options(populate_existing=True)
    ).one()
    assert [(category.position, category.key) for category in track.categories] == [(1, "walking"), (2, "maps")]


def test_a_new_version_leaves_the_old_one_as_it_was(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, COURSE, "version: 1", "version: 2")
    edit(folder, BOOTS, "Socks help.", "Dry socks help.")
    assert said(load(folder, storage)) == {("course", "mountain-walks")}
    written = select(CourseVersion.number, LessonText.markdown).join(Lesson, Lesson.version_id == CourseVersion.id)
    texts = dict(unit.execute(written.join(LessonText).where(LessonText.language == "en")).all())
    assert "Socks help." in texts[1]
    assert "Dry socks help." in texts[2]
    assert unit.scalars(select(Course.current_number)).one() == 2


def test_an_older_version_does_not_come_back(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, COURSE, "version: 1", "version: 2")
    load(folder, storage)
    edit(folder, COURSE, "version: 2", "version: 1")
    assert refusal(folder, storage) == [
        f"{COURSE}:3: Version 1 comes before version 2, which was loaded; raise version to 3."
    ]


def test_who_keeps_a_course_fresh_may_change_without_a_version(unit: Session, folder: Path, storage: Storage) -> None:
    load(folder, storage)
    edit(folder, COURSE, "2027-06-30", "2028-06-30")
    changes = load(folder, storage)
    assert [(change.key, change.what.render("en")) for change in changes] == [
        ("mountain-walks", "owner or review day changed")
    ]
    assert unit.scalars(select(Course.review_by)).one() == date(2028, 6, 30)
    assert unit.scalars(select(func.count()).select_from(CourseVersion)).one() == 1


def test_a_test_that_was_to_come_may_come_without_a_new_version_of_the_track(
    unit: Session, folder: Path, storage: Storage
) -> None:
    coming = "tests_to_come: [guides-second]\ncategories:"
    edit(folder, TRACK, "categories:", coming)
    load(folder, storage)
    edit(folder, TRACK, coming, "categories:")
    assert load(folder, storage) == []


def test_nothing_is_taken_in_when_anything_is_wrong(unit: Session, folder: Path, storage: Storage) -> None:
    before = rows(unit)
    edit(folder, BOOTS, "## Choosing", "# Choosing")
    assert len(refusal(folder, storage)) == 1
    assert rows(unit) == before
    assert not storage.folder.exists()


def _failing(_actor: Actor, _content: reading.Content, _progress: Progress) -> list[Change]:
    raise ZeroDivisionError


def _refusing(_actor: Actor, content: reading.Content, _progress: Progress) -> list[Change]:
    raise ContentRefused([content.tracks[0].document.problem(("levels",), msg("Not so."))])


@pytest.mark.parametrize("part", [_failing, _refusing])
def test_a_part_that_fails_leaves_nothing_behind(
    database: Database, folder: Path, storage: Storage, part: Callable[[Actor, reading.Content, Progress], list[Change]]
) -> None:
    failing = [*CONTENT_PARTS, ContentPart("failing", lambda _: [], part)]
    with pytest.raises((ZeroDivisionError, ContentRefused)), database.transaction():
        load(folder, storage, failing)
    with database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(Track)) == 0
        assert session.scalar(select(func.count()).select_from(Course)) == 0


def test_what_only_the_database_knows_is_said_of_all_parts_at_once(
    unit: Session, folder: Path, storage: Storage
) -> None:
    load(folder, storage)
    edit(folder, COURSE, "credits: 1", "credits: 2")
    edit(folder, "mountain-walks/questions.yaml", "Wet boots are dry.", "Wet boots are warm.")
    files = {one.partition(":")[0] for one in refusal(folder, storage)}
    assert files == {COURSE, "mountain-walks/questions.yaml"}


def test_people_need_the_permission_and_the_deed_is_audited(
    unit: Session, folder: Path, storage: Storage, cast: Cast
) -> None:
    content = reading.read(folder)
    for member in (cast.learner, cast.manager, cast.examiner):
        with pytest.raises(Forbidden):
            parts.load(member.actor, CONTENT_PARTS, content, storage)
    parts.load(cast.trainer.actor, CONTENT_PARTS, content, storage)
    deeds = {(entry.deed, entry.subject_id): entry for entry in unit.scalars(select(AuditEntry))}
    assert deeds["course.published", "mountain-walks"].actor_id == cast.trainer.user_id
    assert ("track.loaded", "guides") in deeds
