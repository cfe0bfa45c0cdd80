"""``/courses``: everything there is to learn, what the next level asks first; filters and words live in the address."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for

from lms.accounts.roles import Permission
from lms.catalogue import queries
from lms.catalogue.models import Category, Level, Track
from lms.catalogue.queries import Card, Wanted
from lms.certification.queries import evidence
from lms.certification.rules import Standing, standing
from lms.core import clock
from lms.learning.queries import states_of
from lms.web.access import access
from lms.web.viewer import current_user_id

pages = Blueprint("catalogue", __name__)
MOST_WORDS = 200


@dataclass(frozen=True)
class Choice:
    """What the address asks for, as far as it exists. ``focus`` is the level in question: the chosen one, else the next."""

    words: str
    track: Track | None
    level: Level | None
    category: Category | None
    focus: Level | None

    @property
    def is_open(self) -> bool:
        """Whether nothing was chosen or asked."""
        return not (self.words or self.track)

    def address(self, **other: str | None) -> str:
        """The page with some of the choice changed; None takes a part out, and what hangs on it."""
        parts: dict[str, Any] = {
            "q": self.words or None,
            "track": self.track.key if self.track else None,
            "level": _short(self.level),
            "category": self.category.key if self.category else None,
        }
        return url_for("catalogue.courses", **{**parts, **other})


@pages.get("/courses")
@access(Permission.COURSE_LEARN)
def courses() -> str:
    """The list."""
    tracks = queries.tracks()
    choice = _choice(tracks, _held_levels())
    wanted = Wanted(
        words=choice.words,
        level_key=choice.level.key if choice.level else "",
        category_key=choice.category.key if choice.category else "",
    )
    found = queries.find(wanted, choice.focus, after=request.args.get("after", ""))
    return render_template(
        "learner/catalogue/courses.html",
        choice=choice,
        counts=queries.counts(choice.focus),
        groups=_groups(found.cards, by_match=bool(choice.words)),
        hidden=_hidden(choice),
        next_url=choice.address(after=found.next_key) if found.next_key else None,
        places=_Places(tracks),
        short=_short,
        states=states_of(current_user_id(), [card.id for card in found.cards]),
        tracks=tracks,
    )


def _short(level: Level | None) -> str | None:
    return level.key.partition("/")[2] if level else None


def _held_levels() -> set[str]:
    """The levels that the viewer holds today."""
    today = clock.today()
    held = evidence.certifications_of([current_user_id()], known_by=clock.now())
    return {row.level_key for row in held if standing(evidence.period_of(row), today) is Standing.VALID}


def _choice(tracks: Sequence[Track], held: Collection[str]) -> Choice:
    """What the address says; a name that does not exist is as if nothing was said."""
    said = request.args
    track = next((track for track in tracks if track.key == said.get("track")), None)
    level = next((level for level in track.levels if _short(level) == said.get("level")), None) if track else None
    within = track or next(iter(tracks), None)
    focus = level or (_next_level(within, held) if within else None)
    if track and not level:
        level = focus
    known = track.categories if track and level else []
    category = next((known for known in known if known.key == said.get("category")), None)
    return Choice(said.get("q", "").strip()[:MOST_WORDS], track, level, category, focus)


def _next_level(track: Track, held: Collection[str]) -> Level | None:
    """The lowest level above those held; at the top, the top."""
    above = 0
    for number, level in enumerate(track.levels, 1):
        above = number if level.key in held else above
    return track.levels[min(above, len(track.levels) - 1)] if track.levels else None


def _groups(cards: Sequence[Card], *, by_match: bool) -> list[tuple[str, list[Card]]]:
    """Cards under ``found``, or under what the level in focus makes of them: ``required``, ``elective``, ``other``."""
    if by_match:
        return [("found", list(cards))] if cards else []
    groups: dict[str, list[Card]] = {}
    for card in cards:
        groups.setdefault(card.standing or "other", []).append(card)
    return list(groups.items())


def _hidden(choice: Choice) -> Mapping[str, str]:
    """The part of the choice that a new search keeps."""
    parts = {"track": choice.track and choice.track.key, "level": _short(choice.level) if choice.track else None}
    return {name: value for name, value in parts.items() if value}


class _Places:
    """Where a course counts, in words: its category, and the level when it is another than the one in focus."""

    def __init__(self, tracks: Sequence[Track]) -> None:
        self.levels = {level.key: level for track in tracks for level in track.levels}
        self.categories = {(track.key, known.key): known for track in tracks for known in track.categories}

    def of(self, card: Card, focus: Level | None) -> tuple[Category | None, Level | None]:
        """The category and level to show with a card: those of the level in focus, else the first there are."""
        at_focus = [place for place in card.places if focus and place[0] == focus.key]
        for level_key, category_key in [*at_focus, *card.places]:
            category = self.categories.get((level_key.partition("/")[0], category_key))
            if category:
                return category, self.levels.get(level_key)
        return None, None
