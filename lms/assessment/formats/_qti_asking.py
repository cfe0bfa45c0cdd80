"""What each interaction of a QTI item asks, as the type of question that it is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.assessment.formats import _qti_gaps
from lms.assessment.formats._cloze import Skipped
from lms.assessment.formats._numbers import number
from lms.assessment.formats._qti_declared import FULL, Declared, always_shown, tolerance
from lms.assessment.formats._qti_words import as_rich, attribute, markup, parts, rich, within
from lms.assessment.formats._xml import Element
from lms.assessment.formats.items import Answer, Item, Option, Pair, Rich
from lms.core.i18n import Message, msg

_NUMBERS = {"float", "integer"}


@dataclass(frozen=True)
class Asking:
    """An item's elements and what they declare."""

    root: Element
    body: Element
    responses: Mapping[str, Declared]
    lost: list[Message]

    def response(self, interaction: Element) -> Declared:
        """What an interaction's response is declared as."""
        return self.responses.get(attribute(interaction, "responseIdentifier"), Declared())

    def right(self, interaction: Element) -> Sequence[str]:
        """What is right; raises :class:`Skipped` where the file does not say it."""
        found = self.response(interaction).right()
        if not found:
            raise Skipped(msg("The file does not say what is right."))
        return found

    def feedback(self, keys: Sequence[str]) -> tuple[dict[str, Rich], Rich | None]:
        """Feedback of each choice, and that of the question; all other is named."""
        own: dict[str, Rich] = {}
        general: list[str] = []
        always = always_shown(self.root)
        for one in within(self.root, "modalFeedback", "feedbackInline", "feedbackBlock"):
            key, said = attribute(one, "identifier"), rich(one)
            if attribute(one, "showHide") == "hide" or not said.text:
                continue
            if key in keys and key not in own:
                own[key] = said
            elif key in always:
                general.append(markup(one))
            else:
                self.lost.append(
                    msg("Feedback that depends on more than the choice is left out: “{text}”.", text=said.text[:60])
                )
        return own, as_rich("".join(general)) if general else None


def _choice(item: Item, asking: Asking, element: Element) -> Item:
    choices = list(parts(element, "simpleChoice"))
    right, response = set(asking.right(element)), asking.response(element)
    keys = [attribute(one, "identifier") for one in choices]
    said, general = asking.feedback(keys)
    if not right <= set(keys):
        raise Skipped(msg("What is declared as right is none of the choices."))
    is_single = response.cardinality == "single" or attribute(element, "maxChoices") == "1"
    if {key.lower() for key in keys} == {"true", "false"} and is_single and len(right) == 1:
        by_word = {key.lower(): text for key, text in said.items()}
        correct = next(iter(right)).lower() == "true"
        item = replace(item, true_feedback=by_word.get("true"), false_feedback=by_word.get("false"))
        return replace(item, type="true-false", correct=correct, feedback=general)
    if any(attribute(one, "fixed") == "true" for one in choices) and attribute(element, "shuffle") == "true":
        asking.lost.append(msg("That some choices keep their place is not taken over."))
    values = {one.key: response.per_cent(one.value) for one in response.mapping}
    otherwise = response.per_cent(response.otherwise)
    if is_single and len(right) > 1:
        right = {max(right, key=lambda key: values.get(key, otherwise))}
        asking.lost.append(msg("Some answers earn a part of the points: the best is right, the others are wrong."))
    weighs = bool(response.mapping) and not is_single
    options = tuple(
        Option(rich(one), key in right, values.get(key, otherwise) if weighs else None, said.get(key))
        for one, key in zip(choices, keys, strict=True)
    )
    return replace(item, type="single-choice" if is_single else "multiple-response", options=options, feedback=general)


def _general(item: Item, asking: Asking) -> Item:
    return replace(item, feedback=asking.feedback(())[1])


def _typed(item: Item, asking: Asking, element: Element) -> Item:
    response = asking.response(element)
    if response.base in _NUMBERS:
        return _numeric(item, asking, element)
    if response.base not in ("", "string"):
        raise Skipped(msg("An answer of the kind “{kind}” cannot be typed here.", kind=response.base[:40]))
    answers = [
        Answer(Rich(one.key), share=None if (share := response.per_cent(one.value)) == FULL else share)
        for one in response.mapping
        if one.value > 0
    ] or [Answer(Rich(text)) for text in asking.right(element)]
    exact = any(one.exact for one in response.mapping)
    return _general(replace(item, type="short-text", answers=tuple(answers), exact=exact), asking)


def _numeric(item: Item, asking: Asking, element: Element) -> Item:
    right = asking.right(element)
    value, off = number(right[0]), tolerance(asking.root)
    if len(right) > 1:
        asking.lost.append(msg("A number has one right answer here: the first is taken over."))
    if off is not None and off[0] == "relative":
        off = ("absolute", (abs(value) * off[1] / 100).normalize() + 0)
    if within(asking.root, "equalRounded"):
        asking.lost.append(msg("That the number is rounded before it is compared is not taken over."))
    answer = Answer(value=value, tolerance=off[1] if off and off[1] else None)
    return _general(replace(item, type="numeric", answers=(answer,)), asking)


def _slid(item: Item, asking: Asking, element: Element) -> Item:
    asking.lost.append(
        msg(
            "The number is typed here; on a slider it was between {low} and {high}.",
            low=attribute(element, "lowerBound"),
            high=attribute(element, "upperBound"),
        )
    )
    return _numeric(item, asking, element)


def _written(item: Item, asking: Asking, element: Element) -> Item:
    del element
    return _general(replace(item, type="essay"), asking)


def _matching(item: Item, asking: Asking, element: Element) -> Item:
    sets = list(parts(element, "simpleMatchSet"))
    if len(sets) != 2:
        raise Skipped(msg("A matching question has two sets."))
    first, second = (
        {attribute(one, "identifier"): rich(one) for one in parts(one_set, "simpleAssociableChoice")}
        for one_set in sets
    )
    return _paired(item, asking, element, first, second)


def _associating(item: Item, asking: Asking, element: Element) -> Item:
    things = {attribute(one, "identifier"): rich(one) for one in parts(element, "simpleAssociableChoice")}
    pairs = [one.split() for one in asking.right(element)]
    named = [key for pair in pairs for key in pair]
    if len(set(named)) < len(named):
        raise Skipped(msg("A prompt belongs to several choices: such questions cannot be taken over."))
    asking.lost.append(msg("Here the first of each pair is given and the second is to be found."))
    first = {pair[0]: things[pair[0]] for pair in pairs if len(pair) == 2 and pair[0] in things}
    second = {key: said for key, said in things.items() if key not in first}
    return _paired(item, asking, element, first, second)


def _paired(
    item: Item, asking: Asking, element: Element, first: Mapping[str, Rich], second: Mapping[str, Rich]
) -> Item:
    matches: dict[str, str] = {}
    for one in asking.right(element):
        left, _, right = one.partition(" ")
        if left not in first:  # which of the two sets comes first is the file's own affair
            left, right = right, left
        if left not in first or right not in second:
            raise Skipped(msg("What is declared as right is none of the choices."))
        if matches.setdefault(left, right) != right:
            raise Skipped(msg("A prompt belongs to several choices: such questions cannot be taken over."))
    if len({one.value for one in asking.response(element).mapping if one.value > 0}) > 1:
        asking.lost.append(msg("Each pair earns its share: that some count more is not taken over."))
    if any("<" in said.text and said.format == "html" for said in second.values()):
        asking.lost.append(msg("Choices to match with are plain words here: their look is not taken over."))
    pairs = [Pair(said, _bare(second[matches[key]])) for key, said in first.items() if key in matches]
    if len(pairs) < len(first):
        raise Skipped(msg("A prompt has no right choice: such questions cannot be taken over."))
    spare = [Pair(Rich(""), _bare(said)) for key, said in second.items() if key not in matches.values()]
    return _general(replace(item, type="matching", pairs=(*pairs, *spare)), asking)


def _bare(said: Rich) -> str:
    return " ".join(as_rich(_without_tags(said)).text.split()) if said.format == "html" else said.text


def _without_tags(said: Rich) -> str:
    inside, kept = False, []
    for sign in said.text:
        inside = sign == "<" or (inside and sign != ">")
        if not inside and sign != ">":
            kept.append(sign)
    return "".join(kept)


def _ordering(item: Item, asking: Asking, element: Element) -> Item:
    things = {attribute(one, "identifier"): rich(one) for one in parts(element, "simpleChoice")}
    right = asking.right(element)
    if sorted(right) != sorted(things):
        raise Skipped(msg("The right order does not name each thing once."))
    return _general(replace(item, type="ordering", ordered=tuple(things[key] for key in right)), asking)


def _dragged(item: Item, asking: Asking, element: Element) -> Item:
    return _general(_qti_gaps.dragged(item, asking, element), asking)


def _marked(item: Item, asking: Asking, element: Element) -> Item:
    return _general(_qti_gaps.marked(item, asking, element), asking)


ASKED: Mapping[str, Callable[[Item, Asking, Element], Item]] = {
    "choiceInteraction": _choice,
    "textEntryInteraction": _typed,
    "extendedTextInteraction": _written,
    "matchInteraction": _matching,
    "associateInteraction": _associating,
    "orderInteraction": _ordering,
    "gapMatchInteraction": _dragged,
    "hottextInteraction": _marked,
    "sliderInteraction": _slid,
}
"""The interactions that become questions here."""
