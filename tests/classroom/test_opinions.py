"""What attendants say: once each, without a name, shown and counted only when enough of them said something."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.roles import Grant, Role
from lms.certification.models import Evidence
from lms.classroom.models import ClassOpinion, ScheduledClass
from lms.classroom.operations import booking, surveying
from lms.classroom.queries import desk
from lms.core import clock, db
from lms.core.errors import Conflict, NotFound, Refused
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.classroom import a_class, book_all, hold

GOOD = {"useful": 3, "clear": 5}


@pytest.fixture
def held(people: Cast) -> ScheduledClass:
    """A class of the trainer's that both learners and a manager attended; the other manager stayed away."""
    make_track()
    one = a_class(seats=4, trainer_id=people.trainer.user_id)
    there = [people.learner.actor, people.other_learner.actor, people.manager.actor]
    book_all(one, *there, people.other_manager.actor)
    hold(one, *there)
    return one


def test_an_opinion_bears_no_name_and_is_given_once(people: Cast, held: ScheduledClass) -> None:
    surveying.say(people.learner.actor, held.id, GOOD, " More time, please. ")
    row = db.session().scalars(select(ClassOpinion)).one()
    assert (row.said, row.words) == (GOOD, "More time, please.")
    assert people.learner.user_id not in [getattr(row, column.key) for column in row.__table__.columns]
    with pytest.raises(Conflict):
        surveying.say(people.learner.actor, held.id, GOOD, "")
    with pytest.raises(Conflict):
        surveying.say(people.other_manager.actor, held.id, GOOD, "")
    with pytest.raises(NotFound):
        surveying.say(people.inspector.actor, held.id, GOOD, "")
    for said in ({"useful": 3}, {"useful": 3, "clear": 6}):
        with pytest.raises(Refused):
            surveying.say(people.other_learner.actor, held.id, said, "")
    with clock.at(held.survey_until), pytest.raises(Conflict):
        surveying.say(people.manager.actor, held.id, GOOD, "")


def test_two_opinions_are_shown_to_nobody_and_three_rate_the_trainer_once_their_time_is_over(
    people: Cast, held: ScheduledClass
) -> None:
    for person in (people.learner, people.other_learner):
        surveying.say(person.actor, held.id, GOOD, "Words")
    assert desk.opinions(held).means == desk.opinions(held).words == ()
    surveying.say(people.manager.actor, held.id, GOOD | {"clear": 4}, "")
    shown = desk.opinions(held)
    assert (shown.count, str(shown.rating), shown.words) == (3, "4.7", ["Words", "Words"])
    surveying.count_opinions()
    taught = select(Evidence).where(Evidence.kind == "class_taught")
    assert db.session().scalars(taught).all() == []
    for _night in range(2):
        with clock.at(held.survey_until + timedelta(minutes=1)):
            surveying.count_opinions()
    evidence = db.session().scalars(taught).one()
    assert (evidence.user_id, evidence.value["rating"]) == (people.trainer.user_id, "4.7")


def test_too_few_opinions_rate_nobody(people: Cast) -> None:
    one = a_class(trainer_id=people.trainer.user_id)
    visitor = make_user("visitor@acme.example", roles=(Grant(Role.LEARNER),), works_for=people.acme)
    booking.book(queries.actor_of(visitor.id), one.id)
    hold(one, queries.actor_of(visitor.id))
    surveying.say(queries.actor_of(visitor.id), one.id, GOOD, "")
    with clock.at(one.survey_until + timedelta(days=1)):
        surveying.count_opinions()
    assert db.session().scalars(select(Evidence.id).where(Evidence.kind == "class_taught")).all() == []
