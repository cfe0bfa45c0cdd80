"""A standing as data: what a judgement keeps, what the command line answers, and what two judgements are compared by."""

from __future__ import annotations

from typing import Any

from lms.compliance.rules.judging import Finding
from lms.compliance.rules.standing import Standing


def explained(standing: Standing) -> dict[str, Any]:
    """Each condition with its figures, who fills which place by what, and the clocks that run. People by their ids."""
    return {
        "tier": standing.tier.key,
        "version": standing.tier.number,
        "findings": [_finding(one) for one in standing.judged.findings],
        "places": [
            {"role": one.role, "user": str(one.user_id), "level": one.level, "through": one.through.isoformat()}
            for one in standing.judged.places
        ],
        "clocks": [
            {
                "user": str(one.user_id),
                "left_on": one.left_on.isoformat(),
                "told_on": one.told_on.isoformat() if one.told_on else None,
                "notify_by": one.notify_by.isoformat(),
                "replace_by": one.replace_by.isoformat(),
                "in_time": one.in_time,
            }
            for one in standing.clocks
        ],
        "missing": standing.judged.missing,
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "id": found.condition.id,
        "title": dict(found.condition.title),
        "met": found.met,
        "needed": found.needed,
        "people": found.people,
        "people_asked": found.people_asked,
        "certificates": found.certificates,
        "certificates_asked": found.certificates_asked,
        "lacking": [str(one) for one in found.lacking],
    }
