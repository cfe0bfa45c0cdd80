"""A draft is published as files are loaded: all or nothing, versions raised, nobody else's course touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.assessment.models import Assessment, Question, QuestionVersion
from lms.catalogue import sources
from lms.catalogue.models import Course, LessonText
from lms.core.db import Database
from lms.core.errors import Conflict, Refused
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.studio import operations, queries, working
from lms.studio.jobs import publishing
from lms.studio.models import Draft, Publication
from lms.studio.operations import outline
from lms.studio.operations.drafts import as_it_was
from lms.studio.operations.publishing import PUBLISH, ask_to_publish
from lms.wiring import CONTENT_PARTS
from tests.cast import Cast
from tests.factories.content import edit, load, write_content, write_course

COURSE = "mountain-walks"
BOOTS = f"{COURSE}/lessons/boots.en.md"
NEW = b"Boots, said anew.\n"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """Where files are kept."""
    return Storage(tmp_path / "var" / "files")


@pytest.fixture
def folder(database: Database, storage: Storage, tmp_path: Path) -> Path:
    """Two courses, loaded."""
    found = write_content(tmp_path / "content")
    write_course(found, "river-walks")
    with database.transaction():
        load(found, storage)
    return found


@pytest.fixture
def opened(database: Database, folder: Path, cast: Cast) -> UUID:
    """A draft of the first course."""
    with database.transaction():
        return operations.open_draft(cast.trainer.actor, COURSE)


@pytest.fixture
def publish(database: Database, storage: Storage, cast: Cast) -> Callable[[UUID], Publication]:
    """Ask for it and let the worker do it."""

    def do(draft_id: UUID) -> Publication:
        with database.transaction():
            seen = working.digest(queries.files_of(draft_id))
            made = ask_to_publish(cast.trainer.actor, draft_id, seen, "Boots said better.")
        work(database, storage)
        with database.transaction(read_only=True) as session:
            return session.get_one(Publication, made)

    return do


def work(database: Database, storage: Storage) -> None:
    with database.transaction(read_only=True) as session:
        waiting = list(session.scalars(select(Work.id).where(Work.kind == PUBLISH, Work.state == "waiting")))
    worker = Worker(database, {PUBLISH: publishing(CONTENT_PARTS, storage)})
    assert [worker.perform(one) for one in waiting] == [True] * len(waiting)


def save(database: Database, storage: Storage, cast: Cast, draft_id: UUID, path: str, content: bytes) -> None:
    with database.transaction():
        based_on = queries.files_of(draft_id).get(path)
        operations.save_file(cast.trainer.actor, storage, draft_id, path, content, based_on)


def current(database: Database) -> dict[str, int | None]:
    with database.transaction(read_only=True) as session:
        return {row.key: row.current_number for row in session.execute(select(Course.key, Course.current_number))}


def test_an_edited_lesson_is_published_under_the_next_version_and_nothing_else_changes(
    database: Database, storage: Storage, cast: Cast, opened: UUID, publish: Callable[[UUID], Publication]
) -> None:
    save(database, storage, cast, opened, BOOTS, NEW + b"\n![A boot](media/boot.svg)\n")
    with database.transaction(read_only=True):
        before = sources.academy_files()
    made = publish(opened)
    assert made.state == "done", made.problems
    assert current(database) == {COURSE: 2, "river-walks": 1}
    with database.transaction(read_only=True) as session:
        after = sources.academy_files()
        assert {path for path in after if after[path] != before.get(path)} == {BOOTS, f"{COURSE}/course.yaml"}
        assert storage.get(after[f"{COURSE}/course.yaml"]).decode().count("version: 2") == 1
        assert any("said anew" in html for html in session.scalars(select(LessonText.html)))
        assert session.get_one(Draft, opened).state == "published"
        assert set(session.scalars(select(Question.retired))) == {False}
        assert None not in set(session.scalars(select(Assessment.current_number)))


def test_a_changed_question_gets_the_next_version_by_itself(
    database: Database, storage: Storage, cast: Cast, opened: UUID, publish: Callable[[UUID], Publication]
) -> None:
    with database.transaction(read_only=True):
        text = storage.get(queries.files_of(opened)[f"{COURSE}/questions.yaml"])
    changed = text.replace(b"Wet boots are dry.", b"Wet boots dry by noon.")
    save(database, storage, cast, opened, f"{COURSE}/questions.yaml", changed)
    assert publish(opened).state == "done"
    with database.transaction(read_only=True) as session:
        assert sorted(session.scalars(select(QuestionVersion.number))) == [1, 2]
    assert current(database)[COURSE] == 1, "no lesson changed"


def test_what_is_wrong_is_told_by_file_and_line_and_nothing_is_published(
    database: Database, storage: Storage, cast: Cast, opened: UUID, publish: Callable[[UUID], Publication]
) -> None:
    save(database, storage, cast, opened, BOOTS, b"Words.\n\n# A title\n\n![A boot](media/boot.svg)\n")
    made = publish(opened)
    assert made.state == "refused"
    assert [(one["file"], one["line"]) for one in made.problems or []] == [(BOOTS, 3)]
    assert current(database)[COURSE] == 1
    with database.transaction(read_only=True) as session:
        assert session.get_one(Draft, opened).state == "open"


def test_what_was_not_looked_at_is_not_published(
    database: Database, storage: Storage, cast: Cast, opened: UUID
) -> None:
    save(database, storage, cast, opened, BOOTS, NEW)
    with database.transaction(), pytest.raises(Conflict, match="after you looked"):
        ask_to_publish(cast.trainer.actor, opened, "another state", "A note.")
    with database.transaction():
        seen = working.digest(queries.files_of(opened))
        made = ask_to_publish(cast.trainer.actor, opened, seen, "A note.")
        assert ask_to_publish(cast.admin.actor, opened, seen, "Pressed twice.") == made
    save(database, storage, cast, opened, BOOTS, b"Typed meanwhile.\n")
    work(database, storage)
    with database.transaction(read_only=True) as session:
        assert session.get_one(Publication, made).state == "refused"


@pytest.mark.parametrize(("note", "said"), [("", "Say in a sentence"), ("A note.", "Nothing differs")])
def test_no_publication_without_a_note_or_a_change(
    database: Database, cast: Cast, opened: UUID, note: str, said: str
) -> None:
    with database.transaction(), pytest.raises(Refused, match=said):
        ask_to_publish(cast.trainer.actor, opened, working.digest(queries.files_of(opened)), note)


def test_a_draft_that_is_out_of_date_is_not_published_over_what_came_meanwhile(
    database: Database, storage: Storage, cast: Cast, opened: UUID, folder: Path
) -> None:
    save(database, storage, cast, opened, BOOTS, NEW)
    edit(folder, f"{COURSE}/course.yaml", "format: 1", "# for hikers\nformat: 1")
    with database.transaction():
        load(folder, storage)
    with database.transaction(), pytest.raises(Conflict, match="Bring the draft up to date"):
        ask_to_publish(cast.trainer.actor, opened, working.digest(queries.files_of(opened)), "A note.")


def test_an_earlier_state_is_published_again_under_a_new_version(
    database: Database, storage: Storage, cast: Cast, opened: UUID, publish: Callable[[UUID], Publication]
) -> None:
    save(database, storage, cast, opened, BOOTS, NEW + b"\n![A boot](media/boot.svg)\n")
    assert publish(opened).state == "done"
    with database.transaction():
        *_, first = sources.snapshots_of(COURSE)
        back = as_it_was(cast.trainer.actor, COURSE, first.id)
    assert publish(back).state == "done"
    assert current(database)[COURSE] == 3
    with database.transaction(read_only=True):
        newest, _middle, first = sources.snapshots_of(COURSE)
        files = sources.files_of([newest.id, first.id])
    differing = {path for path in files[first.id] if files[first.id][path] != files[newest.id][path]}
    assert differing == {f"{COURSE}/course.yaml"}, "its version alone"


def test_a_course_from_nothing_is_written_and_published(
    database: Database, storage: Storage, cast: Cast, folder: Path, publish: Callable[[UUID], Publication]
) -> None:
    actor = cast.trainer.actor
    with database.transaction():
        made = operations.new_course(
            actor, storage, "night-walks", {"en": "Night walks"}, {"en": "Dark."}, "a@b.example"
        )
        key = outline.add_lesson(actor, storage, made, "module-1", "article", {"en": "The moon", "zh": ""}, 4)
        assert key == "the-moon"
    save(database, storage, cast, made, f"night-walks/lessons/{key}.en.md", b"It shines.\n")
    published = publish(made)
    assert published.state == "done", published.problems
    assert current(database) == {COURSE: 1, "river-walks": 1, "night-walks": 1}


def test_who_lost_the_right_meanwhile_publishes_nothing(
    database: Database, storage: Storage, cast: Cast, opened: UUID
) -> None:
    save(database, storage, cast, opened, BOOTS, NEW)
    with database.transaction() as session:
        made = ask_to_publish(cast.trainer.actor, opened, working.digest(queries.files_of(opened)), "A note.")
        session.get_one(Publication, made).asked_by = cast.learner.user_id
    work(database, storage)
    with database.transaction(read_only=True) as session:
        assert session.get_one(Publication, made).state == "refused"
    assert current(database)[COURSE] == 1
