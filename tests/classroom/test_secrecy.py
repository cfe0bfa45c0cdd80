"""Who is in a class is nobody's business but the staff's who look after it and their own manager's; and what erasure leaves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.classroom import personal
from lms.classroom.models import CalendarFeed, ClassBooking
from lms.classroom.operations import booking, feeds
from lms.classroom.queries import desk, seen, team
from lms.core import db
from lms.core.errors import NotFound
from lms.core.paging import page_of
from tests.cast import Cast
from tests.classroom.conftest import Told
from tests.factories.accounts import make_user
from tests.factories.classroom import a_class, book_all, booking_of, hold, places_of


def ours(actor: Actor, class_id: UUID) -> set[UUID]:
    return {member.user.id for member in team.with_a_place(actor, class_id)}


def test_a_manager_sees_their_own_people_and_counts_none_of_anybody_elses(people: Cast) -> None:
    one = a_class(seats=5)
    branch = make_user("hrb@acme.example", works_for=people.acme_branch)
    book_all(one, people.learner.actor, people.other_learner.actor)
    booking.book_team(people.manager.actor, one.id, [branch.id])
    assert ours(people.manager.actor, one.id) == {people.learner.user_id, branch.id}
    assert ours(people.other_manager.actor, one.id) == {people.other_learner.user_id}
    for manager, count in ((people.manager, 2), (people.other_manager, 1)):
        (row,) = page_of(team.classes(manager.actor), team.ORDERS).rows
        assert (team.line(row).booked, team.line(row).waiting) == (count, 0)
        free = page_of(team.without_a_place(manager.actor, one), team.MEMBER_ORDERS).rows
        assert {found[0].id for found in free} == {manager.user_id}
    with pytest.raises(NotFound):
        team.member(people.manager.actor, one.id, people.other_learner.user_id)


def test_classes_of_another_region_and_drafts_are_no_manager_s(people: Cast) -> None:
    theirs, draft = a_class(region_id=people.south.id), a_class(opened=False)
    for hidden in (theirs.id, draft.id):
        with pytest.raises(NotFound):
            team.opened(people.manager.actor, hidden)
    assert team.opened(people.other_manager.actor, theirs.id)[0].id == theirs.id


def test_a_learner_sees_how_many_seats_are_left_and_files_only_with_a_seat(people: Cast) -> None:
    one = a_class(seats=3)
    book_all(one, people.learner.actor, people.other_learner.actor)
    found = seen.opened(people.manager.actor, one.id)
    assert (found.card.free, found.card.booking, found.materials) == (1, None, ())
    shown = {getattr(found, name) for name in ("trainer", "ahead", "blocked")}
    assert people.learner.user_id not in shown


def test_who_looks_after_classes_of_no_region_sees_none(people: Cast) -> None:
    one = a_class()
    for who in (people.learner, people.manager, people.inspector):
        with pytest.raises(NotFound):
            desk.opened(who.actor, one.id)
    assert desk.opened(people.examiner.actor, one.id).id == one.id


def test_erasing_somebody_gives_their_seat_to_who_waits_and_keeps_that_they_were_there(
    people: Cast, told: Told
) -> None:
    past, coming = a_class(timedelta(days=3)), a_class(seats=1)
    book_all(past, people.learner.actor)
    book_all(coming, people.learner.actor, people.other_learner.actor)
    hold(past, people.learner.actor)
    feeds.renew(people.learner.actor)
    personal.erase(people.learner.user_id, None)
    personal.erase(people.learner.user_id, None)
    assert places_of(coming.id) == {people.other_learner.user_id: "booked"}
    assert ("class_moved_up", people.other_learner.user_id) in told()
    assert booking_of(past.id, people.learner.user_id).state == "attended"
    assert db.session().scalars(select(CalendarFeed)).all() == []
    assert coming.taken == 1


def test_who_is_to_teach_is_not_erased_before_another_is_named(people: Cast) -> None:
    one = a_class(trainer_id=people.trainer.user_id)
    assert personal.hinders(people.trainer.user_id) is not None
    one.trainer_id = None
    db.session().flush()
    assert personal.hinders(people.trainer.user_id) is None


def test_one_s_own_copy_names_one_s_classes_and_nobody_else(people: Cast) -> None:
    one = a_class(trainer_id=people.trainer.user_id)
    book_all(one, people.learner.actor, people.other_learner.actor)
    sheets = {sheet.name: list(sheet.rows) for sheet in personal.sheets(people.learner.user_id)}
    assert len(sheets["classes"]) == 1
    assert str(people.other_learner.user_id) not in str(sheets)
    taught = {sheet.name: list(sheet.rows) for sheet in personal.sheets(people.trainer.user_id)}
    assert len(taught["classes-taught"]) == 1
    assert db.session().scalars(select(ClassBooking.id)).all()
