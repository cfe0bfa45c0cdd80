"""Drafts: opened, written in by several people, undone; nobody overwrites anybody silently, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalogue import sources
from lms.core import clock
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.storage import Storage
from lms.studio import operations, queries
from lms.studio.models import DraftChange, DraftStep
from lms.studio.operations import Overtaken
from lms.studio.rules.merging import merge
from tests.cast import Cast
from tests.factories.content import PNG, SVG, edit, load
from tests.studio.conftest import BOOTS, COURSE

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def sha_of(draft_id: UUID, path: str = BOOTS) -> str | None:
    return queries.files_of(draft_id).get(path)


def steps_of(unit: Session, draft_id: UUID) -> list[tuple[int, str]]:
    found = select(DraftStep).where(DraftStep.draft_id == draft_id).order_by(DraftStep.number)
    return [(step.number, step.deed) for step in unit.scalars(found)]


def test_a_draft_begins_as_the_course_is_published_and_is_the_same_for_all(folder: Path, cast: Cast) -> None:
    mine = operations.open_draft(cast.trainer.actor, COURSE)
    assert operations.open_draft(cast.admin.actor, COURSE) == mine
    published = {path: sha for path, sha in sources.academy_files().items() if path.startswith(f"{COURSE}/")}
    assert queries.files_of(mine) == published
    assert not queries.is_stale(queries.draft(cast.trainer.actor, mine))


@pytest.mark.parametrize("who", ["learner", "manager", "examiner", "inspector"])
def test_only_who_writes_courses_sees_or_changes_a_draft(
    draft_id: UUID, storage: Storage, cast: Cast, who: str
) -> None:
    actor = getattr(cast, who).actor
    with pytest.raises(Forbidden):
        queries.draft(actor, draft_id)
    with pytest.raises(Forbidden):
        operations.open_draft(actor, COURSE)
    with pytest.raises(Forbidden):
        operations.save_file(actor, storage, draft_id, BOOTS, b"Mine.\n", sha_of(draft_id))
    with pytest.raises(Forbidden):
        operations.undo(actor, draft_id, 1)


def test_what_is_saved_stands_and_what_was_before_stays_readable(
    unit: Session, draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    before = sha_of(draft_id)
    saved = operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"New.\n", before)
    assert sha_of(draft_id) == saved.sha256
    change = unit.scalars(select(DraftChange).where(DraftChange.after == saved.sha256)).one()
    assert storage.get(change.before or "").startswith(b"Boots carry you")
    assert queries.needs_file(change.before or "")


def test_a_save_that_somebody_overtook_is_refused_and_shows_what_stands(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    began = sha_of(draft_id)
    theirs = operations.save_file(cast.admin.actor, storage, draft_id, BOOTS, b"Theirs.\n", began)
    with pytest.raises(Overtaken) as refused:
        operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"Mine.\n", began)
    assert (refused.value.current, refused.value.by) == (theirs.sha256, cast.admin.user_id)
    assert sha_of(draft_id) == theirs.sha256
    operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"Both.\n", theirs.sha256)
    assert storage.get(sha_of(draft_id) or "") == b"Both.\n"


def test_the_same_bytes_sent_twice_are_one_save(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    began = sha_of(draft_id)
    first = operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"New.\n", began)
    assert operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"New.\n", began) == first


def test_a_minutes_typing_of_one_person_in_one_file_is_one_step(
    unit: Session, draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    sha = sha_of(draft_id)
    for seconds, who, words in (
        (0, "trainer", b"A"),
        (30, "trainer", b"AB"),
        (59, "admin", b"ABC"),
        (62, "admin", b"D"),
    ):
        with clock.at(NOW + timedelta(seconds=seconds)):
            sha = operations.save_file(getattr(cast, who).actor, storage, draft_id, BOOTS, words, sha).sha256
    assert steps_of(unit, draft_id) == [(1, "opened"), (2, "edited"), (3, "edited")]
    with clock.at(NOW + timedelta(minutes=5)):
        operations.save_file(cast.admin.actor, storage, draft_id, BOOTS, b"E", sha)
    assert len(steps_of(unit, draft_id)) == 4


def test_a_step_is_undone_unless_its_file_was_changed_since(
    unit: Session, draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    actor, before = cast.trainer.actor, sha_of(draft_id)
    operations.remove_file(actor, draft_id, BOOTS, before)
    assert sha_of(draft_id) is None
    operations.undo(actor, draft_id, 2)
    assert sha_of(draft_id) == before
    operations.save_file(cast.admin.actor, storage, draft_id, BOOTS, b"Theirs.\n", before)
    with pytest.raises(Conflict, match="changed again"):
        operations.undo(actor, draft_id, 2)
    with pytest.raises(NotFound):
        operations.undo(actor, draft_id, 1)


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("other-walks/course.yaml", b"x", "No file of a course"),
        (f"{COURSE}/../tracks/guides.yaml", b"x", "No file of a course"),
        (f"{COURSE}/lessons/boots.de.md", b"x", "No file of a course"),
        (f"{COURSE}/lessons/Boots.en.md", b"x", "No file of a course"),
        (f"{COURSE}/notes.txt", b"x", "No file of a course"),
        (f"{COURSE}/lessons/boots.zh.md", "登山".encode("gb18030"), "UTF-8"),
        (f"{COURSE}/media/boot.png", b"MZ no picture", "none of SVG"),
        (f"{COURSE}/media/boot.jpg", PNG, "must end in .png"),
        (f"{COURSE}/media/boot.svg", SVG.replace("<rect", "<script>1</script><rect").encode(), "script"),
        (f"{COURSE}/questions.yaml", b"x" * (4 * 1024**2 + 1), "larger than"),
    ],
)
def test_what_is_no_file_of_a_course_is_refused(
    draft_id: UUID, storage: Storage, cast: Cast, path: str, content: bytes, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        operations.save_file(cast.trainer.actor, storage, draft_id, path, content, None)


def test_a_draft_that_was_thrown_away_takes_nothing_more(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    sha = sha_of(draft_id)
    operations.discard(cast.admin.actor, draft_id)
    with pytest.raises(Conflict, match="thrown away"):
        operations.save_file(cast.trainer.actor, storage, draft_id, BOOTS, b"Late.\n", sha)
    assert operations.open_draft(cast.trainer.actor, COURSE) != draft_id


def test_a_course_begins_from_nothing_under_an_id_of_its_own(folder: Path, storage: Storage, cast: Cast) -> None:
    actor = cast.trainer.actor
    made = operations.new_course(actor, storage, "night-walks", {"en": "Night: walks"}, {"en": "Dark."}, "a@b.example")
    assert list(queries.files_of(made)) == ["night-walks/course.yaml"]
    for key in ("night-walks", COURSE, "tracks", "Night", ""):
        with pytest.raises(Refused):
            operations.new_course(actor, storage, key, {"en": "Again"}, {"en": "x"}, "a@b.example")


def test_a_draft_is_out_of_date_exactly_when_another_state_was_published(
    unit: Session, draft_id: UUID, folder: Path, storage: Storage, cast: Cast
) -> None:
    made = queries.draft(cast.trainer.actor, draft_id)
    load(folder, storage)
    assert not queries.is_stale(made)
    edit(folder, f"{COURSE}/course.yaml", "format: 1", "# for hikers\nformat: 1")
    load(folder, storage)
    assert queries.is_stale(made)
    assert [one.is_stale for one in queries.open_drafts(cast.trainer.actor)] == [True]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "kept", "clash"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "b", "b", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "b", True),
        ("a", None, "a", None, False),
        ("a", "a", None, None, False),
        ("a", None, "b", None, True),
        ("a", "b", None, "b", True),
        (None, "a", None, "a", False),
        (None, None, "a", "a", False),
        (None, "a", "b", "a", True),
    ],
)
def test_a_side_that_changed_nothing_lets_the_other_through(
    base: str | None, mine: str | None, theirs: str | None, kept: str | None, clash: bool
) -> None:
    def folder_of(sha: str | None) -> dict[str, str]:
        return {"x": sha} if sha else {}

    merged = merge(folder_of(base), folder_of(mine), folder_of(theirs))
    assert (merged.files.get("x"), [one.path for one in merged.clashes]) == (kept, ["x"] if clash else [])
    if clash:
        for side, chosen in (("mine", mine), ("theirs", theirs)):
            answered = merge(folder_of(base), folder_of(mine), folder_of(theirs), {"x": side})  # type: ignore[dict-item]
            assert (answered.files.get("x"), answered.clashes) == (chosen, [])
