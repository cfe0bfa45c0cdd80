"""Drawing the questions of an attempt: at random, reproducible from a seed, no question twice.

Sections may draw from the same categories. Taking questions section by section could leave a later, narrower section
with too few although there are enough, so slots are filled by augmenting paths (Kuhn's matching): whenever the test
can be filled, it is. Where sections do not compete, this is a plain random sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lms.assessment.rules.blueprint import Blueprint, Purpose, Section


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn."""

    bank: str
    key: str
    category: str
    difficulty: str
    use: str | None = None
    tags: frozenset[str] = frozenset()

    def serves(self, purpose: Purpose) -> bool:
        """Whether a test of that purpose may ask it."""
        return self.use in (None, purpose.value)


@dataclass(frozen=True)
class Slot:
    """A place for one question: of a section, and of one question only where the author fixed it."""

    section: Section
    question: str | None = None

    @property
    def kind(self) -> tuple[str, str | None]:
        """What slots that take the same questions share."""
        return self.section.key, self.question

    def takes(self, candidate: Candidate) -> bool:
        """Whether a question may stand here."""
        section = self.section
        if candidate.bank != section.bank:
            return False
        if self.question is not None:
            return candidate.key == self.question
        return (
            (not section.categories or candidate.category in section.categories)
            and (not section.difficulties or candidate.difficulty in section.difficulties)
            and (not section.tags or bool(section.tags & candidate.tags))
        )


@dataclass(frozen=True)
class Drawn:
    """A question of an attempt, in the order of the attempt."""

    section: Section
    candidate: Candidate


def slots_of(blueprint: Blueprint) -> list[Slot]:
    """A blueprint's places in their order."""
    return [
        Slot(section, question)
        for section in blueprint.sections
        for question in (section.questions or (None,) * section.draw)
    ]


def fill(slots: Sequence[Slot], pool: Sequence[Candidate]) -> list[int | None]:
    """For each slot the index of its question in ``pool``, or None where there is none left; no question twice.

    As many slots are filled as can be, the earlier candidates of ``pool`` preferred.
    """
    owner: dict[int, int] = {}
    kinds = {slot.kind: slot for slot in slots}
    fitting = {kind: [n for n, candidate in enumerate(pool) if slot.takes(candidate)] for kind, slot in kinds.items()}

    def place(slot: int, tried: set[int]) -> bool:
        choices = fitting[slots[slot].kind]
        for n in choices:
            if n not in owner:
                owner[n] = slot
                return True
        for n in choices:
            if n not in tried:
                tried.add(n)
                if place(owner[n], tried):
                    owner[n] = slot
                    return True
        return False

    for slot in range(len(slots)):
        place(slot, set())
    found = {slot: n for n, slot in owner.items()}
    return [found.get(slot) for slot in range(len(slots))]


def draw(blueprint: Blueprint, pool: Sequence[Candidate], seed: str) -> list[Drawn]:
    """The questions of an attempt. The same seed and the same questions, in whatever order given, draw the same.

    Sections keep their order. Fixed questions keep the author's order unless the blueprint shuffles questions. Returns
    fewer than the blueprint asks where ``pool`` cannot fill it.
    """
    random = Random(seed)  # noqa: S311 - reproducible by intention; the seed itself is secret and unguessable
    shuffled = sorted(pool, key=lambda candidate: (candidate.bank, candidate.key))
    random.shuffle(shuffled)
    slots = slots_of(blueprint)
    drawn: list[Drawn] = []
    placed = list(zip(slots, fill(slots, shuffled), strict=True))
    for section in blueprint.sections:
        part = [Drawn(section, shuffled[n]) for slot, n in placed if slot.section is section and n is not None]
        if blueprint.shuffle_questions:
            random.shuffle(part)
        drawn += part
    return drawn


def options_in_order(
    options: Sequence[str], pinned: Sequence[str], seed: str, question: str, *, shuffle: bool
) -> list[str]:
    """A question's options as one attempt shows them: shuffled from the attempt's seed, the pinned ones last in their
    own order.
    """
    free = [option for option in options if option not in pinned]
    if shuffle:
        Random(f"{seed} {question}").shuffle(free)  # noqa: S311 - as above
        return free + [option for option in options if option in pinned]
    return list(options)
