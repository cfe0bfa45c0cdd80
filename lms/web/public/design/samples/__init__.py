"""What the specimens show. Invented people and companies with the longest names we know of."""

from __future__ import annotations

from lms.web.public.design.samples.frames import company, learner_navigation, names, staff_navigation, viewer
from lms.web.public.design.samples.learning import contents, due, questions
from lms.web.public.design.samples.proof import asks, decision, history, medals, printed, rungs, verdict
from lms.web.public.design.samples.staff import instants, people
from lms.web.public.design.samples.words import t

__all__ = [
    "asks",
    "company",
    "contents",
    "decision",
    "due",
    "history",
    "instants",
    "learner_navigation",
    "medals",
    "names",
    "people",
    "printed",
    "questions",
    "rungs",
    "staff_navigation",
    "t",
    "verdict",
    "viewer",
]
