"""A paper with a question of every type there is, one after the other."""

from __future__ import annotations

from tests.factories.assessment import many, single, statement
from tests.factories.marking import essay
from tests.factories.question_types import EVERY
from tests.factories.uploads import upload_question

PAPER = [
    single("single-choice"),
    many("multiple-response"),
    statement("true-false"),
    *EVERY,
    essay("essay"),
    upload_question(id="file-upload"),
]
KINDS = [question["id"] for question in PAPER]
"""Their ids, which are the words of their types."""
