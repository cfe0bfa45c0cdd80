"""What attendants say of a class: once each, without a name; and counting it when its time is over."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.classroom import rules
from lms.classroom.events import ClassRated
from lms.classroom.models import ClassOpinion, ScheduledClass
from lms.classroom.operations import places
from lms.classroom.queries import seen
from lms.classroom.rules import Terms
from lms.core import clock, db, events
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg

AT_ONCE = 100


def say(actor: Actor, class_id: UUID, said: Mapping[str, int], words: str) -> None:
    """Say what one thinks of a class in which one was. Raises NotFound for others, :class:`Refused` for what is not whole, Conflict
    the second time, or when it is over.
    """
    actor.require(Permission.COURSE_LEARN)
    one, now = places.hold(class_id), clock.now()
    booking = seen.own_booking(actor, class_id)
    if booking.state != "attended" or one.survey_until is None or now >= one.survey_until:
        raise Conflict(msg("Nothing is asked about this class any more."))
    if booking.surveyed:
        raise Conflict(msg("You have said what you think of this class. Thank you."))
    statements = Terms.from_json(one.terms).survey
    if wrong := rules.wrong_with_opinion(said, statements):
        raise Refused(wrong)
    if len(words) > rules.LONGEST_WORDS:
        raise Refused(msg("The text is too long; {most} characters are taken.", most=rules.LONGEST_WORDS))
    kept = {statement.id: said[statement.id] for statement in statements}
    opinion = ClassOpinion(id=uuid4(), class_id=one.id, said=kept, words=words.strip(), said_on=clock.today())
    booking.surveyed = True
    db.session().add(opinion)
    db.session().flush()


def count_opinions() -> None:
    """Each night: of classes whose time for opinions is over, say how the trainer was rated; each once. Safe to do twice."""
    over = select(ScheduledClass).where(
        ScheduledClass.state == "held", ScheduledClass.survey_until <= clock.now(), ScheduledClass.rated_at.is_(None)
    )
    for one in db.session().scalars(over.order_by(ScheduledClass.id).limit(AT_ONCE).with_for_update()).all():
        one.rated_at = clock.now()
        db.session().flush()
        said = db.session().scalars(select(ClassOpinion.said).where(ClassOpinion.class_id == one.id)).all()
        rating = rules.rating(said, Terms.from_json(one.terms).survey)
        if rating is not None and one.trainer_id is not None:
            events.publish(ClassRated(one.id, one.trainer_id, rating, len(said), one.ends_at))
