"""Item analysis as a page and a file say it: the questions with the gravest flags first, and what its plots need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lms.accounts.actor import Actor
from lms.assessment.models import QuestionVersion
from lms.assessment.queries.analysis import questions_of
from lms.assessment.queries.exposure import exposure_of_questions
from lms.assessment.question_type import Choice
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules.analysis import Analysis, ItemFigures, WholeFigures
from lms.assessment.rules.exposure import Exposure, worn
from lms.assessment.rules.flags import Flag, flags_of
from lms.core.i18n import Text, pick
from lms.web.language import current_language

CSV_HEADS = (
    "question",
    "version",
    "type",
    "category",
    "difficulty",
    "attempts",
    "facility",
    "deviation",
    "discrimination",
    "efficiency",
    "intended_weight",
    "effective_weight",
    "guess",
    "blank",
    "seen",
    "seen_again",
    "flags",
)


@dataclass(frozen=True)
class OptionLine:
    """An option and the share of each ability third that chose it, the weakest first."""

    text: Text
    right: bool
    shares: tuple[float, ...]


@dataclass(frozen=True)
class ItemLine:
    """A question on the page. ``guess`` in per cent; ``dot`` is where it stands in the plot, 0 to 100 each way."""

    question: QuestionVersion
    key: str
    stem: Text
    figures: ItemFigures
    guess: float | None
    flags: Sequence[Flag]
    options: Sequence[OptionLine]
    exposure: Exposure

    @property
    def wear(self) -> list[Flag]:
        """What is said of how many have seen it: it measures what it measures, and so stands behind the flags."""
        return worn(self.exposure)

    @property
    def tone(self) -> str | None:
        """The tone of its gravest flag."""
        return self.flags[0].tone if self.flags else None


@dataclass(frozen=True)
class Report:
    """What a page says of a test. ``asked_too_rarely``: how many questions are left out."""

    test: WholeFigures
    items: Sequence[ItemLine]
    asked_too_rarely: int

    @property
    def to_look_at(self) -> int:
        """How many questions bear a flag."""
        return sum(1 for item in self.items if item.flags)


def report_of(actor: Actor, analysis: Analysis, version_id: UUID) -> Report:
    """The report of an analysis; three queries."""
    questions = questions_of(version_id)
    seen = exposure_of_questions(actor, version_id)
    nobody = Exposure(tested=0, seen=0, again=0)
    lines = [
        _line(question, key, analysis.items[question.id], seen.get(question.question_id, nobody))
        for question, key in questions.values()
        if question.id in analysis.items
    ]
    grave = {"danger": 0, "warn": 1, None: 2}
    lines.sort(key=lambda line: (grave[line.tone], -len(line.flags), -line.exposure.share, line.key))
    return Report(analysis.test, lines, len(questions) - len(lines))


def _line(question: QuestionVersion, key: str, figures: ItemFigures, exposure: Exposure) -> ItemLine:
    kind = QUESTION_TYPES[question.type]
    choices: list[Choice] = kind.choices(question.body)
    guess = kind.guess(question.body)
    flags = flags_of(figures, [(choice.text, choice.right) for choice in choices], guess)
    options = [
        OptionLine(choice.text, choice.right, tuple(third.get(place, 0.0) for third in figures.chosen))
        for place, choice in enumerate(choices)
    ]
    return ItemLine(
        question,
        key,
        question.body["stem"],
        figures,
        float(100 * guess) if guess is not None else None,
        flags,
        options,
        exposure,
    )


def lines_of(report: Report) -> list[tuple[object, ...]]:
    """The report as rows of a file; figures in per cent, to two places."""
    language = current_language()

    def rounded(value: float | None) -> object:
        return None if value is None else round(value, 2)

    return [
        (
            item.key,
            item.question.number,
            item.question.type,
            item.question.category,
            item.question.difficulty,
            item.figures.attempts,
            *(
                rounded(value)
                for value in (
                    item.figures.facility,
                    item.figures.deviation,
                    item.figures.discrimination,
                    item.figures.efficiency,
                    item.figures.intended_weight,
                    item.figures.effective_weight,
                    item.guess,
                    item.figures.blank,
                    item.exposure.share,
                    item.exposure.share_again,
                )
            ),
            " | ".join(flag.message.render(language) for flag in [*item.flags, *item.wear]),
        )
        for item in report.items
    ]


def words_of(text: Text) -> str:
    """A text for a plot's title."""
    return pick(text, current_language())
