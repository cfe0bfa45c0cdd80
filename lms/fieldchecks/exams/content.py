"""Forms of exams as files (``courses/exams``): checked, and kept as versions that never change."""

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
from lms.fieldchecks.exams.form import ExamForm
from lms.fieldchecks.exams.models import ExamRubric, ExamRubricVersion
from lms.fieldchecks.exams.operations.forms import FILE, keep_version


def check(content: Content) -> list[Problem]:
    """Everything wrong with the exams of a folder, located."""
    problems: list[Problem] = []
    for document in content.exams:
        try:
            shape = shaped(document, ExamForm)
        except BadDocument as bad:
            problems += bad.problems
            continue
        if document.file != f"exams/{shape.id}.yaml":
            problems.append(document.problem(("id",), msg("The file is called {name}.", name=f"{shape.id}.yaml")))
    return problems


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Keep each form under its version. Raises :class:`ContentRefused` where a version by which exams may have been marked would
    come to say something else, or where the id is that of one made in the designer.
    """
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    changes: list[Change] = []
    problems: list[Problem] = []
    for document in content.exams:
        shape = shaped(document, ExamForm)
        said = _take(actor, document, shape)
        if isinstance(said, Problem):
            problems.append(said)
        elif said is not None:
            changes.append(said)
    if problems:
        raise ContentRefused(problems)
    return changes


def _take(actor: Actor, document: LocatedDocument, shape: ExamForm) -> Change | Problem | None:
    rubric = db.session().scalar(select(ExamRubric).where(ExamRubric.key == shape.id))
    if rubric is None:
        rubric = ExamRubric(key=shape.id, source=FILE, title=dict(shape.title))
        db.session().add(rubric)
        db.session().flush()
    elif rubric.source != FILE:
        return document.problem(("id",), msg("{id} is a form of the designer; choose another id.", id=shape.id))
    kept = db.session().scalar(
        select(ExamRubricVersion).where(
            ExamRubricVersion.rubric_id == rubric.id, ExamRubricVersion.number == shape.version
        )
    )
    written = shape.model_dump(mode="json", exclude_defaults=True) | {"format": 1, "version": shape.version}
    if kept is None:
        keep_version(actor, rubric, written)
        return Change("exam form", shape.id, msg("version {version} published", version=shape.version))
    if kept.document != written:
        reason = msg(
            "{id} differs from its version {number}, by which exams are marked: raise version to {next}.",
            id=shape.id,
            number=shape.version,
            next=shape.version + 1,
        )
        return document.problem(("version",), reason)
    return None


PART = ContentPart("exams", check, load, {"exam": ExamForm})
