"""Reads of the catalogue. Whoever may learn may see every course that is not withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, func, literal, select, union_all
from sqlalchemy.orm import selectinload

from lms.catalogue.models import Course, CoursePlace, CourseTerm, CourseVersion, Level, MediaFile, Track
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.search import QueryTerm, query_terms

PAGE = 48


@dataclass(frozen=True)
class Wanted:
    """What is looked for: words, a level (``expert-engineer/junior``), a category of its track. Empty: no matter."""

    words: str = ""
    level_key: str = ""
    category_key: str = ""


@dataclass(frozen=True)
class Card:
    """A course as a list shows it. ``places`` are the (level, category) it counts at; ``standing`` what the level in
    focus makes of it: required, elective or None.
    """

    id: UUID
    key: str
    number: int
    title: Text
    summary: Text
    minutes: int
    lessons: int
    standing: str | None
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Found:
    """A page of courses; ``next_key`` continues the list, None at its end."""

    cards: list[Card] = field(default_factory=list)
    next_key: str | None = None


@dataclass(frozen=True)
class Counts:
    """How many courses there are, in all, at each level, and in each category of the level in focus."""

    courses: int
    by_level: Mapping[str, int]
    by_category: Mapping[str, int]


def tracks() -> list[Track]:
    """All tracks in their order, with levels and categories: three queries."""
    chosen = select(Track).options(selectinload(Track.levels), selectinload(Track.categories))
    return list(db.session().scalars(chosen.order_by(Track.position, Track.key)))


def find(wanted: Wanted, focus: Level | None, *, after: str = "", size: int = PAGE) -> Found:
    """Courses that fit, a page of them: two queries.

    With words, the best match comes first; else what the level in ``focus`` requires, then its electives, then the rest. A
    level in ``wanted`` keeps to courses that count there. ``after`` is a former page's ``next_key``.
    """
    terms = query_terms(wanted.words)
    if wanted.words.strip() and not terms:
        return Found()
    matches = _matches(terms) if terms else None
    standing = _standing(focus)
    order = -matches.c.weight if matches is not None else standing
    chosen = _cards(order, standing)
    if matches is not None:
        chosen = chosen.join(matches, matches.c.course_id == Course.id)
    if wanted.level_key or wanted.category_key:
        chosen = chosen.where(_counts_at(wanted.level_key, [wanted.category_key] if wanted.category_key else None))
    if place := _read_key(after):
        chosen = chosen.where((order > place[0]) | ((order == place[0]) & (Course.key > place[1])))
    rows = db.session().execute(chosen.order_by(order, Course.key).limit(size + 1)).all()
    kept = rows[:size]
    places = _places_of([row.id for row in kept])
    cards = [_card(row, places.get(row.id, ())) for row in kept]
    return Found(cards, f"{kept[-1].order}:{kept[-1].key}" if len(rows) > size else None)


def counts(focus: Level | None) -> Counts:
    """Numbers for the filters: three queries."""
    session = db.session()
    there = Course.archived_at.is_(None) & Course.current_number.is_not(None)
    number = func.count(CoursePlace.course_id.distinct())
    listed = select(CoursePlace.level_key, number).join(Course, Course.id == CoursePlace.course_id).where(there)
    by_category = select(CoursePlace.category_key, number).join(Course, Course.id == CoursePlace.course_id).where(there)
    by_category = by_category.where(CoursePlace.level_key == (focus.key if focus else "")).group_by(
        CoursePlace.category_key
    )
    return Counts(
        courses=session.scalar(select(func.count()).select_from(Course).where(there)) or 0,
        by_level=dict(session.execute(listed.group_by(CoursePlace.level_key)).all()),
        by_category=dict(session.execute(by_category).all()),
    )


def media(sha256: str) -> MediaFile:
    """A media file's facts; raises :class:`NotFound`."""
    found = db.session().get(MediaFile, sha256)
    if found is None:
        raise NotFound
    return found


_STANDINGS: tuple[str | None, ...] = ("required", "elective", None)


def _cards(order: ColumnElement[int], standing: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    version = CourseVersion
    return (
        select(
            Course.id,
            Course.key,
            version.number,
            version.title,
            version.summary,
            version.minutes,
            version.lesson_count,
            standing.label("standing"),
            order.label("order"),
        )
        .join(version, (version.course_id == Course.id) & (version.number == Course.current_number))
        .where(Course.archived_at.is_(None))
    )


def _card(row: Row[Any], places: tuple[tuple[str, str], ...]) -> Card:
    return Card(
        id=row.id,
        key=row.key,
        number=row.number,
        title=row.title,
        summary=row.summary,
        minutes=row.minutes,
        lessons=row.lesson_count,
        standing=_STANDINGS[row.standing],
        places=places,
    )


def _counts_at(level_key: str, categories: Collection[str] | None) -> ColumnElement[bool]:
    """Whether a course counts at a level, in one of some categories; an empty level is any."""
    place = select(literal(1)).where(CoursePlace.course_id == Course.id)
    if level_key:
        place = place.where(CoursePlace.level_key == level_key)
    if categories is not None:
        place = place.where(CoursePlace.category_key.in_(categories))
    return place.exists()


def _standing(focus: Level | None) -> ColumnElement[int]:
    """0 for what the level in focus requires, 1 for its electives, 2 for the rest."""
    if focus is None:
        return literal(2)
    asked = {kind: [c for c, said in focus.matrix.items() if said == kind] for kind in ("required", "elective")}
    return case((_counts_at(focus.key, asked["required"]), 0), (_counts_at(focus.key, asked["elective"]), 1), else_=2)


def _matches(terms: list[QueryTerm]) -> Subquery:
    """The courses that have every term, with the sum of each one's best weight."""
    each = []
    for number, wanted in enumerate(terms):
        fits = CourseTerm.term == wanted.term
        if wanted.prefix:
            fits = CourseTerm.term.startswith(wanted.term, autoescape=True)
        best = func.max(CourseTerm.weight).label("weight")
        each.append(
            select(literal(number).label("number"), CourseTerm.course_id, best)
            .where(fits)
            .group_by(CourseTerm.course_id)
        )
    found = union_all(*each).subquery()
    return (
        select(found.c.course_id, func.sum(found.c.weight).label("weight"))
        .group_by(found.c.course_id)
        .having(func.count() == len(terms))
        .subquery()
    )


def _read_key(text: str) -> tuple[int, str] | None:
    """A page's key, ``order:course``; None for none, or for one that somebody made up."""
    order, _, key = text.partition(":")
    try:
        return (int(order), key) if key and len(order) < 10 else None
    except ValueError:
        return None


def _places_of(course_ids: list[UUID]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    places: dict[UUID, tuple[tuple[str, str], ...]] = {}
    chosen = (
        select(CoursePlace)
        .where(CoursePlace.course_id.in_(course_ids))
        .order_by(CoursePlace.level_key, CoursePlace.category_key)
    )
    for place in db.session().scalars(chosen):
        places[place.course_id] = (*places.get(place.course_id, ()), (place.level_key, place.category_key))
    return places


@dataclass(frozen=True)
class Shelf:
    """How much content there is."""

    tracks: int
    courses: int


def shelf() -> Shelf:
    """What was loaded so far, withdrawn courses included."""
    counts = (select(func.count()).select_from(kind).scalar_subquery() for kind in (Track, Course))
    return Shelf(*db.session().execute(select(*counts)).one())


def needs_file(sha256: str) -> bool:
    """Whether a picture, film or subtitle of some lesson is kept under this hash."""
    return db.session().scalar(select(MediaFile.sha256).where(MediaFile.sha256 == sha256)) is not None
