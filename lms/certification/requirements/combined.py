"""``all``, ``any`` and ``at_least``: conditions of conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.rules import Condition, Fact, Finding, State, Surroundings
from lms.core.i18n import msg

_ORDER = [State.MET, State.PLACE, State.APPROVAL, State.WAITING, State.NOT_MET]


@dataclass(frozen=True)
class Combined:
    """So many of the parts must be met; all of them, where ``count`` is their number."""

    parts: tuple[Condition, ...]
    count: int

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """The state of the ``count``-th best part: the weakest one that is needed."""
        looked = tuple(part.look(evidence, on, around) for part in self.parts)
        states = sorted((part.state for part in looked), key=_ORDER.index)
        state = states[self.count - 1] if self.count else State.MET
        every = self.count == len(self.parts)
        asks = msg("All of these.") if every else msg("At least {count} of these.", count=self.count)
        return Finding("all" if every else "at_least", state, asks, parts=looked)
