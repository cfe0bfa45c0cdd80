"""Items as a Moodle XML file."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote

from lxml import etree

from lms.assessment.formats import _cloze
from lms.assessment.formats._losses import left_out, lost_of
from lms.assessment.formats._xml import Element, as_bytes, clean, sub
from lms.assessment.formats.items import File, Item, Remark, Rich, Written
from lms.core.i18n import msg

_FORMATS = {"html": "html", "moodle": "moodle_auto_format", "plain": "plain_text", "markdown": "markdown"}
_CARRIED = {
    *(
        "exact",
        "true_feedback",
        "false_feedback",
        "hints",
        "guidance",
        "minimum",
        "maximum",
        "files",
        "tags",
        "category",
    ),
    *("title", "id", "feedback"),
}
_MARK = re.compile(r"\[\[([^\[\]|]+)\]\]")


def written(items: Sequence[Item]) -> Written:
    """The file; what it cannot say is named."""
    root = etree.Element("quiz")
    lost: list[Remark] = []
    category: str | None = None
    for place, item in enumerate(items, 1):
        if item.type not in _TYPES:
            lost.append(left_out(item, place, "Moodle XML"))
            continue
        lost += lost_of(item, place, "Moodle XML", _CARRIED)
        if item.type == "multiple-response" and any(option.weight is None for option in item.options):
            reason = msg(
                "Moodle has no “all or nothing”: each right option earns its share there, a wrong one takes it away."
            )
            lost.append(Remark(reason, item.line, place))
        if item.type == "gap-fill" and item.stem.text:
            lost.append(Remark(msg("The question's words and the text with gaps become one text."), item.line, place))
        if item.category != category:
            category = item.category
            _category(root, category)
        _question(root, item)
    return Written(as_bytes(root), lost)


def _category(root: Element, category: str | None) -> None:
    question = sub(root, "question", type="category")
    path = f"$course$/top/{category}" if category else "$course$/top"
    _text(sub(question, "category"), path)


def _question(root: Element, item: Item) -> None:
    kind, body = _TYPES[item.type]
    question = sub(root, "question", type=kind)
    _text(sub(question, "name"), item.title or "")
    stem = _cloze_text(item) if item.type == "gap-fill" else item.stem
    named = " ".join(_words(item))
    _rich(question, "questiontext", stem, item.files, {file.path for file in item.files if not _names(named, file)})
    _rich(question, "generalfeedback", item.feedback or Rich("", "html"), item.files)
    if item.id:
        sub(question, "idnumber", item.id)
    body(question, item)
    for hint in item.hints:
        _rich(question, "hint", hint, item.files)
    if item.tags:
        tags = sub(question, "tags")
        for tag in item.tags:
            _text(sub(tags, "tag"), tag)


def _words(item: Item) -> Iterable[str]:
    said = [item.stem, item.passage, item.feedback, item.true_feedback, item.false_feedback, item.guidance, *item.hints]
    said += [
        *(one.text for one in item.options),
        *(one.feedback for one in item.options),
        *(one.feedback for one in item.answers),
    ]
    said += [*(one.prompt for one in item.pairs), *item.ordered]
    return (one.text for one in said if one)


def _names(text: str, file: File) -> bool:
    return quote(file.path) in text


def _cloze_text(item: Item) -> Rich:
    gaps = {gap.id: _cloze.written(gap, exact=item.exact, form=(item.passage or item.stem).format) for gap in item.gaps}
    passage = item.passage or Rich("")
    text = _MARK.sub(lambda found: gaps.get(found[1], found[0]), passage.text)
    if not item.stem.text:
        return Rich(text, passage.format)
    return Rich(f"{item.stem.text}\n\n{text}", passage.format)


def _text(parent: Element, text: str) -> Element:
    """The words, in CDATA where they hold tags: people read these files."""
    inner = sub(parent, "text")
    bare = clean(text)
    inner.text = etree.CDATA(bare) if "<" in bare and "]]>" not in bare else bare
    return inner


def _rich(
    parent: Element, name: str, said: Rich, files: Sequence[File], more: Iterable[str] = (), **attributes: str
) -> Element:
    made = sub(parent, name, format=_FORMATS.get(said.format, "html"), **attributes)
    text = said.text
    for file in files:
        if not _names(text, file) and file.path not in set(more):
            continue
        address = re.escape(quote(file.path))
        text = re.sub(rf"(?<=[\"'(]){address}(?=[\"')])", lambda found: f"@@PLUGINFILE@@/{found[0]}", text)
        folder, _, base = file.path.rpartition("/")
        inner = sub(
            made,
            "file",
            base64.b64encode(file.content).decode(),
            name=base,
            path=f"/{folder}/" if folder else "/",
            encoding="base64",
        )
        inner.tail = None
    made.insert(0, _text(made, text))
    return made


def _answer(parent: Element, item: Item, said: Rich, share: Decimal, feedback: Rich | None) -> Element:
    made = _rich(parent, "answer", said, item.files, fraction=f"{share:f}")
    _rich(made, "feedback", feedback or Rich("", "html"), item.files)
    return made


def _choice(question: Element, item: Item) -> None:
    is_single = item.type == "single-choice"
    sub(question, "single", "true" if is_single else "false")
    sub(question, "shuffleanswers", "true")
    right = sum(option.correct for option in item.options)
    for option in item.options:
        share = Decimal(100) / right if option.correct else Decimal(0)
        if option.weight is not None:
            share = option.weight
        elif not is_single and not option.correct:
            share = Decimal(-100) / max(right, 1)
        _answer(question, item, option.text, round(share, 5).normalize(), option.feedback)


def _true_false(question: Element, item: Item) -> None:
    for word, feedback in (("true", item.true_feedback), ("false", item.false_feedback)):
        share = Decimal(100) if item.correct is (word == "true") else Decimal(0)
        _answer(question, item, Rich(word, "moodle"), share, feedback)


def _short_text(question: Element, item: Item) -> None:
    sub(question, "usecase", "1" if item.exact else "0")
    for answer in item.answers:
        _answer(question, item, answer.text or Rich(""), _share(answer.share), answer.feedback)


def _share(share: Decimal | None) -> Decimal:
    return Decimal(100) if share is None else share


def _numeric(question: Element, item: Item) -> None:
    for answer in item.answers:
        made = _answer(question, item, Rich(f"{answer.value:f}"), _share(answer.share), answer.feedback)
        sub(made, "tolerance", f"{answer.tolerance:f}" if answer.tolerance is not None else "0")


def _matching(question: Element, item: Item) -> None:
    sub(question, "shuffleanswers", "true")
    for pair in item.pairs:
        made = _rich(question, "subquestion", pair.prompt, item.files)
        _text(sub(made, "answer"), pair.choice)


def _ordering(question: Element, item: Item) -> None:
    sub(question, "layouttype", "VERTICAL")
    sub(question, "selecttype", "ALL")
    for place, said in enumerate(item.ordered, 1):
        _answer(question, item, said, Decimal(place), None)


def _essay(question: Element, item: Item) -> None:
    sub(question, "responseformat", "editor")
    sub(question, "responserequired", "1")
    for name, value in (("min", item.minimum), ("max", item.maximum)):
        if value:
            sub(question, f"{name}wordlimit", str(value))
    _rich(question, "graderinfo", item.guidance or Rich("", "html"), item.files)


def _nothing(question: Element, item: Item) -> None:
    del question, item


_TYPES: Mapping[str, tuple[str, Callable[[Element, Item], None]]] = {
    "single-choice": ("multichoice", _choice),
    "multiple-response": ("multichoice", _choice),
    "true-false": ("truefalse", _true_false),
    "short-text": ("shortanswer", _short_text),
    "numeric": ("numerical", _numeric),
    "matching": ("matching", _matching),
    "ordering": ("ordering", _ordering),
    "gap-fill": ("cloze", _nothing),
    "essay": ("essay", _essay),
    "description": ("description", _nothing),
}
