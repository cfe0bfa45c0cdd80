"""``approval: {admins: 2}``: so many different admins approve when it is granted (four eyes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core.i18n import msg

KIND = "approval"


@dataclass(frozen=True)
class Approval:
    """Approvals are evidence like all else: recorded by the admins' own deed, each counted once."""

    admins: int

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Missing approvals never make a person ineligible: they are what the desk waits for."""
        given = {f.value["admin"]: f.id for f in counting(evidence, KIND, on, around.level_key)}
        return Finding(
            "approval",
            State.MET if len(given) >= self.admins else State.APPROVAL,
            msg("Approved by admins: {admins}.", admins=self.admins),
            msg("{there} so far.", there=len(given)),
            ({"approvals": len(given), "at_least": self.admins},),
            tuple(given.values()),
        )


def read(value: object, _around: Surroundings) -> Approval:
    """What the track file says."""
    given = Parameters("approval", value)
    condition = Approval(given.number("admins", 1, 5))
    given.done()
    return condition
