"""How many rows come to what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.importing.models import ImportCompany, ImportRow, Verdict
from lms.core import db

DOING = (Verdict.NEW, Verdict.CHANGED)


def counts_of(import_id: UUID) -> dict[str, Any]:
    """Rows by verdict; of those that do something, by match (``by_email`` …) and effect (``join`` …, ``manages``, ``renamed``);
    and ``companies`` that are made.
    """
    columns = (ImportRow.verdict, ImportRow.matched_by, ImportRow.job, ImportRow.manages)
    grouped = select(*columns, func.count()).where(ImportRow.import_id == import_id).group_by(*columns)
    found: Counter[str] = Counter()
    for verdict, matched_by, job, manages, times in db.session().execute(grouped):
        found[verdict] += times
        if matched_by:
            found[f"by_{matched_by}"] += times
        if job:
            found[job] += times
        if manages:
            found["manages"] += times
    made = select(func.count()).where(ImportCompany.import_id == import_id, ImportCompany.refusal.is_(None))
    found["companies"] = db.session().scalar(made) or 0
    return dict(found)


def does_something(counts: Mapping[str, int]) -> bool:
    """Whether pressing the button would change anything."""
    return any(counts.get(name, 0) for name in (*DOING, "companies"))
