"""One item as a QTI item, in the words of QTI 2; :mod:`_qti_versions` turns them into those of a version."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from lxml import etree

from lms.assessment.formats._qti_rules import Rules
from lms.assessment.formats._qti_versions import XSI, Version, finish
from lms.assessment.formats._xhtml import Xhtml, elements
from lms.assessment.formats._xml import Element, clean
from lms.assessment.formats.items import Gap, Item, Rich
from lms.core.i18n import Message, msg

CARRIED = {
    "exact",
    "true_feedback",
    "false_feedback",
    "guidance",
    "files",
    "tags",
    "category",
    "title",
    "id",
    "feedback",
}
RESPONSE = "RESPONSE"
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,30}")
_GENERATED = "_n"
_MARK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]|]*))?\]\]")


class Writing:
    """An item on its way: the element, its words, and the rules that score it."""

    def __init__(self, item: Item, place: int, version: Version) -> None:
        self.item, self.version = item, version
        self.words = Xhtml(version.namespace)
        names = {None: version.namespace, "xsi": XSI}
        self.root = etree.Element(f"{{{version.namespace}}}assessmentItem", nsmap=names)
        is_own = bool(item.id and _IDENTIFIER.fullmatch(item.id) and not item.id.startswith(_GENERATED))
        self.root.set("identifier", item.id if is_own and item.id else f"{_GENERATED}{place}")
        self.root.set("title", clean(item.title or ""))
        if item.id and not is_own:
            self.root.set("label", f"id:{clean(item.id)}"[:256])
        self.root.set("adaptive", "false")
        self.root.set("timeDependent", "false")
        self.declarations: list[Element] = []
        self.body = etree.Element(f"{{{version.namespace}}}itemBody")
        self.rules = Rules(self.make, version)

    def make(self, parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
        """A new element of QTI's own."""
        made = self.words.make(parent, tag, **{key: clean(value) for key, value in attributes.items()})
        if text is not None:
            made.text = clean(text)
        made.tail = "\n"
        return made

    def respond(
        self, key: str, cardinality: str, base: str, right: Iterable[str], mapping: Mapping[str, Decimal] | None = None
    ) -> Element:
        """Declare a response."""
        made = self.words.make(self.root, "responseDeclaration", identifier=key, cardinality=cardinality, baseType=base)
        values = list(right)
        if values:
            correct = self.make(made, "correctResponse")
            for value in values:
                self.make(correct, "value", value)
        if mapping:
            mapped = self.make(made, "mapping", defaultValue="0", upperBound="1")
            for name, points in mapping.items():
                more = {"caseSensitive": "true" if self.item.exact else "false"} if base == "string" else {}
                self.make(mapped, "mapEntry", mapKey=name, mappedValue=f"{points:f}", **more)
        return made


def element_of(item: Item, place: int, version: Version) -> tuple[Element, list[Message]]:
    """The item as an element, and what of it cannot be said."""
    writing = Writing(item, place, version)
    if item.stem.text:
        writing.words.blocks(writing.body, item.stem)
    if item.guidance:
        writing.words.blocks(writing.make(writing.body, "rubricBlock", view="scorer"), item.guidance)
    _TYPES[item.type](writing)
    if not len(writing.body):
        writing.words.make(writing.body, "div")
    rules = writing.rules
    said = [("GENERAL", item.feedback)] if item.feedback else []
    rules.outcomes(writing.root, general=bool(item.feedback))
    writing.root.append(writing.body)
    rules.process(writing.root, general=bool(item.feedback))
    for key, words in [*rules.feedback.items(), *said]:
        outcome = "FEEDBACK_GENERAL" if key == "GENERAL" else "FEEDBACK"
        modal = writing.make(writing.root, "modalFeedback", outcomeIdentifier=outcome, identifier=key, showHide="show")
        writing.words.flow(modal, words)
    etree.cleanup_namespaces(writing.root, keep_ns_prefixes=["xsi"])
    return finish(writing.root, version), writing.words.lost


def _choices(
    writing: Writing, parent: Element, tag: str, said: Sequence[Rich], keys: Sequence[str], **more: str
) -> None:
    for key, words in zip(keys, said, strict=True):
        writing.words.flow(writing.make(parent, tag, identifier=key, **more), words)


def _choice(writing: Writing) -> None:
    item = writing.item
    keys = [f"C{n}" for n in range(1, len(item.options) + 1)]
    is_many = item.type == "multiple-response"
    weights = None
    if is_many and all(one.weight is not None for one in item.options):
        weights = {key: one.weight / 100 for key, one in zip(keys, item.options, strict=True) if one.weight is not None}
    right = [key for key, one in zip(keys, item.options, strict=True) if one.correct]
    writing.respond(RESPONSE, "multiple" if is_many else "single", "identifier", right, weights)
    asked = writing.make(
        writing.body,
        "choiceInteraction",
        responseIdentifier=RESPONSE,
        shuffle="true",
        maxChoices="0" if is_many else "1",
    )
    _choices(writing, asked, "simpleChoice", [one.text for one in item.options], keys)
    writing.rules.feedback |= {key: one.feedback for key, one in zip(keys, item.options, strict=True) if one.feedback}
    writing.rules.score("map" if weights else "match", many=is_many)


def _true_false(writing: Writing) -> None:
    item = writing.item
    writing.respond(RESPONSE, "single", "identifier", ["true" if item.correct else "false"])
    asked = writing.make(
        writing.body, "choiceInteraction", responseIdentifier=RESPONSE, shuffle="false", maxChoices="1"
    )
    _choices(writing, asked, "simpleChoice", [Rich("True"), Rich("False")], ["true", "false"])
    both = {"true": item.true_feedback, "false": item.false_feedback}
    writing.rules.feedback |= {key: said for key, said in both.items() if said}
    writing.rules.score("match")


def _short_text(writing: Writing) -> None:
    shares = {
        (one.text or Rich("")).text: (Decimal(100) if one.share is None else one.share) / 100
        for one in writing.item.answers
    }
    best = max(shares, key=lambda key: shares[key], default="")
    writing.respond(RESPONSE, "single", "string", [best] if best else [], shares)
    _typed(writing)
    writing.rules.score("map")


def _typed(writing: Writing) -> None:
    paragraph = writing.words.make(writing.body, "p")
    writing.words.make(paragraph, "textEntryInteraction", responseIdentifier=RESPONSE)


def _numeric(writing: Writing) -> None:
    answer = next((one for one in writing.item.answers if one.value is not None and one.share in (None, 100)), None)
    answer = answer or writing.item.answers[0]
    if len(writing.item.answers) > 1:
        writing.words.lost.append(
            msg("A number has one right answer here: the first that earns everything is written.")
        )
    writing.respond(RESPONSE, "single", "float", [f"{answer.value:f}"])
    _typed(writing)
    if answer.tolerance:
        writing.rules.score("equal", tolerance=f"{answer.tolerance:f}")
    else:
        writing.rules.score("match")


def _matching(writing: Writing) -> None:
    pairs = writing.item.pairs
    choices = {text: f"M{n}" for n, text in enumerate(dict.fromkeys(pair.choice for pair in pairs), 1)}
    prompts = [(f"P{n}", pair) for n, pair in enumerate((one for one in pairs if one.prompt.text), 1)]
    right = {f"{key} {choices[pair.choice]}": Decimal(1) / max(len(prompts), 1) for key, pair in prompts}
    writing.respond(RESPONSE, "multiple", "directedPair", right, {key: round(value, 6) for key, value in right.items()})
    asked = writing.make(
        writing.body, "matchInteraction", responseIdentifier=RESPONSE, shuffle="true", maxAssociations=str(len(prompts))
    )
    first, second = writing.make(asked, "simpleMatchSet"), writing.make(asked, "simpleMatchSet")
    _choices(
        writing,
        first,
        "simpleAssociableChoice",
        [pair.prompt for _, pair in prompts],
        [key for key, _ in prompts],
        matchMax="1",
    )
    _choices(
        writing,
        second,
        "simpleAssociableChoice",
        [Rich(text) for text in choices],
        list(choices.values()),
        matchMax="0",
    )
    writing.rules.score("map")


def _ordering(writing: Writing) -> None:
    keys = [f"C{n}" for n in range(1, len(writing.item.ordered) + 1)]
    writing.respond(RESPONSE, "ordered", "identifier", keys)
    asked = writing.make(writing.body, "orderInteraction", responseIdentifier=RESPONSE, shuffle="true")
    _choices(writing, asked, "simpleChoice", writing.item.ordered, keys)
    writing.rules.score("match")


def _gap_fill(writing: Writing) -> None:
    item = writing.item
    gaps = {gap.id: gap for gap in item.gaps}
    keys = {
        gap.id: gap.id if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,30}", gap.id) else f"g{n}"
        for n, gap in enumerate(item.gaps, 1)
    }
    for gap in item.gaps:
        value = {key: round(Decimal(1) / len(gaps), 6) for key in _right(gap)}
        mapped = writing.respond(
            keys[gap.id], "single", "identifier" if gap.options else "string", list(value)[:1], value
        )
        mapped.find("{*}mapping").attrib.pop("upperBound")
    start = len(writing.body)
    writing.words.blocks(writing.body, item.passage or Rich(""))

    def gap_at(key: str, _: str) -> Element | None:
        gap = gaps.get(key)
        if gap is None:
            return None
        tag = "inlineChoiceInteraction" if gap.options else "textEntryInteraction"
        made = etree.Element(f"{{{writing.version.namespace}}}{tag}", responseIdentifier=keys[key])
        if gap.options:
            made.set("shuffle", "true")
        for n, option in enumerate(gap.options, 1):
            writing.words.inline(writing.make(made, "inlineChoice", identifier=f"C{n}"), option.text)
        return made

    _placed(writing.body[start:], gap_at)
    writing.rules.score("sum", keys=list(keys.values()))


def _right(gap: Gap) -> list[str]:
    if gap.options:
        return [f"C{n}" for n, option in enumerate(gap.options, 1) if option.correct]
    return list(gap.answers)


def _select_words(writing: Writing) -> None:
    item = writing.item
    writing.respond(RESPONSE, "multiple", "identifier", item.right)
    asked = writing.make(writing.body, "hottextInteraction", responseIdentifier=RESPONSE, maxChoices="0")
    writing.words.blocks(asked, item.passage or Rich(""))

    def words_at(key: str, words: str) -> Element:
        made = etree.Element(f"{{{writing.version.namespace}}}hottext", identifier=key)
        made.text = words
        return made

    _placed(list(asked), words_at)
    writing.rules.score("match", many=True)


def _placed(blocks: Sequence[Element], make: Callable[[str, str], Element | None]) -> None:
    """What a text says as ``[[id]]`` as elements, wherever it stands."""
    for element in [one for block in blocks for one in elements(block)]:
        text, element.text = element.text or "", None
        element.text = _cut(text, make, partial(_insert, element, 0))
    for element in [one for block in blocks for one in elements(block)][1:]:
        parent = element.getparent()
        if parent is None or not element.tail or not _MARK.search(element.tail):
            continue
        text, element.tail = element.tail, None
        at = parent.index(element) + 1
        element.tail = _cut(text, make, partial(_insert, parent, at))


def _insert(parent: Element, start: int, made: Element, count: int) -> None:
    parent.insert(start + count, made)


def _cut(text: str, make: Callable[[str, str], Element | None], insert: Callable[[Element, int], None]) -> str:
    """Puts in what the marks of a text stand for; the words before the first of them are returned."""
    first, last, count, at = "", None, 0, 0

    def say(words: str) -> None:
        nonlocal first
        if last is None:
            first += words
        else:
            last.tail = (last.tail or "") + words

    for found in _MARK.finditer(text):
        made = make(found[1], found[2] or "")
        if made is None:
            continue
        say(text[at : found.start()])
        insert(made, count)
        last, count, at = made, count + 1, found.end()
    say(text[at:])
    return first


def _essay(writing: Writing) -> None:
    writing.respond(RESPONSE, "single", "string", [])
    writing.make(writing.body, "extendedTextInteraction", responseIdentifier=RESPONSE)


def _nothing(writing: Writing) -> None:
    del writing


_TYPES: Mapping[str, Callable[[Writing], None]] = {
    "single-choice": _choice,
    "multiple-response": _choice,
    "true-false": _true_false,
    "short-text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "gap-fill": _gap_fill,
    "select-words": _select_words,
    "essay": _essay,
    "description": _nothing,
}
