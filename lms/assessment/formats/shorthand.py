"""The shorthand: questions as one types them into a mail. ``docs/howto/write-questions.md`` is its description."""

from __future__ import annotations

from collections.abc import Sequence

from lms.assessment.formats._shorthand_answers import Bad
from lms.assessment.formats._shorthand_blocks import Heading, blocks_of
from lms.assessment.formats._shorthand_lines import lines_of
from lms.assessment.formats._shorthand_making import made
from lms.assessment.formats._shorthand_writing import pieces_of
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
