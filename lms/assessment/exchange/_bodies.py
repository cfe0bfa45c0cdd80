"""What each type of item becomes in a bank: the part of a question that its type adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.assessment.exchange._ids import Ids, slug
from lms.assessment.exchange._words import plain, said_in
from lms.assessment.formats.items import Answer, Item, Option, Rich
from lms.assessment.question_types._texts import IGNORED, folded
from lms.catalogue.content.fields import ID
from lms.core.i18n import Message, msg

Data = dict[str, Any]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MARK = re.compile(r"\[\[([^\[\]|]+)(\|[^\[\]|]*)?\]\]")


class Words:
    """Words of one item on their way into a bank, with all that was lost of them."""

    def __init__(self, item: Item, language: str, entry: Callable[[Any], Data | None]) -> None:
        self.item, self.language, self.entry = item, language, entry
        self.lost: list[Message] = []

    def plain(self, said: Rich | None) -> dict[str, str] | None:
        """Plain words by language; None where there are none. Pictures in them have no place."""
        text, pictures = self._said(said)
        if pictures:
            self.lost.append(msg("A picture stands where words alone can stand: it is left out."))
        return text or None

    def named(self, said: Rich) -> tuple[dict[str, str], Data | None]:
        """Words of something to choose, and its picture; without words, those that say what the picture shows."""
        text, pictures = self._said(said)
        entries = [found for one in pictures if (found := self.entry(one)) is not None]
        if len(entries) > 1:
            self.lost.append(msg("More than one picture stands in an answer: the first is taken over."))
        medium = entries[0] if entries else None
        if not text and pictures:
            text = {self.language: pictures[0].alt or pictures[0].path.rpartition("/")[2]}
        return text, medium

    def _said(self, said: Rich | None) -> tuple[dict[str, str], Sequence[Any]]:
        if said is None:
            return {}, ()
        text, found = said_in(said, self.language, plain)
        self.lost += found.lost
        return text, found.pictures


def _choice(item: Item, words: Words) -> Data:
    weighed = item.type == "multiple-response"
    scoring = _scoring(item.options) if weighed else None
    if scoring is None and any(one.weight not in (None, Decimal(100), Decimal(0)) for one in item.options):
        words.lost.append(
            msg("The shares of the options cannot be kept: all that are right and no other earn the points.")
        )
    options = []
    for letter, option in zip(_LETTERS, item.options, strict=False):
        text, medium = words.named(option.text)
        made: Data = {"id": letter, "correct": True} if option.correct else {"id": letter}
        made["text"] = text
        if scoring == "weights" and option.weight:
            made["weight"] = int(option.weight)
        if medium:
            made["media"] = medium
        if feedback := words.plain(option.feedback):
            made["feedback"] = feedback
        options.append(made)
    return {"scoring": scoring, "options": options} if scoring else {"options": options}


def _scoring(options: Sequence[Option]) -> str | None:
    """The bank's word for what the options' weights say; None for the plain rule, all or nothing."""
    if all(option.weight is None for option in options):
        return None
    right = [option.weight if option.weight is not None else Decimal(0) for option in options if option.correct]
    wrong = [option.weight or Decimal(0) for option in options if not option.correct]
    if not right or min(right) <= 0 or max([*wrong, Decimal(0)]) > 0:
        return None
    share = Decimal(100) / len(right)
    if all(abs(one - share) < 1 for one in right) and wrong and all(abs(one + share) < 1 for one in wrong):
        return "right-minus-wrong"
    everything = sum(right) + sum(wrong)
    is_whole = all(one == int(one) for one in (*right, *wrong))
    return "weights" if is_whole and sum(right) == 100 and everything < 50 else None


def _true_false(item: Item, _: Words) -> Data:
    return {"correct": item.correct}


def _short_text(item: Item, words: Words) -> Data:
    accept = []
    for answer in item.answers:
        share = _share(answer, words)
        text = words.plain(answer.text)
        if share is None or not text:
            continue
        made: Data = {"text": next(iter(text.values()))}
        if share < 100:
            made["share"] = share
        if feedback := words.plain(answer.feedback):
            made["feedback"] = feedback
        accept.append(made)
    ignore: list[str] = ["width", "space"] if item.exact else list(IGNORED)
    made = {"accept": _told_apart(accept, ignore)}
    return made | {"ignore": ignore} if item.exact else made


def _told_apart(accept: list[Data], ignore: list[str]) -> list[Data]:
    """Each answer once: of “MQTT” and “mqtt” the first says all, where capitals make no difference and both earn the same."""
    found: dict[tuple[str, int], Data] = {}
    for one in accept:
        found.setdefault((folded(one["text"], ignore), one.get("share", 100)), one)
    return list(found.values())


def _share(answer: Answer, words: Words) -> int | None:
    share = Decimal(100) if answer.share is None else answer.share
    if share < 1:
        words.lost.append(msg("An answer that earns nothing is left out, with its feedback."))
        return None
    if share != int(share):
        words.lost.append(msg("A share of the points is rounded to whole per cents."))
    return min(int(share), 100)


def _numeric(item: Item, words: Words) -> Data:
    full = [one for one in item.answers if one.value is not None and one.share in (None, Decimal(100))]
    if len(item.answers) > 1:
        words.lost.append(msg("A number has one right answer here: the first that earns everything is taken over."))
    if not full or full[0].value is None:
        return {}
    if full[0].feedback:
        words.lost.append(msg("Feedback of a number is left out: the question's own is shown to everybody."))
    made: Data = {"answer": _number(full[0].value)}
    if full[0].tolerance:
        made["tolerance"] = {"absolute": _number(full[0].tolerance)}
    return made


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _matching(item: Item, words: Words) -> Data:
    prompts: list[Data] = []
    choices: dict[str, Data] = {}
    ids = Ids()
    for pair in item.pairs:
        choice = choices.setdefault(
            pair.choice, {"id": ids.free(slug(pair.choice) or "c"), "text": {words.language: pair.choice}}
        )
        if not pair.prompt.text.strip():
            continue
        text, medium = words.named(pair.prompt)
        prompt = {"id": f"p{len(prompts) + 1}", "text": text, "match": choice["id"]}
        prompts.append(prompt | {"media": medium} if medium else prompt)
    return {"prompts": prompts, "choices": list(choices.values())}


def _ordering(item: Item, words: Words) -> Data:
    items = []
    for letter, said in zip(_LETTERS, item.ordered, strict=False):
        text, medium = words.named(said)
        made = {"id": letter, "text": text}
        items.append(made | {"media": medium} if medium else made)
    return {"items": items}


def _gap_fill(item: Item, words: Words) -> Data:
    names = {gap.id: gap.id if re.fullmatch(ID, gap.id) else f"gap-{n}" for n, gap in enumerate(item.gaps, 1)}
    gaps = []
    for gap in item.gaps:
        made: Data = {"id": names[gap.id]}
        if gap.options:
            made["options"] = [
                {"id": letter, "text": words.named(one.text)[0]} | ({"correct": True} if one.correct else {})
                for letter, one in zip(_LETTERS, gap.options, strict=False)
            ]
        else:
            made["accept"] = list(gap.answers)
            made |= {"ignore": ["width", "space"]} if item.exact else {}
        gaps.append(made)
    return {"text": _passage(item, words, names), "gaps": gaps}


def _select_words(item: Item, words: Words) -> Data:
    marks = [found[0] for found in _MARK.findall(item.passage.text if item.passage else "")]
    names = {key: key if re.fullmatch(ID, key) else f"w{n}" for n, key in enumerate(marks, 1)}
    return {"text": _passage(item, words, names), "right": [names.get(key, key) for key in item.right]}


def _passage(item: Item, words: Words, names: Mapping[str, str]) -> dict[str, str]:
    text = words.plain(item.passage) or {}
    return {
        code: _MARK.sub(lambda found: f"[[{names.get(found[1], found[1])}{found[2] or ''}]]", said)
        for code, said in text.items()
    }


def _essay(item: Item, words: Words) -> Data:
    made: Data = {name: value for name in ("minimum", "maximum") if (value := getattr(item, name))}
    guidance = words.plain(item.guidance)
    return made | {"guidance": guidance} if guidance else made


STEMS: Mapping[str, Mapping[str, str]] = {
    "gap-fill": {"en": "Fill the gaps.", "zh": "请填空。"},
    "select-words": {"en": "Mark the words that are asked for.", "zh": "请标出符合要求的词。"},
}
"""What is said above a text that comes without a question of its own."""

BODIES: Mapping[str, Callable[[Item, Words], Data]] = {
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
}
"""What to do with an item of each type; a description asks nothing and becomes no question."""
