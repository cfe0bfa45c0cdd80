"""What a type of question is. Each type is one file in ``question_types/`` and two macros in its template; nothing else
knows it.

An answer travels as the fields of the question's form (name to values), from a browser with and without JavaScript
alike; the type reads them into a *response*, the shape that is kept and graded. On the way, what an author calls things is masked
(``masking``): types, responses and grades have the author's ids, browsers never.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Literal

from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from pydantic import Field

from lms.assessment.masking import Ask, mask_presented, masked, unmasked
from lms.assessment.media import FEEDBACK, Medium, Several, media
from lms.assessment.rules import Shown
from lms.catalogue.content.fields import Id, Text, Version
from lms.core import i18n
from lms.core.i18n import Message, missing, pick
from lms.core.shapes import Shape

Body = Mapping[str, Any]
Response = dict[str, Any]
Fields = Mapping[str, Sequence[str]]

Difficulty = Literal["easy", "medium", "hard"]
Use = Literal["certification", "practice"]
"""What alone a question may be asked for; without one, for both. Drills ask those for practice: who drills sees the answers."""
HEADER = frozenset({"id", "version", "type", "category", "difficulty", "tags", "lesson", "use"})
"""What a bank's file says about every question beside its body."""

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class QuestionShape(Shape):
    """A question as a bank's file says it. Each type adds its own, and says its word as ``type``, a literal."""

    id: Id
    version: Version
    type: str
    category: Id
    difficulty: Difficulty
    tags: Annotated[list[Id], Field(min_length=1, max_length=20)] | None = None
    lesson: Id | None = None
    use: Use | None = None
    stem: Text
    media: Several | None = None
    feedback: Text | None = None
    hints: Annotated[list[Text], Field(min_length=1, max_length=5)] | None = None
    feedback_media: Several | None = None


class BadResponse(Exception):
    """An answer that this question cannot have: nobody who uses the page can send it."""


@dataclass(frozen=True)
class Presented:
    """What the browser gets of a question: words in the reader's language, the type's own ``parts``, and how to answer
    where that needs saying; never what is right.
    """

    stem: Markup
    parts: Any
    hint: Message | None = None
    media: Sequence[Medium] = ()


@dataclass(frozen=True)
class Reviewed:
    """A question after the test, with what the review shows now and not a word more. ``feedback`` None: hidden, or
    there is none.
    """

    stem: Markup
    parts: Any
    feedback: Markup | None
    media: Sequence[Medium] = ()
    feedback_media: Sequence[Medium] = ()


@dataclass(frozen=True)
class Further:
    """Something to fill in where staff accept a further answer as right: typed, or picked from ``options`` (id and words). ``of``: the
    part of the question that it is about, where it has several; ``filled``: which of the options stands there to begin with.
    """

    name: str
    label: Message
    options: Sequence[tuple[str, i18n.Text]] = ()
    of: i18n.Text | None = None
    filled: str = ""


Also = Mapping[str, str]
"""A further answer that is accepted: what was filled in, by the names of :class:`Further`."""


@dataclass(frozen=True)
class Choice:
    """One of the things that answers to a question choose from, as item analysis counts them."""

    text: i18n.Text
    right: bool


class QuestionType(ABC):
    """One type. ``key`` is the word of content files and names the template ``types/<key>.html``."""

    key: ClassVar[str]
    shape: ClassVar[type[QuestionShape]]
    graded: ClassVar[bool] = True
    """Whether answers earn points at all; one of a survey earns none, and none are possible."""
    by_hand: ClassVar[bool] = False
    """Whether a person has to mark what was answered; a blank needs nobody."""
    kept_apart: ClassVar[bool] = False
    """Whether answers come in by a way of their own (files), and not as the fields of the question's form."""
    aloud: ClassVar[bool] = False
    """Whether it can be asked on the telephone: nothing to be seen, written or put in an order."""
    always_shuffled: ClassVar[bool] = False
    """Whether the author's order gives the answer away, so that every paper has another."""
    nothing_further: ClassVar[Message | None] = None
    """Why no further answer can be accepted as right, and what to do instead; None where one can (:meth:`further`)."""

    @abstractmethod
    def options(self, body: Body) -> list[str]:
        """The ids of what an attempt may put in an order of its own, in the author's order; empty where nothing is."""

    def pinned(self, body: Body) -> list[str]:
        """The options that stay at the end when shuffled."""
        return list(body.get("pinned") or ())

    def misfits(self, body: Body) -> list[Message]:
        """What is wrong with a question that only its files tell, once they are there; empty where nothing is."""
        del body
        return []

    def shuffles_itself(self, body: Body) -> bool:
        """Whether a question's options get an order of their own even where the test shuffles none."""
        del body
        return self.always_shuffled

    @abstractmethod
    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """What the browser may see during the attempt: never correctness, never feedback."""

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """The fields of the question's form, and where they say an id of the author's, in their name or as a value. A type whose answers
        a person marks, and that is part of nothing, may leave them out.
        """
        del body, option_order
        return []

    def asked(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The question as a page asks it: as the type presents it, the author's ids masked, with the media of its stem."""
        presented = self.present(body, option_order, language)
        parts = mask_presented(presented.parts, self.asks(body, option_order))
        return replace(presented, parts=parts, media=media(body, body.get("media"), language))

    def taken(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The response in a form's fields as a browser sends them: :meth:`parse`, without masks."""
        own = unmasked(self.asks(body, option_order), fields)
        if own is None:
            raise BadResponse(f"no page sends {sorted(fields)[:5]}")
        return self.parse(body, own, option_order)

    def filled(self, body: Body, response: Response | None, option_order: Sequence[str]) -> Fields:
        """The form's fields that say a response, as a browser has them: the way back of :meth:`taken`."""
        return masked(self.asks(body, option_order), self.fields(response))

    @abstractmethod
    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The response in a form's fields, None where nothing was answered; raises :class:`BadResponse`."""

    @abstractmethod
    def fields(self, response: Response | None) -> Fields:
        """The form's fields that say a response: the way back of :meth:`parse`."""

    @abstractmethod
    def right_fields(self, body: Body) -> Fields:
        """The fields of an answer that earns everything; never leaves the server. Empty where there is none."""

    @abstractmethod
    def grade(self, body: Body, response: Response | None) -> Fraction | None:
        """The share of the points that a response earns, 0 to 1; None: a person has to mark it."""

    def further(self, body: Body) -> list[Further]:
        """What to fill in so that a further answer is accepted as right; empty where that makes no sense."""
        del body
        return []

    def accepting(self, body: Body, also: Also) -> Body:
        """The question with a further answer that earns everything; what this version does not have, it leaves out. Raises
        ``Refused`` for what can be no answer.
        """
        del also
        return body

    def choices(self, body: Body) -> list[Choice]:
        """What an answer chooses from, in the author's order, at most 62 of them; empty where answers are free."""
        del body
        return []

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """Which of :meth:`choices` a response chose."""
        del body, response
        return []

    def everything(self, body: Body) -> Fraction | None:
        """The share that who ticks everything earns; None where one cannot, or where nobody would."""
        del body
        return None

    def guess(self, body: Body) -> Fraction | None:
        """The share of the points that answers at random earn on average; None where that means nothing."""
        del body
        return None

    @abstractmethod
    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The question with its response, and what is right, as far as ``shown`` allows."""

    def looked_back_at(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The question as a page reviews it: with the media of its stem, and those of its feedback where that is shown."""
        why = media(body, body.get(FEEDBACK), language) if shown.general else ()
        reviewed = self.review(body, option_order, response, shown, language)
        return replace(reviewed, media=media(body, body.get("media"), language), feedback_media=why)


def words(text: i18n.Text, language: str) -> Markup:
    """An author's plain text for the reader; where only the other language exists, marked as such."""
    return _marked(escape(pick(text, language)), text, language, "span")


def prose(text: i18n.Text, language: str) -> Markup:
    """An author's Markdown as HTML for the reader; one paragraph comes without its tags."""
    source = pick(text, language).strip()
    return _marked(_rendered(source), text, language, "div" if "\n\n" in source else "span")


@lru_cache(2048)
def _rendered(source: str) -> Markup:
    """Markdown as HTML: a stem is read by many."""
    html = _markdown.render(source) if "\n\n" in source else _markdown.renderInline(source)
    return Markup(html)  # noqa: S704 - the source's HTML is escaped


def hint_of(body: Body, tries_used: int, language: str) -> Markup | None:
    """The hint after so many tries, if the question has one for it: each try its own, and the last again for those beyond."""
    hints = body.get("hints") or ()
    if not hints or not tries_used:
        return None
    return words(hints[min(tries_used, len(hints)) - 1], language)


def feedback_of(body: Body, shown: Shown, language: str) -> Markup | None:
    """The question's own feedback, if it has any and the review shows it."""
    return words(body["feedback"], language) if shown.general and body.get("feedback") else None


def _marked(said: Markup, text: i18n.Text, language: str, tag: str) -> Markup:
    if not said or not missing(text, language):
        return said
    other = "en" if language.startswith("zh") else "zh-Hans"
    return Markup('<{tag} lang="{other}">{said}</{tag}>').format(tag=tag, other=other, said=said)
