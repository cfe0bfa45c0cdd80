"""Which questions say the same: by how many of their short runs of signs two have in common. A reason to look, never a verdict.

Runs are of three signs, of two where the words are Chinese; case, width, space and punctuation make no difference. The measure is the share
of common runs among all (Jaccard). No two of the 113 shipped questions come to more than 0.20, in either language; a question that was
worded anew comes to 0.45 and more.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from lms.assessment.formats.items import Item

NEAR = 0.4
_SIGNS = re.compile(r"[\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Likeness(Generic[K]):
    """A question that another one is like; ``share`` 1: the same words."""

    key: K
    share: float


def words_of(item: Item) -> str:
    """All that is asked and offered; what is said afterwards is not part of it."""
    said = [item.stem.text, item.passage.text if item.passage else ""]
    said += [option.text.text for option in item.options]
    said += [answer.text.text for answer in item.answers if answer.text]
    said += [f"{pair.prompt.text} {pair.choice}" for pair in item.pairs]
    said += [thing.text for thing in item.ordered]
    said += [" ".join([*gap.answers, *(option.text.text for option in gap.options)]) for gap in item.gaps]
    return " ".join(said)


def runs_of(words: str) -> frozenset[str]:
    """The runs of signs in some words."""
    bare = _SIGNS.sub("", unicodedata.normalize("NFKC", words).casefold())
    length = 2 if 2 * len(_HAN.findall(bare)) > len(bare) else 3
    return frozenset(bare[place : place + length] for place in range(max(1, len(bare) - length + 1)) if bare)


def share_of(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two have in common, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


class Known(Generic[K]):
    """Questions to compare with. Only those are compared that share one of a question's rarest runs: whatever is near enough does."""

    def __init__(self, known: Iterable[tuple[K, str]]) -> None:
        self.runs: list[tuple[K, frozenset[str]]] = []
        self.having: dict[str, list[int]] = {}
        for key, words in known:
            self.add(key, words)

    def add(self, key: K, words: str) -> None:
        """One more."""
        runs = runs_of(words)
        for run in runs:
            self.having.setdefault(run, []).append(len(self.runs))
        self.runs.append((key, runs))

    def nearest(self, words: str, besides: K | None = None) -> Likeness[K] | None:
        """The question most like these words, if one is near enough."""
        runs = runs_of(words)
        if not runs:
            return None
        rarest = sorted(runs, key=lambda run: (len(self.having.get(run, ())), run))
        looked_at = rarest[: len(runs) - math.ceil(NEAR * len(runs)) + 1]
        candidates: Counter[int] = Counter()
        for run in looked_at:
            candidates.update(self.having.get(run, ()))
        found = (
            Likeness(key, share_of(runs, others))
            for key, others in (self.runs[place] for place in candidates)
            if besides is None or key != besides
        )
        best = max(found, key=lambda one: one.share, default=None)
        return best if best is not None and best.share >= NEAR else None
