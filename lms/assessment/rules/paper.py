"""A whole paper's score: its questions' parts summed, as a whole and section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.assessment.rules.blueprint import Blueprint
from lms.assessment.rules.scoring import Part, Score, SectionScore, score, score_section


@dataclass(frozen=True)
class Line:
    """A question of a paper: the section it stands in, and its part in the score."""

    section: str
    part: Part


@dataclass(frozen=True)
class PaperScore:
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


def score_paper(lines: Sequence[Line], blueprint: Blueprint) -> PaperScore:
    """The score of a paper by its test's marks to pass."""
    by_section: dict[str, list[Part]] = {section.key: [] for section in blueprint.sections}
    for line in lines:
        by_section[line.section].append(line.part)
    sections = [score_section(one.key, by_section[one.key], one.pass_mark) for one in blueprint.sections]
    return PaperScore(score([line.part for line in lines], blueprint.pass_mark), sections)
