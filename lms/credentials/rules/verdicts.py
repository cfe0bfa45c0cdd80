"""The public answer: what a stranger who asks about a certificate is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lms.certification.rules import FINAL, Happening, Period, Standing, standing
from lms.core.i18n import Message, msg


class Verdict(StrEnum):
    """The six answers, and the seventh that only a file can get."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    UNKNOWN = "unknown"
    TAMPERED = "tampered"


@dataclass(frozen=True)
class Replacement:
    """The edition that took a certificate's place, and the day from which it did."""

    number: str
    on: date


@dataclass(frozen=True)
class Answer:
    """An answer: a word to be seen from afar, and a sentence with the day and the reason.

    ``ended_on`` is the day on which validity ended before the printed last day, where it did.
    """

    verdict: Verdict
    word: Message
    sentence: Message
    ended_on: date | None = None


WORDS = {
    Verdict.VALID: msg("Valid"),
    Verdict.EXPIRED: msg("Expired"),
    Verdict.SUSPENDED: msg("Suspended"),
    Verdict.REVOKED: msg("Revoked"),
    Verdict.REPLACED: msg("Replaced"),
    Verdict.UNKNOWN: msg("Unknown"),
    Verdict.TAMPERED: msg("Altered"),
}


def answer(period: Period, replaced_by: Replacement | None, on: date) -> Answer:
    """The answer about an edition of the certificate of a period, on a day.

    Revoked comes before replaced, because the new edition is no better; replaced comes before all else. A period that has not
    begun yet (a renewal granted early) is not valid at present: it counts as suspended, in words of its own.
    """
    stands = standing(period, on)
    if stands in (Standing.REVOKED, Standing.WITHDRAWN):
        return _ended(period, stands, on)
    if stands is Standing.REPLACED and replaced_by is None:
        day = _standing_happenings(period, "replaced", on)[0].holds_from
        said = msg("Genuine, and replaced on {day} by a later certification of its holder.", day=day)
        return Answer(Verdict.REPLACED, WORDS[Verdict.REPLACED], said, ended_on=day)
    if replaced_by is not None:
        said = msg(
            "A newer edition, number {number}, took its place on {day}. This one no longer counts.",
            number=replaced_by.number,
            day=replaced_by.on,
        )
        return _said(Verdict.REPLACED, said)
    if stands is Standing.SUSPENDED:
        since = _standing_happenings(period, "suspended", on)[-1].holds_from
        return _said(Verdict.SUSPENDED, msg("Not valid at present. It has been suspended since {day}.", day=since))
    if stands is Standing.NOT_YET:
        said = msg("Genuine, but not valid at present: it begins on {day}.", day=period.valid_from)
        return Answer(Verdict.SUSPENDED, msg("Not valid yet"), said)
    if stands is Standing.EXPIRED:
        return _said(
            Verdict.EXPIRED, msg("Genuine, but no longer valid: its last day was {day}.", day=period.valid_through)
        )
    return _said(Verdict.VALID, msg("This certificate is genuine and valid today, {day}.", day=on))


def unknown() -> Answer:
    """No certificate has the code."""
    return _said(
        Verdict.UNKNOWN,
        msg("We have issued no certificate with this code. Compare it character by character with the document."),
    )


def not_a_code() -> Answer:
    """What was asked for cannot be a code: a character is missing or wrong."""
    return _said(
        Verdict.UNKNOWN,
        msg("This is no certificate code of ours: a character is missing or wrong. A code has 28 letters and digits."),
    )


def unknown_file() -> Answer:
    """A file that is none of ours and in which no code of ours can be read."""
    return _said(
        Verdict.UNKNOWN,
        msg("This file is not one that we issued, and no code of ours can be read in it. Type the code that it shows."),
    )


def tampered() -> Answer:
    """A file that bears a code of ours and is not the file that was issued."""
    return _said(
        Verdict.TAMPERED,
        msg("This file bears our code but is not the file that we issued. Do not rely on it: below is what we issued."),
    )


def _said(verdict: Verdict, sentence: Message) -> Answer:
    return Answer(verdict, WORDS[verdict], sentence)


def _ended(period: Period, stands: Standing, on: date) -> Answer:
    kinds = [kind for kind, final in FINAL.items() if final is stands]
    day = next(found[0].holds_from for kind in kinds if (found := _standing_happenings(period, kind, on)))
    said = msg("Not valid. It was revoked on {day}.", day=day)
    if stands is Standing.WITHDRAWN:
        said = msg("Not valid. It was withdrawn on {day}.", day=day)
    return Answer(Verdict.REVOKED, WORDS[Verdict.REVOKED], said, ended_on=day)


def _standing_happenings(period: Period, kind: str, on: date) -> list[Happening]:
    """What happened of a kind up to a day and was not taken back, oldest first."""
    taken_back = {h.corrects_id for h in period.happenings}
    found = (h for h in period.happenings if h.kind == kind and h.holds_from <= on and h.id not in taken_back)
    return sorted(found, key=lambda h: (h.holds_from, h.recorded_at))
