"""Questions of a QTI 1.2 file (``questestinterop``), in the dialects that Canvas, Blackboard and others write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from html import escape

from lms.assessment.formats._cloze import Skipped
from lms.assessment.formats._numbers import OutOfRange, number
from lms.assessment.formats._qti12_rules import Condition, conditions_of
from lms.assessment.formats._qti_words import as_rich
from lms.assessment.formats._xml import Element, below, child, children, local, text_of
from lms.assessment.formats.items import Answer, Gap, Item, Option, Pair, Rich
from lms.core.i18n import Message, msg

Make = Callable[[list[Message]], Item]
_RESPONSES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp"}
_NAMED_GAPS = {"fill_in_multiple_blanks_question", "multiple_dropdowns_question"}
_NUMBERS = {"Decimal", "Integer", "Scientific"}
_FULL = Decimal(100)
_LENGTHS = {"minimum", "maximum"}


def items_of(root: Element) -> Iterator[tuple[Element, Make]]:
    """Each item's element, and what makes the item of it."""
    for element in below(root, "item"):
        yield element, partial(_item, element)


def _item(element: Element, lost: list[Message]) -> Item:
    return _Item(element, lost).item()


class _Item:
    def __init__(self, element: Element, lost: list[Message]) -> None:
        self.element, self.lost = element, lost
        self.used: set[str] = set()
        self.fields: dict[str, list[str]] = {}
        for field in below(element, "qtimetadatafield"):
            label, entry = (text_of(child(field, one)).strip() for one in ("fieldlabel", "fieldentry"))
            self.fields.setdefault(label, []).append(entry)
        self.kind = next(iter(self.fields.get("question_type", self.fields.get("qmd_itemtype", ()))), "")
        self.conditions = conditions_of(element)

    def item(self) -> Item:
        presentation = child(self.element, "presentation")
        if presentation is None:
            raise Skipped(msg("The item has no <presentation>."))
        responses = below(presentation, *_RESPONSES)
        about = self.about()
        if not responses:
            return self.filled(replace(about, stem=words(presentation)))
        odd = {local(one) for one in responses} & {"response_xy", "response_grp"}
        if odd:
            raise Skipped(msg("Questions of the kind “{kind}” cannot be taken over.", kind=sorted(odd)[0]))
        if self.kind in _NAMED_GAPS:
            return self.filled(self.named_gaps(about, presentation, responses))
        if len(responses) > 1:
            is_matching = all(local(one) == "response_lid" and child(one, "material") is not None for one in responses)
            item = (
                self.matching(about, presentation, responses)
                if is_matching
                else self.gaps(about, presentation, responses)
            )
            return self.filled(item)
        if _is_in_passage(responses[0]):
            return self.filled(self.gaps(about, presentation, responses))
        about = replace(about, stem=words(presentation, into=responses[0]))
        return self.filled(
            self.lid(about, responses[0]) if local(responses[0]) == "response_lid" else self.typed(about, responses[0])
        )

    def filled(self, item: Item) -> Item:
        for one in children(self.element, "itemfeedback"):
            text = words(one).text
            if text and one.get("ident") not in self.used:
                self.lost.append(
                    msg("Feedback that depends on more than the choice is left out: “{text}”.", text=text[:60])
                )
        if not item.stem.text and item.type != "gap-fill":
            raise Skipped(msg("There is no question here: its text is empty."))
        return item

    def about(self) -> Item:
        ident = (self.element.get("ident") or "").strip()
        scorer = [
            one for one in children(self.element, "rubric") if (one.get("view") or "").lower() in ("scorer", "tutor")
        ]
        said = words(scorer[0]) if scorer else Rich("")
        lengths = {
            name: int(value)
            for name in _LENGTHS
            for value in self.fields.get(name, ())
            if re.fullmatch(r"[1-9]\d{0,5}", value)
        }
        return Item(
            "description",
            Rich(""),
            title=(self.element.get("title") or "").strip() or None,
            id=ident if ident and not ident.startswith("_n") else None,
            tags=tuple(self.fields.get("qmd_keywords", ())),
            category=next(iter(self.fields.get("qmd_topic", ())), None),
            guidance=said if said.text else None,
            feedback=self.said(lambda one: one.other and not any("incorrect" in link for link in one.feedback)),
            line=self.element.sourceline,
            minimum=lengths.get("minimum"),
            maximum=lengths.get("maximum"),
        )

    def said(self, wanted: Callable[[Condition], bool]) -> Rich | None:
        """The feedback that some condition shows."""
        links = [link for one in self.conditions if wanted(one) for link in one.feedback]
        for one in children(self.element, "itemfeedback"):
            ident, said = one.get("ident") or "", words(one)
            if ident in links and said.text and ident not in self.used:
                self.used.add(ident)
                return said
        return None

    def chosen(self, key: str, response: str) -> Rich | None:
        return self.said(lambda one: one.right(response) == (key,) and not one.wrong(response) and bool(one.feedback))

    def lid(self, item: Item, response: Element) -> Item:
        ident = response.get("ident") or ""
        labels = {one.get("ident") or "": words(one) for one in below(response, "response_label")}
        cardinality = (response.get("rcardinality") or "Single").lower()
        earning = [one for one in self.conditions if one.score > 0 and one.right(ident)]
        if not earning:
            raise Skipped(msg("The file does not say what is right."))
        if cardinality == "ordered":
            order = max(earning, key=lambda one: one.score).right(ident)
            if sorted(order) != sorted(labels):
                raise Skipped(msg("The right order does not name each thing once."))
            return replace(item, type="ordering", ordered=tuple(labels[key] for key in order))
        if cardinality == "multiple":
            return self.several(item, ident, labels, earning)
        best = max(earning, key=lambda one: one.score)
        right = best.right(ident)[0]
        if any(one.right(ident) != (right,) for one in earning):
            self.lost.append(msg("Some answers earn a part of the points: the best is right, the others are wrong."))
        bare = {key: said.text.strip().lower() for key, said in labels.items()}
        if sorted(bare.values()) == ["false", "true"]:
            by_word = {word: self.chosen(key, ident) for key, word in bare.items()}
            item = replace(item, true_feedback=by_word["true"], false_feedback=by_word["false"])
            return replace(item, type="true-false", correct=bare.get(right) == "true")
        options = tuple(Option(said, key == right, None, self.chosen(key, ident)) for key, said in labels.items())
        return replace(item, type="single-choice", options=options)

    def several(self, item: Item, ident: str, labels: Mapping[str, Rich], earning: Sequence[Condition]) -> Item:
        whole = [one for one in earning if len(one.right(ident)) > 1 or one.wrong(ident)]
        if whole:
            right = set(max(whole, key=lambda one: one.score).right(ident))
            options = tuple(Option(said, key in right, None, self.chosen(key, ident)) for key, said in labels.items())
            return replace(item, type="multiple-response", options=options)
        scores = {
            one.right(ident)[0]: one.score for one in self.conditions if len(one.right(ident)) == 1 and one.scored
        }
        most = self.most() or sum(score for score in scores.values() if score > 0)
        weights = {key: round(score * 100 / most, 5).normalize() + 0 for key, score in scores.items()}
        options = tuple(
            Option(said, weights.get(key, Decimal(0)) > 0, weights.get(key, Decimal(0)), self.chosen(key, ident))
            for key, said in labels.items()
        )
        return replace(item, type="multiple-response", options=options)

    def most(self) -> Decimal:
        found = next((one.get("maxvalue") for one in below(self.element, "decvar") if one.get("maxvalue")), None)
        try:
            return number(found or "0")
        except OutOfRange:
            return Decimal(0)

    def typed(self, item: Item, response: Element) -> Item:
        ident = response.get("ident") or ""
        fib = next(iter(below(response, "render_fib")), None)
        earning = [one for one in self.conditions if one.score > 0 and (one.right(ident) or one.between(ident))]
        if not earning:
            return replace(item, type="essay")
        kind = (fib.get("fibtype") if fib is not None else "") or ""
        if local(response) == "response_num" or kind in _NUMBERS or self.kind == "numerical_question":
            return self.numeric(item, ident, earning)
        best = max(one.score for one in earning)
        answers = tuple(
            Answer(Rich(text), share=None if one.score == best else round(one.score * 100 / best, 5).normalize() + 0)
            for one in earning
            for text in one.right(ident)
        )
        return replace(item, type="short-text", answers=answers, exact=any(one.exact for one in earning))

    def numeric(self, item: Item, ident: str, earning: Sequence[Condition]) -> Item:
        best = max(earning, key=lambda one: one.score)
        if len(earning) > 1:
            self.lost.append(msg("A number has one right answer here: the first is taken over."))
        low_high, right = best.between(ident), best.right(ident)
        if low_high is None:
            return replace(item, type="numeric", answers=(Answer(value=number(right[0])),))
        low, high = low_high
        value = number(right[0]) if right else (low + high) / 2
        off = max(value - low, high - value)
        return replace(item, type="numeric", answers=(Answer(value=value, tolerance=off or None),))

    def matching(self, item: Item, presentation: Element, responses: Sequence[Element]) -> Item:
        pairs: list[Pair] = []
        choices: dict[str, None] = {}
        for response in responses:
            labels = {one.get("ident") or "": _bare(words(one)) for one in below(response, "response_label")}
            choices |= dict.fromkeys(labels.values())
            right = self.right_in(response)
            if right not in labels:
                raise Skipped(msg("What is declared as right is none of the choices."))
            pairs.append(Pair(words(child(response, "material")), labels[right]))
        used = {pair.choice for pair in pairs}
        spare = tuple(Pair(Rich(""), text) for text in choices if text not in used)
        return replace(item, type="matching", stem=words(presentation), pairs=(*pairs, *spare))

    def right_in(self, response: Element) -> str:
        ident = response.get("ident") or ""
        earning = [one for one in self.conditions if one.score > 0 and one.right(ident)]
        if not earning:
            raise Skipped(msg("The file does not say what is right in a gap."))
        return max(earning, key=lambda one: one.score).right(ident)[0]

    def gap(self, key: str, response: Element) -> Gap:
        if local(response) != "response_lid":
            ident = response.get("ident") or ""
            right = [text for one in self.conditions if one.score > 0 for text in one.right(ident)]
            if not right:
                raise Skipped(msg("The file does not say what is right in a gap."))
            return Gap(key, tuple(dict.fromkeys(right)))
        right_key = self.right_in(response)
        labels = [(one.get("ident"), words(one)) for one in below(response, "response_label")]
        if self.kind == "fill_in_multiple_blanks_question":
            return Gap(key, tuple(said.text for _, said in labels))
        return Gap(key, options=tuple(Option(said, one == right_key) for one, said in labels))

    def named_gaps(self, item: Item, presentation: Element, responses: Sequence[Element]) -> Item:
        """Canvas writes ``[name]`` into the text, and the name beside each response."""
        stem, gaps = words(presentation), []
        text = stem.text
        for n, response in enumerate(responses, 1):
            blank = words(child(response, "material")).text or (response.get("ident") or "").removeprefix("response_")
            if f"[{blank}]" not in text:
                raise Skipped(msg("The text has no gap “[{name}]”.", name=blank[:60]))
            text = text.replace(f"[{blank}]", f"[[g{n}]]")
            gaps.append(self.gap(f"g{n}", response))
        return replace(item, type="gap-fill", stem=Rich(""), passage=Rich(text, stem.format), gaps=tuple(gaps))

    def gaps(self, item: Item, presentation: Element, responses: Sequence[Element]) -> Item:
        around = responses[0].getparent()
        while around is not presentation and not all(one in around.iter() for one in responses):
            around = around.getparent()
        made = {response: self.gap(f"g{n}", response) for n, response in enumerate(responses, 1)}
        text = "".join(_pieces(around, {response: gap.id for response, gap in made.items()}))
        stem = words(presentation, without=around) if around is not presentation else Rich("")
        exact = any(one.exact for one in self.conditions)
        return replace(item, type="gap-fill", stem=stem, passage=as_rich(text), gaps=tuple(made.values()), exact=exact)


def _is_in_passage(response: Element) -> bool:
    around = response.getparent()
    return local(around) == "flow" and around.get("class") == "passage"


def _pieces(element: Element, marks: Mapping[Element, str]) -> Iterator[str]:
    for one in element:
        if one in marks:
            yield f"[[{marks[one]}]]"
        elif local(one) in ("mattext", "matemtext"):
            yield _html(one)
        else:
            yield from _pieces(one, marks)


def words(element: Element | None, *, into: Element | None = None, without: Element | None = None) -> Rich:
    """The words of all material in an element, but for what is inside a response (unless ``into`` it, before its choices)."""
    if element is None:
        return Rich("")
    found = list(_materials(element, into, without))
    if len(found) == 1:
        return found[0]
    if all(one.format == "plain" for one in found):
        return Rich("\n\n".join(one.text for one in found if one.text))
    return Rich(
        "\n".join(
            one.text if one.format == "html" else f"<p>{escape(one.text, quote=False)}</p>" for one in found if one.text
        ),
        "html",
    )


def _materials(element: Element, into: Element | None, without: Element | None) -> Iterator[Rich]:
    for one in element:
        kind = local(one)
        if one is without or (kind in _RESPONSES and one is not into) or kind.startswith("render_"):
            continue
        if kind in ("mattext", "matemtext"):
            yield as_rich(_html(one)) if _is_html(one) else Rich(text_of(one).strip())
        elif kind == "matimage":
            alt = " ".join((one.get("label") or "").split())
            yield Rich(f'<img src="{escape(one.get("uri") or "")}" alt="{escape(alt)}"/>', "html")
        else:
            yield from _materials(one, into, without)


def _is_html(element: Element) -> bool:
    return "html" in (element.get("texttype") or "")


def _html(element: Element) -> str:
    return text_of(element) if _is_html(element) else escape(text_of(element), quote=False)


def _bare(said: Rich) -> str:
    text = re.sub(r"<[^>]*>", " ", said.text) if said.format == "html" else said.text
    return " ".join(text.split())
