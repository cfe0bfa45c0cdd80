"""Why somebody does not count, in one sentence: the reason that is nearest to counting."""

from __future__ import annotations

from datetime import date

from lms.certification.rules import Standing as Validity
from lms.compliance.rules.judging import Judged
from lms.compliance.rules.people import Held, Worker, counting_days
from lms.compliance.rules.tier import Condition, Tier
from lms.core import terms
from lms.core.i18n import Message, Text, msg

_NEAREST = (
    Validity.VALID,
    Validity.SUSPENDED,
    Validity.NOT_YET,
    Validity.EXPIRED,
    Validity.WITHDRAWN,
    Validity.REVOKED,
)


def why_not_counted(tier: Tier, worker: Worker, judged: Judged) -> Message:
    """Of somebody who counts for nothing that is needed."""
    on = judged.on
    left = worker.left(on)
    if left is not None and left.last is not None:
        return msg("Left on {day}.", day=left.last)
    if worker.spell_on(on) is None:
        return msg("Begins later.")
    asked = [held for held in worker.held if any(tier.serves(held.level, one) for one in tier.conditions())]
    counting = [held for held in asked if any(first <= on <= last for first, last in counting_days(tier, held))]
    if counting:
        return _spare(tier, worker, counting, judged)
    if asked:
        return _not_now(tier, min(asked, key=lambda held: _NEAREST.index(held.standing(on))), on)
    return _too_low(tier, worker, on)


def _not_now(tier: Tier, held: Held, on: date) -> Message:
    """A certificate that the tier asks for, and that does not count on the day."""
    level, last = title_of(tier, held.level), held.periods[-1].valid_through
    state = held.standing(on)
    if state is Validity.VALID:
        through = held.valid_through(on) or last
        least = terms.after(on, tier.validity_left)
        return msg("{level} ends on {day}; to count it must last until {least}.", level=level, day=through, least=least)
    sentences = {
        Validity.SUSPENDED: msg("{level} is suspended.", level=level),
        Validity.REVOKED: msg("{level} was revoked.", level=level),
        Validity.WITHDRAWN: msg("{level} was given up.", level=level),
        Validity.NOT_YET: msg("{level} begins on {day}.", level=level, day=held.periods[0].valid_from),
    }
    return sentences.get(state) or msg("{level} ended on {day}.", level=level, day=last)


def _too_low(tier: Tier, worker: Worker, on: date) -> Message:
    """Nothing that the tier asks for: perhaps a level below it."""
    tracks = {tier.ladder[one].track for one in tier.asked_levels() if one in tier.ladder}
    valid = [held for held in worker.held if held.valid_through(on) and held.level in tier.ladder]
    below = [held for held in valid if tier.ladder[held.level].track in tracks]
    if below:
        highest = max(below, key=lambda held: tier.ladder[held.level].number)
        return msg("{level} is too low a level.", level=title_of(tier, highest.level))
    if valid:
        return msg("{level} is not asked for.", level=title_of(tier, valid[0].level))
    return msg("Holds no level.")


def _spare(tier: Tier, worker: Worker, counting: list[Held], judged: Judged) -> Message:
    """Somebody whose certificate counts, and yet no condition has a use for it."""
    level = title_of(tier, counting[0].level)
    spell = worker.spell_on(judged.on)
    job = spell.job_role if spell else ""
    fits = [one for one in tier.conditions() if any(tier.serves(held.level, one) for held in counting)]
    if not any(_job_fits(one, job) for one in fits):
        return msg("{level} counts for other jobs.", level=level)
    return msg("{level} would count; every place it fits is filled.", level=level)


def _job_fits(condition: Condition, job: str) -> bool:
    return not condition.job_roles or job in condition.job_roles


def title_of(tier: Tier, level: str) -> Text:
    """What a level is called; its key where the tier's tracks do not have it."""
    rung = tier.ladder.get(level)
    return rung.title if rung else {"en": level}
