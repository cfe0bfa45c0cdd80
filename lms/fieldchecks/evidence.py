"""What comes of a field check, told down to certification: dated evidence, once for each check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from lms.certification.models import Evidence
from lms.certification.operations.evidence import record_evidence


@dataclass(frozen=True)
class FieldCheck:
    """A dated observation of practice with its outcome. ``kind``: spot_check, mystery_check; ``subject``: the level, or what was looked at;
    ``score``: 0 to 100; ``form``: the version of the form it was scored with; ``reference``: how people name it; ``counts_from``: the
    day after its dispute date, where it may be disputed; ``source``: what said it, where that is not the kind's own name; ``more``: what
    else requirements of its kind read.
    """

    id: UUID
    kind: str
    user_id: UUID
    subject: str
    held_on: date
    score: float
    passed: bool
    form: str
    reference: str
    counts_from: date | None = None
    source: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def bring_in(check: FieldCheck) -> Evidence:
    """Record a check's outcome as evidence of certification; twice is as good as once. Whoever calls has authorised the check."""
    return record_evidence(
        user_id=check.user_id,
        kind=check.kind,
        subject=check.subject,
        held_on=check.held_on,
        counts_from=check.counts_from,
        value={
            **check.more,
            "score": check.score,
            "passed": check.passed,
            "form": check.form,
            "reference": check.reference,
        },
        source=check.source or check.kind,
        source_id=str(check.id),
    )
