"""What a learner may see of an attempt, and when: seven fields by four moments. What is not allowed here never leaves
the server (DOMAIN, law 10).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lms.core.i18n import Message, msg

JUST_AFTER = timedelta(minutes=2)
"""How long *just after* lasts: long enough to read a result, too short to copy a test."""


class Moment(StrEnum):
    """Where an attempt stands, as the review sees it. ``closed``: nobody like this learner can start the test any more."""

    DURING = "during"
    JUST_AFTER = "just_after"
    LATER = "later"
    CLOSED = "closed"


def moment_of(*, ended_at: datetime | None, closes_at: datetime | None, now: datetime) -> Moment:
    """The moment of an attempt; ``ended_at`` None: it is open."""
    if ended_at is None:
        return Moment.DURING
    if closes_at is not None and now >= closes_at:
        return Moment.CLOSED
    return Moment.JUST_AFTER if now <= ended_at + JUST_AFTER else Moment.LATER


@dataclass(frozen=True)
class Shown:
    """What may be seen: ``score`` (points, per cent), ``attempt`` (the questions with one's own responses),
    ``correctness`` (which were right), ``answers`` (the right ones), ``specific`` (what is said of the option or answer
    that was given), ``general`` (what is said of the question), ``overall`` (what is said of the score).
    """

    score: bool = False
    correctness: bool = False
    answers: bool = False
    specific: bool = False
    general: bool = False
    attempt: bool = False
    overall: bool = False

    @classmethod
    def of(cls, *names: str) -> Shown:
        """What is named, and nothing else."""
        return cls(**dict.fromkeys(names, True))

    @property
    def names(self) -> frozenset[str]:
        """What is shown, by name."""
        return frozenset(one.name for one in fields(self) if getattr(self, one.name))

    def without(self, names: frozenset[str]) -> Shown:
        """The same, less what is named."""
        return Shown.of(*self.names - names)

    @property
    def any_answer(self) -> bool:
        """Whether there is anything to review, question by question."""
        return self.attempt


NOTHING = Shown()
SAFE = Shown.of("score", "overall")
EVERYTHING = Shown.of(*(one.name for one in fields(Shown)))
BY_QUESTION = frozenset({"correctness", "answers", "specific", "general"})
"""What stands beside a question, and so needs the question: ``attempt``."""


@dataclass(frozen=True)
class Review:
    """A blueprint's ``review``. ``during``: what a question that was checked shows at once, where the test checks while one
    answers. ``only_after_passing``: what those who have not passed do not see, whatever the moment.
    """

    during: Shown = NOTHING
    just_after: Shown = SAFE
    later: Shown = SAFE
    closed: Shown = SAFE
    only_after_passing: frozenset[str] = frozenset()

    @classmethod
    def from_file(cls, data: Mapping[str, Any]) -> Review:
        """Read what the file says under ``review``. A moment that it leaves out shows the score and its feedback."""
        if data.keys() & {"after_hand_in", "after_passing"}:
            return cls._earlier(data)
        safe = {Moment.DURING.value: NOTHING}
        moments = {
            moment.value: Shown.of(*data[moment]) if moment in data else safe.get(moment, SAFE) for moment in Moment
        }
        return cls(**moments, only_after_passing=frozenset(data.get("only_after_passing", ())))

    @classmethod
    def _earlier(cls, data: Mapping[str, Any]) -> Review:
        """The earlier spelling, which versions published before have for ever: after hand-in, and more after passing."""

        def shown(name: str) -> frozenset[str]:
            said = {"score": True, **data.get(name, {})}
            names = {field for field in ("score", "correctness", "answers") if said.get(field)}
            names |= {"specific", "general"} if said.get("feedback") else set()
            names |= {"attempt"} if names & BY_QUESTION else set()
            return frozenset(names | ({"overall"} if "score" in names else set()))

        at_once = shown("after_hand_in")
        passed = at_once | shown("after_passing")
        after = Shown.of(*passed)
        return cls(NOTHING, after, after, after, only_after_passing=passed - at_once)

    def at(self, moment: Moment) -> Shown:
        """What the author allows at a moment to those who passed."""
        found: Shown = getattr(self, moment.value)
        return found

    def now(self, moment: Moment, *, passed: bool | None, another_open: bool = False) -> Shown:
        """What may be seen of a whole attempt; nothing while it runs. While another attempt at the same test is open, or
        one for certification with some of the same questions, a finished one shows its score at most: else the answers
        would be read off beside the test.
        """
        if moment is Moment.DURING:
            return NOTHING
        shown = self.at(moment) if passed else self.at(moment).without(self.only_after_passing)
        return Shown(score=shown.score) if another_open else shown

    def after_check(self, *, another_open: bool) -> Shown:
        """What a question that was just checked shows while the attempt goes on."""
        return NOTHING if another_open else self.during


@dataclass(frozen=True)
class Remark:
    """Something about one field of the review at one moment."""

    moment: Moment
    name: str
    reason: Message


def faults(review: Review, *, certifies: bool, checks: bool) -> Iterator[Remark]:
    """What no review may show. ``checks``: the test checks questions while one answers, so that there is something to show
    during the test at all.
    """
    for name in sorted(review.during.names):
        if certifies:
            reason = msg(
                "While a test for certification runs, nothing is shown of what is right: “{name}” cannot be here.",
                name=name,
            )
            yield Remark(Moment.DURING, name, reason)
        elif name == "overall":
            yield Remark(
                Moment.DURING, name, msg("“overall” is said of the whole score, which is not there during the test.")
            )
        elif not checks:
            reason = msg("This test checks no question while one answers, so there is nothing to show during it.")
            yield Remark(Moment.DURING, name, reason)
    for moment in (Moment.JUST_AFTER, Moment.LATER, Moment.CLOSED):
        shown = review.at(moment)
        for name in sorted(shown.names & BY_QUESTION):
            if not shown.attempt:
                reason = msg("“{name}” stands beside the questions: “attempt” is needed with it.", name=name)
                yield Remark(moment, name, reason)
        if shown.overall and not shown.score:
            reason = msg("“overall” would tell the score, which is hidden: “score” is needed with it.")
            yield Remark(moment, "overall", reason)


def warnings(review: Review, *, certifies: bool) -> Iterator[Remark]:
    """What an author should think about twice: right answers that leave the house while others can still start the test.

    What waits for passing is not warned of: it reaches nobody who still has to pass.
    """
    if not certifies:
        return
    for moment in (Moment.JUST_AFTER, Moment.LATER):
        for name in sorted(review.at(moment).names & BY_QUESTION - review.only_after_passing):
            reason = msg(
                "“{name}” tells what is right while others can still start this test. Show it once the test is closed, or "
                "only after passing.",
                name=name,
            )
            yield Remark(moment, name, reason)
