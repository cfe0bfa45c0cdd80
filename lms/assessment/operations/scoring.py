"""What an attempt comes to: graded by its questions' types, by people where those must, summed once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from lms.assessment.events import AttemptFinished
from lms.assessment.models import AssessmentVersion, Attempt, AttemptItem, MarkDraft, MarkingTask
from lms.assessment.queries.marks import standing_marks
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Blueprint, Counts, Part, Score, SectionScore, counted, score, score_section
from lms.assessment.rules.counting import Outcome as Counted
from lms.assessment.rules.marking import settled, share_of_mark, wanted
from lms.assessment.rules.trying import shares_of
from lms.core import db, events


@dataclass(frozen=True)
class Graded:
    """A question of an attempt with the share that it earns; ``wants``: the place of the mark it waits for (``share`` is None then);
    ``right``: the answer that stands earns everything, tries before it aside.
    """

    item: AttemptItem
    share: Fraction | None
    wants: int | None = None
    right: bool = False


@dataclass(frozen=True)
class Paper:
    """An ended attempt as scoring sees it."""

    attempt: Attempt
    version: AssessmentVersion
    blueprint: Blueprint
    graded: Sequence[Graded]

    @property
    def waiting(self) -> list[Graded]:
        """What people have to mark yet."""
        return [one for one in self.graded if one.wants is not None]

    def outcome(self) -> Outcome:
        """What it comes to; what nobody has marked counts nothing."""
        parts: list[Part] = []
        by_section: dict[str, list[Part]] = {section.key: [] for section in self.blueprint.sections}
        for one in self.graded:
            part = Part(one.share or Fraction(0), one.item.points_possible)
            parts.append(part)
            by_section[one.item.section].append(part)
        sections = [score_section(one.key, by_section[one.key], one.pass_mark) for one in self.blueprint.sections]
        return Outcome(score(parts, self.blueprint.pass_mark), sections)


@dataclass(frozen=True)
class Outcome:
    """The score of a whole paper, and of its sections."""

    score: Score
    sections: Sequence[SectionScore]

    @property
    def failed(self) -> tuple[str, ...]:
        """The sections that stayed below their own mark."""
        return tuple(section.key for section in self.sections if section.passed is False)

    @property
    def passed(self) -> bool:
        """Whether it passes, as a whole and in each section."""
        return self.score.passed and not self.failed

    def keep(self, attempt: Attempt) -> None:
        """Write it into the attempt's row."""
        attempt.points, attempt.points_possible = self.score.points, self.score.possible
        attempt.percent, attempt.passed = self.score.percent, self.passed
        attempt.sections = [section.as_json() for section in self.sections]


def papers(attempts: Collection[Attempt]) -> list[Paper]:
    """Attempts with everything that decides their score, graded anew; as many queries for one as for a hundred."""
    ids = [attempt.id for attempt in attempts]
    versions = {
        version.id: version
        for version in db.session().scalars(
            select(AssessmentVersion)
            .where(AssessmentVersion.id.in_({attempt.version_id for attempt in attempts}))
            .options(joinedload(AssessmentVersion.assessment))
        )
    }
    blueprints = {key: Blueprint.from_file(version.blueprint) for key, version in versions.items()}
    items: dict[UUID, list[AttemptItem]] = {key: [] for key in ids}
    for item in db.session().scalars(
        select(AttemptItem)
        .where(AttemptItem.attempt_id.in_(ids))
        .order_by(AttemptItem.attempt_id, AttemptItem.position)
        .options(joinedload(AttemptItem.question_version))
        .execution_options(populate_existing=True)
    ):
        items[item.attempt_id].append(item)
    marks = standing_marks(ids)
    return [
        Paper(
            attempt,
            versions[attempt.version_id],
            blueprints[attempt.version_id],
            [
                _graded(item, blueprints[attempt.version_id], marks.get((attempt.id, item.position), {}))
                for item in items[attempt.id]
            ],
        )
        for attempt in attempts
    ]


def _graded(item: AttemptItem, blueprint: Blueprint, marks: dict[int, dict[str, object]]) -> Graded:
    question = item.question_version
    shares = _tried(item)
    if shares is not None:
        return Graded(item, blueprint.tries.earned(shares), right=shares[-1] == 1)
    given = {place: share_of_mark(question.body, item.points_possible, awarded) for place, awarded in marks.items()}
    share = settled(blueprint.marking, given)
    return Graded(item, share, wanted(blueprint.marking, given), right=share == 1)


def _tried(item: AttemptItem) -> list[Fraction] | None:
    """What each try earned, the last being the answer that stands: one that was never checked is a try of its own. None: a
    person has to mark it.
    """
    shares = shares_of(item.tries)
    if item.tries and item.tries[-1]["response"] == item.response:
        return shares
    question = item.question_version
    stands = QUESTION_TYPES[question.type].grade(question.body, item.response)
    return None if stands is None else [*shares, stands]


def settle(attempt: Attempt, *, unmarked_count_nothing: bool = False) -> None:
    """Bring an ended attempt to its score, or to the people who must mark it; called with the attempt's row held.

    ``unmarked_count_nothing``: nobody will mark it any more, for the answers go.
    """
    (paper,) = papers([attempt])
    for one in paper.graded:
        keep_points(one)
    waits = bool(paper.waiting) and not unmarked_count_nothing
    _keep_tasks(paper, paper.waiting if waits else [])
    if waits:
        attempt.state = "marking"
        attempt.points = attempt.points_possible = attempt.percent = attempt.passed = attempt.sections = None
        db.session().flush()
        return
    db.session().execute(delete(MarkDraft).where(MarkDraft.attempt_id == attempt.id))
    attempt.state = "finished"
    outcome = paper.outcome()
    outcome.keep(attempt)
    db.session().flush()
    assert attempt.finished_at is not None
    events.publish(
        AttemptFinished(
            attempt_id=attempt.id,
            user_id=attempt.user_id,
            assessment_key=paper.version.assessment.key,
            assessment_version=paper.version.number,
            purpose=paper.version.purpose,
            percent=outcome.score.percent,
            passed=outcome.passed,
            finished_at=attempt.finished_at,
            number=attempt.number,
            counts=paper.blueprint.counts.value,
            counted_passed=counted_passed(attempt, paper.blueprint),
            sections_failed=outcome.failed,
        )
    )


def counted_passed(attempt: Attempt, blueprint: Blueprint) -> bool | None:
    """Whether what counts passes now; None where this attempt alone says so: passed once, the best has passed."""
    if blueprint.counts is Counts.BEST:
        return None
    scored = (
        select(Attempt.number, Attempt.percent, Attempt.passed)
        .where(Attempt.user_id == attempt.user_id, Attempt.assessment_id == attempt.assessment_id)
        .where(Attempt.percent.is_not(None))
    )
    results = [Counted(row.number, row.percent or Decimal(0), bool(row.passed)) for row in db.session().execute(scored)]
    found = counted(blueprint.counts, results, blueprint.pass_mark)
    return found is not None and found.passed


def keep_points(one: Graded) -> None:
    """Write a question's points into its row; none while it waits for a mark."""
    if one.share is None:
        one.item.points = one.item.correct = None
        return
    part = Part(one.share, one.item.points_possible)
    graded = QUESTION_TYPES[one.item.question_version.type].graded
    one.item.points, one.item.correct = part.points_kept, one.right if graded else None


def _keep_tasks(paper: Paper, waiting: Sequence[Graded]) -> None:
    """Bring the attempt's tasks in line with what waits: who holds an answer goes on holding it while the same mark is wanted."""
    assert paper.attempt.finished_at is not None
    there = {
        task.position: task
        for task in db.session().scalars(select(MarkingTask).where(MarkingTask.attempt_id == paper.attempt.id))
    }
    for one in waiting:
        assert one.wants is not None
        task = there.pop(one.item.position, None)
        if task is None:
            task = MarkingTask(
                attempt_id=paper.attempt.id,
                position=one.item.position,
                assessment_id=paper.attempt.assessment_id,
                question_id=one.item.question_version.question_id,
                wants=one.wants,
            )
            db.session().add(task)
        elif task.wants != one.wants:
            task.wants, task.claimed_by, task.claimed_until = one.wants, None, None
        task.since = paper.attempt.finished_at
    for task in there.values():
        db.session().delete(task)
