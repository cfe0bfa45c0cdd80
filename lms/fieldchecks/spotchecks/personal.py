"""What phone spot checks know about people: that they could be drawn, were called, what they were asked and how they answered."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, update

from lms.core import clock, db
from lms.core.i18n import msg
from lms.core.personal import Part, Sheet, streamed
from lms.fieldchecks.spotchecks.models import (
    SpotCall,
    SpotCampaign,
    SpotCheck,
    SpotFrameEntry,
    SpotQuestion,
)
from lms.fieldchecks.spotchecks.queries.checks import TOLD


def sheets(user_id: UUID) -> Iterator[Sheet]:
    """The person's own copy. Who waits to be called is not told before the call: it is unannounced."""
    yield _draws(user_id)
    yield _checks(user_id)
    yield _calls(user_id)
    yield _marks(user_id)


def erase(user_id: UUID, _prepared: object) -> None:
    """Words go, and nobody calls any more; what was drawn and how it was marked stays, by id."""
    session, mine = db.session(), list(db.session().scalars(select(SpotCheck.id).where(SpotCheck.user_id == user_id)))
    session.execute(update(SpotCheck).where(SpotCheck.id.in_(mine)).values(note=""))
    waiting = update(SpotCheck).where(SpotCheck.id.in_(mine), SpotCheck.state == "waiting")
    session.execute(waiting.values(state="void", ended_at=clock.now(), claimed_by=None, claimed_until=None))
    session.execute(update(SpotCall).where(SpotCall.check_id.in_(mine)).values(note=""))


def _draws(user_id: UUID) -> Sheet:
    one, campaign = SpotFrameEntry, SpotCampaign
    kept = (
        select(campaign.number, one.level_key, one.reason, campaign.seed, campaign.frame_hash, campaign.drawn_at)
        .join(campaign, campaign.id == one.campaign_id)
        .where(one.user_id == user_id, campaign.state == "closed")
        .order_by(campaign.number)
    )
    fields = {
        "campaign": msg("The campaign's number"),
        "level": msg("The level's key"),
        "left_out": msg("Why you could not be drawn; empty: you could"),
        "seed": msg("The seed of the draw"),
        "frame": msg("The hash of all who could be drawn"),
        "drawn_at": msg("When it was drawn"),
    }
    return Sheet("draws", msg("Draws of phone spot checks that are over"), fields, streamed(kept))


def _checks(user_id: UUID) -> Sheet:
    one = SpotCheck
    kept = select(one.id, one.level_key, one.state, one.tries, one.score, one.form, one.held_on, one.note)
    fields = {
        "id": msg("The check's own id"),
        "level": msg("The level's key"),
        "state": msg("What came of it"),
        "tries": msg("How often you were called"),
        "score": msg("The score, of 100"),
        "form": msg("The version of the form"),
        "held_on": msg("On which day"),
        "note": msg("What the caller wrote down"),
    }
    rows = streamed(kept.where(one.user_id == user_id, one.state.in_(TOLD)).order_by(one.id))
    return Sheet("checks", msg("Phone spot checks"), fields, rows)


def _calls(user_id: UUID) -> Sheet:
    kept = (
        select(SpotCall.check_id, SpotCall.at, SpotCall.outcome, SpotCall.call_back_at, SpotCall.note)
        .join(SpotCheck, SpotCheck.id == SpotCall.check_id)
        .where(SpotCheck.user_id == user_id, SpotCheck.state.in_(TOLD))
        .order_by(SpotCall.id)
    )
    fields = {
        "check_id": msg("The check's own id"),
        "at": msg("When you were called"),
        "outcome": msg("What came of the call"),
        "call_back_at": msg("When you asked to be called back"),
        "note": msg("What the caller wrote down"),
    }
    return Sheet("calls", msg("Calls of phone spot checks"), fields, streamed(kept))


def _marks(user_id: UUID) -> Sheet:
    one = SpotQuestion
    kept = (
        select(one.check_id, one.number, one.question_version_id, one.mark)
        .join(SpotCheck, SpotCheck.id == one.check_id)
        .where(SpotCheck.user_id == user_id, SpotCheck.state.in_(TOLD))
        .order_by(one.check_id, one.number)
    )
    fields = {
        "check_id": msg("The check's own id"),
        "number": msg("The question's place"),
        "question": msg("The version of the question"),
        "mark": msg("2 right, 1 partly, 0 wrong"),
    }
    return Sheet("marks", msg("How your answers were marked"), fields, streamed(kept))


PART = Part(
    key="spot_checks",
    title=msg("Phone spot checks"),
    purpose=msg(
        "Who holds a level can be drawn by lot and called by an examiner who asks a few questions of that level. The result is evidence for "
        "levels. No sound is recorded."
    ),
    kept=msg("For ever: a level that rests on a check, and a draw that can be done again, need it."),
    at_erasure=msg(
        "What callers wrote down goes, and nobody calls any more. Who could be drawn, and how answers were marked, stays under a number "
        "without a name."
    ),
    columns=frozenset(
        {
            "spot_call.made_by",
            "spot_call.note",
            "spot_campaign.drawn_by",
            "spot_campaign.end_reason",
            "spot_campaign.ended_by",
            "spot_campaign.made_by",
            "spot_check.claimed_by",
            "spot_check.ended_by",
            "spot_check.note",
            "spot_check.user_id",
            "spot_frame_entry.reason",
            "spot_frame_entry.user_id",
            "spot_mark.marked_by",
        }
    ),
    sheets=sheets,
    erase=erase,
)
