"""``exam: {kind: face-to-face}`` or ``screening``: such an exam was passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core.i18n import msg

KIND = "exam_result"
_ASKS = {
    "face-to-face": msg("Face-to-face exam for {level}: passed."),
    "screening": msg("Principal screening exam for {level}: passed."),
}


@dataclass(frozen=True)
class Exam:
    """An exam of a kind, for this level."""

    kind: str

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Met by any passed one whose subject is ``kind/level``."""
        results = counting(evidence, KIND, on, f"{self.kind}/{around.level_key}")
        passed = [f for f in results if f.value["passed"]]
        asks = msg(_ASKS[self.kind].key, level=around.levels[around.level])
        if passed:
            seen = msg("Passed on {on}.", on=passed[-1].held_on)
            return Finding("exam", State.MET, asks, seen, used=(passed[-1].id,))
        seen = msg("Not passed on {on}.", on=results[-1].held_on) if results else msg("Not taken yet.")
        return Finding("exam", State.NOT_MET, asks, seen, used=tuple(f.id for f in results[-1:]))


def is_face_to_face(finding: Finding) -> bool:
    """Whether a finding is about a face-to-face exam: pages know where one books it. No way is kept in the finding, for decisions that
    were kept before there were sittings come out the same when they are run again.
    """
    return finding.kind == "exam" and finding.asks.key == _ASKS["face-to-face"].key


def read(value: object, _around: Surroundings) -> Exam:
    """What the track file says."""
    given = Parameters("exam", value)
    condition = Exam(given.text("kind", choices=tuple(_ASKS)))
    given.done()
    return condition
