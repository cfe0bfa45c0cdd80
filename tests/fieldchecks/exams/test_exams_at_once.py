"""Twelve people press the button for one slot at the same moment."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import cast as typed

from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.core.db import Database
from lms.core.errors import Conflict
from lms.fieldchecks.exams.models import ExamBooking
from lms.fieldchecks.exams.operations import booking
from tests.classroom.test_at_once import rushed
from tests.factories.accounts import make_user
from tests.factories.exams import Staff, a_sitting, slots_of


def test_of_twelve_who_book_one_slot_at_once_one_has_it(fresh_database: Database) -> None:
    with fresh_database.transaction():
        staff = SimpleNamespace()
        for name, role in (("admin", Role.ADMIN), ("examiner", Role.EXAMINER)):
            user = make_user(f"{name}@academy.example", roles=(Grant(role),))
            setattr(staff, name, SimpleNamespace(user_id=user.id, actor=queries.actor_of(user.id)))
        slot = slots_of(a_sitting(typed("Staff", staff), slots=1))[0]
        users = [make_user(f"p{n}@crowd.example", roles=(Grant(Role.LEARNER),)).id for n in range(12)]
        actors = [queries.actor_of(user_id) for user_id in users]
    said: Counter[str] = Counter()

    def book(actor: Actor) -> None:
        try:
            with fresh_database.transaction():
                booking.book(actor, slot)
            said["booked"] += 1
        except Conflict:
            said["faster"] += 1

    rushed([lambda actor=actor: book(actor) for actor in actors])
    assert said == {"booked": 1, "faster": 11}
    with fresh_database.transaction(read_only=True) as session:
        assert [one.slot_id for one in session.scalars(select(ExamBooking))] == [slot]
