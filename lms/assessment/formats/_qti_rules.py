"""How a written QTI item scores and shows feedback: the standard's own rules where they are enough, plain ones else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lms.assessment.formats._qti_versions import Version
from lms.assessment.formats._xml import Element
from lms.assessment.formats.items import Rich

RESPONSE = "RESPONSE"


class Rules:
    """Gathered while an item is written."""

    def __init__(self, make: Callable[..., Element], version: Version) -> None:
        self.make, self.version = make, version
        self.kind: str | None = None
        self.keys: Sequence[str] = ()
        self.tolerance = ""
        self.many = False
        self.feedback: dict[str, Rich] = {}

    def score(self, kind: str, *, many: bool = False, keys: Sequence[str] = (), tolerance: str = "") -> None:
        """``match`` what is right, ``map`` to points, ``sum`` them of several gaps, or ``equal`` within a tolerance."""
        self.kind, self.many, self.keys, self.tolerance = kind, many, keys, tolerance

    def outcomes(self, root: Element, *, general: bool) -> None:
        """Declare what the rules set."""
        self.make(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
        if self.feedback:
            cardinality = "multiple" if self.many else "single"
            self.make(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")
        if general:
            self.make(
                root, "outcomeDeclaration", identifier="FEEDBACK_GENERAL", cardinality="single", baseType="identifier"
            )

    def process(self, root: Element, *, general: bool) -> None:
        """Write the rules."""
        templates = {"match": "match_correct", "map": "map_response"}
        if self.kind in templates and not self.feedback and not general:
            self.make(root, "responseProcessing", template=self.version.template(templates[self.kind]))
            return
        if self.kind is None and not general:
            return
        processing = self.make(root, "responseProcessing")
        self._score(processing)
        if self.feedback:
            self.make(self._set(processing, "FEEDBACK"), "variable", identifier=RESPONSE)
        if general:
            self.make(self._set(processing, "FEEDBACK_GENERAL"), "baseValue", "GENERAL", baseType="identifier")

    def _set(self, parent: Element, outcome: str) -> Element:
        return self.make(parent, "setOutcomeValue", identifier=outcome)

    def _score(self, processing: Element) -> None:
        if self.kind == "map":
            self.make(self._set(processing, "SCORE"), "mapResponse", identifier=RESPONSE)
        elif self.kind == "sum":
            total = self.make(self._set(processing, "SCORE"), "sum")
            for key in self.keys:
                self.make(total, "mapResponse", identifier=key)
        elif self.kind is not None:
            self._compare(processing)

    def _compare(self, processing: Element) -> None:
        condition = self.make(processing, "responseCondition")
        right, wrong = self.make(condition, "responseIf"), self.make(condition, "responseElse")
        off = (
            {"toleranceMode": "absolute", "tolerance": f"{self.tolerance} {self.tolerance}"}
            if self.kind == "equal"
            else {}
        )
        compared = self.make(right, "equal" if self.kind == "equal" else "match", **off)
        self.make(compared, "variable", identifier=RESPONSE)
        self.make(compared, "correct", identifier=RESPONSE)
        for branch, points in ((right, "1"), (wrong, "0")):
            self.make(self._set(branch, "SCORE"), "baseValue", points, baseType="float")
