"""A question bank as neutral items, in one of its languages, for any exchange format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.assessment.content.files import BankFile
from lms.assessment.exchange._bodies import BODIES, STEMS
from lms.assessment.exchange._ids import slug
from lms.assessment.exchange._labels import tags_of
from lms.assessment.exchange.to_bank import NO_CATEGORY
from lms.assessment.formats.items import Answer, File, Gap, Item, Option, Pair, Remark, Rich
from lms.core.foreign_html import distinct
from lms.core.i18n import Message, msg

Data = Mapping[str, Any]
_IGNORES = {"exact": {"width", "space"}, "loose": {"case", "width", "punctuation", "space"}}


def from_bank(bank: BankFile, *, language: str, files: Mapping[str, bytes]) -> tuple[list[Item], list[Remark]]:
    """The bank's questions as items, and what items cannot say. ``files``: its media, by the path that the bank names."""
    titles = {topic.id: topic.title for topic in bank.categories}
    items: list[Item] = []
    remarks: list[Remark] = []
    for place, shape in enumerate(bank.questions, 1):
        question = shape.model_dump(mode="json", exclude_none=True, exclude_unset=True)
        lost: list[Message] = []
        if shape.type in BODIES:
            said = _Saying(language, files, lost)
            items.append(said.item(question, titles[shape.category]))
        else:
            lost.append(
                msg("Exchange formats have no questions of the type {type}: this one is left out.", type=shape.type)
            )
        remarks += [Remark(reason, None, place) for reason in distinct(lost)]
    return items, remarks


class _Saying:
    def __init__(self, language: str, files: Mapping[str, bytes], lost: list[Message]) -> None:
        self.language, self.files, self.lost = language, files, lost
        self.named: dict[str, File] = {}

    def words(self, text: Mapping[str, str] | None) -> str:
        """Those of the language; of the other where there are no others, which is said."""
        if not text:
            return ""
        if self.language not in text:
            self.lost.append(msg("Some words are not there in this language: those of the other are taken."))
        return text.get(self.language) or next(iter(text.values()))

    def plain(self, text: Mapping[str, str] | None) -> Rich | None:
        return Rich(self.words(text)) if text else None

    def shown(self, text: str, media: Sequence[Data], form: str) -> Rich:
        """Words with their pictures behind them."""
        pictures = []
        for entry in media:
            path = self.words(entry.get("picture"))
            if not path or path not in self.files:
                self.lost.append(msg("Sound and films are left out, and pictures that are not there."))
                continue
            self.named[path] = File(path, self.files[path])
            alt = self.words(entry.get("alt")).replace("[", "(").replace("]", ")")
            pictures.append(f"![{alt}]({path})")
        return Rich("\n\n".join([text, *pictures]), "markdown" if pictures else form)

    def item(self, question: Data, title: Mapping[str, str]) -> Item:
        category = self.words(title) if title != NO_CATEGORY else None
        body = _SAID[question["type"]](question, self)
        feedback = self.shown(self.words(question.get("feedback")), question.get("feedback_media") or (), "plain")
        for name in _unsaid(question):
            self.lost.append(msg("“{name}” cannot be said in exchange formats: left out.", name=name))
        stem = question["stem"] if question["stem"] != STEMS.get(question["type"]) else {}
        return Item(
            stem=self.shown(self.words(stem), question.get("media") or (), "markdown"),
            id=question["id"],
            tags=tags_of(question, slug(category or NO_CATEGORY["en"])),
            category=category,
            feedback=feedback if feedback.text else None,
            hints=tuple(Rich(self.words(hint)) for hint in question.get("hints") or ()),
            **body,
            type=question["type"],
            files=tuple(self.named.values()),
        )


def _unsaid(question: Data) -> Iterator[str]:
    yield from (name for name in ("pinned", "units", "rubric", "counted") if question.get(name))
    if "ignore" in question and set(question["ignore"]) not in _IGNORES.values():
        yield "ignore"
    if "percent" in (question.get("tolerance") or ()):
        yield "tolerance.percent"


def _choice(question: Data, said: _Saying) -> dict[str, Any]:
    weigh = _weights(question)
    options = tuple(
        Option(
            said.shown(said.words(one["text"]), [one["media"]] if "media" in one else (), "plain"),
            one.get("correct", False),
            weigh(one),
            said.plain(one.get("feedback")),
        )
        for one in question["options"]
    )
    return {"options": options}


def _weights(question: Data) -> Callable[[Data], Decimal | None]:
    """What choosing an option earns, in per cent; None where the plain rule holds."""
    scoring = question.get("scoring") or ("right-minus-wrong" if question.get("use") == "practice" else "exact")
    if question["type"] != "multiple-response" or scoring not in ("weights", "right-minus-wrong"):
        return lambda _: None
    if scoring == "weights":
        return lambda one: Decimal(one.get("weight") or 0)
    share = Decimal(round(Decimal(100) / sum(one.get("correct", False) for one in question["options"]), 5))
    return lambda one: share if one.get("correct") else -share


def _true_false(question: Data, _: _Saying) -> dict[str, Any]:
    return {"correct": question["correct"]}


def _short_text(question: Data, said: _Saying) -> dict[str, Any]:
    answers = tuple(
        Answer(
            Rich(one["text"]),
            share=Decimal(one["share"]) if one.get("share", 100) != 100 else None,
            feedback=said.plain(one.get("feedback")),
        )
        for one in question["accept"]
    )
    return {"answers": answers, "exact": _is_exact(question)}


def _is_exact(part: Data) -> bool:
    return "ignore" in part and "case" not in part["ignore"]


def _numeric(question: Data, _: _Saying) -> dict[str, Any]:
    off = question.get("tolerance") or {}
    value = Decimal(str(question["answer"]))
    tolerance = Decimal(str(off["absolute"])) if "absolute" in off else None
    if "percent" in off:
        tolerance = abs(value) * Decimal(str(off["percent"])) / 100
    return {"answers": (Answer(value=value, tolerance=tolerance),)}


def _matching(question: Data, said: _Saying) -> dict[str, Any]:
    choices = {one["id"]: said.words(one["text"]) for one in question["choices"]}
    pairs = [
        Pair(
            said.shown(said.words(one["text"]), [one["media"]] if "media" in one else (), "plain"),
            choices[one["match"]],
        )
        for one in question["prompts"]
    ]
    used = {one["match"] for one in question["prompts"]}
    spare = [Pair(Rich(""), text) for key, text in choices.items() if key not in used]
    return {"pairs": (*pairs, *spare)}


def _ordering(question: Data, said: _Saying) -> dict[str, Any]:
    things = (
        said.shown(said.words(one["text"]), [one["media"]] if "media" in one else (), "plain")
        for one in question["items"]
    )
    return {"ordered": tuple(things)}


def _gap_fill(question: Data, said: _Saying) -> dict[str, Any]:
    gaps = tuple(
        Gap(
            one["id"],
            tuple(one.get("accept") or ()),
            tuple(Option(Rich(said.words(o["text"])), o.get("correct", False)) for o in one.get("options") or ()),
        )
        for one in question["gaps"]
    )
    return {
        "passage": said.plain(question["text"]),
        "gaps": gaps,
        "exact": any(_is_exact(one) for one in question["gaps"]),
    }


def _select_words(question: Data, said: _Saying) -> dict[str, Any]:
    return {"passage": said.plain(question["text"]), "right": tuple(question["right"])}


def _essay(question: Data, said: _Saying) -> dict[str, Any]:
    lengths = {name: question.get(name) for name in ("minimum", "maximum")}
    return {"guidance": said.plain(question.get("guidance")), **lengths}


_SAID: Mapping[str, Callable[[Data, _Saying], dict[str, Any]]] = {
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
