"""Files that go with a class. A file is judged and written down before the transaction writes: nobody waits for it."""

from __future__ import annotations

from typing import IO
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.uploads import LARGEST, BadFile, clean_name, judge
from lms.classroom.models import ClassMaterial
from lms.classroom.queries import desk
from lms.core import audit, clock, db, kept_files
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage

MOST = 20
KINDS = ("document", "picture")


def add(actor: Actor, storage: Storage, class_id: UUID, given_name: str, content: IO[bytes]) -> None:
    """Put a file to a class. The same bytes twice are kept once. Raises :class:`Refused` for what is not taken."""
    if not actor.has(Permission.CLASS_MANAGE):
        raise Forbidden
    desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    try:
        form, size = judge(content, KINDS, LARGEST)
    except BadFile as bad:
        raise Refused(bad.reason) from None
    sha256 = storage.take(content)
    db.begin_writing()
    desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    there = set(db.session().scalars(select(ClassMaterial.sha256).where(ClassMaterial.class_id == class_id)))
    if sha256 in there:
        return
    if len(there) >= MOST:
        kept_files.let_go(sha256)
        raise Refused(
            msg("So many files are taken and no more: {most}. Take one away first, then add this one.", most=MOST)
        )
    name = clean_name(given_name, form)
    made = ClassMaterial(class_id=class_id, name=name, size=size, kind=form.key, sha256=sha256, added_at=clock.now())
    db.session().add(made)
    db.session().flush()
    audit.record(actor, "class.material_added", "scheduled_class", class_id, after={"name": name})


def remove(actor: Actor, class_id: UUID, material_id: UUID) -> None:
    """Take a file away again."""
    if not actor.has(Permission.CLASS_MANAGE):
        raise Forbidden
    desk.opened(actor, class_id, Permission.CLASS_MANAGE)
    file = db.session().get(ClassMaterial, material_id)
    if file is None or file.class_id != class_id:
        raise NotFound
    db.session().delete(file)
    db.session().flush()
    kept_files.let_go(file.sha256)
    audit.record(actor, "class.material_removed", "scheduled_class", class_id, before={"name": file.name})
