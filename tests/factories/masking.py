"""What a browser sends for what a test means: the author's ids by the places in which that attempt shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.assessment.masking import masked
from lms.assessment.models import AttemptItem, QuestionVersion
from lms.assessment.question_type import Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.core import db


def as_seen(browser: FlaskClient, base: str, position: int, fields: Mapping[str, str | Sequence[str]]) -> Fields:
    """The fields of an answer, as the page of an attempt (``/attempts/<id>``) has them. What is no id of its question stays as it is."""
    said = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    with browser.application.database.transaction(read_only=True):  # type: ignore[attr-defined]
        return seen_by(UUID(base.rsplit("/", 1)[1]), position, said)


def seen_by(attempt_id: UUID, position: int, fields: Fields) -> Fields:
    """The same, inside a unit of work."""
    item = db.session().get_one(AttemptItem, (attempt_id, position), populate_existing=True)
    version = db.session().scalars(select(QuestionVersion).where(QuestionVersion.id == item.question_version_id)).one()
    return masked(QUESTION_TYPES[version.type].asks(version.body, item.option_order or ()), fields)
