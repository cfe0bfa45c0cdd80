"""The line of those who were granted a level whose quota is full: first come, first served, by itself, when a place becomes free."""

from __future__ import annotations

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.catalogue.models import Level, Track
from lms.certification.events import PutInLine
from lms.certification.models import Eligibility
from lms.certification.queries.places import levels_waited_for, place_in_line
from lms.certification.queries.requirements import requirements_on
from lms.core import audit, clock, db, events, jobs

MOVE_UP = "certification.move_up"


def hold_places_of(level_key: str) -> None:
    """Where the level's grants are held to a quota: one grant in its track at a time, until the transaction ends, so that no two take
    the same place. Always before the person's levels are held.
    """
    found = requirements_on(clock.today()).get(level_key)
    if found is None or found[1].quota is None:
        return
    track = select(Track.id).join(Level, Level.track_id == Track.id).where(Level.key == level_key)
    db.session().execute(track.with_for_update(key_share=True, of=Track))


def put_in_line(actor: Actor, eligibility: Eligibility) -> None:
    """The admin's yes waits with the person for a place; they are told so. A second yes changes nothing."""
    if eligibility.state == "queued":
        return
    eligibility.state, eligibility.decided_by, eligibility.decided_at = "queued", actor.user_id, clock.now()
    db.session().flush()
    position = place_in_line(eligibility)
    level = eligibility.level_key
    audit.record(
        actor, "certification.queued", "user", eligibility.user_id, after={"level": level, "position": position}
    )
    events.publish(PutInLine(eligibility.user_id, level, position))


def move_up_later(level_key: str) -> None:
    """A place of the level's track may have become free: whoever waits for one moves up, in work of its own."""
    track = level_key.partition("/")[0]
    for waited_for in levels_waited_for():
        if waited_for.startswith(f"{track}/"):
            jobs.record(MOVE_UP, level_key=waited_for)
