"""What differs between two states of a folder, and the history that led there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.core import db
from lms.core.errors import NotFound
from lms.core.storage import Storage
from lms.studio.models import DraftChange, DraftStep
from lms.studio.queries.drafts import draft, text_of
from lms.studio.rules.diffing import Diff, diff
from lms.studio.rules.paths import is_text
from lms.studio.rules.steps import Change, changes_between

PAGE = 50


@dataclass(frozen=True)
class FileChange:
    """A file that differs; ``diff`` None for what is no text."""

    path: str
    state: Literal["new", "gone", "changed"]
    change: Change
    diff: Diff | None


@dataclass(frozen=True)
class Step:
    """A step of the history, its files, and who made it (None: forgotten, or the system)."""

    step: DraftStep
    changes: Sequence[Change]
    by: User | None


def file_changes(storage: Storage, before: Mapping[str, str], after: Mapping[str, str]) -> list[FileChange]:
    """Every file that differs, with its lines."""
    return [_file(storage, one) for one in changes_between(before, after)]


def _file(storage: Storage, one: Change) -> FileChange:
    state: Literal["new", "gone", "changed"] = (
        "new" if one.before is None else "gone" if one.after is None else "changed"
    )
    lines = diff(text_of(storage, one.before), text_of(storage, one.after)) if is_text(one.path) else None
    return FileChange(one.path, state, one, lines)


def history(actor: Actor, draft_id: UUID, before: int | None = None) -> tuple[list[Step], int | None]:
    """Steps, the newest first, and the number that the next page goes on with. Three queries."""
    made = draft(actor, draft_id)
    asked = select(DraftStep).where(DraftStep.draft_id == made.id)
    if before is not None:
        asked = asked.where(DraftStep.number < before)
    found = list(db.session().scalars(asked.order_by(DraftStep.number.desc()).limit(PAGE + 1)))
    kept = found[:PAGE]
    return _steps(kept), kept[-1].number if len(found) > PAGE else None


def step(actor: Actor, draft_id: UUID, number: int) -> Step:
    """One step; raises NotFound."""
    made = draft(actor, draft_id)
    found = db.session().scalar(select(DraftStep).where(DraftStep.draft_id == made.id, DraftStep.number == number))
    if found is None:
        raise NotFound
    return _steps([found])[0]


def _steps(found: list[DraftStep]) -> list[Step]:
    people = people_named({one.made_by for one in found if one.made_by})
    changes: dict[UUID, list[Change]] = {one.id: [] for one in found}
    rows = select(DraftChange).where(DraftChange.step_id.in_(list(changes))).order_by(DraftChange.path)
    for row in db.session().scalars(rows):
        changes[row.step_id].append(Change(row.path, row.before, row.after))
    return [Step(one, changes[one.id], people.get(one.made_by) if one.made_by else None) for one in found]
