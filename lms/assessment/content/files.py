"""The shapes of ``questions.yaml`` and ``tests/<test>.yaml``, and the documents of a folder read into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar, Union

from pydantic import Field, model_validator

from lms.assessment.media import FILES, named
from lms.assessment.question_type import HEADER, Difficulty, QuestionShape
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Blueprint, Candidate
from lms.catalogue.content.fields import Format, Hour, Id, Term, Text, Version
from lms.catalogue.content.media import Media
from lms.catalogue.content.reading import Content, course_of
from lms.core.documents import BadDocument, LocatedDocument, Problem
from lms.core.i18n import msg
from lms.core.shapes import Shape, Wrong, shaped

if TYPE_CHECKING:
    AnyQuestion = QuestionShape
else:  # every type's own shape, told apart by ``type``
    AnyQuestion = Annotated[Union[tuple(kind.shape for kind in QUESTION_TYPES.values())], Field(discriminator="type")]  # noqa: UP007

S = TypeVar("S", bound=Shape)
NO_MEDIA: Mapping[str, Media] = {}


class TopicShape(Shape):
    """A category of a bank."""

    id: Id
    title: Text


class BankFile(Shape):
    """A question bank as its file says it."""

    format: Format
    bank: Id
    title: Text
    categories: Annotated[list[TopicShape], Field(min_length=1)]
    questions: Annotated[list[AnyQuestion], Field(min_length=1)]

    def candidates(self) -> list[Candidate]:
        """Its questions, as draws see them."""
        return [
            Candidate(self.bank, item.id, item.category, item.difficulty, item.use, frozenset(item.tags or ()))
            for item in self.questions
        ]


Mark = Annotated[float, Field(ge=0, le=100)]
Points = Annotated[float, Field(gt=0, le=1000)]


class SourceShape(Shape):
    """Where a section's questions come from."""

    bank: Id
    categories: list[Id] = Field(default_factory=list)
    difficulty: list[Difficulty] = Field(default_factory=list)
    tags: Annotated[list[Id], Field(min_length=1)] | None = None


class SectionShape(Shape):
    """A part of a test: so many questions at random, or the questions named."""

    id: Id
    title: Text
    draw: Annotated[int, Field(ge=1, le=200)] | None = None
    questions: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = None
    source: Annotated[SourceShape, Field(alias="from")]
    points: Points = 1
    points_of: dict[Id, Points] | None = None
    pass_mark: Mark | None = None

    @model_validator(mode="after")
    def _drawn_or_fixed(self) -> Self:
        if (self.draw is None) == (self.questions is None):
            raise Wrong(msg("A section has either “draw” or “questions”."))
        if self.questions is not None and (self.source.categories or self.source.difficulty or self.source.tags):
            raise Wrong(
                msg("Categories, difficulty and tags are for “draw”; the “questions” named here are asked as they are.")
            )
        for name in self.points_of or ():
            if name not in (self.questions or ()):
                raise Wrong(msg("“points_of” is for “questions” of this section; “{id}” is none.", id=name))
        return self


class BandShape(Shape):
    """What is said of a score from a per cent on."""

    at_least: Mark
    text: Text


class TriesShape(Shape):
    """How often a question may be checked, and what each try before takes away."""

    most: Annotated[int, Field(ge=2, le=10)] = 3
    penalty: Mark = 33.3333333


class ShuffleShape(Shape):
    """What an attempt puts in an order of its own."""

    questions: bool = False
    options: bool = False


Seen = Literal["attempt", "correctness", "score", "specific", "general", "answers", "overall"]


class ShownShape(Shape):
    """What the review shows, as it was spelled before there were four moments."""

    score: bool = True
    correctness: bool = False
    answers: bool = False
    feedback: bool = False


class ReviewShape(Shape):
    """What the review shows at each of four moments. ``after_hand_in`` and ``after_passing`` are the earlier spelling:
    files that have it load as they did.
    """

    during: list[Seen] | None = None
    just_after: list[Seen] | None = None
    later: list[Seen] | None = None
    closed: list[Seen] | None = None
    only_after_passing: list[Seen] | None = None
    after_hand_in: ShownShape | None = None
    after_passing: ShownShape | None = None

    @model_validator(mode="after")
    def _one_spelling(self) -> Self:
        if self._is_earlier and self._is_present:
            raise Wrong(
                msg("“after_hand_in” and “after_passing” are the earlier spelling; it has no moments beside them.")
            )
        return self

    @property
    def _is_earlier(self) -> bool:
        return self.after_hand_in is not None or self.after_passing is not None

    @property
    def _is_present(self) -> bool:
        moments = (self.during, self.just_after, self.later, self.closed, self.only_after_passing)
        return any(said is not None for said in moments)

    def kept(self) -> dict[str, Any]:
        """As a published version keeps it. What says nothing of moments is kept as it always was: its fingerprint stays."""
        if self._is_present:
            return self.model_dump(mode="json", exclude_none=True)
        said = {"after_hand_in": self.after_hand_in, "after_passing": self.after_passing}
        return {name: (shown or ShownShape()).model_dump(mode="json") for name, shown in said.items()}


class MarkingShape(Shape):
    """How answers are marked that a person has to read."""

    markers: Annotated[int, Field(ge=1, le=2)] = 1
    blind: bool = True
    difference: Annotated[float, Field(ge=0, le=100)] = 10


class GraceShape(Shape):
    """Some minutes to hand in after the end of the time, without answering any more."""

    grace_minutes: Annotated[int, Field(ge=1, le=24 * 60)]


class TestFile(Shape):
    """An online test as its file says it."""

    format: Format
    id: Id
    version: Version
    title: Text
    instructions: Text | None = None
    purpose: Literal["certification", "practice"]
    pass_mark: Mark
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    attempts: Annotated[int, Field(ge=1, le=1000)] | None = None
    wait: Term | None = None
    shuffle: ShuffleShape = Field(default_factory=ShuffleShape)
    review: ReviewShape = Field(default_factory=ReviewShape)
    marking: MarkingShape | None = None
    opens: Hour | None = None
    closes: Hour | None = None
    supervised: bool | None = None
    behaviour: Literal["deferred", "immediate", "tries"] | None = None
    tries: TriesShape | None = None
    navigation: Literal["free", "sequential"] | None = None
    on_expiry: Literal["autosubmit", "not-counted"] | GraceShape | None = None
    counts: Literal["best", "last", "first", "mean"] | None = None
    overall_feedback: Annotated[list[BandShape], Field(min_length=1, max_length=20)] | None = None
    certainty: bool | None = None
    sections: Annotated[list[SectionShape], Field(min_length=1)]

    @model_validator(mode="after")
    def _a_mean_is_for_practice(self) -> Self:
        if self.counts != "mean":
            return self
        if self.purpose == "certification":
            raise Wrong(msg("A mean is for practice: evidence of a level is the result of one attempt."))
        if any(section.pass_mark is not None for section in self.sections):
            raise Wrong(msg("Sections have no pass mark where the mean of several attempts counts."))
        return self

    @model_validator(mode="after")
    def _checking_is_for_practice(self) -> Self:
        if self.purpose == "certification" and self.behaviour in ("immediate", "tries"):
            raise Wrong(
                msg("Questions are checked while one answers in practice alone; for certification, at the end.")
            )
        if (self.tries is not None) != (self.behaviour == "tries"):
            raise Wrong(msg("“behaviour: tries” and “tries” (most, penalty) belong together."))
        return self

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens and self.closes and self.opens >= self.closes:
            raise Wrong(msg("The test closes before it opens."))
        return self

    @model_validator(mode="after")
    def _certainty_is_for_practice(self) -> Self:
        if self.certainty and self.purpose == "certification":
            raise Wrong(
                msg("How sure one is, is asked in practice: nobody should be careful with the truth for a certificate.")
            )
        if self.certainty and self.behaviour in ("immediate", "tries"):
            raise Wrong(msg("How sure one is, is asked where questions are checked at the end alone."))
        return self

    @model_validator(mode="after")
    def _bands_apart(self) -> Self:
        bands = [band.at_least for band in self.overall_feedback or ()]
        if len(set(bands)) < len(bands):
            raise Wrong(msg("Two texts of “overall_feedback” begin at the same per cent."))
        return self

    def kept(self) -> dict[str, Any]:
        """The test as its published version keeps it."""
        said = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"format"})
        return {**said, "review": self.review.kept()}

    def blueprint(self) -> Blueprint:
        """The test as a blueprint."""
        return Blueprint.from_file(self.kept())


def body_of(question: QuestionShape, media: Mapping[str, Media] = NO_MEDIA) -> dict[str, Any]:
    """What a question's type reads of it, as its published version keeps it; ``media`` are the files of its course."""
    body = question.model_dump(mode="json", exclude_none=True, exclude=set(HEADER))
    files = {one.file: _kept(media[one.file]) for one in named(body) if one.file in media}
    return {**body, FILES: files} if files else body


def _kept(file: Media) -> dict[str, Any]:
    sizes = {"width": file.width, "height": file.height} if file.width and file.height else {}
    return {"sha256": file.sha256, "type": file.content_type, **sizes}


@dataclass(frozen=True)
class Bank:
    """A bank's file. Its lessons and its ``media`` are those of ``course_key``; ``unusable`` are media that were refused."""

    document: LocatedDocument
    shape: BankFile
    media: Mapping[str, Media] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()

    @property
    def course_key(self) -> str | None:
        """The course in whose folder it stands."""
        return course_of(self.document)


@dataclass(frozen=True)
class Test:
    """A test's file; ``course_key`` None: it belongs to a level of a track."""

    __test__ = False  # no test case of pytest's

    document: LocatedDocument
    shape: TestFile

    @property
    def course_key(self) -> str | None:
        """The course in whose folder it stands."""
        return course_of(self.document)


@dataclass(frozen=True)
class Files:
    """All banks and tests that have their shape, and what is wrong with the others."""

    banks: list[Bank]
    tests: list[Test]
    problems: list[Problem] = field(default_factory=list)


def files_of(content: Content) -> Files:
    """Read the documents that the catalogue leaves unread."""
    problems: list[Problem] = []
    courses = {course.document.file.split("/")[0]: course for course in content.courses}
    banks = []
    for document, shape in _shaped(content.question_banks, BankFile, problems):
        course = courses.get(course_of(document) or "")
        banks.append(Bank(document, shape, course.media, frozenset(course.broken)) if course else Bank(document, shape))
    tests = [Test(document, test) for document, test in _shaped(content.tests, TestFile, problems)]
    return Files(banks, tests, problems)


def _shaped(
    documents: list[LocatedDocument], shape: type[S], problems: list[Problem]
) -> list[tuple[LocatedDocument, S]]:
    found = []
    for document in documents:
        try:
            found.append((document, shaped(document, shape)))
        except BadDocument as error:
            problems += error.problems
    return found
