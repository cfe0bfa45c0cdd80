"""Planning: what clashes is said before it is kept; who has a place is told of another day; kinds come from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.roles import Grant, Role
from lms.catalogue.content import reading
from lms.classroom import content
from lms.classroom.models import ClassKind
from lms.classroom.operations import booking, planning
from lms.classroom.operations.planning import Clashing
from lms.classroom.queries import desk
from lms.classroom.rules import Terms
from lms.core import audit, clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.paging import page_of
from tests.cast import Cast
from tests.classroom.conftest import Told
from tests.factories.accounts import make_user
from tests.factories.classroom import SYSTEM, a_class, a_plan, as_planned, booking_of, hold, make_kinds


def test_trainer_room_and_learners_that_are_taken_are_named_and_a_yes_plans_it_so(people: Cast) -> None:
    trainer = people.trainer
    one = a_class(trainer_id=trainer.user_id)
    with pytest.raises(Clashing) as clashing:
        planning.plan(trainer.actor, as_planned(one))
    assert [(clash.what, clash.one.id) for clash in clashing.value.clashes] == [("trainer", one.id), ("room", one.id)]
    other = planning.plan(trainer.actor, as_planned(one, place="HARBIN,  training centre"), accept_clashes=True)
    planning.open_booking(trainer.actor, other.id)
    for class_id in (one.id, other.id):
        booking.book(people.learner.actor, class_id, accept_clash=True)
    with pytest.raises(Clashing) as clashing:
        planning.change(trainer.actor, other.id, as_planned(other, seats=9))
    assert [(clash.what, clash.count) for clash in clashing.value.clashes][-1] == ("learners", 1)
    after = as_planned(one, starts_at=one.ends_at, ends_at=one.ends_at + timedelta(hours=1))
    assert planning.plan(trainer.actor, after).state == "draft", "one that begins when the other ends does not clash"


def test_who_has_a_place_is_told_of_another_room_and_of_no_other_word(people: Cast, told: Told) -> None:
    one = a_class()
    booking.book(people.learner.actor, one.id)
    planning.change(SYSTEM, one.id, as_planned(one, about={"en": "Bring nothing."}))
    assert [kind for kind, _who in told()] == ["class_booked"]
    planning.change(SYSTEM, one.id, as_planned(one, venue="Room 9"))
    assert told()[-1] == ("class_moved", people.learner.user_id)
    assert one.revision == 1
    assert audit.entries_of("scheduled_class", one.id)[0].deed == "class.changed"


def test_a_trainer_of_one_region_plans_for_that_region_alone(people: Cast) -> None:
    make_kinds()
    regional = make_user("north@academy.example", roles=(Grant(Role.TRAINER, region_id=people.north.id),))
    actor = queries.actor_of(regional.id)
    for region_id in (None, people.south.id):
        with pytest.raises(Refused) as refused:
            planning.plan(actor, a_plan(region_id=region_id))
        assert refused.value.field == "region"
    own = planning.plan(actor, a_plan(region_id=people.north.id))
    for_all = a_class(venue="Room 5")
    assert [row[0].id for row in page_of(desk.classes(actor), desk.ORDERS).rows] == [own.id]
    with pytest.raises(NotFound):
        planning.call_off(actor, for_all.id, "Not mine.")
    with pytest.raises(Forbidden):
        planning.plan(people.examiner.actor, a_plan())


def test_what_is_over_or_called_off_changes_no_more(people: Cast) -> None:
    held, off = a_class(), a_class(venue="Room 3")
    hold(held)
    planning.call_off(SYSTEM, off.id, "No heating.")
    for one in (held, off):
        for deed in (
            lambda one=one: planning.change(SYSTEM, one.id, as_planned(one, seats=5)),
            lambda one=one: planning.open_booking(SYSTEM, one.id),
            lambda one=one: planning.call_off(SYSTEM, one.id, "Once more."),
        ):
            with pytest.raises(Conflict):
                deed()
    late = a_class(timedelta(hours=1), opened=False, books_until=clock.now() + timedelta(minutes=30))
    with clock.at(clock.now() + timedelta(hours=2)), pytest.raises(Refused):
        planning.open_booking(SYSTEM, late.id)


def test_the_same_class_again_is_a_draft_at_the_same_hour_without_its_people(people: Cast) -> None:
    one = a_class()
    booking.book(people.learner.actor, one.id)
    again = planning.plan_again(people.trainer.actor, one.id, 28)
    assert (again.state, again.taken, again.title) == ("draft", 0, one.title)
    assert clock.shown_at(again.starts_at) == clock.shown_at(one.starts_at) + timedelta(days=28)
    assert booking_of(one.id, people.learner.user_id).state == "booked"


WRONG = """\
format: 1
misses: {most: 0, within: P6X}
survey:
  days: 14
  statements: [{id: a, title: {en: A}}, {id: a, title: {en: B}}]
kinds:
  - {id: workshop, title: {en: W}, held: on-the-moon, minutes: 5, seats: 1, books_from_days: 1, books_until_hours: 0, free_hours: 0}
"""


def test_the_file_of_kinds_is_checked_by_line_and_loaded_once(people: Cast, tmp_path: Path) -> None:
    (tmp_path / "classes.yaml").write_text(WRONG)
    wrong = content.check(reading.read(tmp_path))
    assert {problem.line for problem in wrong} >= {2, 7}
    shipped = reading.read(reading.folder())
    assert content.check(shipped) == []
    assert {change.key for change in content.load(SYSTEM, shipped)} == {
        "regional-class",
        "workshop",
        "webinar",
        "project-group",
    }
    assert content.load(SYSTEM, shipped) == []
    kind = db.session().scalars(select(ClassKind).where(ClassKind.key == "webinar")).one()
    assert (kind.online, Terms.from_json(kind.terms).survey_days) == (True, 14)


def test_a_kind_that_the_file_names_no_more_takes_no_new_classes_and_keeps_the_old(people: Cast) -> None:
    one = a_class()
    content.load(SYSTEM, reading.read(reading.folder()))
    gone = db.session().scalars(select(ClassKind).where(ClassKind.key == "workshop")).one()
    gone.retired_at = clock.now()
    with pytest.raises(Refused):
        planning.plan(SYSTEM, replace(a_plan(), venue="Room 8"))
    planning.change(SYSTEM, one.id, as_planned(one, seats=7))
    assert one.seats == 7
