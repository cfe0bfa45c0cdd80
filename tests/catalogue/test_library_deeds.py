"""Who did what with a file of the library is in the audit; who begins many uploads at one moment begins no more than allowed."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.catalogue.library import operations
from lms.catalogue.library.models import MediaUpload
from lms.core import config
from lms.core.audit import AuditEntry
from lms.core.config import Config
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.storage import Storage
from lms.studio.operations.library import replace_in_drafts
from tests.cast import make_cast
from tests.concurrency import at_once
from tests.factories.content import SVG


def test_adding_describing_replacing_and_removing_are_deeds(unit: Session, tmp_path: Path) -> None:
    config.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))
    actor, storage = make_cast().trainer.actor, Storage(tmp_path / "files")

    def added(name: str, drawing: str) -> UUID:
        return operations.take(actor, storage, name, io.BytesIO(drawing.encode()))

    old, new = added("old.svg", SVG), added("new.svg", SVG.replace("720", "721"))
    operations.describe(actor, old, alt={"en": "A map", "zh": "地图"}, poster_id=None, subtitles={})
    replace_in_drafts(actor, old, new)
    operations.remove(actor, old)
    mine = select(AuditEntry.deed, AuditEntry.actor_id).where(AuditEntry.subject_id == str(old)).order_by(AuditEntry.id)
    deeds = unit.execute(mine).all()
    assert [one.deed for one in deeds] == ["media.added", "media.described", "media.replaced", "media.removed"]
    assert {one.actor_id for one in deeds} == {actor.user_id}


def test_twenty_five_begun_at_the_same_moment_are_twenty(fresh_database: Database, tmp_path: Path) -> None:
    config.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))
    with fresh_database.transaction():
        actor = make_cast().trainer.actor
        for _one in range(operations.MOST_AT_ONCE - 2):
            operations.begin(actor, "film.webm", 100)

    def begin() -> bool:
        try:
            with fresh_database.transaction():
                operations.begin(actor, "film.webm", 100)
        except Refused:
            return False
        return True

    assert sum(at_once(*[begin] * 5)) == 2
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).select_from(MediaUpload)) == operations.MOST_AT_ONCE
