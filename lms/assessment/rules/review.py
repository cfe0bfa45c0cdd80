"""What a learner may see of an attempt, and when. What is not allowed here never leaves the server (DOMAIN, law 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    """Where an attempt stands, as the review sees it."""

    DURING = "during"
    AFTER_HAND_IN = "after_hand_in"
    AFTER_PASSING = "after_passing"


def phase_of(*, finished: bool, passed: bool | None) -> Phase:
    """The phase of an attempt."""
    if not finished:
        return Phase.DURING
    return Phase.AFTER_PASSING if passed else Phase.AFTER_HAND_IN


@dataclass(frozen=True)
class Shown:
    """What may be seen: ``score`` (points, per cent), ``correctness`` (which questions were right), ``answers`` (the
    right ones), ``feedback`` (why).
    """

    score: bool = False
    correctness: bool = False
    answers: bool = False
    feedback: bool = False

    def __or__(self, other: Shown) -> Shown:
        """What either shows."""
        return Shown(
            self.score or other.score,
            self.correctness or other.correctness,
            self.answers or other.answers,
            self.feedback or other.feedback,
        )

    @property
    def any_answer(self) -> bool:
        """Whether there is anything to review, question by question."""
        return self.correctness or self.answers or self.feedback


NOTHING = Shown()
SCORE_ONLY = Shown(score=True)


@dataclass(frozen=True)
class Review:
    """A blueprint's ``review``: what is shown after hand-in, and what after passing. Passing never takes away what
    hand-in showed.
    """

    after_hand_in: Shown = field(default=SCORE_ONLY)
    after_passing: Shown = field(default=SCORE_ONLY)

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Review:
        """Read what the file says under ``review``; what it leaves out is hidden, the score is shown."""

        def shown(name: str) -> Shown:
            return Shown(**{"score": True, **data.get(name, {})})

        return cls(shown("after_hand_in"), shown("after_passing"))

    def now(self, phase: Phase, *, another_open: bool = False) -> Shown:
        """What may be seen in a phase. While another attempt at the same test is open, or one for certification with some
        of the same questions, a finished one shows its score at most: else the answers would be read off beside the test.
        """
        if phase is Phase.DURING:
            return NOTHING
        shown = self.after_hand_in | self.after_passing if phase is Phase.AFTER_PASSING else self.after_hand_in
        return Shown(score=shown.score) if another_open else shown
