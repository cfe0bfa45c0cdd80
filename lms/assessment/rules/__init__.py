"""What decides in online tests, as pure functions: the blueprint, the draw, the clock, who may start, the score, the
review.
"""

from lms.assessment.rules.blueprint import Band, Blueprint, Purpose, Section
from lms.assessment.rules.certainty import Calibration, Certainty, calibration
from lms.assessment.rules.clock import TOLERANCE, deadline, ended_at, is_over, takes_packets
from lms.assessment.rules.counting import Counts, Outcome, counted
from lms.assessment.rules.drawing import Candidate, Drawn, Slot, draw, fill, options_in_order, slots_of
from lms.assessment.rules.marking import Marking
from lms.assessment.rules.review import EVERYTHING, Moment, Review, Shown, moment_of
from lms.assessment.rules.scoring import Part, Score, SectionScore, score, score_section
from lms.assessment.rules.starting import Past, Start, may_start
from lms.assessment.rules.supervision import Door
from lms.assessment.rules.terms import Allowance, Terms, prolonged, terms_of
from lms.assessment.rules.trying import Behaviour, Tries, shown_after_check

__all__ = [
    "EVERYTHING",
    "TOLERANCE",
    "Allowance",
    "Band",
    "Behaviour",
    "Blueprint",
    "Calibration",
    "Candidate",
    "Certainty",
    "Counts",
    "Door",
    "Drawn",
    "Marking",
    "Moment",
    "Outcome",
    "Part",
    "Past",
    "Purpose",
    "Review",
    "Score",
    "Section",
    "SectionScore",
    "Shown",
    "Slot",
    "Start",
    "Terms",
    "Tries",
    "calibration",
    "counted",
    "deadline",
    "draw",
    "ended_at",
    "fill",
    "is_over",
    "may_start",
    "moment_of",
    "options_in_order",
    "prolonged",
    "score",
    "score_section",
    "shown_after_check",
    "slots_of",
    "takes_packets",
    "terms_of",
]
