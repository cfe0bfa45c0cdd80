"""Documents are taken in to be read, and thrown away."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.fields import LANGUAGES
from lms.core import audit, clock, db, jobs, kept_files
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio.office import LARGEST, queries
from lms.studio.office._package import opened
from lms.studio.office.models import OfficeFile, OfficePicture

READ = "studio.read_office"
KEPT = timedelta(days=30)
"""Since a document came, used or not."""


def begin(
    actor: Actor, storage: Storage, content: bytes, *, file_name: str, language: str, course_key: str = ""
) -> OfficeFile:
    """Take a document in and have it read. Raises :class:`Refused` at once for what is plainly none."""
    actor.require(Permission.COURSE_AUTHOR)
    if language not in LANGUAGES:
        raise Refused(msg("Say which language it is written in."), field="language")
    if len(content) > LARGEST:
        raise Refused(msg("The file is larger than {limit} MB.", limit=LARGEST // 1_000_000), field="file")
    try:
        opened(content)
    except Refused as error:
        raise Refused(error.message, field="file") from None
    now = clock.now()
    made = OfficeFile(
        made_by=actor.user_id,
        made_at=now,
        touched_at=now,
        file_name=file_name.replace("\\", "/").rpartition("/")[2][:200],
        file_sha256=storage.put(content),
        language=language,
        course_key=course_key[:60],
    )
    db.session().add(made)
    db.session().flush()
    jobs.record(READ, office_id=made.id)
    audit.record(actor, "office_file.begun", "office_file", made.id, after={"language": language})
    return made


def try_again(actor: Actor, office_id: UUID) -> None:
    """Have a document read once more whose reading failed, or was refused: by what this program can do now. Otherwise nothing happens."""
    made = queries.office_file(actor, office_id)
    if made.state not in ("failed", "refused"):
        return
    made.state, made.reason, made.stage, made.touched_at = "waiting", None, None, clock.now()
    made.done_count = made.total_count = 0
    db.session().flush()
    jobs.record(READ, office_id=made.id)
    audit.record(actor, "office_file.again", "office_file", office_id)


def discard(actor: Actor, office_id: UUID) -> None:
    """Throw a document away; what went into a course stays there. Raises Conflict while it is being read."""
    made = queries.office_file(actor, office_id)
    if made.state == "running":
        raise Conflict(msg("The document is being read at this moment. Wait until that is done."))
    remove(made)
    audit.record(actor, "office_file.discarded", "office_file", office_id)


def remove(made: OfficeFile) -> None:
    """Remove a document with all that came of it. Callers have authorised it."""
    pictures = queries.pictures_of(made.id).values()
    hashes = {made.file_sha256, *(one.sha256 for one in pictures), *(one.thumb_sha256 for one in pictures)}
    for sha256 in filter(None, hashes):
        kept_files.let_go(sha256)
    db.session().execute(delete(OfficePicture).where(OfficePicture.office_id == made.id))
    db.session().delete(made)
    db.session().flush()


def clear_old() -> None:
    """Each day: documents that came too long ago."""
    for made in db.session().scalars(select(OfficeFile).where(OfficeFile.touched_at < clock.now() - KEPT)).all():
        remove(made)
