"""What is done with online tests: start an attempt, answer, flag, hand in; the clock closes what was not handed in."""

from lms.assessment.operations.answering import Answer, Saved, flag, save_response, save_responses
from lms.assessment.operations.checking import check, go_on
from lms.assessment.operations.finishing import close_overdue, hand_in
from lms.assessment.operations.starting import Started, begin, start
from lms.assessment.operations.uploading import Kept, add_file, remove_file
from lms.assessment.operations.writing import Pen, Told, browser_of, take_pen, tell

__all__ = [
    "Answer",
    "Kept",
    "Pen",
    "Saved",
    "Started",
    "Told",
    "add_file",
    "begin",
    "browser_of",
    "check",
    "close_overdue",
    "flag",
    "go_on",
    "hand_in",
    "remove_file",
    "save_response",
    "save_responses",
    "start",
    "take_pen",
    "tell",
]
