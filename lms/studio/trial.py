"""A test of a draft, tried out by who writes it: drawn and graded by the rules of real attempts, and kept nowhere.

The paper follows from the draft's files and a seed; the answers travel with the page that asks for the next one. Nothing of it is an attempt, so
no statistic ever sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lms.assessment.content.files import body_of, files_of
from lms.assessment.question_type import BadResponse, Fields, Presented, Response, Reviewed
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import EVERYTHING, Blueprint, Part, draw, options_in_order
from lms.assessment.rules.paper import Line, PaperScore, score_paper
from lms.core.errors import NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import working
from lms.studio.rules.steps import Folder

Responses = Mapping[int, Response | None]


@dataclass(frozen=True)
class Item:
    """A question of the paper."""

    position: int
    section: str
    key: str
    type: str
    body: Mapping[str, Any]
    order: list[str]
    points: Any

    def asked(self, response: Response | None, language: str) -> Asked:
        """The question as the page asks it, with what was answered before."""
        kind = QUESTION_TYPES[self.type]
        return Asked(
            self.position,
            self.type,
            kind.asked(self.body, self.order, language),
            kind.filled(self.body, response, self.order),
        )

    def taken(self, fields: Fields) -> Response | None:
        """The answer in a form's fields; raises :class:`Refused` for one that no page sends. Files are not taken here."""
        kind = QUESTION_TYPES[self.type]
        if kind.kept_apart:
            return None
        try:
            return kind.taken(self.body, fields, self.order)
        except BadResponse:
            raise Refused(msg("This question takes no such answer. Load the page again.")) from None


@dataclass(frozen=True)
class Asked:
    """A question as the templates of types draw it."""

    position: int
    type: str
    presented: Presented
    fields: Any
    prefix: str = ""
    kept: tuple[()] = ()


@dataclass(frozen=True)
class Answered:
    """A question after the trial; ``share`` None: a person would mark it."""

    position: int
    type: str
    reviewed: Reviewed
    share: Fraction | None
    points: Any
    answered: bool


@dataclass(frozen=True)
class Paper:
    """What one attempt might ask."""

    blueprint: Blueprint
    items: list[Item]

    def item(self, position: int) -> Item:
        """A question by its place; raises NotFound."""
        if not 1 <= position <= len(self.items):
            raise NotFound
        return self.items[position - 1]


def paper(storage: Storage, course_key: str, files: Folder, test: str, seed: str) -> Paper:
    """Draw a paper. Raises NotFound for no such test, :class:`Refused` where its files, or the questions', cannot be used yet."""
    if f"{course_key}/tests/{test}.yaml" not in files:
        raise NotFound
    with working.read(storage, course_key, files) as content:
        read = files_of(content)
        shape = next((one.shape for one in read.tests if one.document.file == f"{course_key}/tests/{test}.yaml"), None)
        if shape is None:
            raise Refused(msg("The test's file cannot be used yet: put it right first."))
        blueprint = shape.blueprint()
        pool = [one for bank in read.banks for one in bank.shape.candidates() if one.serves(blueprint.purpose)]
        bodies = {
            (bank.shape.bank, one.id): (one.type, body_of(one, bank.media))
            for bank in read.banks
            for one in bank.shape.questions
        }
    drawn = draw(blueprint, pool, seed)
    if len(drawn) < blueprint.question_count:
        raise Refused(msg("The test asks for more questions than there are for it."))
    items = []
    for position, one in enumerate(drawn, 1):
        name, body = bodies[one.candidate.bank, one.candidate.key]
        kind = QUESTION_TYPES[name]
        order = options_in_order(
            kind.options(body),
            kind.pinned(body),
            seed,
            one.candidate.key,
            shuffle=blueprint.shuffle_options or kind.shuffles_itself(body),
        )
        points = one.section.points_for(one.candidate.key)
        items.append(Item(position, one.section.key, one.candidate.key, name, body, order, points))
    return Paper(blueprint, items)


def graded(made: Paper, responses: Responses, language: str) -> tuple[PaperScore, list[Answered]]:
    """The score as an attempt would have it, and each question with all that can be shown of it."""
    lines, answered = [], []
    for one in made.items:
        kind, response = QUESTION_TYPES[one.type], responses.get(one.position)
        share = kind.grade(one.body, response)
        if kind.graded and share is not None:
            lines.append(Line(one.section, Part(share, one.points)))
        reviewed = kind.looked_back_at(one.body, one.order, response, EVERYTHING, language)
        answered.append(
            Answered(one.position, one.type, reviewed, share if kind.graded else None, one.points, response is not None)
        )
    return score_paper(lines, made.blueprint), answered
