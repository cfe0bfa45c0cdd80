"""What waits for an admin, in numbers: each is the length of a list that shows exactly those."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, SignIn, User
from lms.accounts.queries import employed, visible_users
from lms.accounts.roles import Permission
from lms.certification.queries import desk, doubts
from lms.core import clock, db
from lms.core.jobs import Work
from lms.core.paging import count_of
from lms.fieldchecks.proposals import queries as proposals
from lms.reports.queries import certifications, live, teaching

SOON = 90


@dataclass(frozen=True)
class Waits:
    """``grants`` by level key; the others count what their lists hold. None: not the actor's business."""

    grants: dict[str, int]
    doubts: int
    proposals: int
    ending: int
    absent: int
    running: int | None
    nobodys: int
    stale: int | None
    failed: int | None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do. Tests under way want nothing of anybody, and staff work for no partner."""
        return not (
            self.grants or self.doubts or self.proposals or self.ending or self.absent or self.stale or self.failed
        )


def waits(actor: Actor) -> Waits:
    """Nine queries, however much there is."""
    stale, failed = None, None
    if actor.has(Permission.COURSE_AUTHOR):
        stale = count_of(teaching.courses(actor, teaching.Wanted(state="stale")))
    if actor.may(Permission.ACADEMY_SET_UP):
        failed = db.session().scalar(select(func.count()).where(Work.state == "failed")) or 0
    absent, nobodys = _people(actor)
    return Waits(
        grants=desk.waiting_counts(actor),
        doubts=count_of(doubts.in_doubt(actor)),
        proposals=count_of(proposals.proposals(actor, state="waiting")),
        ending=count_of(certifications.seen_by(actor, certifications.Wanted(ends=str(SOON)))),
        running=count_of(live.seats(actor, live.Wanted())) if actor.has(Permission.ATTEMPT_OVERSEE) else None,
        absent=absent,
        nobodys=nobodys,
        stale=stale,
        failed=failed,
    )


def _people(actor: Actor) -> tuple[int, int]:
    """Open accounts of those who never signed in; and everybody who works for no company today."""
    today = clock.today()
    works = exists().where(Employment.user_id == User.id, employed(today))
    came = exists().where(SignIn.user_id == User.id)
    reached = select(func.count().filter(User.active, ~came), func.count().filter(~works)).select_from(User)
    row = db.session().execute(reached.where(visible_users(actor, Permission.PERSON_MANAGE, today))).one()
    return row[0], row[1]
