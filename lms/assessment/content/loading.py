"""Taking banks and tests in: what was loaded under a version never changes, what left the files is retired, never
deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment.content.files import Bank, Test, body_of, files_of
from lms.assessment.media import FILES, named
from lms.assessment.models import (
    Assessment,
    AssessmentVersion,
    Question,
    QuestionBank,
    QuestionMedium,
    QuestionVersion,
)
from lms.assessment.question_type import Body, QuestionShape
from lms.catalogue.content.media import Media
from lms.catalogue.content.parts import Change, ContentRefused, Progress
from lms.catalogue.content.reading import Content
from lms.catalogue.content.versions import digest, judge
from lms.core import clock, db
from lms.core.documents import Problem
from lms.core.i18n import Message, Text, msg
from lms.core.ids import new_id
from lms.core.search import haystack

_TOLD_EVERY = 100
"""Questions between two words on how far the load has come."""
_AT_ONCE = 500
"""Versions that are written at one go."""

_SEARCHED = 200
"""Characters of a stem that lists find a question by."""

Loaded = dict[UUID, dict[int, str]]
"""Of each question or test the versions loaded so far, with their fingerprints."""


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Take in what :func:`check` found good; returns what changed.

    Raises ContentRefused, naming every place, when a version that was loaded before has other content now.
    """
    actor.require(Permission.COURSE_AUTHOR)
    files = files_of(content)
    changes, problems = _Banks(progress).load(files.banks)
    more_changes, more_problems = _Tests().load(files.tests)
    if problems or more_problems:
        raise ContentRefused([*problems, *more_problems])
    return changes + more_changes


class _Banks:
    """Banks and questions. Reads all there are at once: as many queries for one question as for a thousand."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        session = db.session()
        self.banks = {bank.key: bank for bank in session.scalars(select(QuestionBank))}
        self.questions = {(row.bank_id, row.key): row for row in session.scalars(select(Question))}
        self.loaded: Loaded = {}
        seen = select(QuestionVersion.question_id, QuestionVersion.number, QuestionVersion.content_sha256)
        for question_id, number, sha256 in session.execute(seen):
            self.loaded.setdefault(question_id, {})[number] = sha256
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.waiting: list[QuestionVersion] = []

    def load(self, banks: list[Bank]) -> tuple[list[Change], list[Problem]]:
        named: set[tuple[UUID, str]] = set()
        total = sum(len(bank.shape.questions) for bank in banks)
        for bank in banks:
            row = self.bank(bank)
            for n, question in enumerate(bank.shape.questions):
                if self.progress and len(named) % _TOLD_EVERY == 0:
                    self.progress(msg("Loading questions"), len(named), total)
                named.add((row.id, question.id))
                verdict = self.question(row, question, bank.media)
                if verdict is not None:
                    self.problems.append(bank.document.problem(("questions", n, "version"), verdict))
        self.publish()
        self.retire({place: row for place, row in self.questions.items() if place not in named})
        db.session().flush()
        return self.changes, self.problems

    def bank(self, bank: Bank) -> QuestionBank:
        shape = bank.shape
        said = {
            "title": shape.title,
            "categories": [topic.model_dump(mode="json") for topic in shape.categories],
            "course_key": bank.course_key,
        }
        row = self.banks.get(shape.bank)
        if row is None:
            row = self.banks[shape.bank] = QuestionBank(key=shape.bank, **said)
            db.session().add(row)
            db.session().flush()
            self.changes.append(Change("question bank", shape.bank, msg("added")))
        elif said != {name: getattr(row, name) for name in said}:
            for name, value in said.items():
                setattr(row, name, value)
            self.changes.append(Change("question bank", shape.bank, msg("title or categories changed")))
        row.search = haystack(*shape.title.values(), shape.bank)
        return row

    def question(self, bank: QuestionBank, question: QuestionShape, media: Mapping[str, Media]) -> Message | None:
        row = self.questions.get((bank.id, question.id))
        body = body_of(question, media)
        sha256 = _fingerprint(question, body)
        verdict = judge(question.version, sha256, self.loaded.get(row.id, {}) if row else {})
        name = f"{bank.key}/{question.id}"
        if isinstance(verdict, Message):
            return verdict
        if row is None:
            row = self.questions[bank.id, question.id] = Question(
                id=new_id(), bank_id=bank.id, key=question.id, retired=False
            )
            db.session().add(row)
        if verdict == "new":
            self.waiting.append(_version(row, question, body, sha256))
            if len(self.waiting) >= _AT_ONCE:
                self.publish()
            row.current_number = question.version
            row.search = searched_by(question.id, question.stem)
            self.changes.append(Change("question", name, msg("version {number} published", number=question.version)))
        if row.retired:
            row.retired = False
            self.changes.append(Change("question", name, msg("in use again")))
        return None

    def publish(self) -> None:
        """Write the versions that wait, and their files; hundreds at one go, and no longer held once they are written."""
        session, waiting, self.waiting = db.session(), self.waiting, []
        session.flush()  # their questions come first
        session.add_all(waiting)
        session.flush()
        session.add_all(medium for version in waiting for medium in _media(version))
        session.flush()

    def retire(self, gone: dict[tuple[UUID, str], Question]) -> None:
        keys = {bank.id: bank.key for bank in self.banks.values()}
        for (bank_id, key), row in gone.items():
            if not row.retired:
                row.retired = True
                self.changes.append(Change("question", f"{keys[bank_id]}/{key}", msg("retired")))


def searched_by(key: str, stem: Text) -> str:
    """What lists find a question by: its key, and how its stem begins."""
    return haystack(key, *(text[:_SEARCHED] for text in stem.values()))


def _fingerprint(question: QuestionShape, body: Body) -> str:
    """Of all that is asked and shown, the bytes of its media included."""
    said = question.model_dump(mode="json", exclude_none=True, exclude={"id", "version"})
    files = {FILES: {name: file["sha256"] for name, file in body[FILES].items()}} if FILES in body else {}
    return digest(said | files)


def _version(row: Question, question: QuestionShape, body: dict[str, Any], sha256: str) -> QuestionVersion:
    return QuestionVersion(
        id=new_id(),
        question_id=row.id,
        number=question.version,
        type=question.type,
        category=question.category,
        difficulty=question.difficulty,
        tags=question.tags,
        lesson=question.lesson,
        use=question.use,
        body=body,
        content_sha256=sha256,
        published_at=clock.now(),
    )


def _media(version: QuestionVersion) -> Iterator[QuestionMedium]:
    """The files that a version names; one that is asked anywhere is asked."""
    files = version.body.get(FILES)
    if not files:
        return
    asked = {files[one.file]["sha256"]: one.asked for one in sorted(named(version.body), key=lambda one: one.asked)}
    types = {file["sha256"]: file["type"] for file in files.values()}
    for sha256, kind in types.items():
        yield QuestionMedium(question_version_id=version.id, sha256=sha256, content_type=kind, asked=asked[sha256])


class _Tests:
    """Online tests, read at once like the banks."""

    def __init__(self) -> None:
        session = db.session()
        self.tests = {row.key: row for row in session.scalars(select(Assessment))}
        self.loaded: Loaded = {}
        seen = select(AssessmentVersion.assessment_id, AssessmentVersion.number, AssessmentVersion.content_sha256)
        for assessment_id, number, sha256 in session.execute(seen):
            self.loaded.setdefault(assessment_id, {})[number] = sha256

    def load(self, tests: list[Test]) -> tuple[list[Change], list[Problem]]:
        changes: list[Change] = []
        problems: list[Problem] = []
        for test in tests:
            for outcome in self.test(test):
                if isinstance(outcome, Change):
                    changes.append(outcome)
                else:
                    problems.append(test.document.problem(("version",), outcome))
        named = {test.shape.id for test in tests}
        for key, row in self.tests.items():
            if key not in named and row.current_number is not None:
                row.current_number = None
                changes.append(Change("test", key, msg("retired")))
        db.session().flush()
        return changes, problems

    def test(self, test: Test) -> Iterator[Change | Message]:
        shape, kept = test.shape, test.shape.kept()
        row, sha256 = self.tests.get(shape.id), digest(kept)
        verdict = judge(shape.version, sha256, self.loaded.get(row.id, {}) if row else {})
        if isinstance(verdict, Message):
            yield verdict
            return
        if row is None:
            row = self.tests[shape.id] = Assessment(key=shape.id)
            db.session().add(row)
            db.session().flush()
        row.course_key = test.course_key
        row.search = haystack(*shape.title.values(), shape.id)
        if verdict == "new":
            db.session().add(
                AssessmentVersion(
                    assessment_id=row.id,
                    number=shape.version,
                    title=shape.title,
                    purpose=shape.purpose,
                    blueprint=kept,
                    content_sha256=sha256,
                    published_at=clock.now(),
                )
            )
            yield Change("test", shape.id, msg("version {number} published", number=shape.version))
        elif row.current_number is None:
            yield Change("test", shape.id, msg("in use again"))
        row.current_number = shape.version
