"""What the types share in which each of several things is given one of what there is to pick: some may serve several, some none."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from lms.assessment.masking import Ask, ask_each
from lms.assessment.question_type import Also, Body, Choice, Fields, Further, QuestionType, Response
from lms.assessment.question_types._parts import no_other_fields, share_of
from lms.assessment.question_types._texts import picked
from lms.assessment.rules import Shown
from lms.core.errors import Refused
from lms.core.i18n import Text, msg

Thing = Mapping[str, Any]
ALSO = "also"


class Pairing(QuestionType):
    """Each thing is given a pick. The pairs of a body are its ``things`` and its ``picks``, each with an id; a thing says under ``right``
    which pick is its own, and under ``also`` which staff accept beside it. ``field`` + a thing's id names its field; a response holds
    what was picked under ``said``.
    """

    things: ClassVar[str]
    picks: ClassVar[str]
    right: ClassVar[str]
    field: ClassVar[str]
    said: ClassVar[str]
    always_shuffled = True

    @abstractmethod
    def named(self, body: Body, thing: Thing) -> Text:
        """What the analysis calls a thing."""

    def options(self, body: Body) -> list[str]:
        """The ids of what there is to pick."""
        return [pick["id"] for pick in body[self.picks]]

    def asks(self, body: Body, option_order: Sequence[str]) -> list[Ask]:
        """A field for each thing, all with the same to pick."""
        return ask_each(self.field, self._ids(body), option_order)

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """The pick of each thing that has one."""
        no_other_fields(fields, self.field, self._ids(body))
        found = {key: picked(fields, self.field + key, option_order) for key in self._ids(body)}
        pairs = {key: pick for key, pick in found.items() if pick}
        return {self.said: pairs} if pairs else None

    def fields(self, response: Response | None) -> Fields:
        """A field for each thing that has a pick."""
        return {self.field + key: [pick] for key, pick in self.pairs(response).items()}

    def right_fields(self, body: Body) -> Fields:
        """Every thing with its own pick."""
        return {self.field + thing["id"]: [thing[self.right]] for thing in body[self.things]}

    def grade(self, body: Body, response: Response | None) -> Fraction:
        """By the scoring rule over the things."""
        return share_of(len(self.chosen(body, response)), len(body[self.things]), body["scoring"])

    def choices(self, body: Body) -> list[Choice]:
        """Each thing: given what is right."""
        return [Choice(self.named(body, thing), right=True) for thing in body[self.things]]

    def chosen(self, body: Body, response: Response | None) -> list[int]:
        """The things that were given what is right."""
        pairs = self.pairs(response)
        return [n for n, thing in enumerate(body[self.things]) if pairs.get(thing["id"]) in self._rights(thing)]

    def guess(self, body: Body) -> Fraction:
        """For each thing one pick in as many as there are."""
        one = Fraction(1, len(body[self.picks]))
        return one ** len(body[self.things]) if body["scoring"] == "exact" else one

    def pairs(self, response: Response | None) -> Mapping[str, str]:
        """What each thing was given, by its id."""
        return response[self.said] if response else {}

    def judged(
        self, body: Body, response: Response | None, shown: Shown
    ) -> Iterator[tuple[Thing, str, bool | None, str | None]]:
        """Each thing, what it was given (empty: nothing), whether rightly and what is right, as far as the review shows that."""
        pairs = self.pairs(response)
        for thing in body[self.things]:
            given, own = pairs.get(thing["id"], ""), thing[self.right]
            yield thing, given, given in self._rights(thing) if shown.answers else None, own if shown.answers else None

    def further(self, body: Body) -> list[Further]:
        """For each thing another pick."""
        return [
            Further(
                thing["id"],
                msg("Another that is right"),
                [(pick["id"], pick["text"]) for pick in body[self.picks] if pick["id"] != thing[self.right]],
                of=self.numbered(body, number, thing),
            )
            for number, thing in enumerate(body[self.things], 1)
        ]

    def numbered(self, body: Body, number: int, thing: Thing) -> Text:
        """What staff know a thing by."""
        del number
        return self.named(body, thing)

    def accepting(self, body: Body, also: Also) -> Body:
        """Right for its thing, too."""
        if not any(also.values()):
            raise Refused(msg("Pick for one of the parts what is right as well."), field="also")
        known = {pick["id"] for pick in body[self.picks]}

        def widened(thing: Thing) -> Thing:
            pick = also.get(thing["id"])
            if pick not in known or pick in self._rights(thing):
                return thing
            return {**thing, ALSO: [*thing.get(ALSO, ()), pick]}

        return {**body, self.things: [widened(thing) for thing in body[self.things]]}

    def _rights(self, thing: Thing) -> set[str]:
        return {thing[self.right], *thing.get(ALSO, ())}

    def _ids(self, body: Body) -> list[str]:
        return [thing["id"] for thing in body[self.things]]
