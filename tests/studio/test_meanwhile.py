"""What others do meanwhile: files loaded, people in the same draft; and whom a publication concerns."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.core import clock
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.storage import Storage
from lms.learning import operations as learning
from lms.studio import operations, queries, working
from lms.studio.operations.courses import duplicate_course, renamed_tests, set_archived
from lms.studio.operations.merging import bring_up_to_date, difference
from lms.studio.operations.presence import be_seen
from lms.studio.queries.affected import affected
from lms.studio.queries.presence import GONE_AFTER, others
from lms.studio.rules.diffing import diff
from tests.cast import Cast
from tests.factories.content import edit, load
from tests.studio.conftest import BOOTS, COURSE

ZH = f"{COURSE}/lessons/boots.zh.md"


@pytest.fixture
def apart(draft_id: UUID, folder: Path, storage: Storage, cast: Cast) -> UUID:
    """The draft changed both texts of a lesson; meanwhile one of them, and the course's file, were loaded anew from files."""
    for path in (BOOTS, ZH):
        based_on = queries.files_of(draft_id)[path]
        text = storage.get(based_on).replace(b"\n\n", b"\n\nWritten here.\n\n", 1)
        operations.save_file(cast.trainer.actor, storage, draft_id, path, text, based_on)
    edit(folder, BOOTS, "Socks help.", "Wool socks help.")
    edit(folder, f"{COURSE}/course.yaml", "version: 1", "version: 2")
    load(folder, storage)
    return draft_id


def test_what_one_side_left_alone_goes_through_and_the_rest_is_asked(apart: UUID, cast: Cast) -> None:
    found = difference(cast.trainer.actor, apart)
    assert [one.path for one in found.clashes] == [BOOTS]
    assert found.taken == [f"{COURSE}/course.yaml"]


@pytest.mark.parametrize(("side", "says"), [("mine", b"Written here."), ("theirs", b"Wool socks")])
def test_deciding_bases_the_draft_on_what_is_published(
    apart: UUID, storage: Storage, cast: Cast, side: str, says: bytes
) -> None:
    actor = cast.trainer.actor
    newest = queries.latest_of(COURSE)
    assert newest is not None
    seen = working.digest(queries.files_of(apart))
    with pytest.raises(Refused, match="Decide for each file"):
        bring_up_to_date(actor, apart, newest.id, seen, {})
    bring_up_to_date(actor, apart, newest.id, seen, {BOOTS: side})  # type: ignore[dict-item]
    files = queries.files_of(apart)
    assert says in storage.get(files[BOOTS])
    assert b"Written here." in storage.get(files[ZH])
    assert not queries.is_stale(queries.draft(actor, apart))
    operations.undo(actor, apart, queries.draft(actor, apart).steps)


def test_a_decision_about_what_one_has_not_seen_is_none(apart: UUID, storage: Storage, cast: Cast) -> None:
    newest = queries.latest_of(COURSE)
    assert newest is not None
    seen = working.digest(queries.files_of(apart))
    operations.save_file(cast.admin.actor, storage, apart, BOOTS, b"Later.\n", queries.files_of(apart)[BOOTS])
    with pytest.raises(Conflict, match="once more"):
        bring_up_to_date(cast.trainer.actor, apart, newest.id, seen, {BOOTS: "theirs"})


def test_people_in_a_draft_see_each_other_and_nobody_else_sees_them(unit: Session, draft_id: UUID, cast: Cast) -> None:
    be_seen(cast.trainer.actor, draft_id, BOOTS)
    be_seen(cast.admin.actor, draft_id, "")
    assert [(one.person.id, one.path) for one in others(cast.admin.actor, draft_id)] == [(cast.trainer.user_id, BOOTS)]
    with pytest.raises(Forbidden):
        others(cast.learner.actor, draft_id)
    with pytest.raises(Forbidden):
        be_seen(cast.learner.actor, draft_id, BOOTS)
    with clock.at(clock.now() + GONE_AFTER + timedelta(seconds=1)):
        assert others(cast.admin.actor, draft_id) == []


def test_whom_a_publication_concerns(folder: Path, cast: Cast) -> None:
    nobody = affected(cast.trainer.actor, "no-such-course")
    assert nobody.nobody
    learning.enrol(cast.learner.actor, COURSE)
    found = affected(cast.trainer.actor, COURSE)
    assert (found.learning, found.completed, found.attempts) == (1, 0, 0)
    assert [one.key for one in found.tests] == ["guides-first", "mountain-check"]
    assert [one.key for one in found.levels] == ["guides/first", "guides/second"]
    with pytest.raises(Forbidden):
        affected(cast.learner.actor, COURSE)


def test_a_course_is_closed_with_a_reason_and_opened_again(unit: Session, folder: Path, cast: Cast) -> None:
    actor = cast.trainer.actor
    with pytest.raises(Refused):
        set_archived(actor, COURSE, archived=True, reason=" ")
    set_archived(actor, COURSE, archived=True, reason="Replaced.")
    assert unit.scalars(select(Course.archived_at).where(Course.key == COURSE)).one() is not None
    set_archived(actor, COURSE, archived=False, reason="")
    assert unit.scalars(select(Course.archived_at).where(Course.key == COURSE)).one() is None
    with pytest.raises(NotFound):
        set_archived(actor, "no-such-course", archived=True, reason="x")
    with pytest.raises(Forbidden):
        set_archived(cast.learner.actor, COURSE, archived=True, reason="x")


def test_a_duplicate_stands_by_itself_and_nothing_is_wrong_with_it(folder: Path, storage: Storage, cast: Cast) -> None:
    made = duplicate_course(cast.trainer.actor, storage, COURSE, "hill-walks", {"en": "Hill walks", "zh": "丘陵"})
    files = queries.files_of(made)
    assert len(files) == len([path for path in working.with_academy("", {}) if path.startswith(f"{COURSE}/")])
    assert all(path.startswith("hill-walks/") for path in files)
    assert "hill-walks/tests/hill-walks-mountain-check.yaml" in files
    assert working.look(storage, "hill-walks", files)[0] == []


def test_tests_of_a_duplicate_with_a_long_id_keep_apart() -> None:
    found = renamed_tests({"first-check", "last-check"}, COURSE, "h" * 58)
    assert len(set(found.values())) == 2
    assert max(map(len, found.values())) <= 60


def test_a_diff_says_what_went_and_what_came_with_a_few_lines_around() -> None:
    before = "\n".join(f"line {n}" for n in range(30))
    found = diff(before, before.replace("line 3\n", "line three\n").replace("line 20\n", ""))
    assert (found.came, found.went, len(found.blocks)) == (1, 2, 2)
    assert [(one.kind, one.before, one.after) for one in found.blocks[0]][2:4] == [("gone", 4, None), ("new", None, 4)]
    assert diff("a", "a").blocks == []
