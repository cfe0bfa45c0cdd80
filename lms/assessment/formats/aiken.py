"""Aiken: a question in one line, options by letters, ``ANSWER: B``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.assessment.formats.items import Item, Option, Reading, Remark, Rich, Written
from lms.core.i18n import msg

KEY = "aiken"
_OPTION = re.compile(r"([A-Z])[.)]\s*(\S.*)")
_ANSWER = re.compile(r"ANSWER:\s*([A-Z])\s*")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def recognise(text: str) -> float:
    """How sure it is Aiken, 0 to 1: options by letters and an answer line."""
    return 0.95 if re.search(r"^[A-Z][.)].*\n+ANSWER:", text, re.MULTILINE) else 0.0


def read(text: str) -> Reading:
    """The questions of a file; whatever is none has a problem with its line."""
    items: list[Item] = []
    problems: list[Remark] = []
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    start = 1
    for place, line in enumerate([*text.split("\n"), "ANSWER:"], 1):
        bare = line.strip()
        if not bare:
            continue
        if bare.startswith("ANSWER:"):
            outcome = _made(stem, options, bare, start)
            if isinstance(outcome, Item):
                items.append(outcome)
            elif outcome is not None:
                problems.append(Remark(outcome.reason, start, len(items) + len(problems) + 1))
            stem, options = [], []
        elif stem and (found := _OPTION.fullmatch(bare)):
            options.append((found[1], found[2]))
        else:
            start = start if stem else place
            stem.append(bare)
    return Reading(items, problems)


def _made(stem: list[str], options: list[tuple[str, str]], answer: str, line: int) -> Item | Remark | None:
    if not stem:
        return Remark(msg("An answer stands here without a question above it.")) if answer != "ANSWER:" else None
    found = _ANSWER.fullmatch(answer)
    if found is None:
        return Remark(msg("The question has no line “ANSWER: A” that names its right option."))
    letters = [letter for letter, _ in options]
    if len(letters) < 2 or letters != list(_LETTERS[: len(letters)]) or found[1] not in letters:
        return Remark(
            msg("Options are written A., B., C. … in this order, two at least, and the answer is one of them.")
        )
    shown = tuple(Option(Rich(text), letter == found[1]) for letter, text in options)
    return Item("single-choice", Rich(" ".join(stem)), options=shown, line=line)


def write(items: Sequence[Item]) -> Written:
    """An Aiken file: questions of one right option, and nothing but their words."""
    pieces, lost = [], []
    for place, item in enumerate(items, 1):
        is_right = sum(option.correct for option in item.options) == 1
        if item.type != "single-choice" or not is_right or not 2 <= len(item.options) <= len(_LETTERS):
            lost.append(
                Remark(msg("Aiken has only questions with one right option; this one is left out."), item.line, place)
            )
            continue
        bare = Item("single-choice", Rich(_flat(item.stem)), options=tuple(_bare(one) for one in item.options))
        if bare != item:
            lost.append(
                Remark(
                    msg("Aiken carries plain words alone: title, marks, feedback and weights are left out."),
                    item.line,
                    place,
                )
            )
        lines = [f"{letter}. {one.text.text}" for letter, one in zip(_LETTERS, bare.options, strict=False)]
        right = _LETTERS[[one.correct for one in bare.options].index(True)]
        pieces.append("\n".join([bare.stem.text, *lines, f"ANSWER: {right}"]) + "\n")
    return Written("\n".join(pieces).encode(), lost)


def _bare(option: Option) -> Option:
    return Option(Rich(_flat(option.text)), option.correct)


def _flat(said: Rich) -> str:
    return " ".join(said.text.split())
