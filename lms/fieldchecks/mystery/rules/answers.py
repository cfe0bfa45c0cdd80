"""What may be answered to an item, what is still missing, and what of a checklist is asked at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lms.core.i18n import Message, msg
from lms.fieldchecks.mystery.checklist import Checklist, Item

LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,3})?")


@dataclass(frozen=True)
class Answer:
    """What was said to an item: ``na`` means that it does not apply here; a note may stand beside any."""

    value: str = ""
    na: bool = False
    note: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it says anything about the item."""
        return self.na or bool(self.value)


Answers = Mapping[str, Answer]
NOTHING = Answer()


def asked(checklist: Checklist, answers: Answers) -> list[Item]:
    """The items that are asked, given what was answered: a condition on an item that is itself not asked holds never."""
    found: dict[str, Item] = {}
    for item in checklist.items():
        if item.when is None:
            found[item.id] = item
        elif item.when.item in found:
            before = answers.get(item.when.item, NOTHING)
            if not before.na and before.value in item.when.any_of:
                found[item.id] = item
    return list(found.values())


def number_of(text: str) -> Decimal | None:
    """The number that a text says, None for none."""
    try:
        return Decimal(text.strip().replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None
    except InvalidOperation:  # pragma: no cover - the pattern lets none through
        return None


def wrong_with(item: Item, answer: Answer) -> Message | None:
    """Why an answer cannot be taken, or None. An empty one is none, and is taken."""
    if len(answer.note) > LONGEST_NOTE:
        return msg("A note has {most} characters at most.", most=LONGEST_NOTE)
    if answer.na:
        return None if item.not_applicable else msg("This item applies everywhere: answer it.")
    if not answer.value:
        return None
    return _WRONG[item.kind](item, answer.value)


def _yes_no(_item: Item, value: str) -> Message | None:
    return None if value in ("yes", "no") else msg("The answer is yes or no.")


def _scale(item: Item, value: str) -> Message | None:
    steps = item.steps
    fits = value.isascii() and value.isdecimal() and len(value) <= 2 and steps.low <= int(value) <= steps.high
    return None if fits else msg("The scale goes from {low} to {high}.", low=steps.low, high=steps.high)


def _number(item: Item, value: str) -> Message | None:
    number = number_of(value)
    least, most = item.range.least, item.range.most
    fits = number is not None and least <= number <= most
    return None if fits else msg("A number from {low} to {high} is asked for.", low=least, high=most)


def _choice(item: Item, value: str) -> Message | None:
    return None if value in {one.id for one in item.options} else msg("Choose one of the answers that are offered.")


def _text(_item: Item, value: str) -> Message | None:
    return msg("A text has {most} characters at most.", most=LONGEST_TEXT) if len(value) > LONGEST_TEXT else None


def _photo(_item: Item, _value: str) -> Message | None:
    return msg("This item is answered with photos.")


def _time(_item: Item, value: str) -> Message | None:
    return None if _CLOCK.fullmatch(value) else msg("A time is written as hours and minutes, such as 14:05.")


_WRONG = {
    "yes-no": _yes_no,
    "scale": _scale,
    "number": _number,
    "choice": _choice,
    "text": _text,
    "photo": _photo,
    "time": _time,
}


def lacking(checklist: Checklist, answers: Answers, photos: Mapping[str, int]) -> list[tuple[Item, Message]]:
    """What a visit still lacks before it can be handed in, in the order of the form, with the reason of each."""
    found: list[tuple[Item, Message]] = []
    for item in asked(checklist, answers):
        answer = answers.get(item.id, NOTHING)
        wrong = wrong_with(item, answer)
        if wrong is not None:
            found.append((item, wrong))
        elif item.kind == "photo":
            least = 0 if item.optional or answer.na else item.pictures.least
            if photos.get(item.id, 0) < least:
                found.append((item, msg("Photos are missing: {least} at least.", least=least)))
        elif not answer.is_given and not item.optional:
            found.append((item, msg("Not answered yet.")))
    return found


def untrue(checklist: Checklist, answers: Answers) -> tuple[str, ...]:
    """The integrity items that were answered with something else than the academy knows to be true."""
    wrong = []
    for item in asked(checklist, answers):
        answer = answers.get(item.id, NOTHING)
        if item.known is not None and answer.is_given and not _same(item, answer.value, item.known):
            wrong.append(item.id)
    return tuple(wrong)


def _same(item: Item, said: str, known: str) -> bool:
    if item.kind == "number":
        return number_of(said) == number_of(known)
    return said == known
