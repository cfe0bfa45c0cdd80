"""Files of the media library go into drafts: into a lesson's words, and in the place of an older file everywhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from lms.catalogue.library import operations as library
from lms.core import config
from lms.core.config import Config
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.storage import Storage
from lms.studio import operations, queries
from lms.studio.operations.library import drafts_with, put_into_draft, replace_in_drafts
from tests.cast import Cast
from tests.factories.content import WEBM
from tests.studio.conftest import BOOTS, COURSE

BOOTS_ZH = f"{COURSE}/lessons/boots.zh.md"
Add = Callable[..., UUID]


@pytest.fixture
def add(cast: Cast, storage: Storage, tmp_path: Path) -> Add:
    """Put a picture of a colour into the library, described in both languages."""
    config.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))

    def added(colour: str, name: str = "hall.png", *, described: bool = True) -> UUID:
        out = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(out, "PNG")
        item_id = library.take(cast.trainer.actor, storage, name, io.BytesIO(out.getvalue()))
        words = {"en": "A hall [dark]", "zh": "车间"} if described else {}
        library.describe(cast.trainer.actor, item_id, alt=words, poster_id=None, subtitles={})
        return item_id

    return added


def words(draft_id: UUID, storage: Storage, path: str) -> str:
    return queries.text_of(storage, queries.files_of(draft_id)[path])


def test_a_picture_goes_into_a_lesson_in_both_languages_as_one_step_that_is_undone_at_once(
    cast: Cast, draft_id: UUID, storage: Storage, add: Add
) -> None:
    before = queries.files_of(draft_id)
    assert put_into_draft(cast.trainer.actor, storage, draft_id, add("navy"), "boots") == "media/hall.png"
    assert words(draft_id, storage, BOOTS).endswith("\n\n![A hall dark](media/hall.png)\n")
    assert words(draft_id, storage, BOOTS_ZH).endswith("\n\n![车间](media/hall.png)\n")
    operations.undo(cast.trainer.actor, draft_id, queries.draft(cast.trainer.actor, draft_id).steps)
    assert queries.files_of(draft_id) == before


def test_another_file_of_the_same_name_gets_a_number_and_the_same_bytes_none(
    cast: Cast, draft_id: UUID, storage: Storage, add: Add
) -> None:
    first, second = add("navy"), add("red")
    names = [put_into_draft(cast.trainer.actor, storage, draft_id, one, None) for one in (first, second, first)]
    assert names == ["media/hall.png", "media/hall-2.png", "media/hall.png"]


def test_what_nobody_has_described_and_what_is_no_picture_stands_among_no_words(
    cast: Cast, draft_id: UUID, storage: Storage, add: Add
) -> None:
    actor, before = cast.trainer.actor, queries.files_of(draft_id)
    film = library.take(actor, storage, "film.webm", io.BytesIO(WEBM))
    for item_id in (add("navy", described=False), film):
        with pytest.raises(Refused):
            put_into_draft(actor, storage, draft_id, item_id, "boots")
    with pytest.raises(NotFound):
        put_into_draft(actor, storage, draft_id, add("red"), "no-such-lesson")
    with pytest.raises(Forbidden):
        put_into_draft(cast.learner.actor, storage, draft_id, film, None)
    assert queries.files_of(draft_id) == before
    operations.discard(actor, draft_id)
    with pytest.raises(Conflict):
        put_into_draft(actor, storage, draft_id, film, None)


def test_a_file_takes_anothers_place_in_every_open_draft_under_the_old_name(
    cast: Cast, draft_id: UUID, storage: Storage, add: Add
) -> None:
    actor, old, new = cast.trainer.actor, add("navy"), add("red", "new.png")
    put_into_draft(actor, storage, draft_id, old, "boots")
    said = words(draft_id, storage, BOOTS)
    assert replace_in_drafts(actor, old, new) == 1
    path = f"{COURSE}/media/hall.png"
    item = library.queries.item(actor, new)
    assert (queries.files_of(draft_id)[path], words(draft_id, storage, BOOTS)) == (item.sha256, said)
    assert [one.id for one in drafts_with(item.sha256)] == [draft_id]
    assert replace_in_drafts(actor, old, new) == 0
    film = library.take(actor, storage, "film.webm", io.BytesIO(WEBM))
    with pytest.raises(Refused):
        replace_in_drafts(actor, new, film)
