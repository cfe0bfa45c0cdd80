"""What item analysis means, in plain words, the gravest first: where a trainer should look, and at what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms.assessment.rules.analysis import ItemFigures
from lms.core.i18n import Message, Text, msg

EASY, HARD = 95.0, 5.0
"""Facility in per cent beyond which a question hardly tells people apart."""
WEAK = 20.0
"""Discrimination in per cent below which a question says little about who knows the rest."""
NOBODY = 2.0
"""Per cent of the people under which a wrong option distracts nobody."""
MANY_BLANK = 20.0
ENOUGH_FOR_OPTIONS = 50
"""Attempts from which on single options are judged."""


@dataclass(frozen=True)
class Flag:
    """Something to look at. ``tone``: ``danger`` (it measures the wrong thing), ``warn`` (it measures little)."""

    tone: Literal["danger", "warn"]
    message: Message


def flags_of(figures: ItemFigures, options: Sequence[tuple[Text, bool]], guess: Fraction | None) -> list[Flag]:
    """The flags of a question. ``options``: words and whether right, as ``figures.chosen`` counts them; ``guess``: the share of
    the points that chance earns.
    """
    grave = [*_backwards(figures, options), *_below_chance(figures, guess)]
    little = [*_tells_little(figures), *_options_nobody_takes(figures, options), *_left_blank(figures)]
    return [Flag("danger", said) for said in grave] + [Flag("warn", said) for said in little]


def _backwards(figures: ItemFigures, options: Sequence[tuple[Text, bool]]) -> list[Message]:
    found = []
    if figures.discrimination is not None and figures.discrimination < 0:
        found.append(
            msg("Those who do well in the rest of the test get this one wrong more often. Look at the key first.")
        )
    if figures.attempts >= ENOUGH_FOR_OPTIONS and figures.chosen:
        strongest = figures.chosen[-1]
        most_right = max((strongest.get(place, 0.0) for place, (_, right) in enumerate(options) if right), default=0.0)
        found += [
            msg(
                "The strongest choose “{option}” more often than the right answer. Look at the key first.", option=words
            )
            for place, (words, right) in enumerate(options)
            if not right and strongest.get(place, 0.0) > most_right
        ]
    return found


def _below_chance(figures: ItemFigures, guess: Fraction | None) -> list[Message]:
    if guess is None or figures.facility >= 100 * guess:
        return []
    return [
        msg(
            "People earn {facility} % of the points here; guessing alone would earn {guess} %. Look at the key and the wording.",
            facility=round(figures.facility),
            guess=round(100 * guess),
        )
    ]


def _tells_little(figures: ItemFigures) -> list[Message]:
    if figures.facility >= EASY:
        return [msg("Nearly everybody gets it right: it tells nobody apart. Keep it only if everybody must know this.")]
    if figures.facility <= HARD:
        return [msg("Nearly nobody gets it right: it is too hard, not taught, or its key is wrong.")]
    if figures.discrimination is not None and 0 <= figures.discrimination < WEAK:
        return [msg("It says little about who knows the rest: often a matter of wording, or of luck.")]
    return []


def _options_nobody_takes(figures: ItemFigures, options: Sequence[tuple[Text, bool]]) -> list[Message]:
    if figures.attempts < ENOUGH_FOR_OPTIONS or not figures.chosen:
        return []
    return [
        msg("Hardly anybody takes “{option}”: a wrong answer that misleads nobody makes guessing easier.", option=words)
        for place, (words, right) in enumerate(options)
        if not right and all(third.get(place, 0.0) < NOBODY for third in figures.chosen)
    ]


def _left_blank(figures: ItemFigures) -> list[Message]:
    if figures.blank <= MANY_BLANK:
        return []
    return [
        msg(
            "{share} % leave it blank: perhaps the time is too short, or the question unclear.",
            share=round(figures.blank),
        )
    ]
