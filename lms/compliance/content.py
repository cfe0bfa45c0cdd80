"""Tier files (``courses/tiers``): checked, and kept as versions that never change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused, Progress
from lms.catalogue.content.reading import Content
from lms.compliance.models import TierRule
from lms.compliance.rules.tier import MOST_COMBINATIONS, read_tier
from lms.compliance.tier_file import TierFile
from lms.core import clock, db
from lms.core.documents import BadDocument, LocatedDocument, Problem
from lms.core.i18n import msg
from lms.core.shapes import shaped


def check(content: Content) -> list[Problem]:
    """Everything wrong with the tiers of a folder, located."""
    problems: list[Problem] = []
    ladder = ladder_of(content)
    for document in content.tiers:
        try:
            shape = shaped(document, TierFile)
        except BadDocument as bad:
            problems += bad.problems
            continue
        problems += _check_tier(document, shape, ladder)
    return problems


def _check_tier(
    document: LocatedDocument, shape: TierFile, ladder: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    if document.file != f"tiers/{shape.id}.yaml":
        yield document.problem(("id",), msg("The file is called {name}.", name=f"{shape.id}.yaml"))
    for part in ("counts", "roles", "every"):
        for index, one in enumerate(getattr(shape, part)):
            for number, level in enumerate(one.levels):
                if level not in ladder:
                    reason = msg("There is no level {level}; levels are written track/level.", level=level)
                    yield document.problem((part, index, "levels", number), reason)
    number = read_tier(shape.id, 1, shape.in_force_from, rule_of(shape, {})).combination_count()
    if number > MOST_COMBINATIONS:
        reason = msg(
            "The pools can be met in {number} ways; {most} are the most.", number=number, most=MOST_COMBINATIONS
        )
        yield document.problem(("pools",), reason)


def load(actor: Actor, content: Content, progress: Progress | None = None) -> list[Change]:
    """Keep what each tier asks under its version. Raises :class:`ContentRefused` where a version by which companies may have been
    judged would come to ask something else.
    """
    del progress
    actor.require(Permission.COURSE_AUTHOR)
    known = {(row.tier_key, row.number): row for row in db.session().scalars(select(TierRule))}
    ladder = ladder_of(content)
    changes: list[Change] = []
    problems: list[Problem] = []
    for document in content.tiers:
        shape = shaped(document, TierFile)
        kept, rule = known.get((shape.id, shape.version)), rule_of(shape, ladder)
        if kept is None:
            keep(shape, rule)
            changes.append(
                Change("tier", shape.id, msg("what it asks recorded, version {version}", version=shape.version))
            )
        elif _asks(kept.rule) != _asks(rule) or kept.in_force_from != shape.in_force_from:
            reason = msg(
                "{id} differs from its version {number}, by which companies are judged: raise version to {next}.",
                id=shape.id,
                number=shape.version,
                next=shape.version + 1,
            )
            problems.append(document.problem(("version",), reason))
    if problems:
        raise ContentRefused(problems)
    db.session().flush()
    return changes


def keep(shape: TierFile, rule: dict[str, Any]) -> TierRule:
    """A version, from now on as it is."""
    kept = TierRule(
        tier_key=shape.id,
        number=shape.version,
        in_force_from=shape.in_force_from,
        rule=rule,
        recorded_at=clock.now(),
    )
    db.session().add(kept)
    return kept


def ladder_of(content: Content) -> dict[str, dict[str, Any]]:
    """The levels of a folder's tracks, as a tier rule keeps them: nothing is looked up later."""
    return {
        f"{track.shape.id}/{level.id}": {
            "key": f"{track.shape.id}/{level.id}",
            "track": track.shape.id,
            "number": number,
            "higher_counts": track.shape.higher_implies_lower,
            "title": dict(level.title),
        }
        for track in sorted(content.tracks, key=lambda one: (one.shape.position, one.shape.id))
        for number, level in enumerate(track.shape.levels, start=1)
    }


def rule_of(shape: TierFile, ladder: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """All that judging needs, the tracks whose levels are named included: those of every track where one counts any level."""
    plain = shape.model_dump(mode="json", include={"validity_left", "roles_per_person", "branches", "warn"})
    conditions = {
        part: [one.model_dump(mode="json") for one in getattr(shape, part)] for part in ("counts", "roles", "every")
    }
    pools = [one.model_dump(mode="json") for one in shape.pools]
    return {
        **plain,
        **shape.clocks.model_dump(),
        **conditions,
        "pools": pools,
        "ladder": [dict(one) for one in ladder.values()],
    }


def _asks(rule: Mapping[str, Any]) -> dict[str, Any]:
    """What of a rule decides; how levels are called does not."""
    rungs = [{name: one[name] for name in one if name != "title"} for one in rule["ladder"]]
    return {**rule, "ladder": sorted(rungs, key=lambda one: str(one["key"]))}


PART = ContentPart("compliance", check, load, {"tier": TierFile})
