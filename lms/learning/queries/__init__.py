"""Reads of learning, each for one person by id: whoever asks for somebody else has been let to that person before."""

from __future__ import annotations

from lms.learning.queries.counting import Counted, counted_for
from lms.learning.queries.enrolments import Place, own_courses, place_in, states_of
from lms.learning.queries.fitting import Choice, Fitting, choices, fitting
from lms.learning.queries.outlines import outline
from lms.learning.queries.progress import done_in, standings_in, words_of

__all__ = [
    "Choice",
    "Counted",
    "Fitting",
    "Place",
    "choices",
    "counted_for",
    "done_in",
    "fitting",
    "outline",
    "own_courses",
    "place_in",
    "standings_in",
    "states_of",
    "words_of",
]
