"""The shorthand: questions as one types them into a mail. ``docs/howto/write-questions.md`` is its description."""

from __future__ import annotations

from collections.abc import Sequence

from lms.assessment.formats._shorthand_answers import Bad
from lms.assessment.formats._shorthand_blocks import Heading, blocks_of
from lms.assessment.formats._shorthand_lines import lines_of
from lms.assessment.formats._shorthand_making import made
from lms.assessment.formats._shorthand_words import EASY_TO_HARD
from lms.assessment.formats._shorthand_writing import every_sign, pieces_of, plain_signs, question_and_answers
from lms.assessment.formats.items import Item, Reading, Remark, Written
from lms.core.i18n import msg

KEY = "shorthand"


def recognise(text: str) -> float:
    """How sure it is shorthand, 0 to 1: a line says what is right."""
    lines = list(lines_of(text[:200_000]))
    is_said = any(line.mark == "answer" or line.sort in ("truth", "essay") for line in lines)
    is_marked = any(line.right and line.sort == "option" for line in lines)
    if is_said or is_marked:
        return 0.75 if any(line.sort in ("option", "letter") for line in lines) or is_said else 0.5
    return 0.2 if any(line.sort in ("letter", "number", "pair") for line in lines) or "[[" in text else 0.0


def read(text: str) -> Reading:
    """The questions of a text; whatever is none has a problem with its line."""
    items: list[Item] = []
    problems: list[Remark] = []
    headings: list[Remark] = []
    for block in blocks_of(text):
        if isinstance(block, Heading):
            headings.append(Remark(msg("Taken for a heading over the questions below it."), block.line))
            continue
        try:
            items.append(made(block))
        except Bad as error:
            problems.append(Remark(error.reason, error.line, len(items) + len(problems) + 1))
    return Reading(items, problems, headings)


def write(items: Sequence[Item]) -> Written:
    """The items as text. Each is read again, so that what the text does not carry is known and named."""
    pieces: list[str] = []
    lost: list[Remark] = []
    for place, item in enumerate(items, 1):
        piece, is_whole = _written(item, pieces[-1] if pieces else "")
        if piece is None:
            reason = msg("Plain text cannot say this type of question; it is left out.")
            lost.append(Remark(reason, item.line, place))
            continue
        pieces.append(piece)
        if not is_whole:
            reason = msg("Plain text carries plain words and their answers; the rest of this question is left out.")
            lost.append(Remark(reason, item.line, place))
    return Written("\n\n".join(pieces).encode() + (b"\n" if pieces else b""), lost)


def _written(item: Item, before: str) -> tuple[str | None, bool]:
    """The text, and whether it says all of the item below what stands ``before``: as plainly as that works, then with backslashes."""
    tried = list(pieces_of(item))
    for piece in tried:
        found = read(f"{before}\n\n{piece}").items
        if len(found) == 1 + bool(before) and found[-1] == item:
            return piece, True
    readable = (piece for piece in tried if [one.type for one in read(piece).items] == [item.type])
    return next(readable, None), False


def parts_of(item: Item) -> tuple[str, str] | None:
    """The question's words and its answers as two texts of their own; None where text does not say all of it.

    ``as_stem(question) + answers`` is the shorthand of the item.
    """
    for escape in (plain_signs, every_sign):
        question, answers = question_and_answers(item, escape)
        if list(read(f"{as_stem(question)}\n{answers}").items) == [item]:
            return question, answers
    return None


def as_stem(question: str) -> str:
    """Words that are a question whatever they look like, but for the gaps in them."""
    return "\n".join(_as_words(line.strip()) for line in question.split("\n"))


def _as_words(line: str) -> str:
    sorts = [one.sort for one in lines_of(plain_signs(line))]
    if sorts == ["words"] or "[[" in line:
        return plain_signs(line)
    return ("\\" if line[:1].isalnum() else "") + every_sign(line) or "\\"


def difficulty_of(word: str) -> str | None:
    """Easy, medium or hard, in whatever words."""
    return EASY_TO_HARD.get(word.strip().casefold())
