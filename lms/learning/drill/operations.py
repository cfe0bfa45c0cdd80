"""Joining, leaving, answering."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from lms.accounts.actor import Actor
from lms.assessment.models import QuestionVersion
from lms.assessment.question_type import BadResponse, Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.core import clock, db
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.learning.drill import queries, rules
from lms.learning.drill.models import DrillAnswer, DrillCard, Driller


def join(actor: Actor) -> None:
    """Begin the daily drill, or take it up again where it was left."""
    user_id = queries.learner(actor)
    member = db.session().get(Driller, user_id)
    if member is None:
        db.session().add(Driller(user_id=user_id, joined_at=clock.now()))
    elif member.left_at is not None:
        member.joined_at, member.left_at = clock.now(), None


def leave(actor: Actor) -> None:
    """Stop the drill; the cards are kept for who comes back."""
    member = db.session().get(Driller, queries.learner(actor))
    if member is not None and member.left_at is None:
        member.left_at = clock.now()


def answer(actor: Actor, question_id: UUID, fields: Fields, *, guessed: bool, paper: str | None = None) -> DrillAnswer:
    """Grade an answer (no fields: not known), think anew of the memory, and say when it comes again. ``paper``: which one a browser
    answers, whose fields are masked by its order; None: they are not.

    A second answer of the day changes nothing, and the first is returned. Raises ``NotFound`` for a question that is none of
    one's drill, :class:`Refused` for an answer it cannot have, or one to a paper of days ago or of an earlier version,
    :class:`Conflict` for who has not joined.
    """
    user_id, now, today = queries.learner(actor), clock.now(), clock.today()
    member = db.session().get(Driller, user_id, with_for_update=True)  # one answer at a time
    if member is None or member.left_at is not None:
        raise Conflict(msg("You are not drilling at the moment. Join the drill first."))
    before = queries.answered_today(actor, question_id)
    if before is not None:
        return before
    question, card = queries.open_question(actor, question_id)
    kind = QUESTION_TYPES[question.type]
    order = queries.order_of(user_id, question, today if paper is None else _day_of(paper, question, today))
    try:
        response = (kind.parse if paper is None else kind.taken)(question.body, fields, order)
    except BadResponse:
        raise Refused(msg("This question takes no such answer. Load the page again.")) from None
    right = kind.grade(question.body, response) == 1
    memory, due_at = rules.learned(card.memory if card else None, right=right, guessed=guessed, at=now)
    if card is None:
        db.session().add(DrillCard(user_id=user_id, question_id=question_id, memory=memory, due_at=due_at))
    else:
        card.memory, card.due_at = memory, due_at
    made = DrillAnswer(
        user_id=user_id,
        question_id=question_id,
        question_version_id=question.id,
        held_on=today,
        answered_at=now,
        option_order=order,
        response=response,
        right=right,
        guessed=guessed,
        is_new=card is None,
    )
    db.session().add(made)
    db.session().flush()
    return made


def _day_of(paper: str, question: QuestionVersion, today: date) -> date:
    """The day whose order a paper has: today, or yesterday for who thought about it at midnight."""
    days = (today, today - timedelta(days=1))
    found = next((day for day in days if queries.paper_of(question, day) == paper), None)
    if found is None:
        raise Refused(msg("This card is another one by now. Here it is as it stands today."))
    return found
