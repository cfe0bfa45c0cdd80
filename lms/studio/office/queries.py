"""Documents on their way: each its maker's alone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Message
from lms.studio.models import Draft
from lms.studio.office.models import OfficeFile, OfficePicture
from lms.studio.office.neutral import Remark


def office_file(actor: Actor, office_id: UUID) -> OfficeFile:
    """One's own document; for everybody else there is none."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(OfficeFile, office_id)
    if found is None or found.made_by != actor.user_id:
        raise NotFound
    return found


def unfinished(actor: Actor, most: int = 10) -> list[OfficeFile]:
    """One's own that are not in a course yet, the newest first."""
    actor.require(Permission.COURSE_AUTHOR)
    mine = select(OfficeFile).where(OfficeFile.made_by == actor.user_id, OfficeFile.state != "used")
    return list(db.session().scalars(mine.order_by(OfficeFile.made_at.desc(), OfficeFile.id.desc()).limit(most)))


def pictures_of(office_id: UUID) -> dict[str, OfficePicture]:
    """By the name that the lessons' words call each."""
    mine = select(OfficePicture).where(OfficePicture.office_id == office_id).order_by(OfficePicture.name)
    return {one.name: one for one in db.session().scalars(mine)}


def remarks_of(made: OfficeFile) -> list[Remark]:
    """What could not be carried, in the document's order."""
    return [
        Remark(Message.from_json(one["reason"]), Message.from_json(one["place"]) if one["place"] else None)
        for one in made.remarks or ()
    ]


def used_in(made: OfficeFile) -> Draft | None:
    """The draft that it went into."""
    return db.session().get(Draft, made.draft_id) if made.draft_id else None


def needs_upload(sha256: str) -> bool:
    """Whether a document came from this file."""
    return db.session().scalar(select(OfficeFile.id).where(OfficeFile.file_sha256 == sha256).limit(1)) is not None


def needs_picture(sha256: str) -> bool:
    """Whether a document shows this picture."""
    named = or_(OfficePicture.sha256 == sha256, OfficePicture.thumb_sha256 == sha256)
    shows = select(OfficePicture.office_id).where(named).limit(1)
    return db.session().scalar(shows) is not None
