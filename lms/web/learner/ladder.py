"""The ladder of a track for one person: certification's explanation, with the learning that would meet it.

``ladder_of`` serves the learner's home and any page that shows somebody's ladder; the macro ``ladder`` draws it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.actor import Actor
from lms.certification.queries.decisions import Held, Situation, authorise_reading, situation_of
from lms.certification.queries.levels import LevelName, level_names
from lms.certification.queries.progress import conditions
from lms.certification.rules import Decided, Finding, Outcome, Standing, State
from lms.core import clock
from lms.core.errors import NotFound
from lms.core.i18n import Text, pick
from lms.learning import queries
from lms.learning.rules import Course
from lms.ui.filters import day
from lms.web.decision_lines import standing_of
from lms.web.language import current_language
from lms.web.learner.ways import Door, Ways


@dataclass(frozen=True)
class Ask:
    """A thing still asked; shaped for the macro. ``door`` is where it is done, or None."""

    label: str
    why: str | None
    state: str
    verb: str | None = None
    url: str | None = None
    door: Door | None = None


@dataclass(frozen=True)
class Rung:
    """A level on the ladder; shaped for the macro."""

    level_key: str
    number: int
    colour: int
    name: str
    state: str
    note: str
    steps: Sequence[str] = ()
    asks: Sequence[Ask] = ()
    done: Sequence[str] = ()


@dataclass(frozen=True)
class Renewal:
    """A level that is held and may be renewed already."""

    level_key: str
    title: str
    valid_through: date
    days_left: int


@dataclass(frozen=True)
class Lost:
    """A level that was held and is not any more, or not at present: ``standing`` says which; ``reason`` where one was given."""

    level_key: str
    title: str
    standing: Standing
    valid_through: date
    reason: str


@dataclass(frozen=True)
class LadderView:
    """A track's ladder. ``next`` is the rung to climb, None at the top; ``outcome`` how its requirement stands.

    ``tracks`` are all tracks with their titles, for the choice between them. ``holds``: what is held today in any track, by
    title, with its last valid day.
    """

    track_key: str
    title: str
    rungs: Sequence[Rung]
    next: Rung | None
    next_title: str
    outcome: Outcome | None
    renewals: Sequence[Renewal]
    lost: Sequence[Lost]
    holds: Sequence[tuple[str, date]]
    tracks: Sequence[tuple[str, Text]]


def ladder_of(
    actor: Actor, user_id: UUID, track: str | None = None, *, courses: Iterable[Course] | None = None
) -> LadderView | None:
    """Somebody's ladder in a track (default: the first); None where the academy has no track.

    ``courses`` are the person's own, where the caller has read them already. Raises :class:`NotFound` for an unknown track
    and for a person whose certifications the actor may not see. Links are there for oneself only.
    """
    authorise_reading(actor, user_id)
    names = level_names()
    tracks = {name.track_key: name.track_title for name in names.values()}
    if not tracks:
        return None
    key = track or next(iter(tracks))
    if key not in tracks:
        raise NotFound
    situation = situation_of(user_id, on=clock.today(), known_by=clock.now(), track=key)
    levels = [name for name in names.values() if name.track_key == key]
    climbing = _next(levels, situation)
    ways = None
    if climbing is not None and actor.user_id == user_id:
        own = queries.own_courses(user_id) if courses is None else courses
        ways = Ways(queries.fitting(climbing.key), {course.course_id: course for course in own})
    rungs = [_rung(level, climbing, situation, ways) for level in levels]
    decided = situation.decided.get(climbing.key) if climbing else None
    return LadderView(
        track_key=key,
        title=_say(tracks[key]),
        rungs=rungs,
        next=next((rung for rung in rungs if climbing and rung.level_key == climbing.key), None),
        next_title=_say(climbing.title) if climbing else "",
        outcome=decided.outcome if decided else None,
        renewals=_renewals(levels, situation),
        lost=_lost(levels, situation),
        holds=[
            (_say(name.title), held.valid_through)
            for name in names.values()
            if (held := situation.held.get(name.key)) and held.standing is Standing.VALID
        ],
        tracks=list(tracks.items()),
    )


def _next(levels: Sequence[LevelName], situation: Situation) -> LevelName | None:
    """The level to climb to: the one above the highest that is held."""
    held = [level.number for level in levels if _stands(situation.held.get(level.key)) is Standing.VALID]
    return next((level for level in levels if level.number > max(held, default=0)), None)


def _stands(held: Held | None) -> Standing | None:
    return held.standing if held else None


def _rung(level: LevelName, climbing: LevelName | None, situation: Situation, ways: Ways | None) -> Rung:
    held, decided = situation.held.get(level.key), situation.decided.get(level.key)
    # Three rungs take the colours 1, 3 and 5, so that the top looks like the top.
    colour = 1 + round(4 * (level.number - 1) / max(level.rungs - 1, 1))
    base = Rung(level.key, level.number, colour, _say(level.short), "ahead", "")
    if climbing is not None and level.key == climbing.key:
        return _climbing(base, decided, held, ways)
    if held is not None and held.standing is Standing.VALID:
        return replace(base, state="held", note=_("to %(day)s", day=day(held.valid_through)))
    if climbing is None or level.number < climbing.number:
        return replace(base, state="lapsed", note=_ended(held)) if held else base
    return replace(base, note=_asks(decided))


def _climbing(base: Rung, decided: Decided | None, held: Held | None, ways: Ways | None) -> Rung:
    if decided is None or decided.finding is None:
        return replace(base, state="next", note=_ended(held) if held else "")
    found = conditions(decided.finding)
    missing = [_ask(finding, ways) for finding in found if finding.state is not State.MET]
    met = [finding.asks.render(current_language()) for finding in found if finding.state is State.MET]
    return replace(
        base,
        state="next",
        note=_("%(done)s of %(total)s done", done=len(met), total=len(found)),
        steps=["done"] * len(met) + ["half" if ask.state in ("half", "wait") else "todo" for ask in missing],
        asks=missing,
        done=met,
    )


def _ask(finding: Finding, ways: Ways | None) -> Ask:
    asked, seen = finding.asks.render(current_language()), _seen(finding)
    if finding.state in (State.WAITING, State.APPROVAL, State.PLACE):
        return Ask(asked, seen, "wait", day(finding.counts_from) if finding.counts_from else None)
    state = standing_of(finding)
    door = ways.door(finding.way) if ways and finding.way else None
    if door is None:
        return Ask(asked, seen, state)
    if door.begun:
        state = "half"
    return Ask(door.title or asked, door.why or seen, state, door.verb, door.url, door)


def _seen(finding: Finding) -> str | None:
    return finding.seen.render(current_language()) if finding.seen else None


def _asks(decided: Decided | None) -> str:
    if decided is None or decided.finding is None:
        return ""
    number = len(conditions(decided.finding))
    return ngettext("%(num)s condition", "%(num)s conditions", number)


def _ended(held: Held) -> str:
    if held.standing is Standing.SUSPENDED:
        return _("suspended")
    if held.standing is Standing.REPLACED:
        return _("replaced")
    if held.standing in (Standing.REVOKED, Standing.WITHDRAWN):
        return _("revoked") if held.standing is Standing.REVOKED else _("withdrawn")
    return _("ended %(day)s", day=day(held.valid_through))


def _renewals(levels: Sequence[LevelName], situation: Situation) -> list[Renewal]:
    open_ones = [
        (level, held)
        for level in levels
        if (held := situation.held.get(level.key))
        and held.standing is Standing.VALID
        and level.key in situation.decided
    ]
    return [
        Renewal(level.key, _say(level.title), held.valid_through, (held.valid_through - situation.on).days)
        for level, held in open_ones
    ]


def _lost(levels: Sequence[LevelName], situation: Situation) -> list[Lost]:
    """What is not held any more, the highest first; what a higher level stands for is not missed. Given up is not lost."""
    highest = max(
        (name.number for name in levels if _stands(situation.held.get(name.key)) is Standing.VALID), default=0
    )
    gone = (Standing.EXPIRED, Standing.SUSPENDED, Standing.REVOKED)
    return [
        Lost(name.key, _say(name.title), held.standing, held.valid_through, held.reason)
        for name in reversed(levels)
        if name.number > highest and (held := situation.held.get(name.key)) and held.standing in gone
    ]


def _say(text: Text) -> str:
    return pick(text, current_language())
