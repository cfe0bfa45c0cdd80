"""How certifications stand, asked of the database: for lists and counts over many people. ``rules.standing`` says the same of one."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import aliased

from lms.catalogue.models import Level, Track
from lms.certification.models import Certification, CertificationFact
from lms.certification.rules import FINAL, SUSPENSIONS, Standing

KEPT = 16
"""Expressions a process keeps: they never change, and building one costs more than asking it."""


@lru_cache(maxsize=KEPT)
def standing_on(on: date, of: type[Certification] = Certification) -> ColumnElement[str]:
    """For use beside :class:`Certification` (or an alias of it): the value of its :class:`Standing` on a day."""
    return case(
        *((_happened(of, on, kind), final.value) for kind, final in FINAL.items()),
        (of.valid_through < on, Standing.EXPIRED.value),
        (_is_suspended(of, on), Standing.SUSPENDED.value),
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


def _happened(of: type[Certification], on: date, kind: str) -> ColumnElement[bool]:
    fact = aliased(CertificationFact)
    return exists().where(fact.certification_id == of.id, fact.kind == str(kind), _counts(fact, on))


def _is_suspended(of: type[Certification], on: date) -> ColumnElement[bool]:
    """The last thing that happened is a suspension."""
    fact, later = aliased(CertificationFact), aliased(CertificationFact)
    after = or_(
        later.holds_from > fact.holds_from,
        and_(later.holds_from == fact.holds_from, later.recorded_at > fact.recorded_at),
    )
    since = exists().where(
        later.certification_id == fact.certification_id, later.kind.in_(SUSPENSIONS), _counts(later, on), after
    )
    return exists().where(
        fact.certification_id == of.id, fact.kind == str(Standing.SUSPENDED), _counts(fact, on), ~since
    )


def _counts(fact: type[CertificationFact], on: date) -> ColumnElement[bool]:
    """The fact holds on the day and no other takes it back."""
    other = aliased(CertificationFact)
    back = exists().where(other.certification_id == fact.certification_id, other.corrects_id == fact.id)
    return and_(fact.holds_from <= on, ~back)
