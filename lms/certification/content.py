"""What track files say levels ask: checked, and kept as requirement versions that never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused, Progress
from lms.catalogue.content.reading import Content, TrackSource
from lms.catalogue.content.track_file import LevelShape, TrackFile
from lms.certification.models import RequirementVersion
from lms.certification.operations import employment
from lms.certification.queries.requirements import quota_in, surroundings_of
from lms.certification.requirements import registry
from lms.certification.requirements.reading import WrongCondition
from lms.core import clock, db
from lms.core.documents import Problem
from lms.core.i18n import Text, msg


def check(content: Content) -> list[Problem]:
    """Everything wrong with what levels ask, located."""
    return [problem for track in content.tracks for problem in _check_track(track, content)]


def _check_track(track: TrackSource, content: Content) -> Iterator[Problem]:
    for index, level in enumerate(track.shape.levels):
        rule = rule_of(track.shape, level, titles_in(content))
        if (
            (found := quota_in(rule["requires"])) is not None
            and not found
            and level.id not in (track.shape.quota or {})
        ):
            reason = msg(
                "quota_free needs places, such as {example}, or a share of the level under quota.",
                example="{places: 30}",
            )
            yield track.document.problem(("levels", index, "requires"), reason)
        for place, expression in (("requires",), rule["requires"]), (("renewal", "requires"), level.renewal.requires):
            if expression is None:
                continue
            try:
                registry.read(expression, surroundings_of(rule))
            except WrongCondition as wrong:
                yield track.document.problem(("levels", index, *place, *wrong.path), wrong.reason)


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Keep each level's requirement under its track's version. Raises :class:`ContentRefused` where a version that decisions may
    have been made by would come to say something else.
    """
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    known = {(row.level_key, row.number): row for row in db.session().scalars(select(RequirementVersion))}
    titles = titles_in(content)
    changes: list[Change] = []
    new: list[object] = []
    problems: list[Problem] = []
    for track in content.tracks:
        shape = track.shape
        for index, level in enumerate(shape.levels):
            rule = rule_of(shape, level, titles)
            level_key = rule["level_key"]
            kept = known.get((level_key, shape.version))
            if kept is None:
                new.append(rule["requires"])
                db.session().add(
                    RequirementVersion(
                        level_key=level_key,
                        number=shape.version,
                        in_force_from=shape.in_force_from,
                        rule=rule,
                        recorded_at=clock.now(),
                    )
                )
                what = msg("what it asks recorded, version {version}", version=shape.version)
                changes.append(Change("requirement", level_key, what))
            elif _asks(kept.rule) != _asks(rule) or kept.in_force_from != shape.in_force_from:
                reason = msg(
                    "What {level} asks differs from version {number}, by which decisions were made: raise version to {next}.",
                    level=level_key,
                    number=shape.version,
                    next=shape.version + 1,
                )
                problems.append(track.document.problem(("levels", index, "requires"), reason))
    if problems:
        raise ContentRefused(problems)
    db.session().flush()
    if any(employment.names(rule) for rule in new):
        employment.look_at_everybody()
    return changes


def rule_of(track: TrackFile, level: LevelShape, titles: Mapping[str, Text]) -> dict[str, Any]:
    """All that deciding about a level needs, so that nothing is looked up later.

    ``requires`` the expression; ``matrix``, ``categories``, ``levels`` (in order, a list of key and title), ``titles`` of the
    courses and tests it names; ``valid_for``, ``renewal``; ``level_key``, ``higher_implies_lower``; ``quota``, the level's share;
    ``lower_levels`` and ``undo_within`` where the track says them.
    """
    named = _named([level.requires, level.renewal.requires])
    said = {"lower_levels": track.lower_levels, "undo_within": level.undo_within, "quota": _share(track, level)}
    return {
        "level_key": f"{track.id}/{level.id}",
        "requires": level.requires,
        "matrix": dict(level.categories),
        "categories": {category.id: dict(category.title) for category in track.categories},
        "levels": [{"key": each.id, "title": dict(each.title)} for each in track.levels],
        "titles": {name: dict(titles[name]) for name in sorted(named) if name in titles},
        "higher_implies_lower": track.higher_implies_lower,
        "valid_for": level.valid_for,
        "renewal": level.renewal.model_dump(),
    } | {name: value for name, value in said.items() if value is not None}


def _share(track: TrackFile, level: LevelShape) -> int | None:
    """The level's share of all holders, in per cent, where what it asks reads it."""
    return (track.quota or {}).get(level.id) if quota_in(level.requires) is not None else None


def titles_in(content: Content) -> dict[str, Text]:
    """Titles of the courses and tests of a folder, by id."""
    titles: dict[str, Text] = {course.shape.id: course.shape.title for course in content.courses}
    for test in content.tests:
        if (
            isinstance(test.data, dict)
            and isinstance(test.data.get("title"), dict)
            and isinstance(test.data.get("id"), str)
        ):
            titles[test.data["id"]] = {k: v for k, v in test.data["title"].items() if isinstance(v, str)}
    return titles


def _named(expression: object) -> set[str]:
    """The ids of courses and tests that an expression names."""
    if isinstance(expression, list):
        return {name for part in expression for name in _named(part)}
    if not isinstance(expression, dict):
        return set()
    own = {value for key, value in expression.items() if key in ("course", "test") and isinstance(value, str)}
    return own | {name for value in expression.values() for name in _named(value)}


def _asks(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What of a rule decides; titles are words only and may be put better."""
    same = ("requires", "matrix", "higher_implies_lower", "valid_for", "renewal")
    said = ("lower_levels", "undo_within", "quota")
    return (
        {key: rule[key] for key in same}
        | {key: rule.get(key) for key in said}
        | {"levels": [level["key"] for level in rule["levels"]]}
    )


PART = ContentPart("certification", check, load)
