"""``courses/classes.yaml``: the kinds of classes, what each usually is, and what attendants are asked. Checked, and kept as rows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.fields import Format, Id, Term, Text
from lms.catalogue.content.parts import Change, ContentPart, Progress
from lms.catalogue.content.reading import Content
from lms.classroom.models import ClassKind
from lms.classroom.rules import Statement, Terms
from lms.core import clock, db
from lms.core.documents import BadDocument, KeyPath, LocatedDocument, Problem
from lms.core.i18n import msg
from lms.core.shapes import Shape, shaped


class KindShape(Shape):
    """A kind of class: where it is held, and with what a new one begins. ``books``: how many days before the class its booking begins, how
    many hours before it ends; ``free_hours``: until how many hours before the class a seat is given back without a miss.
    """

    id: Id
    title: Text
    held: Literal["in-person", "online"]
    minutes: Annotated[int, Field(ge=10, le=14_400)]
    seats: Annotated[int, Field(ge=1, le=5000)]
    books_from_days: Annotated[int, Field(ge=0, le=730)]
    books_until_hours: Annotated[int, Field(ge=0, le=2400)]
    free_hours: Annotated[int, Field(ge=0, le=2400)]


class StatementShape(Shape):
    """A statement with which attendants agree on a scale of five. ``rates: trainer``: it says how the class was taught."""

    id: Id
    title: Text
    rates: Literal["trainer"] | None = None


class SurveyShape(Shape):
    """What attendants are asked after a class, and for how many days."""

    days: Annotated[int, Field(ge=1, le=90)]
    statements: Annotated[list[StatementShape], Field(min_length=1, max_length=10)]


class MissesShape(Shape):
    """How often one may stay away or cancel late, within a term, and still book by oneself."""

    most: Annotated[int, Field(ge=1, le=100)]
    within: Term


class ClassesFile(Shape):
    """All of the file."""

    format: Format
    misses: MissesShape
    survey: SurveyShape
    kinds: Annotated[list[KindShape], Field(min_length=1, max_length=20)]


def check(content: Content) -> list[Problem]:
    """Everything wrong with the file."""
    return [problem for document in content.classes for problem in _check(document)]


def _check(document: LocatedDocument) -> list[Problem]:
    try:
        shape = shaped(document, ClassesFile)
    except BadDocument as bad:
        return list(bad.problems)
    kinds = _twice(document, ("kinds",), [one.id for one in shape.kinds])
    return kinds + _twice(document, ("survey", "statements"), [one.id for one in shape.survey.statements])


def _twice(document: LocatedDocument, at: KeyPath, ids: list[str]) -> list[Problem]:
    doubled = [n for n, one in enumerate(ids) if one in ids[:n]]
    return [document.problem((*at, n, "id"), msg("“{id}” was given already.", id=ids[n])) for n in doubled]


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Keep the kinds. Classes that are planned already keep the terms they were planned with."""
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    if not content.classes:
        return []
    shape = shaped(content.classes[0], ClassesFile)
    known = {row.key: row for row in db.session().scalars(select(ClassKind))}
    changes = [change for n, kind in enumerate(shape.kinds) if (change := _keep(known.pop(kind.id, None), shape, n))]
    for gone in known.values():
        if gone.retired_at is None:
            gone.retired_at = clock.now()
            changes.append(Change("class kind", gone.key, msg("takes no new classes")))
    db.session().flush()
    return changes


def _keep(row: ClassKind | None, shape: ClassesFile, rank: int) -> Change | None:
    kind = shape.kinds[rank]
    said = {
        "title": dict(kind.title),
        "online": kind.held == "online",
        "rank": rank,
        "terms": _terms(kind, shape).as_json(),
        "retired_at": None,
    }
    if row is None:
        db.session().add(ClassKind(key=kind.id, **said))
        return Change("class kind", kind.id, msg("recorded"))
    if all(getattr(row, name) == value for name, value in said.items()):
        return None
    for name, value in said.items():
        setattr(row, name, value)
    return Change("class kind", kind.id, msg("changed"))


def _terms(kind: KindShape, shape: ClassesFile) -> Terms:
    survey = tuple(Statement(one.id, one.title, one.rates is not None) for one in shape.survey.statements)
    return Terms(
        minutes=kind.minutes,
        seats=kind.seats,
        opens_days=kind.books_from_days,
        closes_hours=kind.books_until_hours,
        free_hours=kind.free_hours,
        misses_most=shape.misses.most,
        misses_within=shape.misses.within,
        survey_days=shape.survey.days,
        survey=survey,
    )


PART = ContentPart("classroom", check, load, {"classes": ClassesFile})
