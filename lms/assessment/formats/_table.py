"""Questions in the rows of a table: what its columns are, and a row as the lines that shorthand would say it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

from lms.assessment.formats import _shorthand_words as w
from lms.assessment.formats._shorthand_answers import Bad
from lms.assessment.formats._shorthand_blocks import Block
from lms.assessment.formats._shorthand_lines import Line
from lms.assessment.formats._shorthand_making import made
from lms.assessment.formats._shorthand_words import hidden
from lms.assessment.formats.items import Item, Reading, Remark
from lms.core.i18n import Message, msg
from lms.core.search import fold
from lms.core.tables import Limits
from lms.core.tables import Line as Row

LIMITS = Limits(rows=20_000, columns=90, unpacked=100_000_000)
QUESTION, WRONG = "question", "wrong"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    w.TYPE: ("Type", "题型", "question type", "kind"),
    QUESTION: ("Question", "题目", "question text", "stem", "题干", "试题", "问题", "试题内容", "题目内容"),
    w.ANSWER: (
        "Answer",
        "答案",
        *(word for word, key in w.KEYS.items() if key == w.ANSWER),
        "正确选项",
        "right answers",
    ),
    WRONG: ("Wrong answers", "错误答案", "wrong answer", "wrong", "错误选项", "干扰项"),
    w.FEEDBACK: ("Feedback", "解析", *(word for word, key in w.KEYS.items() if key == w.FEEDBACK)),
    w.POINTS: ("Points", "分值", *(word for word, key in w.KEYS.items() if key == w.POINTS)),
    w.DIFFICULTY: ("Difficulty", "难度", "难易程度"),
    w.CATEGORY: ("Category", "分类", *(word for word, key in w.KEYS.items() if key == w.CATEGORY)),
    w.TAGS: ("Tags", "标签", "tag"),
    w.TITLE: ("Title", "标题"),
    w.ID: ("Id", "编号"),
}
_OPTION = re.compile(r"(?:option |choice |answer |选项 ?)?([a-z])(?: ?选项(?: ?\1)?)?")
_WHY = re.compile(
    r"(?:feedback |explanation )(?:to |for |on )?(?:option )?([a-z])(?: ?(?:选项)? ?\1? ?(?:解析|反馈))?|(?:option )?([a-z]) (?:feedback|explanation)"
    r"|(?:选项 ?)?([a-z]) ?(?:的 ?)?(?:解析|反馈)|(?:解析|反馈) ?([a-z])"
)
"""The heading of what is said to those who chose an option."""
TOLD = ">"
"""Behind a letter: the column of what is said to those who chose it."""
_AFTER = (w.FEEDBACK, w.POINTS, w.DIFFICULTY, w.CATEGORY, w.TAGS, w.TITLE, w.ID)
_HEADINGS = {fold(word): key for key, words in COLUMNS.items() for word in words}


def heading(key: str) -> str:
    """A column's heading in both languages."""
    if len(key) == 1:
        return f"Option {key} 选项{key}"
    if key.endswith(TOLD):
        return f"Feedback {key[0]} {key[0]}解析"
    return " ".join(COLUMNS[key][:2])


def columns_of(cells: Sequence[str]) -> dict[int, str]:
    """What stands in which column, told by its heading in either language or both; the first of two alike counts."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        key = _column(cell)
        if key and key not in found.values():
            found[place] = key
    return found


def is_ours(cells: Sequence[str]) -> bool:
    """Whether these are headings of a table of questions."""
    found = set(columns_of(cells).values())
    return QUESTION in found and len(found) >= 2


def _column(cell: str) -> str | None:
    plain = " ".join(re.sub(r"[^\w]+|_", " ", fold(cell)).split())
    latin = "".join(sign for sign in plain if sign < "\u2e80").strip()
    chinese = plain.removeprefix(latin).strip() or "".join(sign for sign in plain if sign > "\u2e80")
    for spelling in (plain, latin, chinese):
        if spelling in _HEADINGS:
            return _HEADINGS[spelling]
        if found := _OPTION.fullmatch(spelling):
            return found[1].upper()
        if found := _WHY.fullmatch(spelling):
            return next(letter for letter in found.groups() if letter).upper() + TOLD
    return None


def read_rows(rows: Iterable[Row], sheet: str = "") -> Reading:
    """The questions of a table whose first row names its columns; each problem with its row and cell."""
    lines = iter(rows)
    first = next(lines, None)
    if first is None:
        return Reading(problems=[Remark(msg("There is nothing in this table."))])
    columns = columns_of(first.cells)
    if QUESTION not in columns.values():
        return Reading(
            problems=[
                Remark(
                    msg(
                        "The first row names the columns, and none of them is “Question”. Take the template, or add the heading."
                    ),
                    first.number,
                    file=_cell(sheet, first.number, 0),
                )
            ]
        )
    unknown = [place for place, cell in enumerate(first.cells) if cell and place not in columns]
    passed = [
        Remark(
            msg("The column “{heading}” is not known here; it is passed over.", heading=first.cells[place][:60]),
            first.number,
            file=_cell(sheet, first.number, place),
        )
        for place in unknown
    ]
    items, problems = _read_all(lines, columns, sheet)
    return Reading(items, problems, passed)


def _read_all(lines: Iterator[Row], columns: Mapping[int, str], sheet: str) -> tuple[list[Item], list[Remark]]:
    items: list[Item] = []
    problems: list[Remark] = []
    for row in lines:
        cells = {
            key: (place, row.cells[place])
            for place, key in columns.items()
            if row.cells[place : place + 1] != [""] and place < len(row.cells)
        }
        if not cells:
            continue
        try:
            items.append(item_of({key: text for key, (_, text) in cells.items()}, row.number))
        except _BadCell as error:
            place = (
                cells[error.key][0] if error.key in cells else next(p for p, key in columns.items() if key == QUESTION)
            )
            number = len(items) + len(problems) + 1
            problems.append(Remark(error.reason, row.number, number, _cell(sheet, row.number, place)))
    return items, problems


class _BadCell(Exception):
    def __init__(self, reason: Message, key: str) -> None:
        super().__init__(reason.key)
        self.reason = reason
        self.key = key


def item_of(cells: Mapping[str, str], row: int) -> Item:
    """A row as an item; raises for what is none, with the column to look at."""
    if not cells.get(QUESTION, "").strip():
        raise _BadCell(msg("This row has no question: write it, or empty the row."), QUESTION)
    keys = list(cells)
    block = Block(row, [hidden(line.strip()) for line in cells[QUESTION].split("\n")])
    block.rest = list(_lines(cells, keys))
    try:
        item = made(block)
    except Bad as error:
        is_cell = block.rest and error.line in range(-len(keys), 0)
        raise _BadCell(error.reason, keys[error.line] if is_cell else QUESTION) from None
    told = next((key for key in keys if key.endswith(TOLD)), None)
    if told and not item.options:
        raise _BadCell(msg("Only an option that is chosen has feedback of its own; use the column “Feedback”."), told)
    return item


def _lines(cells: Mapping[str, str], keys: Sequence[str]) -> Iterator[Line]:
    """What the cells say, each as its line; the place of a line is its cell's, counted from the end, so that no row is meant."""
    places = {key: place - len(keys) for place, key in enumerate(keys)}
    if WRONG in cells:
        for key, right in ((w.ANSWER, True), (WRONG, False)):
            parts = re.split(r"[|｜\n]", cells.get(key, ""))
            yield from (
                Line(places[key], "option", hidden(part.strip()), right=right) for part in parts if part.strip()
            )
    for key in keys:
        text = hidden(" ".join(cells[key].split("\n")).strip())
        if key.endswith(TOLD):
            if key[0] not in cells:
                raise _BadCell(msg("There is no option {letter} that this could be said to.", letter=key[0]), key)
        elif len(key) == 1:
            yield Line(places[key], "letter", text, key)
            if why := cells.get(key + TOLD, "").strip():
                yield Line(places[key + TOLD], "why", hidden(" ".join(why.split("\n"))))
        elif key not in (QUESTION, WRONG) and not (key == w.ANSWER and WRONG in cells):
            yield Line(places[key], "key", text, key)


def _cell(sheet: str, row: int, column: int) -> str:
    name, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        name = ascii_uppercase[place] + name
    return f"{sheet}!{name}{row}" if sheet else f"{name}{row}"


def letters_needed(items: Iterable[Item]) -> str:
    """The option columns that a table of these items has."""
    most = max((max(len(item.options), len(item.pairs), len(item.ordered)) for item in items), default=0)
    return ascii_uppercase[: max(4, min(most, 26))]


def told_of(items: Iterable[Item]) -> list[str]:
    """The columns for what is said to those who chose an option: as many as these items need."""
    needed = max((n for item in items for n, one in enumerate(item.options[:26], 1) if one.feedback), default=0)
    return [letter + TOLD for letter in ascii_uppercase[:needed]]


def keys_of(letters: str, told: Sequence[str] = ()) -> list[str]:
    """The columns of a table, in order."""
    return [w.TYPE, QUESTION, *letters, w.ANSWER, *told, *_AFTER]
