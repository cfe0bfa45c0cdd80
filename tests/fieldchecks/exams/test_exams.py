"""Sittings and slots: who plans, who books, what is refused with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.accounts.roles import Grant, Role
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.fieldchecks.exams.models import ExamSitting
from lms.fieldchecks.exams.operations import booking, forms, planning
from lms.fieldchecks.exams.operations.planning import Row
from lms.fieldchecks.exams.queries import seen, sittings
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.exams import (
    POOR,
    a_document,
    a_plan,
    a_rubric,
    a_sitting,
    published,
    slots_of,
    state_of,
    told,
)

pytestmark = pytest.mark.usefixtures("unit")


# ---- planning ------------------------------------------------------------------------------------


def test_only_who_manages_exams_plans_them(cast: Cast) -> None:
    wanted = a_plan()
    for member in (cast.examiner, cast.trainer, cast.manager, cast.learner):
        with pytest.raises(Forbidden):
            planning.plan(member.actor, wanted)
    sitting = planning.plan(cast.admin.actor, wanted)
    with pytest.raises(Forbidden):
        planning.open_booking(cast.manager.actor, sitting.id)


def test_an_admin_of_a_region_neither_plans_for_everybody_nor_sees_what_is_elsewhere(cast: Cast) -> None:
    regional = replace(cast.admin.actor, grants=frozenset({Grant(Role.ADMIN, region_id=cast.north.id)}))
    south = a_sitting(cast, region_id=cast.south.id)
    with pytest.raises(Refused):
        planning.plan(regional, a_plan())
    with pytest.raises(NotFound):
        sittings.opened(regional, south.id)
    with pytest.raises(NotFound):
        planning.call_off(regional, south.id, "Snow.")
    north = planning.plan(regional, a_plan(region_id=cast.north.id))
    assert [row[0].id for row in db.session().execute(sittings.sittings(regional))] == [north.id]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level_key": "expert-engineer/nobody"}, "level"),
        ({"place": " "}, "place"),
        ({"publish": "never"}, "publish"),
        ({"held_on": clock.today() - timedelta(days=400)}, "held_on"),
        ({"books_until": clock.now() + timedelta(days=300)}, "books_until"),
        ({"free_until": clock.now() + timedelta(days=300)}, "free_until"),
    ],
)
def test_a_plan_that_could_not_be_held_is_refused_on_its_field(
    cast: Cast, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        planning.plan(cast.admin.actor, replace(a_plan(), **change))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_slots_lie_on_the_day_and_no_examiner_is_in_two_places(cast: Cast) -> None:
    sitting = a_sitting(cast, slots=2, opened=False)
    at = clock.start_of(sitting.held_on) + timedelta(hours=9, minutes=20)
    row = Row(at, 1, 30, 0, cast.examiner.user_id, None)
    other = a_sitting(cast, 7, slots=1, opened=False, hour=14)
    for wrong in (
        row,
        replace(row, starts_at=at + timedelta(days=1)),
        replace(row, first_id=cast.trainer.user_id),
        replace(row, second_id=cast.examiner.user_id),
        replace(row, count=0),
        replace(row, minutes=3),
        replace(row, starts_at=at + timedelta(hours=14, minutes=20), count=2),
    ):
        with pytest.raises(Refused):
            planning.add_slots(cast.admin.actor, other.id, wrong)
    assert len(slots_of(other)) == 1, "nothing of what was refused was kept"


def test_a_sitting_is_marked_by_the_version_it_was_opened_with(cast: Cast) -> None:
    rubric = a_rubric()
    sitting = a_sitting(cast)
    first = sitting.version_id
    forms.change(cast.admin.actor, rubric.id, lambda draft: forms.with_terms(draft, {"pass_mark": 99}))
    second = forms.publish(cast.admin.actor, rubric.id)
    assert a_sitting(cast, 9).version_id == second.id
    assert db.session().get_one(ExamSitting, sitting.id).version_id == first
    with pytest.raises(Conflict):
        planning.open_booking(cast.admin.actor, sitting.id)


def test_a_draft_that_could_not_be_marked_is_not_published(cast: Cast) -> None:
    rubric = forms.create(cast.admin.actor, {"en": "Interview", "zh": "面谈"})
    with pytest.raises(Refused):
        forms.publish(cast.admin.actor, rubric.id)
    given = {key: value for key, value in a_document()["criteria"][0].items() if key != "id"}
    with pytest.raises(Refused):
        forms.change(cast.admin.actor, rubric.id, lambda draft: forms.with_criterion(draft, None, {**given, "must": 9}))
    forms.change(cast.admin.actor, rubric.id, lambda draft: forms.with_criterion(draft, None, given))
    assert forms.publish(cast.admin.actor, rubric.id).number == 1


def test_who_booked_is_told_why_a_sitting_is_called_off_and_has_their_slot_no_more(cast: Cast) -> None:
    sitting = a_sitting(cast)
    made = booking.book(cast.learner.actor, slots_of(sitting)[0])
    with pytest.raises(Refused):
        planning.call_off(cast.admin.actor, sitting.id, " ")
    assert planning.call_off(cast.admin.actor, sitting.id, "The power is off.") == 1
    assert (state_of(made.id), made.slot_id) == ("called_off", None)
    assert "exam_given_up" in told(cast.learner.user_id)
    with pytest.raises(Refused):
        booking.book(cast.learner.actor, slots_of(sitting)[1])


# ---- booking -------------------------------------------------------------------------------------


def test_one_books_changes_and_gives_up_until_the_stated_time(cast: Cast) -> None:
    sitting = a_sitting(cast)
    first, second, third = slots_of(sitting)
    made = booking.book(cast.learner.actor, first)
    assert told(cast.learner.user_id) == ["exam_booked"]
    assert booking.book(cast.learner.actor, second).id == made.id, "another slot instead, no second place"
    assert made.slot_id == second
    booking.give_up(cast.learner.actor, made.id)
    again = booking.book(cast.learner.actor, second)
    with clock.at(sitting.free_until + timedelta(minutes=1)):
        with pytest.raises(Conflict):
            booking.give_up(cast.learner.actor, again.id)
        with pytest.raises(Refused):
            booking.book(cast.learner.actor, third)
        booking.give_up(cast.admin.actor, again.id)
    assert told(cast.learner.user_id).count("exam_given_up") == 1


def test_a_slot_is_taken_once_and_a_past_one_never(cast: Cast) -> None:
    sitting = a_sitting(cast)
    slot = slots_of(sitting)[0]
    booking.book(cast.learner.actor, slot)
    with pytest.raises(Conflict):
        booking.book(cast.other_learner.actor, slot)
    with clock.at(sitting.ends_at + timedelta(days=1)), pytest.raises(Refused):
        booking.book_person(cast.admin.actor, slots_of(sitting)[1], cast.other_learner.email)


def test_of_the_level_is_met_first_what_the_form_says(cast: Cast) -> None:
    sitting = a_sitting(cast, terms={"first": ["online_test"]}, level_key="expert-engineer/expert")
    with pytest.raises(Refused) as refusal:
        booking.book(cast.learner.actor, slots_of(sitting)[0])
    assert "80" in refusal.value.message.render("en")
    assert [one.kind for one in seen.opened(cast.learner.actor, sitting.id).before.missing] == ["online_test"]
    made = booking.book_person(cast.admin.actor, slots_of(sitting)[0], cast.learner.email)
    assert made.booked_by == cast.admin.user_id, "the academy may, and it stands on record"


def test_nobody_is_examined_by_somebody_of_their_own_group(cast: Cast) -> None:
    sitting = a_sitting(cast)
    make_user("x@acme.example", works_for=cast.acme_branch)
    own = make_user("own@acme.example", roles=(Grant(Role.EXAMINER),), works_for=cast.acme_branch)
    at = clock.start_of(sitting.held_on) + timedelta(hours=15)
    planning.add_slots(cast.admin.actor, sitting.id, Row(at, 1, 30, 0, own.id, None))
    slot = slots_of(sitting)[-1]
    with pytest.raises(Refused):
        booking.book(cast.learner.actor, slot)
    with pytest.raises(Refused):
        booking.book_person(cast.admin.actor, slot, cast.learner.email)
    assert [one.hindrance for one in seen.opened(cast.learner.actor, sitting.id).slots] == [False, False, False, True]
    booking.book(cast.other_learner.actor, slot)


def test_a_sitting_of_another_region_is_none(cast: Cast) -> None:
    sitting = a_sitting(cast, region_id=cast.south.id)
    with pytest.raises(NotFound):
        booking.book(cast.learner.actor, slots_of(sitting)[0])
    with pytest.raises(NotFound):
        seen.opened(cast.learner.actor, sitting.id)
    booking.book(cast.other_learner.actor, slots_of(sitting)[0])


def test_a_manager_books_for_their_own_people_alone(cast: Cast) -> None:
    sitting = a_sitting(cast)
    slot = slots_of(sitting)[0]
    with pytest.raises(NotFound):
        booking.book_team(cast.other_manager.actor, slot, cast.learner.user_id)
    made = booking.book_team(cast.manager.actor, slot, cast.learner.user_id)
    with pytest.raises(NotFound):
        booking.give_up(cast.other_manager.actor, made.id)
    assert seen.team_exams(cast.other_manager.actor) == []
    assert [one.user.id for one in seen.team_exams(cast.manager.actor)] == [cast.learner.user_id]
    booking.give_up(cast.manager.actor, made.id)
    assert told(cast.learner.user_id) == ["exam_booked", "exam_given_up"]


def test_the_rule_for_another_try_keeps_and_counts(cast: Cast) -> None:
    published(cast, cast.learner, POOR)
    soon, later = a_sitting(cast, 6), a_sitting(cast, 60)
    with pytest.raises(Refused) as refusal:
        booking.book(cast.learner.actor, slots_of(soon)[0])
    assert "another try" in refusal.value.message.render("en")
    assert booking.book(cast.learner.actor, slots_of(later)[0]).state == "booked"
    with pytest.raises(Refused):
        booking.book(cast.learner.actor, slots_of(soon)[0])


def test_who_passed_books_no_more(cast: Cast) -> None:
    published(cast, cast.learner)
    with pytest.raises(Refused):
        booking.book(cast.learner.actor, slots_of(a_sitting(cast, 60))[0])
