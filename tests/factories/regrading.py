"""A test with a question whose key is wrong, and people who took it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.assessment.models import Assessment, Question
from lms.assessment.queries.regrading import Asked
from lms.assessment.rules.regrading import Remedy
from lms.core import db
from tests.factories.assessment import RIGHT, WRONG, Data, a_bank, a_section, a_test, publish, single
from tests.factories.certification import TEST

REALLY = "c"
"""The option of ``two`` that should have been the right one."""
QUESTIONS = ["one", "two", "three", "four"]
REASON = "The key was wrong."


def publish_miskeyed(*more: Data, **test: Any) -> None:
    """The test: four questions of one point, of which ``two`` has the wrong key; 70 passes."""
    questions = [single(key) for key in QUESTIONS]
    names = [*QUESTIONS, *(one["id"] for one in more)]
    publish(a_bank(*questions, *more), a_test(a_section(questions=names), **{"key": TEST, **test}))


def mend_key(
    *, options: tuple[str, ...] = (WRONG, RIGHT, "c", "d"), version: int = 2, key: str = REALLY, **test: Any
) -> None:
    """Load everything again, with the key of ``two`` as it should be."""
    mended = deepcopy(single("two", options=options, version=version))
    for option in mended["options"]:
        option.pop("correct", None)
        if option["id"] == key:
            option["correct"] = True
    bank = a_bank(single("one"), mended, single("three"), single("four"))
    publish(bank, a_test(a_section(questions=QUESTIONS), **{"key": TEST, **test}))


def take(actor: Actor, *answers: str | None, hand_in: bool = True) -> UUID:
    """Answer the questions in their order; None leaves one blank."""
    attempt = operations.start(actor, TEST)
    for position, answer in enumerate(answers, 1):
        if answer is not None:
            operations.save_response(actor, attempt, position, {"chosen": [answer]}, 1)
    if hand_in:
        operations.hand_in(actor, attempt)
    return attempt


def asked(remedy: Remedy, question: str = "two", *, here: bool = True, also: Mapping[str, str] | None = None) -> Asked:
    """That question marked anew, in the test or everywhere; ``also``: the further answer that is accepted."""
    question_id = db.session().scalars(select(Question.id).where(Question.key == question)).one()
    test_id = db.session().scalars(select(Assessment.id).where(Assessment.key == TEST)).one()
    return Asked(question_id, remedy, test_id if here else None, also=also or {})
