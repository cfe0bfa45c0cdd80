"""What the worker does about messages: deliver them, wake those that waited for a server, and tell what draws near."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select, update

from lms.accounts.rules import REGISTRATION_KEPT
from lms.certification.models import Certification
from lms.certification.queries.levels import level_names
from lms.classroom.models import ClassBooking
from lms.core import clock, config, db, jobs
from lms.core.db import Database
from lms.core.jobs import Outside
from lms.core.logs import logger
from lms.learning.models import Enrolment
from lms.notifications import delivering
from lms.notifications.channels import smtp
from lms.notifications.channels.email import DELIVER, put_on_its_way
from lms.notifications.channels.smtp import Said
from lms.notifications.kinds import class_soon, due_soon, expiring
from lms.notifications.models import Delivery, Message
from lms.notifications.operations.telling import tell
from lms.notifications.personal import remove
from lms.notifications.queries import approaching
from lms.notifications.queries.lapsing import lapsing_of
from lms.notifications.queries.mail import lacking
from lms.notifications.rules import CLASS_SOON, DUE_SOON, EXPIRING, PER_MINUTE, Stage, State, stages

log = logger(__name__)

TELL_DUE = "notifications.tell_due"
TELL_EXPIRING = "notifications.tell_expiring"
TELL_CLASSES = "notifications.tell_classes"
STRANDED_AFTER = timedelta(hours=1)
"""Longer than any talk with a server takes, and than work waits in a queue."""


def _deliver(database: Database, delivery_id: str) -> None:
    with database.transaction():
        taken = delivering.take(UUID(delivery_id))
    if taken is None:
        return

    def before_end() -> None:
        with database.transaction():
            delivering.about_to_end(taken)

    try:
        said = smtp.hand_over(taken.server, config.current().smtp_timeout, taken.mail, before_end)
    except delivering.Overtaken:
        log.warning("delivery_overtaken", delivery_id=delivery_id)
        return
    _note(delivery_id, said)
    with database.transaction():
        delivering.settle(taken, said)


deliver = Outside(_deliver)
"""Hand one delivery over to the mail server."""


def wake() -> None:
    """Each minute: what waited for a server goes on its way when there is one, as many as a minute bears; what means nothing any
    more does not; and what was due long ago, its work lost or given up, is looked at again.
    """
    now = clock.now()
    _let_go_of_what_is_over(now)
    if lacking():
        return
    kept = select(Delivery).where(Delivery.state == State.NO_SERVER).order_by(Delivery.due_at).limit(PER_MINUTE)
    for delivery in db.session().scalars(kept.with_for_update(skip_locked=True)).all():
        put_on_its_way(delivery, now)
    stranded = select(Delivery).where(
        Delivery.state.in_([State.WAITING, State.SENDING]), Delivery.due_at < now - STRANDED_AFTER
    )
    for delivery in db.session().scalars(stranded.limit(PER_MINUTE).with_for_update(skip_locked=True)).all():
        delivery.due_at = now
        jobs.record(DELIVER, delivery_id=delivery.id)


def _let_go_of_what_is_over(now: datetime) -> None:
    kept = select(Delivery.id).join(Message, Message.id == Delivery.message_id).where(Delivery.state == State.NO_SERVER)
    over = update(Delivery).where(Delivery.id.in_(kept.where(Message.expires_at <= now).limit(1000)))
    db.session().execute(over.values(state=State.OVER, settled_at=now).execution_options(synchronize_session=False))


def forget_strangers() -> None:
    """What was sent to an address of nobody's account, as long ago as a stranger's words are kept. Safe to do twice."""
    remove(and_(Message.user_id.is_(None), Message.made_at < clock.now() - REGISTRATION_KEPT))


def begin_telling() -> None:
    """Record, in batches a minute apart, that people are to be told what is due soon and what ends soon."""
    today, now, batches = clock.today(), clock.now(), 0
    for stage in stages(DUE_SOON):
        for left in range(stage.least, stage.most + 1):
            day = today + timedelta(days=left)
            after: UUID | None = None
            while found := approaching.batch_after(approaching.due(day, stage), Enrolment.id, after):
                after = found[-1]
                at = now + timedelta(minutes=batches)
                jobs.record(TELL_DUE, due_at=at, day=day, stage=stage.name, first=found[0], last=after)
                batches += 1
    for stage in stages(EXPIRING):
        after = None
        while found := approaching.batch_after(approaching.ending(today, stage), Certification.id, after):
            after = found[-1]
            at = now + timedelta(minutes=batches)
            jobs.record(TELL_EXPIRING, due_at=at, stage=stage.name, first=found[0], last=after)
            batches += 1
    after = None
    while found := approaching.batch_after(approaching.classes_before(now + CLASS_SOON), ClassBooking.id, after):
        after = found[-1]
        jobs.record(TELL_CLASSES, due_at=now + timedelta(minutes=batches), first=found[0], last=after)
        batches += 1


def tell_due(day: str, stage: str, first: str, last: str) -> None:
    """Tell the learners of a batch, from ``first`` to ``last`` by enrolment, that a course is due; each once."""
    of, due_on = _stage(DUE_SOON, stage), date.fromisoformat(day)
    found = approaching.due_between(due_on, of, UUID(first), UUID(last))
    tell(
        due_soon.KIND,
        [due_soon.draft(one.user_id, one.enrolment_id, one.course_key, one.title, due_on, stage) for one in found],
    )


def tell_expiring(stage: str, first: str, last: str) -> None:
    """Tell the holders of a batch, from ``first`` to ``last`` by certification, that it ends and is not renewed; each once."""
    today = clock.today()
    untold = approaching.ending_between(today, _stage(EXPIRING, stage), UUID(first), UUID(last))
    names = level_names()
    drafts = [
        expiring.draft(
            one.user_id, one.certification_id, one.level_key, names[one.level_key].title, one.valid_through, stage
        )
        for one in lapsing_of(set(untold.values()), today)
        if one.certification_id in untold and one.level_key in names
    ]
    tell(expiring.KIND, drafts)


def tell_classes(first: str, last: str) -> None:
    """Tell those of a batch, from ``first`` to ``last`` by booking, that their class is near; each once for each time it begins."""
    found = approaching.classes_between(clock.now() + CLASS_SOON, UUID(first), UUID(last))
    tell(class_soon.KIND, [class_soon.draft(booking, one) for booking, one in found])


def _stage(before: tuple[int, ...], name: str) -> Stage:
    return next(stage for stage in stages(before) if stage.name == name)


def _note(delivery_id: str, said: Said) -> None:
    # Not the server's words: they may hold the address.
    log.info("delivery_tried", delivery_id=delivery_id, answer=said.answer.value)
