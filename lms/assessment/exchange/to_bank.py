"""Items of exchange formats as a question bank: stable ids, words sanitised into our Markdown, and a remark for all that is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from lms.assessment.exchange._bodies import BODIES, STEMS, Data, Words
from lms.assessment.exchange._ids import Ids, question_id, slug
from lms.assessment.exchange._labels import labels_of, scoring_of
from lms.assessment.exchange._pictures import MediaFolder, Unusable, unshown
from lms.assessment.exchange._words import markdown, plain, said_in
from lms.assessment.exchange._yaml import as_yaml
from lms.assessment.formats.items import Item, Remark, Rich
from lms.assessment.question_types import QUESTION_TYPES
from lms.core.documents import BadDocument, LocatedDocument
from lms.core.foreign_html import Picture, distinct
from lms.core.i18n import Message, msg
from lms.core.shapes import shaped

MOST_MEDIA = 4
NO_CATEGORY = {"en": "General", "zh": "综合"}
TITLE = {"en": "Imported questions", "zh": "导入的题目"}


class Made(NamedTuple):
    """The bank's YAML, its media files by path (``media/…``), and what is lost, item by item."""

    text: str
    files: Mapping[str, bytes]
    remarks: Sequence[Remark]


@dataclass
class Parts:
    """Categories and questions as plain data, as a bank's file has them; each question has its type's shape. ``places``: which item
    each question was, from 1.
    """

    categories: list[Data] = field(default_factory=list)
    questions: list[Data] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    files: Mapping[str, bytes] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def to_bank(
    items: Iterable[Item],
    *,
    language: str,
    taken_ids: Iterable[str] = (),
    bank: str = "imported",
    title: Mapping[str, str] = TITLE,
) -> Made:
    """The whole file. ``language``: of words that do not say theirs. ``taken_ids``: of questions that are there already."""
    parts = to_questions(items, language=language, taken_ids=taken_ids)
    document = {
        "format": 1,
        "bank": bank,
        "title": dict(title),
        "categories": parts.categories,
        "questions": parts.questions,
    }
    return Made(as_yaml(document), parts.files, parts.remarks)


def to_questions(items: Iterable[Item], *, language: str, taken_ids: Iterable[str] = ()) -> Parts:
    """The questions as data, for a bank that is there already or is yet to be made."""
    making = _Making(language, taken_ids)
    for place, item in enumerate(items, 1):
        making.add(item, place)
    making.parts.files = making.media.files
    return making.parts


class _Making:
    def __init__(self, language: str, taken_ids: Iterable[str]) -> None:
        self.language = language
        self.ids, self.category_ids = Ids(taken_ids), Ids()
        self.media = MediaFolder()
        self.parts = Parts()
        self.categories: dict[str, str] = {}

    def add(self, item: Item, place: int) -> None:
        lost: list[Message] = []
        question = self.question(item, lost)
        self.parts.remarks += [Remark(reason, item.line, place) for reason in distinct(lost)]
        if question is not None:
            self.parts.questions.append(question)
            self.parts.places.append(place)

    def question(self, item: Item, lost: list[Message]) -> Data | None:
        if item.type not in BODIES:
            lost.append(msg("A description asks nothing: it becomes no question."))
            return None
        shown: set[str] = set()

        def entry(picture: Picture) -> Data | None:
            shown.add(picture.path)
            try:
                return self.media.entry(picture, item, self.language)
            except Unusable as error:
                lost.append(error.reason)
                return None

        words = Words(item, self.language, entry)
        stem, found = said_in(item.stem, self.language, markdown)
        stem = stem or dict(STEMS.get(item.type, {}))
        labels = labels_of(item.tags)
        made: Data = {
            "id": "",
            "version": labels.version,
            "type": item.type,
            "category": "",
            "difficulty": item.difficulty or labels.difficulty,
        }
        made |= {name: value for name in ("tags", "lesson", "use") if (value := getattr(labels, name))}
        made["stem"] = stem
        made |= self._media("media", found.pictures, entry, lost)
        made |= BODIES[item.type](item, words)
        if scoring := scoring_of(labels, item.type):
            made.setdefault("scoring", scoring)
        if item.type == "multiple-response" and made.get("use") == "practice":
            made.setdefault("scoring", "exact")  # practice alone would be scored otherwise without the word
        made |= self._feedback(item, words, entry, lost)
        if hints := [said for hint in item.hints if (said := words.plain(hint))]:
            made["hints"] = hints
        lost += [*found.lost, *words.lost, *labels.lost, *_of_item(item)]
        self._others(item, shown, lost)
        made["id"], made["category"] = "x", "x"
        if (reason := _misfit(made)) is not None:
            lost.append(msg("This question cannot be taken over: {reason}", reason=reason))
            return None
        made["id"] = self.ids.free(question_id(item, " ".join(said_in(item.stem, self.language, plain)[0].values())))
        made["category"] = self._category(item, labels.category)
        return made

    def _feedback(self, item: Item, words: Words, entry: Any, lost: list[Message]) -> Data:
        said = item.feedback
        wrong = item.false_feedback if item.correct else item.true_feedback
        if item.true_feedback or item.false_feedback:
            said = said or wrong
            lost.append(
                msg("“True” and “false” have no feedback of their own: that of the wrong answer is shown to everybody.")
            )
        if said is None:
            return {}
        text, found = said_in(said, self.language, plain)
        words.lost += found.lost
        made: Data = {"feedback": text} if text else {}
        return made | self._media("feedback_media", found.pictures, entry, lost)

    def _media(self, name: str, pictures: Sequence[Picture], entry: Any, lost: list[Message]) -> Data:
        entries = [found for one in pictures if (found := entry(one)) is not None]
        if entries:
            lost.append(msg("What its pictures show is said in one language: translate “alt”."))
        if len(entries) > MOST_MEDIA:
            lost.append(msg("More than {most} pictures: the others are left out.", most=MOST_MEDIA))
        return {name: entries[:MOST_MEDIA]} if entries else {}

    def _others(self, item: Item, shown: set[str], lost: list[Message]) -> None:
        for file in unshown(item, shown):
            lost.append(msg("The file “{file}” is left out: pictures alone come with questions.", file=file.path[:200]))

    def _category(self, item: Item, known: str | None) -> str:
        said = (item.category or "").rpartition("/")[2].strip() or ""
        if said not in self.categories:
            words = said_in(Rich(said), self.language, plain)[0] or NO_CATEGORY
            key = self.category_ids.free(known or slug(said) or "general")
            self.categories[said] = key
            self.parts.categories.append({"id": key, "title": dict(words)})
        return self.categories[said]


def _of_item(item: Item) -> list[Message]:
    """What a bank's questions have no place for."""
    if item.title and item.id and slug(item.title) != slug(item.id):
        return [msg("Its title “{title}” is left out: questions have none here.", title=item.title[:100])]
    return []


def _misfit(made: Data) -> Message | None:
    """What its type has against a question; None: nothing. So no bank is made that would not load."""
    try:
        shaped(LocatedDocument("", made, {}), QUESTION_TYPES[made["type"]].shape)
    except BadDocument as error:
        return next(iter(chain(error.problems))).reason
    return None
