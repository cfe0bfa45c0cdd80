"""What the types share that offer options: reading them from the file, showing them, taking the chosen ones."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from lms.assessment import shapes
from lms.assessment.question_type import (
    BadResponse,
    Body,
    Fields,
    Flaw,
    Presented,
    QuestionType,
    Response,
    Reviewed,
    feedback_of,
    prose,
    words,
)
from lms.assessment.rules import Shown
from lms.core.i18n import Text

FEWEST, MOST = 2, 8
FIELD = "chosen"


@dataclass(frozen=True)
class Option:
    """An option as its question has it."""

    id: str
    text: Text
    correct: bool
    feedback: Text | None = None


@dataclass(frozen=True)
class Offered:
    """An option as the browser sees it during the attempt."""

    id: str
    text: Markup


@dataclass(frozen=True)
class Judged:
    """An option in the review. ``right`` None: the review does not show which were right."""

    id: str
    text: Markup
    chosen: bool
    right: bool | None
    feedback: Markup | None


class WithOptions(QuestionType):
    """A type that offers options, of which one or more are chosen."""

    many = False

    @abstractmethod
    def given(self, body: Body) -> list[Option]:
        """The options in the author's order."""

    def right(self, body: Body) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset(option.id for option in self.given(body) if option.correct)

    def options(self, body: Body) -> list[str]:
        """The options' ids."""
        return [option.id for option in self.given(body)]

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """Stem and options, in the attempt's order."""
        by_id = {option.id: option for option in self.given(body)}
        offered = [Offered(key, words(by_id[key].text, language)) for key in option_order]
        return Presented(prose(body["stem"], language), offered)

    def parse(self, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The chosen options, in the attempt's order."""
        chosen = set(fields.get(FIELD, ()))
        if not chosen <= set(option_order) or (len(chosen) > 1 and not self.many):
            raise BadResponse(f"{sorted(chosen)} of {list(option_order)}")
        return {FIELD: [key for key in option_order if key in chosen]} if chosen else None

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """All points for the right ones and no other, else none."""
        return Fraction(chosen_of(response) == self.right(body))

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The options with what was chosen; which were right and why, as far as ``shown`` allows."""
        by_id = {option.id: option for option in self.given(body)}
        chosen = chosen_of(response)

        def judged(option: Option) -> Judged:
            # Another option's feedback says as much as the answers themselves: it needs both.
            tells = shown.feedback and option.feedback and (shown.answers or option.id in chosen)
            return Judged(
                option.id,
                words(option.text, language),
                chosen=option.id in chosen,
                right=option.correct if shown.answers else None,
                feedback=words(option.feedback, language) if tells and option.feedback else None,
            )

        parts = [judged(by_id[key]) for key in option_order]
        return Reviewed(prose(body["stem"], language), parts, feedback_of(body, shown, language))


class WithWrittenOptions(WithOptions):
    """A type whose options the author writes."""

    def flaws(self, question: Mapping[str, Any]) -> Iterator[Flaw]:
        """All that is wrong with the options, and with which of them are right."""
        options = question.get("options")
        if options is None:
            yield Flaw((), "`options` is missing")
            return
        yield from shapes.items(options, ("options",), least=FEWEST, most=MOST)
        entries = options if isinstance(options, list) else []
        for n, entry in enumerate(entries):
            yield from _option_flaws(entry, ("options", n))
        entries = [entry for entry in entries if isinstance(entry, Mapping)]
        yield from shapes.unique([entry.get("id") for entry in entries], ("options",), "option")
        yield from self.right_flaws(sum(entry.get("correct") is True for entry in entries))
        if question.get("pinned") is not None:
            yield from _pinned_flaws(question["pinned"], [entry.get("id") for entry in entries])

    @abstractmethod
    def right_flaws(self, count: int) -> Iterator[Flaw]:
        """What is wrong with having so many right options."""

    def given(self, body: Body) -> list[Option]:
        """The options in the author's order."""
        return [
            Option(entry["id"], entry["text"], correct=entry.get("correct", False), feedback=entry.get("feedback"))
            for entry in body["options"]
        ]


def chosen_of(response: Response | None) -> set[str]:
    """The ids that a response chose."""
    return set(response[FIELD]) if response else set()


def _pinned_flaws(pinned: object, options: list[object]) -> Iterator[Flaw]:
    yield from shapes.items(pinned, ("pinned",))
    for n, key in enumerate(pinned if isinstance(pinned, list) else []):
        if key not in options:
            yield Flaw(("pinned", n), f"there is no option `{key}`")


def _option_flaws(entry: object, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    yield from shapes.mapping(entry, path)
    if not isinstance(entry, Mapping):
        return
    yield from shapes.keys(entry, path, needed=("id", "text"), allowed=("correct", "feedback"))
    checks = {"id": shapes.ident, "text": shapes.text, "correct": shapes.truth, "feedback": shapes.text}
    for key, check in checks.items():
        if entry.get(key) is not None:
            yield from check(entry[key], (*path, key))
