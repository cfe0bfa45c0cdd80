"""``no_red_card: {}``: the person is not under a red card on the day; a yellow one does not keep anybody from a level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core.i18n import msg

KIND = "red_card"


@dataclass(frozen=True)
class NoRedCard:
    """A red card keeps a person from the level for the days for which it counts."""

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Not met while one holds; the sentence names it. One that was lifted has a last day."""
        del around
        asks = msg("No red card.")
        cards = counting(evidence, KIND, on)
        holding = [f for f in cards if f.value["through"] is None or on <= date.fromisoformat(f.value["through"])]
        if not holding:
            return Finding("no_red_card", State.MET, asks, msg("None on {on}.", on=on))
        first = holding[0]
        seen = msg("Red since {since}: card {card}.", since=first.held_on, card=first.subject)
        return Finding("no_red_card", State.NOT_MET, asks, seen, used=tuple(f.id for f in holding))


def read(value: object, _around: Surroundings) -> NoRedCard:
    """What the track file says: nothing more than the name."""
    Parameters("no_red_card", value).done()
    return NoRedCard()
