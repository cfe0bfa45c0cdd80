"""``partner_good_standing: {for: P6M}``: the person works for a company that is active and without a red card, perhaps for so long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lms.certification.requirements.reading import Parameters
from lms.certification.rules import Fact, Finding, State, Surroundings, counting
from lms.core import terms
from lms.core.i18n import Message, msg

KIND = "partner_standing"
INACTIVE, RED_CARD = "inactive", "red_card"


@dataclass(frozen=True)
class PartnerGoodStanding:
    """Works on the day for a company in good standing, and did without a gap for ``term`` where one is asked. Its tier is not asked."""

    term: str | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """The newest fact says where somebody worked when, and for which days each company stood well."""
        del around
        asks = msg("Works for a partner in good standing: active, and without a red card.")
        if self.term:
            since = terms.before(on, self.term)
            asks = msg("Works since {since} or longer for a partner in good standing.", since=since)
        facts = counting(evidence, KIND, on)
        used = tuple(f.id for f in facts[-1:])
        job = next((one for f in facts[-1:] for one in f.value["jobs"] if _holds(one, on)), None)
        if job is None:
            return self._found(State.NOT_MET, asks, msg("Works for no partner on {on}.", on=on), used)
        trouble = next((one for one in job["troubles"] if _holds(one, on)), None)
        if trouble is not None:
            return self._found(State.NOT_MET, asks, _said(job, trouble), used)
        good_since = max([_day(job["from"]), *_after_troubles(job, on)])
        if self.term and good_since > terms.before(on, self.term):
            ripe = terms.after(good_since, self.term)
            seen = msg("{company} stands well since {since}.", company=job["company"], since=good_since)
            return self._found(State.WAITING, asks, seen, used, ripe)
        return self._found(
            State.MET, asks, msg("{company}, since {since}.", company=job["company"], since=_day(job["from"])), used
        )

    def _found(
        self, state: State, asks: Message, seen: Message, used: tuple[str, ...], ripe: date | None = None
    ) -> Finding:
        return Finding("partner_good_standing", state, asks, seen, used=used, counts_from=ripe)


def _said(job: Mapping[str, Any], trouble: Mapping[str, Any]) -> Message:
    since = _day(trouble["from"])
    if trouble["why"] == INACTIVE:
        return msg("{company} is out of the channel since {since}.", company=job["company"], since=since)
    return msg("{company} has a red card since {since}.", company=job["company"], since=since)


def _after_troubles(job: Mapping[str, Any], on: date) -> Iterator[date]:
    for one in job["troubles"]:
        if one["through"] is not None and _day(one["through"]) < on:
            yield _day(one["through"]) + timedelta(days=1)


def _holds(spell: Mapping[str, Any], on: date) -> bool:
    return _day(spell["from"]) <= on and (spell["through"] is None or on <= _day(spell["through"]))


def _day(written: str) -> date:
    return date.fromisoformat(written)


def read(value: object, _around: Surroundings) -> PartnerGoodStanding:
    """What the track file says."""
    given = Parameters("partner_good_standing", value)
    condition = PartnerGoodStanding(given.term("for"))
    given.done()
    return condition
