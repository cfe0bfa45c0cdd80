"""Saving is refused without a trace: no bytes in storage that are nobody's, and nothing large read for a name in a form."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms.core.documents import MOST_BYTES
from lms.core.errors import Conflict
from lms.core.storage import Storage
from lms.studio import operations, queries
from lms.studio.operations.files import Overtaken, save_file
from tests.cast import Cast
from tests.factories.content import PNG, SVG
from tests.studio.conftest import BOOTS, COURSE

DRAWING = SVG.replace("720", "721").encode()


@pytest.mark.parametrize(("path", "content"), [(BOOTS, b"Too late.\n"), (f"{COURSE}/media/boot.svg", DRAWING)])
def test_who_saves_second_leaves_no_bytes_behind(
    unit: Session, cast: Cast, storage: Storage, draft_id: UUID, path: str, content: bytes
) -> None:
    before = set(storage.hashes())
    with pytest.raises(Overtaken):
        save_file(cast.trainer.actor, storage, draft_id, path, content, "0" * 64)
    assert set(storage.hashes()) == before


def test_nor_who_saves_into_a_draft_that_was_thrown_away(
    unit: Session, cast: Cast, storage: Storage, draft_id: UUID
) -> None:
    operations.discard(cast.trainer.actor, draft_id)
    before = set(storage.hashes())
    with pytest.raises(Conflict):
        save_file(cast.trainer.actor, storage, draft_id, f"{COURSE}/media/new.png", PNG, None)
    assert set(storage.hashes()) == before


@pytest.mark.parametrize("said", [None, "", "../../etc/passwd", "0" * 64])
def test_what_names_no_text_reads_none(storage: Storage, said: str | None) -> None:
    assert queries.earlier_text(storage, said) is None


def test_a_film_named_as_what_one_began_from_is_not_read(storage: Storage) -> None:
    assert queries.earlier_text(storage, storage.put(b"x" * MOST_BYTES)) is not None
    assert queries.earlier_text(storage, storage.put(b"x" * (MOST_BYTES + 1))) is None
