"""What levels ask, by day. A version never changes, so what was read of it is kept in the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select

from lms.certification.models import RequirementVersion
from lms.certification.requirements import registry
from lms.certification.rules import Quota, Renewing, Requirement, Surroundings
from lms.core import db

_read: dict[UUID, Requirement] = {}
_HEADS = (
    select(RequirementVersion.id, RequirementVersion.level_key, RequirementVersion.recorded_at)
    .where(RequirementVersion.in_force_from <= bindparam("on"))
    .order_by(RequirementVersion.in_force_from, RequirementVersion.number)
)


@db.asked_once
def _heads(on: date) -> Sequence[Row[Any]]:
    return db.look(_HEADS, on=on)


@db.asked_once
def requirements_on(on: date, known_by: datetime | None = None) -> Mapping[str, tuple[UUID, Requirement]]:
    """Each level's requirement in force on a day, by level key, with its version's id; levels without one are not named. ``known_by``: of
    the versions that were recorded by then: one that was dated back later changes nothing about what was said before.
    """
    heads = [row for row in _heads(on) if known_by is None or row.recorded_at <= known_by]
    newest = {row.level_key: row.id for row in heads}
    _remember([version_id for version_id in newest.values() if version_id not in _read])
    return {level_key: (version_id, _read[version_id]) for level_key, version_id in newest.items()}


def requirement_version(version_id: UUID) -> Requirement:
    """The requirement of one version."""
    if version_id not in _read:
        _remember([version_id])
    return _read[version_id]


def _remember(version_ids: list[UUID]) -> None:
    if not version_ids:
        return
    for row in db.session().scalars(select(RequirementVersion).where(RequirementVersion.id.in_(version_ids))):
        _read[row.id] = requirement_of(row.number, row.in_force_from, row.rule)


def requirement_of(number: int, in_force_from: date, rule: Mapping[str, Any]) -> Requirement:
    """The requirement that a stored rule says; see :func:`rule_of` in ``certification.content`` for its shape."""
    around = surroundings_of(rule)
    renewal = rule["renewal"]
    lighter = renewal.get("requires")
    return Requirement(
        number=number,
        in_force_from=in_force_from,
        condition=registry.read(rule["requires"], around),
        around=around,
        valid_for=rule["valid_for"],
        opens_before=renewal["opens_before"],
        renewing=Renewing(
            grace=renewal["grace"],
            starts=renewal["term_starts"],
            fixed_day=renewal.get("fixed_day"),
            at_least=renewal.get("at_least"),
            late_for=renewal.get("late_for"),
            condition=registry.read(lighter, around) if lighter else None,
        ),
        lower_levels=rule.get("lower_levels", "keep"),
        undo_within=rule.get("undo_within", "P7D"),
        admins=admins_asked(rule["requires"]),
        quota=quota_asked(rule),
    )


def admins_asked(expression: object) -> int:
    """How many admins have to agree before it is granted: the most that any of its approvals asks, one where none does."""
    if isinstance(expression, list):
        return max(map(admins_asked, expression), default=1)
    if not isinstance(expression, Mapping):
        return 1
    own = expression["approval"]["admins"] if "approval" in expression else 1
    return max([own, *map(admins_asked, expression.values())])


def quota_asked(rule: Mapping[str, Any]) -> Quota | None:
    """The quota that a level's rule holds its grants to; None where it asks for no free place."""
    found = quota_in(rule["requires"])
    if found is None:
        return None
    return Quota(places=found.get("places"), share=rule.get("quota"))


def quota_in(expression: object) -> Mapping[str, Any] | None:
    """The parameters of an expression's ``quota_free``; None where it has none."""
    if isinstance(expression, list):
        return next((found for part in expression if (found := quota_in(part)) is not None), None)
    if not isinstance(expression, Mapping):
        return None
    if "quota_free" in expression:
        own = expression["quota_free"]
        return own if isinstance(own, Mapping) else {}
    return next((found for value in expression.values() if (found := quota_in(value)) is not None), None)


def surroundings_of(rule: Mapping[str, Any]) -> Surroundings:
    """What the rule's conditions need to know of their track."""
    track, _, level = rule["level_key"].partition("/")
    return Surroundings(
        track=track,
        level=level,
        matrix=rule["matrix"],
        categories=rule["categories"],
        levels={title["key"]: title["title"] for title in rule["levels"]},
        titles=rule["titles"],
        higher_implies_lower=rule["higher_implies_lower"],
    )
