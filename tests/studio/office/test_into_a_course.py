"""A document on its way: read by the worker, looked at, put into a draft in one step; nobody else sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from lms.catalogue.library.models import MediaItem
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Worker
from lms.core.storage import Storage
from lms.studio import course_text, working
from lms.studio import operations as studio
from lms.studio import queries as drafts
from lms.studio.models import Draft
from lms.studio.office import operations, putting_in, queries
from lms.studio.office.jobs import reading
from lms.studio.office.models import OfficeFile
from tests.cast import Cast
from tests.factories.content import load, write_content
from tests.factories.office import add_picture, boots, deck, slide, stand_in, word

COURSE = "mountain-walks"
Begin = Callable[..., UUID]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    """Where files are kept."""
    return Storage(tmp_path / "var" / "files")


@pytest.fixture
def begin(database: Database, storage: Storage, cast: Cast) -> Begin:
    """The trainer uploads a document and the worker reads it."""

    def do(content: bytes, language: str = "en") -> UUID:
        with database.transaction():
            made = operations.begin(cast.trainer.actor, storage, content, file_name="a/walk.docx", language=language)
            office_id = made.id
        Worker(database, {operations.READ: reading(storage)}).sweep()
        return office_id

    return do


@pytest.fixture
def course(database: Database, storage: Storage, tmp_path: Path) -> str:
    """A course that is there."""
    with database.transaction():
        load(write_content(tmp_path / "content"), storage)
    return COURSE


def put_in(
    cast: Cast, storage: Storage, office_id: UUID, course_key: str = "", *, seen: bool = False, title: str = ""
) -> UUID:
    return putting_in.put_in(
        cast.trainer.actor, storage, office_id, course_key=course_key, title=title, owner=cast.trainer.email, seen=seen
    )


def test_it_becomes_a_module_of_a_course_in_one_step_that_is_undone_as_one(
    database: Database, storage: Storage, cast: Cast, begin: Begin, course: str
) -> None:
    office_id = begin(word(boots))
    with database.transaction():
        draft_id = put_in(cast, storage, office_id, course, title="Rain")
        files = drafts.files_of(draft_id)
        outline = course_text.outline(drafts.text_of(storage, files[f"{course}/course.yaml"]))
        assert [one.title for one in outline.modules[-1].lessons] == [{"en": "Boots"}, {"en": "The way"}]
        assert outline.modules[-1].title == {"en": "Rain"}
        assert {f"{course}/lessons/the-way.en.md", f"{course}/media/a-walk-in-the-rain-1.png"} <= set(files)
        found, _ = working.look(storage, course, files)
        assert not found
        assert db.session().get_one(Draft, draft_id).steps == 2
        studio.undo(cast.trainer.actor, draft_id, 2)
        assert drafts.files_of(draft_id) == drafts.base_of(drafts.draft(cast.trainer.actor, draft_id))


def test_without_a_course_it_begins_one_and_a_second_one_gets_an_id_of_its_own(
    database: Database, storage: Storage, cast: Cast, begin: Begin
) -> None:
    made = []
    for _ in range(2):
        office_id = begin(word(boots))
        with database.transaction():
            made.append(drafts.draft(cast.trainer.actor, put_in(cast, storage, office_id)).course_key)
    assert made == ["a-walk-in-the-rain", "a-walk-in-the-rain-2"]


def test_chinese_words_make_a_chinese_course(database: Database, storage: Storage, cast: Cast, begin: Begin) -> None:
    def write(document: object) -> None:
        document.add_heading("雨中", 1)  # type: ignore[attr-defined]
        document.add_paragraph("先上后下。" * 200)  # type: ignore[attr-defined]

    office_id = begin(word(write), "zh")
    with database.transaction():
        draft = drafts.draft(cast.trainer.actor, put_in(cast, storage, office_id, title="雨中漫步"))
        files = drafts.files_of(draft.id)
        lesson = course_text.outline(drafts.text_of(storage, files[f"{draft.course_key}/course.yaml"])).lessons[0]
    assert (lesson.title, lesson.minutes) == ({"zh": "雨中"}, 3)
    assert f"{draft.course_key}/lessons/{lesson.key}.zh.md" in files


@pytest.mark.parametrize("as_pictures", [True, False])
def test_a_deck_shows_pictures_of_its_slides_where_that_is_chosen_and_keeps_only_what_it_shows(
    database: Database,
    storage: Storage,
    cast: Cast,
    begin: Begin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    as_pictures: bool,
) -> None:
    stand_in(tmp_path / "bin", tmp_path / "told")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    office_id = begin(deck(lambda made: [slide(made, 5, "One"), slide(made, 5, "Two")]))
    with database.transaction():
        who = cast.trainer
        draft_id = putting_in.put_in(
            who.actor, storage, office_id, course_key="", title="", owner=who.email, seen=False, as_pictures=as_pictures
        )
        files = drafts.files_of(draft_id)
        text = drafts.text_of(storage, files["one/lessons/one.en.md"])
        pictures = ["one/media/one-1.webp", "one/media/one-2.webp"] if as_pictures else []
        assert sorted(path for path in files if "/media/" in path) == pictures
        assert ("![Slide 2: Two](media/one-2.webp)" in text) is as_pictures
        kept = db.session().scalars(select(MediaItem.name)).all()
        assert sorted(kept) == (["one-1.webp", "one-2.webp"] if as_pictures else [])


def test_what_is_left_out_must_be_seen_first_and_nothing_goes_in_twice(
    database: Database, storage: Storage, cast: Cast, begin: Begin
) -> None:
    office_id = begin(
        word(lambda document: (document.add_paragraph("A."), add_picture(document.add_paragraph(), form="GIF")))
    )
    with database.transaction():
        with pytest.raises(Refused, match="Look at what is left out"):
            put_in(cast, storage, office_id)
        put_in(cast, storage, office_id, seen=True)
        with pytest.raises(Conflict):
            put_in(cast, storage, office_id, seen=True)


def test_a_document_that_cannot_be_read_says_why_and_goes_nowhere(
    database: Database, storage: Storage, cast: Cast, begin: Begin
) -> None:
    office_id = begin(word(lambda _: None))
    with database.transaction() as session:
        made = queries.office_file(cast.trainer.actor, office_id)
        assert made.state == "refused"
        assert made.reason is not None
        with pytest.raises(Conflict):
            put_in(cast, storage, office_id)
        assert session.scalar(select(Draft)) is None


def test_each_document_is_its_makers_alone(database: Database, storage: Storage, cast: Cast, begin: Begin) -> None:
    office_id = begin(word(boots))
    with database.transaction():
        for deed in (
            lambda: queries.office_file(cast.admin.actor, office_id),
            lambda: operations.discard(cast.admin.actor, office_id),
        ):
            with pytest.raises(NotFound):
                deed()
        with pytest.raises(Forbidden):
            operations.begin(cast.learner.actor, storage, word(boots), file_name="a.docx", language="en")


def test_it_goes_with_its_file_after_a_month_or_when_thrown_away(
    database: Database, storage: Storage, cast: Cast, begin: Begin
) -> None:
    first, second = begin(word(boots)), begin(word(boots))
    with database.transaction() as session:
        operations.discard(cast.trainer.actor, first)
        kept = session.get_one(OfficeFile, second).file_sha256
        assert queries.needs_upload(kept)
    with time_machine.travel(clock.now() + timedelta(days=31)), database.transaction() as session:
        operations.clear_old()
        assert session.scalar(select(OfficeFile)) is None
        assert not queries.needs_upload(kept)


def test_its_pictures_are_in_the_media_library_with_what_the_document_says_one_sees(
    database: Database, storage: Storage, cast: Cast, begin: Begin, course: str
) -> None:
    for _ in range(2):
        office_id = begin(word(boots))
        with database.transaction():
            put_in(cast, storage, office_id, course)
    with database.transaction(read_only=True) as session:
        (item,) = session.scalars(select(MediaItem))
        assert (item.name, item.content_type, item.added_by) == (
            "a-walk-in-the-rain-1.png",
            "image/png",
            cast.trainer.user_id,
        )
        assert item.thumb_sha256
        assert item.alt["en"] in "".join(one["text"] for one in session.get_one(OfficeFile, office_id).lessons or ())
    with database.transaction():
        operations.discard(cast.trainer.actor, office_id)
    assert storage.path(item.thumb_sha256).exists(), "the library keeps what is its own"


def test_one_that_failed_is_tried_again_and_one_that_is_read_is_not(
    database: Database, storage: Storage, cast: Cast, begin: Begin
) -> None:
    office_id = begin(word(boots))
    with database.transaction() as session:
        operations.try_again(cast.trainer.actor, office_id)
        made = session.get_one(OfficeFile, office_id)
        assert made.state == "ready"
        made.state = "failed"
    with database.transaction():
        with pytest.raises(NotFound):
            operations.try_again(cast.admin.actor, office_id)
        operations.try_again(cast.trainer.actor, office_id)
    Worker(database, {operations.READ: reading(storage)}).sweep()
    with database.transaction(read_only=True) as session:
        assert session.get_one(OfficeFile, office_id).state == "ready"
