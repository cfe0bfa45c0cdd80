"""What a marking comes to, when two differ, and what they come to together. Exact until it is shown; never rounded up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.core.i18n import Message, msg
from lms.fieldchecks.exams.form import Criterion, ExamForm

Points = Mapping[str, int]
LONGEST_NOTE = 2000
PRESENCE = ("here", "differs", "absent")
"""Their papers show who they are; the photo is of somebody else; nobody came."""
DOCUMENTS = ("id-card", "passport", "licence", "other")
"""Kinds of papers. A number is never asked for, nor kept."""


@dataclass(frozen=True)
class Result:
    """A marking's outcome: ``share`` of the points, 0 to 1; ``missed``: criteria that have to be reached, and were not."""

    share: Fraction
    passed: bool
    missed: tuple[str, ...] = ()

    @property
    def tenths(self) -> int:
        """Per cent in tenths, cut off: 69.97 is shown as 69.9 and never as the 70 that it is not."""
        return int(self.share * 1000)

    def as_json(self) -> dict[str, Any]:
        """As it is kept: the share as a fraction, so that it stays exact."""
        return {
            "share": f"{self.share.numerator}/{self.share.denominator}",
            "passed": self.passed,
            "missed": [*self.missed],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Result:
        """As it was kept."""
        return cls(Fraction(kept["share"]), kept["passed"], tuple(kept["missed"]))


def share_of(criterion: Criterion, points: int) -> Fraction:
    """The share of a criterion's points."""
    return Fraction(points, criterion.most)


def result(form: ExamForm, points: Points) -> Result:
    """What a whole marking comes to; raises KeyError for one that lacks a criterion."""
    weights = sum(one.weight for one in form.criteria)
    share = sum((share_of(one, points[one.id]) * one.weight for one in form.criteria), Fraction(0)) / weights
    missed = tuple(one.id for one in form.criteria if one.must is not None and points[one.id] < one.must)
    return Result(share, not missed and share * 100 >= form.pass_mark, missed)


def differ(form: ExamForm, first: Result, second: Result) -> bool:
    """Whether the chair decides: one passes and the other does not, or they lie further apart than the form allows."""
    return first.passed != second.passed or abs(first.share - second.share) * 100 > form.difference


def together(first: Result, second: Result) -> Result:
    """What two markings that do not differ come to: the mean, passed where both say so."""
    missed = tuple(dict.fromkeys((*first.missed, *second.missed)))
    return Result((first.share + second.share) / 2, first.passed and second.passed, missed)


def wrong_with(form: ExamForm, item: str, value: str, note: str) -> Message | None:
    """Why an entry cannot be taken, or None. An empty one is none, and is taken."""
    if len(note) > LONGEST_NOTE:
        return msg("A note has {most} characters at most.", most=LONGEST_NOTE)
    if item == "presence":
        fits = value in ("", *PRESENCE) and note in ("", *DOCUMENTS)
        return None if fits else msg("Choose one of the answers that are offered.")
    criterion = form.criterion(item)
    if criterion is None:
        return msg("The form has changed. Load it again.")
    known = {str(step.points) for step in criterion.steps}
    return (
        None if value in ("", *known) else msg("This criterion has no step with such points: choose one of its steps.")
    )


def lacking(form: ExamForm, given: Mapping[str, str]) -> Criterion | None:
    """The first criterion without points."""
    return next((one for one in form.criteria if not given.get(one.id)), None)
