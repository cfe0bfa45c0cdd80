"""What the specimens show. Invented people and companies with the longest names we know of."""

from lms.web.public.design.samples.frames import company, learner_navigation, names, staff_navigation, viewer
from lms.web.public.design.samples.learner import asks, contents, decision, due, medals, questions, rungs
from lms.web.public.design.samples.staff import history, instants, people, printed, verdict
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
