"""Items as a QTI 1.2 file: one assessment with one section, as other programs expect it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from lxml import etree
from markdown_it import MarkdownIt

from lms.assessment.formats._xml import Element, clean, sub
from lms.assessment.formats.items import Gap, Item, Rich
from lms.core.i18n import Message, msg

CARRIED = {
    *(
        "exact",
        "true_feedback",
        "false_feedback",
        "guidance",
        "minimum",
        "maximum",
        "files",
        "tags",
        "category",
        "title",
    ),
    *("id", "feedback"),
}
_R = "response1"
_MARK = re.compile(r"\[\[([^\[\]|]+)\]\]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_FULL = Decimal(100)
_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")


def section_of(root: Element) -> Element:
    """The section that the items go into."""
    assessment = sub(root, "assessment", ident="questions", title="Questions")
    return sub(assessment, "section", ident="root_section")


class _Writing:
    def __init__(self, item: Item, place: int, section: Element) -> None:
        self.item = item
        self.lost: list[Message] = []
        is_own = bool(item.id and not item.id.startswith("_n"))
        self.root = sub(section, "item", ident=item.id if is_own and item.id else f"_n{place}", title=item.title or "")
        self.presentation = etree.Element("presentation")
        self.processing = etree.Element("resprocessing")
        self.feedback: dict[str, Rich] = {}

    def material(self, parent: Element, said: Rich) -> None:
        made = sub(sub(parent, "material"), "mattext", texttype="text/plain" if _is_plain(said) else "text/html")
        text = clean(_markdown.render(said.text).strip() if said.format == "markdown" else said.text)
        made.text = etree.CDATA(text) if "<" in text and "]]>" not in text else text

    def labels(self, response: Element, said: Sequence[tuple[str, Rich]], shuffle: str = "Yes") -> None:
        choices = sub(response, "render_choice", shuffle=shuffle)
        for key, words in said:
            self.material(sub(choices, "response_label", ident=key), words)

    def when(self, score: Decimal | None, *, action: str = "Set", goes_on: bool = False, feedback: str = "") -> Element:
        condition = sub(self.processing, "respcondition", **{"continue": "Yes" if goes_on else "No"})
        asked = sub(condition, "conditionvar")
        if score is not None:
            sub(condition, "setvar", f"{score:f}", action=action, varname="SCORE")
        if feedback:
            sub(condition, "displayfeedback", feedbacktype="Response", linkrefid=feedback)
        return asked

    def equal(self, asked: Element, text: str, response: str = _R, **more: str) -> None:
        sub(asked, "varequal", text, respident=response, **more)

    def chosen(self, key: str, said: Rich | None) -> None:
        if said:
            self.feedback[f"{key}_fb"] = said
            self.equal(self.when(None, goes_on=True, feedback=f"{key}_fb"), key)


def _is_plain(said: Rich) -> bool:
    return said.format == "plain" or (said.format == "moodle" and not _TAG.search(said.text))


def write_item(item: Item, place: int, section: Element) -> list[Message]:
    """Append an item; what of it cannot be said comes back."""
    writing = _Writing(item, place, section)
    _about(writing)
    if item.stem.text:
        writing.material(writing.presentation, item.stem)
    writing.root.append(writing.presentation)
    sub(sub(writing.processing, "outcomes"), "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    if item.feedback:
        writing.feedback["general_fb"] = item.feedback
        sub(writing.when(None, goes_on=True, feedback="general_fb"), "other")
    kind, write = _TYPES[item.type]
    del kind
    write(writing)
    if len(writing.processing) > 1:
        writing.root.append(writing.processing)
    if item.guidance:
        rubric = sub(writing.root, "rubric", view="Scorer")
        writing.material(rubric, item.guidance)
        writing.root.remove(rubric)
        writing.root.insert(list(writing.root).index(writing.presentation) + 1, rubric)
    for key, said in writing.feedback.items():
        writing.material(sub(sub(writing.root, "itemfeedback", ident=key), "flow_mat"), said)
    return writing.lost


def _about(writing: _Writing) -> None:
    item = writing.item
    fields = [("question_type", _TYPES[item.type][0])]
    fields += [("qmd_topic", item.category)] if item.category else []
    fields += [("qmd_keywords", tag) for tag in item.tags]
    fields += [(name, str(value)) for name in ("minimum", "maximum") if (value := getattr(item, name))]
    metadata = sub(sub(writing.root, "itemmetadata"), "qtimetadata")
    for label, entry in fields:
        field = sub(metadata, "qtimetadatafield")
        sub(field, "fieldlabel", label)
        sub(field, "fieldentry", entry)


def _choice(writing: _Writing) -> None:
    item = writing.item
    keys = [f"C{n}" for n in range(1, len(item.options) + 1)]
    options = list(zip(keys, item.options, strict=True))
    is_many = item.type == "multiple-response"
    response = sub(writing.presentation, "response_lid", ident=_R, rcardinality="Multiple" if is_many else "Single")
    writing.labels(response, [(key, one.text) for key, one in options])
    for key, one in options:
        writing.chosen(key, one.feedback)
    if is_many and all(one.weight is not None for one in item.options):
        for key, one in options:
            writing.equal(writing.when(one.weight, action="Add", goes_on=True), key)
    elif is_many:
        every = sub(writing.when(_FULL), "and")
        for key, one in options:
            writing.equal(every if one.correct else sub(every, "not"), key)
    else:
        writing.equal(writing.when(_FULL), next((key for key, one in options if one.correct), ""))


def _true_false(writing: _Writing) -> None:
    item = writing.item
    response = sub(writing.presentation, "response_lid", ident=_R, rcardinality="Single")
    writing.labels(response, [("true", Rich("True")), ("false", Rich("False"))], "No")
    writing.chosen("true", item.true_feedback)
    writing.chosen("false", item.false_feedback)
    writing.equal(writing.when(_FULL), "true" if item.correct else "false")


def _fib(parent: Element, ident: str, kind: str, **more: str) -> None:
    sub(sub(parent, "response_str", ident=ident, rcardinality="Single"), "render_fib", fibtype=kind, **more)


def _short_text(writing: _Writing) -> None:
    _fib(writing.presentation, _R, "String", rows="1")
    case = "Yes" if writing.item.exact else "No"
    for answer in writing.item.answers:
        score = _FULL if answer.share is None else answer.share
        writing.equal(writing.when(score), (answer.text or Rich("")).text, case=case)


def _numeric(writing: _Writing) -> None:
    _fib(writing.presentation, _R, "Decimal", rows="1")
    answers = writing.item.answers
    answer = next((one for one in answers if one.share in (None, _FULL)), answers[0])
    if len(answers) > 1:
        writing.lost.append(msg("A number has one right answer here: the first that earns everything is written."))
    value, off = answer.value or Decimal(0), answer.tolerance
    asked = sub(writing.when(_FULL), "or")
    writing.equal(asked, f"{value:f}")
    if off is not None:
        inside = sub(asked, "and")
        sub(inside, "vargte", f"{value - off:f}", respident=_R)
        sub(inside, "varlte", f"{value + off:f}", respident=_R)


def _matching(writing: _Writing) -> None:
    pairs = writing.item.pairs
    choices = {text: f"M{n}" for n, text in enumerate(dict.fromkeys(pair.choice for pair in pairs), 1)}
    prompts = [pair for pair in pairs if pair.prompt.text]
    for n, pair in enumerate(prompts, 1):
        response = sub(writing.presentation, "response_lid", ident=f"response_{n}", rcardinality="Single")
        writing.material(response, pair.prompt)
        writing.labels(response, [(key, Rich(text)) for text, key in choices.items()])
        share = round(_FULL / len(prompts), 5).normalize()
        writing.equal(writing.when(share, action="Add", goes_on=True), choices[pair.choice], f"response_{n}")
    if len(prompts) < 2:
        writing.lost.append(msg("A single pair reads as a question with one choice."))


def _ordering(writing: _Writing) -> None:
    things = [(f"C{n}", said) for n, said in enumerate(writing.item.ordered, 1)]
    response = sub(writing.presentation, "response_lid", ident=_R, rcardinality="Ordered")
    writing.labels(response, things)
    every = sub(writing.when(_FULL), "and")
    for n, (key, _) in enumerate(things, 1):
        writing.equal(every, key, index=str(n))


def _gap_fill(writing: _Writing) -> None:
    item = writing.item
    gaps = {gap.id: (f"gap_{n}", gap) for n, gap in enumerate(item.gaps, 1)}
    flow = sub(writing.presentation, "flow", **{"class": "passage"})
    passage = item.passage or Rich("")
    if passage.format != "plain" and _TAG.search(passage.text):
        writing.lost.append(msg("A text with gaps is written as plain words: its look is left out."))
    text = passage.text if passage.format == "plain" else " ".join(_TAG.sub(" ", passage.text).split())
    for n, piece in enumerate(_MARK.split(text)):
        if n % 2 == 0:
            if piece:
                writing.material(flow, Rich(piece))
        elif piece in gaps:
            _gap(writing, flow, *gaps[piece], share=round(_FULL / len(gaps), 5).normalize())


def _gap(writing: _Writing, flow: Element, ident: str, gap: Gap, *, share: Decimal) -> None:
    if not gap.options:
        _fib(flow, ident, "String", rows="1")
        for text in gap.answers:
            asked = writing.when(share, action="Add", goes_on=True)
            writing.equal(asked, text, ident, case="Yes" if writing.item.exact else "No")
        return
    response = sub(flow, "response_lid", ident=ident, rcardinality="Single")
    writing.labels(response, [(f"C{n}", one.text) for n, one in enumerate(gap.options, 1)])
    right = next((f"C{n}" for n, one in enumerate(gap.options, 1) if one.correct), "")
    writing.equal(writing.when(share, action="Add", goes_on=True), right, ident)


def _essay(writing: _Writing) -> None:
    _fib(writing.presentation, _R, "String", rows="10")


def _nothing(writing: _Writing) -> None:
    del writing


_TYPES: Mapping[str, tuple[str, Callable[[_Writing], None]]] = {
    "single-choice": ("multiple_choice_question", _choice),
    "multiple-response": ("multiple_answers_question", _choice),
    "true-false": ("true_false_question", _true_false),
    "short-text": ("short_answer_question", _short_text),
    "numeric": ("numerical_question", _numeric),
    "matching": ("matching_question", _matching),
    "ordering": ("ordering_question", _ordering),
    "gap-fill": ("fill_in_the_blanks_question", _gap_fill),
    "essay": ("essay_question", _essay),
    "description": ("text_only_question", _nothing),
}
TYPES = frozenset(_TYPES)
"""The types that QTI 1.2 has a word for."""
