"""What is done with online tests: start an attempt, answer, flag, hand in; the clock closes what was not handed in."""

from lms.assessment.operations.answering import Saved, flag, save_response
from lms.assessment.operations.finishing import close_overdue, hand_in
from lms.assessment.operations.starting import start

__all__ = ["Saved", "close_overdue", "flag", "hand_in", "save_response", "start"]
