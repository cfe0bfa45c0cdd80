"""Files that learners answered with: for the person whose they are, and for who has the answer to mark. For others there are none."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Attempt, AttemptFile, AttemptItem, Mark
from lms.assessment.queries.marking import is_held
from lms.assessment.uploads import FORMATS
from lms.core import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class HandedIn:
    """A file, as it is sent."""

    name: str
    sha256: str
    content_type: str


def file_of_answer(actor: Actor, file_id: UUID) -> HandedIn:
    """The file; raises NotFound for anybody but its person, the marker who holds the answer, and who marked it as it stands."""
    found = db.session().execute(
        select(AttemptFile, Attempt.user_id)
        .join(Attempt, Attempt.id == AttemptFile.attempt_id)
        .where(AttemptFile.id == file_id, AttemptFile.removed_at.is_(None))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    file, owner = row
    if owner != actor.user_id and not _marks(actor, file):
        raise NotFound
    return HandedIn(file.name, file.sha256, FORMATS[file.kind].content_type)


def needs_handed_in(sha256: str) -> bool:
    """Whether an answer is made of the file that is kept under this hash."""
    named = select(AttemptFile.id).where(AttemptFile.sha256 == sha256, AttemptFile.removed_at.is_(None))
    return db.session().scalar(named.limit(1)) is not None


def _marks(actor: Actor, file: AttemptFile) -> bool:
    """As on the marker's pages: the answer is held now, or a mark of the actor's stands on it."""
    if not actor.has(Permission.ATTEMPT_MARK):
        return False
    if is_held(actor, file.attempt_id, file.position):
        return True
    mine = (
        select(Mark.id)
        .join(AttemptItem, and_(AttemptItem.attempt_id == Mark.attempt_id, AttemptItem.position == Mark.position))
        .where(Mark.attempt_id == file.attempt_id, Mark.position == file.position)
        .where(Mark.marker_id == actor.user_id, Mark.revision == AttemptItem.revision)
    )
    return db.session().scalar(mine.limit(1)) is not None
