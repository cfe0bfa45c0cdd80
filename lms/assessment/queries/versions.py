"""What the versions of tests say. A version never changes, so what was read of one is kept in the process."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.assessment.models import Assessment, AssessmentVersion
from lms.assessment.rules import Blueprint
from lms.core import db
from lms.core.errors import NotFound


@dataclass(frozen=True)
class Written:
    """A version as its file says it, and the key of the test whose it is."""

    test_key: str
    blueprint: Blueprint


_read: dict[UUID, Written] = {}


def written(version_id: UUID) -> Written:
    """What a version says; raises NotFound."""
    found = _read.get(version_id)
    if found is None:
        found = _read[version_id] = _look(version_id)
    return found


def written_in(version: AssessmentVersion, test_key: str) -> Written:
    """The same of a version that is at hand."""
    if version.id not in _read:
        _read[version.id] = Written(test_key, Blueprint.from_file(version.blueprint))
    return _read[version.id]


def _look(version_id: UUID) -> Written:
    asked = select(Assessment.key, AssessmentVersion.blueprint).join(AssessmentVersion.assessment)
    row = db.session().execute(asked.where(AssessmentVersion.id == version_id)).one_or_none()
    if row is None:
        raise NotFound
    return Written(row.key, Blueprint.from_file(row.blueprint))
