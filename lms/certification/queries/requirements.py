"""What levels ask, by day. A version never changes, so what was read of it is kept in the process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.certification.models import RequirementVersion
from lms.certification.requirements import registry
from lms.certification.rules import Requirement, Surroundings
from lms.core import db

_read: dict[UUID, Requirement] = {}
_HEADS = (
    select(RequirementVersion.id, RequirementVersion.level_key)
    .where(RequirementVersion.in_force_from <= bindparam("on"))
    .order_by(RequirementVersion.in_force_from, RequirementVersion.number)
)


@db.asked_once
def requirements_on(on: date) -> Mapping[str, tuple[UUID, Requirement]]:
    """Each level's requirement in force on a day, by level key, with its version's id; levels without one are not named."""
    heads = db.look(_HEADS, on=on)
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
    return Requirement(
        number=number,
        in_force_from=in_force_from,
        condition=registry.read(rule["requires"], around),
        around=around,
        valid_for=rule["valid_for"],
        opens_before=rule["renewal"]["opens_before"],
    )


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
