"""One question of a Moodle XML file as an item."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from urllib.parse import quote

from lms.assessment.formats._cloze import Skipped, cloze_of, picked_of
from lms.assessment.formats._numbers import number
from lms.assessment.formats._xml import Element, child, children, text_of
from lms.assessment.formats.items import Answer, File, Item, Option, Pair, Rich
from lms.core.i18n import Message, msg

__all__ = ["Skipped", "item_of"]

_FORMATS = {"html": "html", "moodle_auto_format": "moodle", "plain_text": "plain", "markdown": "markdown"}
_PLUGINFILE = "@@PLUGINFILE@@/"
_FULL = Decimal(100)


class _Question:
    """The element, the files that its words name, and what of it is lost."""

    def __init__(self, element: Element, lost: list[Message]) -> None:
        self.element, self.lost = element, lost
        self.files: dict[str, File] = {}

    def rich(self, element: Element | None, default: str = "html") -> Rich:
        """Words with their format; files beside them are kept, by the path that the words then name."""
        if element is None:
            return Rich("", default)
        form = _FORMATS.get(element.get("format", ""), default)
        inner = child(element, "text")
        text = text_of(inner) if inner is not None else (element.text or "")
        for file in children(element, "file"):
            text = self._with(file, text)
        return Rich(text.strip(), form)

    def said(self, element: Element | None) -> Rich | None:
        found = self.rich(element)
        return found if found.text else None

    def _with(self, element: Element, text: str) -> str:
        name = ((element.get("path") or "/").strip("/") + "/" + (element.get("name") or "file")).lstrip("/")
        try:
            content = base64.b64decode("".join((element.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            self.lost.append(msg("The file “{file}” is damaged and left out.", file=name))
            return text
        file = File(name, content)
        number_ = 2
        while (known := self.files.setdefault(file.path, file)).content != content:
            del known
            file, number_ = File(f"{number_}/{name}", content), number_ + 1
        for written in {quote(name), name}:
            text = text.replace(_PLUGINFILE + written, quote(file.path))
        return text

    def has(self, name: str) -> str:
        """The words of a plain child."""
        found = child(self.element, name)
        return text_of(found).strip()


def item_of(element: Element, category: str | None, lost: list[Message]) -> Item:
    """The item; raises :class:`Skipped` for one that cannot be read. ``lost`` gets what of it is not carried."""
    kind = element.get("type") or ""
    make = _TYPES.get(kind)
    if make is None:
        raise Skipped(msg("Questions of Moodle's type “{type}” cannot be taken over.", type=kind[:60]))
    question = _Question(element, lost)
    stem = question.rich(child(element, "questiontext"))
    if not stem.text:
        raise Skipped(msg("There is no question here: its text is empty."))
    about = Item(
        "description",
        stem,
        title=text_of(child(child(element, "name"), "text")).strip() or None,
        id=question.has("idnumber") or None,
        tags=tuple(filter(None, (text_of(tag).strip() for tag in children(child(element, "tags"), "tag"))))
        if child(element, "tags") is not None
        else (),
        category=category,
        feedback=question.said(child(element, "generalfeedback")),
        hints=tuple(filter(None, (question.said(hint) for hint in children(element, "hint")))),
        line=element.sourceline,
    )
    made = make(about, question)
    _name_lost(question)
    return replace(made, files=tuple(question.files.values()))


def _name_lost(question: _Question) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if question.said(child(question.element, name)):
            question.lost.append(
                msg("“{name}” is not taken over: feedback belongs to answers or to the question.", name=name)
            )
    if question.has("shuffleanswers") in ("0", "false"):
        question.lost.append(
            msg("That the answers keep their order is not taken over: a test decides whether they are shuffled.")
        )
    grade = question.has("defaultgrade")
    if grade and grade.strip("0.") != "1":
        question.lost.append(msg("Its points ({points}) are not taken over: they belong to a test.", points=grade[:20]))


def _weight(answer: Element) -> Decimal:
    return number(answer.get("fraction") or "0").normalize() + 0


def _options(question: _Question) -> list[tuple[Element, Decimal, Option]]:
    found = []
    for answer in children(question.element, "answer"):
        weight = _weight(answer)
        option = Option(question.rich(answer), weight > 0, weight, question.said(child(answer, "feedback")))
        found.append((answer, weight, option))
    if not found:
        raise Skipped(msg("The question has no answers."))
    return found


def _multichoice(item: Item, question: _Question) -> Item:
    found = _options(question)
    is_single = question.has("single") in ("true", "1")
    right = [weight for _, weight, _ in found if weight > 0]
    if is_single and right == [_FULL] and all(weight in (0, _FULL) for _, weight, _ in found):
        options = tuple(replace(option, weight=None) for _, _, option in found)
        return replace(item, type="single-choice", options=options)
    if not right:
        raise Skipped(msg("No answer of this question is right."))
    if is_single:
        question.lost.append(msg("Some answers earn a part of the points: the best is right, the others are wrong."))
        best = max(right)
        options = tuple(Option(option.text, weight == best, None, option.feedback) for _, weight, option in found)
        return replace(item, type="single-choice", options=options)
    return replace(item, type="multiple-response", options=tuple(option for _, _, option in found))


def _truefalse(item: Item, question: _Question) -> Item:
    said: dict[str, tuple[Decimal, Rich | None]] = {}
    for answer in children(question.element, "answer"):
        word = question.rich(answer).text.lower()
        said[word] = (_weight(answer), question.said(child(answer, "feedback")))
    if set(said) != {"true", "false"} or {weight for weight, _ in said.values()} != {Decimal(0), _FULL}:
        raise Skipped(msg("A true-false question has the answers “true” and “false”, one of them with 100 %."))
    return replace(
        item,
        type="true-false",
        correct=said["true"][0] == _FULL,
        true_feedback=said["true"][1],
        false_feedback=said["false"][1],
    )


def _shortanswer(item: Item, question: _Question) -> Item:
    answers = []
    for answer in children(question.element, "answer"):
        share = _weight(answer)
        text = question.rich(answer, "plain")
        if "*" in text.text.replace("\\*", ""):
            question.lost.append(
                msg("“*” stands for any words in Moodle; here it is only a sign: “{text}”.", text=text.text[:60])
            )
        feedback = question.said(child(answer, "feedback"))
        answers.append(Answer(Rich(text.text, "plain"), share=None if share == _FULL else share, feedback=feedback))
    if not answers:
        raise Skipped(msg("The question has no answers."))
    return replace(item, type="short-text", answers=tuple(answers), exact=question.has("usecase") == "1")


def _numerical(item: Item, question: _Question) -> Item:
    answers = []
    for answer in children(question.element, "answer"):
        text, share = question.rich(answer, "plain").text, _weight(answer)
        if text == "*":
            question.lost.append(msg("Feedback for any other number is left out."))
            continue
        tolerance = text_of(child(answer, "tolerance")).strip()
        answers.append(
            Answer(
                value=number(text),
                tolerance=abs(number(tolerance)) if tolerance and number(tolerance) else None,
                share=None if share == _FULL else share,
                feedback=question.said(child(answer, "feedback")),
            )
        )
    if not answers:
        raise Skipped(msg("The question has no answers."))
    if child(question.element, "units") is not None:
        question.lost.append(msg("Units are left out: write in the question which one is meant."))
    return replace(item, type="numeric", answers=tuple(answers))


def _matching(item: Item, question: _Question) -> Item:
    pairs = []
    for one in children(question.element, "subquestion"):
        choice = text_of(child(child(one, "answer"), "text")).strip()
        if not choice:
            raise Skipped(msg("A pair has no answer."))
        pairs.append(Pair(question.rich(one), choice))
    if not pairs:
        raise Skipped(msg("The question has no answers."))
    return replace(item, type="matching", pairs=tuple(pairs))


def _ordering(item: Item, question: _Question) -> Item:
    things = sorted(
        ((_weight(answer), n, question.rich(answer)) for n, answer in enumerate(children(question.element, "answer"))),
        key=lambda one: one[:2],
    )
    if not things:
        raise Skipped(msg("The question has no answers."))
    return replace(item, type="ordering", ordered=tuple(said for _, _, said in things))


def _essay(item: Item, question: _Question) -> Item:
    lengths = {name: question.has(f"{word}wordlimit") for name, word in (("minimum", "min"), ("maximum", "max"))}
    guidance = question.said(child(question.element, "graderinfo"))
    if question.said(child(question.element, "responsetemplate")):
        question.lost.append(msg("A text that stands in the answer from the start is left out."))
    if question.has("attachments") not in ("", "0"):
        question.lost.append(msg("Files cannot be handed in with an essay: ask for them in a question of their own."))
    whole = {
        name: int(value)
        for name, value in lengths.items()
        if value.isascii() and value.isdigit() and 0 < int(value[:9]) < 10**6
    }
    return replace(item, type="essay", guidance=guidance, minimum=whole.get("minimum"), maximum=whole.get("maximum"))


def _description(item: Item, question: _Question) -> Item:
    del question
    return item


def _multianswer(item: Item, question: _Question) -> Item:
    return cloze_of(item, question.lost)


def _picked(item: Item, question: _Question) -> Item:
    name = "dragbox" if question.element.get("type") == "ddwtos" else "selectoption"
    boxes = [
        (text_of(child(box, "text")).strip(), text_of(child(box, "group")).strip() or "1")
        for box in children(question.element, name)
    ]
    return picked_of(item, boxes)


_TYPES: Mapping[str, Callable[[Item, _Question], Item]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
    "multianswer": _multianswer,
    "cloze": _multianswer,
    "gapselect": _picked,
    "ddwtos": _picked,
}
