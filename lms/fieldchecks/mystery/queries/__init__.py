"""What may be seen of programmes, plans, visits and reports, by whom: three sides (planners and reviewers, inspectors, partners)."""

from lms.fieldchecks.mystery.queries.inspectors import Candidacy, candidates, forget_draft

__all__ = ["Candidacy", "candidates", "forget_draft"]
