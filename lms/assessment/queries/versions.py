"""What the versions of tests say. A version never changes, so what was read of one is kept in the process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from lms.assessment.models import Assessment, AssessmentVersion
from lms.assessment.rules import Blueprint
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Text


@dataclass(frozen=True)
class Written:
    """A version as its file says it, and the key of the test whose it is."""

    test_key: str
    number: int
    purpose: str
    title: Text
    blueprint: Blueprint


_read: dict[UUID, Written] = {}
_LOOK = (
    select(AssessmentVersion.id, Assessment.key, AssessmentVersion.number, AssessmentVersion.purpose)
    .add_columns(AssessmentVersion.title, AssessmentVersion.blueprint)
    .join(AssessmentVersion.assessment)
    .where(AssessmentVersion.id.in_(bindparam("ids", expanding=True)))
)


def written(version_id: UUID) -> Written:
    """What a version says; raises NotFound."""
    found = all_written([version_id]).get(version_id)
    if found is None:
        raise NotFound
    return found


def all_written(version_ids: Collection[UUID]) -> Mapping[UUID, Written]:
    """What some versions say; one query for all that this process has not met yet, none where it has."""
    unmet = [version_id for version_id in version_ids if version_id not in _read]
    if unmet:
        for row in db.look(_LOOK, ids=unmet):
            blueprint = Blueprint.from_file(row.blueprint)
            _read[row.id] = Written(row.key, row.number, row.purpose, row.title, blueprint)
    return {version_id: _read[version_id] for version_id in version_ids if version_id in _read}
