"""Reads of online tests and attempts. An attempt is its owner's alone: to others there is nothing at its address."""

from lms.assessment.queries.attempts import Place, Question, Sheet, question, questions, sheet
from lms.assessment.queries.files import HandedIn, file_of_answer, needs_handed_in
from lms.assessment.queries.log import LOG_ORDERS, own_log, standing
from lms.assessment.queries.media import QuestionFile, file_in_attempts, needs_file
from lms.assessment.queries.results import LessonAgain, Result, ReviewedQuestion, Topic, result, reviewed
from lms.assessment.queries.tests import Intro, blueprint_of, intro, test

__all__ = [
    "LOG_ORDERS",
    "HandedIn",
    "Intro",
    "LessonAgain",
    "Place",
    "Question",
    "QuestionFile",
    "Result",
    "ReviewedQuestion",
    "Sheet",
    "Topic",
    "blueprint_of",
    "file_in_attempts",
    "file_of_answer",
    "intro",
    "needs_file",
    "needs_handed_in",
    "own_log",
    "question",
    "questions",
    "result",
    "reviewed",
    "sheet",
    "standing",
    "test",
]
