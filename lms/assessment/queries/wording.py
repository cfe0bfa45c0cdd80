"""What the academy's questions say, to compare others with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.models import Question, QuestionBank, QuestionVersion
from lms.core import db

_NOT_ASKED = frozenset({"feedback", "feedback_media", "hints", "guidance", "rubric", "media", "files"})
_WORDS = frozenset({"text", "accept"})
_BATCH = 500


class Worded(NamedTuple):
    """A question's words in one language, and where it stands."""

    bank: str
    question: str
    stem: str
    words: str


def wordings(actor: Actor) -> Iterator[Worded]:
    """Every question in use as its current version says it, once for each language. One statement, read in batches."""
    actor.require(Permission.COURSE_AUTHOR)
    found = (
        select(QuestionBank.key, Question.key, QuestionVersion.body)
        .join(Question, Question.bank_id == QuestionBank.id)
        .join(
            QuestionVersion,
            (QuestionVersion.question_id == Question.id) & (QuestionVersion.number == Question.current_number),
        )
        .where(Question.retired.is_(False))
        .order_by(Question.id)
        .execution_options(yield_per=_BATCH)
    )
    for bank, question, body in db.session().execute(found):
        for language, stem in body["stem"].items():
            yield Worded(bank, question, stem, " ".join(said_in(body, language)))


def said_in(body: Mapping[str, Any], language: str) -> Iterator[str]:
    """All that a question asks and offers in one language."""
    yield from _said(body, language, "")


def _said(part: Any, language: str, name: str) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get(language), str) and set(part) <= {"en", "zh"}:
            yield part[language]
            return
        for key, inner in part.items():
            if key not in _NOT_ASKED:
                yield from _said(inner, language, key)
    elif isinstance(part, list):
        for inner in part:
            yield from _said(inner, language, name)
    elif isinstance(part, str) and name in _WORDS:
        yield part
