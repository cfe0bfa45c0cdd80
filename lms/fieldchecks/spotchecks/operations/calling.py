"""Taking somebody to be called, and what came of a call that led to no result."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.core import audit, clock, db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import Message, Text, msg
from lms.fieldchecks.spotchecks.events import SpotCheckEnded
from lms.fieldchecks.spotchecks.models import SpotCall, SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations import ending
from lms.fieldchecks.spotchecks.queries.checks import employer_of, holds, reached, zone_of
from lms.fieldchecks.spotchecks.rules import calling
from lms.fieldchecks.spotchecks.rules.calling import Outcome, State

HELD_FOR = timedelta(minutes=30)
"""How long somebody is one caller's alone; each mark begins it anew."""
LONGEST = 2000


def take(actor: Actor, check_id: UUID) -> SpotCheck:
    """Take somebody to be called, to oneself for a while; what one holds already, one has. Of two who take the same person, one gets them
    and the other is told who.

    Raises NotFound, Refused (outside of the hours, not due yet, a colleague), Conflict (taken, ended).
    """
    check, campaign, person = _known(actor, check_id)
    _runs(check, campaign)
    now = clock.now()
    if not holds(actor, check):
        _may_be_called(actor, check, campaign, person, now)
    free = or_(SpotCheck.claimed_by.is_(None), SpotCheck.claimed_by == actor.user_id, SpotCheck.claimed_until < now)
    # A conditional update: whoever comes second changes no row.
    done = db.session().execute(
        update(SpotCheck)
        .where(SpotCheck.id == check_id, SpotCheck.state == State.WAITING.value, free)
        .values(claimed_by=actor.user_id, claimed_until=now + HELD_FOR)
        .execution_options(synchronize_session=False)
    )
    db.session().refresh(check)
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Conflict(_taken_by(check))
    return check


def put_back(actor: Actor, check_id: UUID) -> None:
    """Leave somebody to others, without a call. One that is not held stays as it is; marks that were given stay."""
    check = held(actor, check_id)
    check.claimed_by = check.claimed_until = None


def log(actor: Actor, check_id: UUID, outcome: str, *, call_back: datetime | None = None, note: str = "") -> SpotCheck:
    """What came of a call: nobody answered, they ask to be called back (``call_back`` as their clock shows it), they refuse, the number is
    somebody else's, or the line broke. Who asks to be called at night is told no, with the reason.
    """
    check = held(actor, check_id)
    campaign = db.session().get_one(SpotCampaign, check.campaign_id)
    if outcome not in set(Outcome) - {Outcome.DONE}:
        raise Refused(msg("Choose what came of the call."), field="outcome")
    if len(note) > LONGEST or "\0" in note:
        raise Refused(msg("At most {most} characters.", most=LONGEST), field="note")
    now = clock.now()
    back = _agreed(check, campaign, call_back, now) if outcome == Outcome.CALL_BACK else None
    check.tries += 1
    following = calling.after_call(
        Outcome(outcome),
        check.tries,
        campaign.tries,
        at=now,
        pause=timedelta(hours=campaign.pause_hours),
        call_back_at=back,
    )
    db.session().add(note_of(actor, check, Outcome(outcome), note, back))
    check.claimed_by = check.claimed_until = check.confirmed_at = None
    audit.record(actor, "spot_check.called", "spot_check", check.id, after={"outcome": outcome})
    if following.state is State.WAITING:
        check.due_at = following.due_at or now
        return check
    ending.close(check, following.state, actor)
    if following.state is State.REFUSED and campaign.refusal_fails:
        extra = ending.bring_in(check, campaign, score=0.0, passed=False)
        events.publish(SpotCheckEnded(check.id, check.user_id, passed=False, extra=extra))
    db.session().flush()
    return check


def note_of(
    actor: Actor, check: SpotCheck, outcome: Outcome, note: str, call_back_at: datetime | None = None
) -> SpotCall:
    """An entry of the log of calls."""
    return SpotCall(
        check_id=check.id,
        at=clock.now(),
        made_by=actor.user_id,
        outcome=outcome.value,
        call_back_at=call_back_at,
        note=note.strip(),
    )


def held(actor: Actor, check_id: UUID) -> SpotCheck:
    """A check that the actor holds, its row held until the end of the transaction. Raises NotFound, or Conflict with what became of it."""
    check, campaign, _person = _known(actor, check_id)
    check = db.session().get_one(SpotCheck, check_id, with_for_update=True, populate_existing=True)
    _runs(check, campaign)
    if not holds(actor, check):
        raise Conflict(_taken_by(check))
    return check


def _known(actor: Actor, check_id: UUID) -> tuple[SpotCheck, SpotCampaign, User]:
    if actor.is_system or not actor.has(Permission.SPOT_CHECK_CALL):
        raise Forbidden
    row = (
        db.session()
        .execute(
            select(SpotCheck, SpotCampaign, User)
            .join(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
            .join(User, User.id == SpotCheck.user_id)
            .where(SpotCheck.id == check_id, reached(actor))
            .execution_options(populate_existing=True)
        )
        .one_or_none()
    )
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]


def _runs(check: SpotCheck, campaign: SpotCampaign) -> None:
    if campaign.state != "running":
        raise Conflict(
            msg("This campaign was closed: nobody is called for it any more. What was marked stays on record.")
        )
    if check.state != State.WAITING.value:
        raise Conflict(msg("This check has ended already. Its outcome stands below."))


def _may_be_called(actor: Actor, check: SpotCheck, campaign: SpotCampaign, person: User, now: datetime) -> None:
    employer = employer_of(actor.user_id)
    if employer is not None and employer == employer_of(check.user_id):
        raise Refused(msg("You work for the same company. Somebody else calls this person."))
    wrong = calling.why_not(now, zone_of(person), check.hours(campaign))
    if wrong is not None:
        raise Refused(wrong)
    if check.due_at > now:
        raise Refused(msg("The next call is due on {when}.", when=clock_of(person, check.due_at)))


def clock_of(person: User, instant: datetime) -> datetime:
    """An instant as the person's clock shows it."""
    return instant.astimezone(ZoneInfo(zone_of(person)))


def _agreed(check: SpotCheck, campaign: SpotCampaign, call_back: datetime | None, now: datetime) -> datetime:
    if call_back is None:
        raise Refused(msg("Say when to call back, on their clock."), field="call_back")
    person = db.session().get_one(User, check.user_id)
    at = call_back.replace(tzinfo=ZoneInfo(zone_of(person)))
    if at <= now:
        raise Refused(msg("That is past. Say when to call back, on their clock."), field="call_back")
    wrong = calling.why_not(at, zone_of(person), check.hours(campaign))
    if wrong is not None:
        raise Refused(wrong, field="call_back")
    return at


def _taken_by(check: SpotCheck) -> Message:
    if check.claimed_by is None or check.claimed_until is None or check.claimed_until < clock.now():
        return msg("You do not hold this call any more. Take it again from the list.")
    holder = db.session().get_one(User, check.claimed_by)
    name: Text = {"en": holder.name_latin or holder.name_zh, "zh": holder.name_zh or holder.name_latin}
    return msg("{name} is calling this person now.", name=name)
