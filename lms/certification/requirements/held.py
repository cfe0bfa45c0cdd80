"""``held: {level: junior, for: P6M}``: that level of the track is held, without a gap, for at least so long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.certification.requirements.reading import Parameters, WrongCondition
from lms.certification.rules import Fact, Finding, State, Surroundings, Way, counting
from lms.core import terms
from lms.core.i18n import msg

KIND = "level_held"


@dataclass(frozen=True)
class Held:
    """A level that must be held on the day; a higher one of the track counts where the track says so."""

    level: str
    term: str | None

    def look(self, evidence: Sequence[Fact], on: date, around: Surroundings) -> Finding:
        """Stretches of valid days that touch each other are one; the one that holds ``on`` decides."""
        title = around.levels[self.level]
        if self.term:
            asks = msg("{level} held since {since} or longer.", level=title, since=terms.before(on, self.term))
        else:
            asks = msg("{level} held.", level=title)
        since, through, used = self._stretch(counting(evidence, KIND, on), on, around)
        way = Way("level", f"{around.track}/{self.level}")
        if since is None or through is None:
            return Finding("held", State.NOT_MET, asks, msg("Not held on {on}.", on=on), way=way)
        seen = msg("Held since {since}, valid through {through}.", since=since, through=through)
        ripe = terms.after(since, self.term) if self.term else since
        if ripe > on:
            return Finding("held", State.WAITING, asks, seen, used=used, way=way, counts_from=ripe)
        return Finding("held", State.MET, asks, seen, used=used, way=way)

    def _stretch(
        self, facts: list[Fact], on: date, around: Surroundings
    ) -> tuple[date | None, date | None, tuple[str, ...]]:
        order = list(around.levels)
        enough = order[order.index(self.level) :] if around.higher_implies_lower else [self.level]
        wanted = {f"{around.track}/{level}" for level in enough}
        days = sorted(
            (date.fromisoformat(f.value["from"]), date.fromisoformat(f.value["through"]), f.id)
            for f in facts
            if f.subject in wanted
        )
        since: date | None = None
        through: date | None = None
        used: list[str] = []
        for first, last, fact_id in days:
            if through is None or first > through + timedelta(days=1):
                since, through, used = first, last, [fact_id]
            else:
                through = max(through, last)
                used.append(fact_id)
        if since is None or through is None or not since <= on <= through:
            return None, None, ()
        return since, through, tuple(used)


def read(value: object, around: Surroundings) -> Held:
    """What the track file says; the level must be one of the track."""
    given = Parameters("held", value)
    condition = Held(given.text("level"), given.term("for"))
    given.done()
    if condition.level not in around.levels:
        raise WrongCondition(msg("the track has no level {level}", level=condition.level), ("level",))
    return condition
