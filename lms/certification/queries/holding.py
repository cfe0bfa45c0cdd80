"""How certifications stand, asked of the database: for lists and counts over many people. ``rules.standing`` says the same of one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Level, Track
from lms.certification.models import Certification, CertificationFact
from lms.certification.rules import FINAL, SUSPENSIONS, Standing

KEPT = 16
"""Expressions a process keeps: they never change, and building one costs more than asking it."""


@lru_cache(maxsize=KEPT)
def standing_on(on: date, of: type[Certification] = Certification) -> ColumnElement[str]:
    """For use beside :class:`Certification` (or an alias of it): the value of its :class:`Standing` on a day."""
    return _standing(on, of, of.valid_through, None)


def standing_as_of(on: date, known_by: datetime) -> ColumnElement[str]:
    """For use beside :class:`Certification`: how it stood on a day as was believed at an instant; of one that was recorded by then."""
    return _standing(on, Certification, last_day_as_of(known_by), known_by)


def last_day_as_of(known_by: datetime) -> ColumnElement[date]:
    """For use beside :class:`Certification`: its last day as was believed at an instant: as granted, or where it was moved to by then."""
    moved = aliased(CertificationFact)
    here = (moved.certification_id == Certification.id, moved.kind == "moved", ~_is_taken_back(moved, known_by))
    newest = select(moved.last_day).where(*here, moved.recorded_at <= known_by).order_by(moved.recorded_at.desc())
    granted = func.coalesce(Certification.granted_through, Certification.valid_through)
    return func.coalesce(newest.limit(1).correlate(Certification).scalar_subquery(), granted)


def _standing(
    on: date, of: type[Certification], last_day: ColumnElement[date] | Any, known_by: datetime | None
) -> ColumnElement[str]:
    return case(
        *((_happened(of, on, kind, known_by), final.value) for kind, final in FINAL.items()),
        (last_day < on, Standing.EXPIRED.value),
        (_is_suspended(of, on, known_by), Standing.SUSPENDED.value),
        (of.valid_from > on, Standing.NOT_YET.value),
        else_=Standing.VALID.value,
    )


@lru_cache(maxsize=KEPT)
def holds(on: date, of: type[Certification] = Certification) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Certification`: it is valid on a day."""
    return and_(of.valid_from <= on, of.valid_through >= on, standing_on(on, of) == Standing.VALID.value)


@lru_cache(maxsize=KEPT)
def renewed(on: date) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Certification`: a later period of the same person and level was granted, and stands."""
    later = aliased(Certification)
    return exists().where(
        later.user_id == Certification.user_id,
        later.level_key == Certification.level_key,
        later.valid_from > Certification.valid_from,
        standing_on(on, later).in_((Standing.VALID.value, Standing.NOT_YET.value)),
    )


@lru_cache(maxsize=KEPT)
def outlasted(on: date) -> ColumnElement[bool]:
    """For use in ``where`` beside :class:`Certification`: a higher level is held for longer, in a track whose higher levels imply
    the lower ones (DOMAIN, rule 8).
    """
    longer = aliased(Certification)
    lower, higher = aliased(Level), aliased(Level)
    return exists().where(
        longer.user_id == Certification.user_id,
        longer.valid_through > Certification.valid_through,
        holds(on, longer),
        lower.key == Certification.level_key,
        higher.key == longer.level_key,
        higher.track_id == lower.track_id,
        higher.number > lower.number,
        Track.id == lower.track_id,
        Track.higher_implies_lower,
    )


def lapses(on: date, within_days: int) -> ColumnElement[bool]:
    """For use in ``where``: valid on a day, its last day within so many days of it, and nothing granted that goes on after it."""
    return and_(
        holds(on), Certification.valid_through <= on + timedelta(days=within_days), ~renewed(on), ~outlasted(on)
    )


def has_ended(on: date) -> ColumnElement[bool]:
    """For use in ``where``: its last day is past, and nothing goes on after it. What was taken away or given up has not ended."""
    return and_(standing_on(on) == Standing.EXPIRED.value, ~renewed(on), ~outlasted(on))


def _happened(of: type[Certification], on: date, kind: str, known_by: datetime | None) -> ColumnElement[bool]:
    fact = aliased(CertificationFact)
    return exists().where(fact.certification_id == of.id, fact.kind == str(kind), _counts(fact, on, known_by))


def _is_suspended(of: type[Certification], on: date, known_by: datetime | None) -> ColumnElement[bool]:
    """The last thing that happened is a suspension."""
    fact, later = aliased(CertificationFact), aliased(CertificationFact)
    after = or_(
        later.holds_from > fact.holds_from,
        and_(later.holds_from == fact.holds_from, later.recorded_at > fact.recorded_at),
    )
    since = exists().where(
        later.certification_id == fact.certification_id,
        later.kind.in_(SUSPENSIONS),
        _counts(later, on, known_by),
        after,
    )
    return exists().where(
        fact.certification_id == of.id, fact.kind == str(Standing.SUSPENDED), _counts(fact, on, known_by), ~since
    )


def _counts(fact: type[CertificationFact], on: date, known_by: datetime | None) -> ColumnElement[bool]:
    """The fact holds on the day, was known, and no other takes it back."""
    known = [] if known_by is None else [fact.recorded_at <= known_by]
    return and_(fact.holds_from <= on, ~_is_taken_back(fact, known_by), *known)


def _is_taken_back(fact: type[CertificationFact], known_by: datetime | None) -> ColumnElement[bool]:
    other = aliased(CertificationFact)
    known = [] if known_by is None else [other.recorded_at <= known_by]
    return exists().where(other.certification_id == fact.certification_id, other.corrects_id == fact.id, *known)
