"""Checklists as files (``courses/checklists``): checked, and kept as versions that never change."""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused, Progress
from lms.catalogue.content.reading import Content
from lms.core import db
from lms.core.documents import BadDocument, LocatedDocument, Problem
from lms.core.i18n import msg
from lms.core.shapes import shaped
from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.models import MysteryProgramme, MysteryVersion
from lms.fieldchecks.mystery.operations.programmes import FILE, keep_version


def check(content: Content) -> list[Problem]:
    """Everything wrong with the checklists of a folder, located."""
    problems: list[Problem] = []
    for document in content.checklists:
        try:
            shape = shaped(document, Checklist)
        except BadDocument as bad:
            problems += bad.problems
            continue
        if document.file != f"checklists/{shape.id}.yaml":
            problems.append(document.problem(("id",), msg("The file is called {name}.", name=f"{shape.id}.yaml")))
    return problems


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Keep each checklist under its version. Raises :class:`ContentRefused` where a version by which visits may have been scored would
    come to say something else, or where the id is that of a checklist made in the designer.
    """
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    changes: list[Change] = []
    problems: list[Problem] = []
    for document in content.checklists:
        shape = shaped(document, Checklist)
        said = _take(actor, document, shape)
        if isinstance(said, Problem):
            problems.append(said)
        elif said is not None:
            changes.append(said)
    if problems:
        raise ContentRefused(problems)
    return changes


def _take(actor: Actor, document: LocatedDocument, shape: Checklist) -> Change | Problem | None:
    programme = db.session().scalar(select(MysteryProgramme).where(MysteryProgramme.key == shape.id))
    if programme is None:
        programme = MysteryProgramme(key=shape.id, source=FILE, title=dict(shape.title))
        db.session().add(programme)
        db.session().flush()
    elif programme.source != FILE:
        return document.problem(("id",), msg("{id} is a checklist of the designer; choose another id.", id=shape.id))
    kept = db.session().scalar(
        select(MysteryVersion).where(
            MysteryVersion.programme_id == programme.id, MysteryVersion.number == shape.version
        )
    )
    written = shape.model_dump(mode="json", exclude_defaults=True) | {"format": 1, "version": shape.version}
    if kept is None:
        keep_version(actor, programme, written)
        return Change("checklist", shape.id, msg("version {version} published", version=shape.version))
    if kept.document != written:
        reason = msg(
            "{id} differs from its version {number}, by which visits are scored: raise version to {next}.",
            id=shape.id,
            number=shape.version,
            next=shape.version + 1,
        )
        return document.problem(("version",), reason)
    return None


PART = ContentPart("mystery", check, load, {"checklist": Checklist})
