"""Fifty people press the button for ten seats at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.classroom.models import ClassBooking, ScheduledClass
from lms.classroom.operations import booking
from lms.core.db import Database
from tests.factories.accounts import make_user
from tests.factories.classroom import a_class

THREADS = 12
"""Requests under way in a process at one moment: fewer than it has connections."""


def rushed(deeds: list[Callable[[], None]]) -> None:
    """All deeds, pressed as fast as the threads of a web process take them; what one raises is raised."""
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(copy_context().run, deed) for deed in deeds]:
            done.result(timeout=300)


def test_fifty_who_book_ten_seats_at_once_get_exactly_ten_and_wait_in_order(fresh_database: Database) -> None:
    with fresh_database.transaction():
        class_id = a_class(seats=10).id
        users = [make_user(f"p{n}@crowd.example", roles=(Grant(Role.LEARNER),)).id for n in range(50)]
        actors = [queries.actor_of(user_id) for user_id in users]

    def book(actor: Actor) -> None:
        with fresh_database.transaction():
            booking.book(actor, class_id)

    rushed([lambda actor=actor: book(actor) for actor in actors])

    def give_up(actor: Actor) -> None:
        with fresh_database.transaction():
            booking.give_up(actor, class_id)

    with fresh_database.transaction(read_only=True) as session:
        rows = session.scalars(select(ClassBooking).order_by(ClassBooking.number)).all()
        one = session.scalars(select(ScheduledClass)).one()
        assert [row.number for row in rows] == list(range(1, 51)), "each has a number of their own, none is left out"
        assert [row.state for row in rows] == ["booked"] * 10 + ["waiting"] * 40
        assert (one.taken, one.waiting) == (10, 40)
        seated = {row.user_id for row in rows[:5]}
        next_five = {row.user_id for row in rows[10:15]}
    leaving = [actor for actor in actors if actor.user_id in seated]
    rushed([lambda actor=actor: give_up(actor) for actor in leaving])
    with fresh_database.transaction(read_only=True) as session:
        moved = set(session.scalars(select(ClassBooking.user_id).where(ClassBooking.moved_up_at.is_not(None))))
        assert moved == next_five, "five who leave at once make room for the five who waited longest"
