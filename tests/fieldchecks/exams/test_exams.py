"""From a plan to evidence: who may do what, what is refused with a reason, and what nobody sees before its time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.certification.models import Evidence
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.i18n import pick
from lms.fieldchecks.exams import personal
from lms.fieldchecks.exams.models import ExamBooking, ExamMark, ExamMarking, ExamSitting, ExamSlot
from lms.fieldchecks.exams.operations import booking, deciding, examining, forms, planning
from lms.fieldchecks.exams.operations.examining import Given
from lms.fieldchecks.exams.operations.planning import Row
from lms.fieldchecks.exams.queries import desk, figures, seen, sittings
from lms.notifications.models import Message
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.exams import (
    GOOD,
    POOR,
    a_document,
    a_plan,
    a_rubric,
    a_sitting,
    differing,
    marked,
    marked_by_second,
    past,
    published,
    second_examiner,
    slots_of,
    state_of,
    write,
)

pytestmark = pytest.mark.usefixtures("unit")


def evidence_of(cast: Cast) -> list[Evidence]:
    return list(db.session().scalars(select(Evidence).where(Evidence.user_id == cast.learner.user_id)))


def told(user_id: object) -> list[str]:
    return [one.kind for one in db.session().scalars(select(Message).where(Message.user_id == user_id))]


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


# ---- the day -------------------------------------------------------------------------------------


def test_neither_sees_the_others_sheet_before_both_have_sent(cast: Cast) -> None:
    booking_id, second = past(cast, cast.learner, two=True), second_examiner()
    marked(cast, booking_id, GOOD)
    [sheet] = desk.one(second, booking_id).sheets
    assert dict(sheet.marks) == {}
    assert sheet.items == ["needs", "bench", "safety"], "who comes in is the first one's to say"
    for actor in (second, cast.examiner.actor, cast.admin.actor):
        assert sittings.exam(actor, booking_id).sheets == []
    marked_by_second(booking_id, GOOD)
    assert [one.who.name_latin for one in sittings.exam(second, booking_id).sheets if one.who] == ["Sun Li", "Gu Lan"]
    assert state_of(booking_id) == "published"


@pytest.mark.parametrize("who", ["admin", "trainer", "inspector", "manager", "learner", "other_learner"])
def test_nobody_else_reads_or_writes_a_sheet(cast: Cast, who: str) -> None:
    booking_id = past(cast, cast.learner)
    actor: Actor = getattr(cast, who).actor
    deeds: tuple[Callable[[], object], ...] = (
        lambda: examining.save(actor, booking_id, []),
        lambda: examining.send(actor, booking_id),
        lambda: desk.one(actor, booking_id),
    )
    for deed in deeds:
        with pytest.raises((Forbidden, NotFound)):
            deed()


def test_an_examiner_of_another_sitting_finds_nothing(cast: Cast) -> None:
    booking_id, second = past(cast, cast.learner), second_examiner()
    with pytest.raises(NotFound):
        examining.save(second, booking_id, [])
    with pytest.raises(NotFound):
        desk.day(second, db.session().get_one(ExamBooking, booking_id).sitting_id)
    assert desk.days(second) == []
    with pytest.raises(NotFound):
        sittings.exam(second, booking_id)


def test_of_two_devices_the_later_entry_stands_and_a_bad_one_loses_no_other(cast: Cast) -> None:
    booking_id, examiner = past(cast, cast.learner), cast.examiner.actor
    write(examiner, booking_id, {"needs": 3}, revision=5)
    older, bad, foreign, good = examining.save(
        examiner,
        booking_id,
        [
            Given("needs", "1", "", 4),
            Given("bench", "9", "", 6),
            Given("kindness", "1", "", 6),
            Given("safety", "2", "", 6),
        ],
    )
    assert (older.newer, older.value) == (True, "3")
    assert bad.refused is not None, "a score outside its scale"
    assert foreign.refused is not None
    assert good.refused is None
    assert {one.item: one.value for one in db.session().scalars(select(ExamMark))} == {"needs": "3", "safety": "2"}


def test_a_sheet_is_sent_whole_and_once(cast: Cast) -> None:
    booking_id, examiner = past(cast, cast.learner), cast.examiner.actor
    for given, door, field in (({}, "", "presence"), ({"needs": 1}, "here", "bench")):
        write(examiner, booking_id, given, door=door)
        with pytest.raises(Refused) as refusal:
            examining.send(examiner, booking_id)
        assert refusal.value.field == field
    write(examiner, booking_id, GOOD, revision=2)
    first = examining.send(examiner, booking_id)
    again = examining.send(examiner, booking_id)
    assert (again.again, again.at) == (True, first.at)
    with pytest.raises(Conflict):
        examining.save(examiner, booking_id, [Given("needs", "0", "", 9)])
    assert len(evidence_of(cast)) == 1


def test_no_sheet_opens_before_the_hour_nor_after_the_place_was_given_up(cast: Cast) -> None:
    sitting = a_sitting(cast)
    made = booking.book(cast.learner.actor, slots_of(sitting)[0])
    with pytest.raises(Conflict):
        examining.save(cast.examiner.actor, made.id, [Given("needs", "1", "", 1)])
    booking.give_up(cast.learner.actor, made.id)
    with clock.at(sitting.starts_at), pytest.raises(NotFound):
        examining.save(cast.examiner.actor, made.id, [])


@pytest.mark.parametrize(
    ("said", "paper", "state", "identity"),
    [("absent", "", "absent", None), ("differs", "passport", "turned_away", False)],
)
def test_who_did_not_come_or_was_somebody_else_has_no_result_but_used_a_try(
    cast: Cast, said: str, paper: str, state: str, identity: bool | None
) -> None:
    booking_id, examiner = past(cast, cast.learner, two=True), cast.examiner.actor
    examining.save(examiner, booking_id, [Given("presence", said, paper, 1)])
    examining.send(examiner, booking_id)
    one = db.session().get_one(ExamBooking, booking_id)
    assert (one.state, one.identity, one.identity_kind) == (state, identity, paper)
    assert evidence_of(cast) == []
    with pytest.raises(Conflict):
        write(second_examiner(), booking_id, GOOD)
    with pytest.raises(Refused):
        booking.book(cast.learner.actor, slots_of(a_sitting(cast, 6))[0])


def test_nobody_is_absent_whom_the_other_examiner_has_marked(cast: Cast) -> None:
    booking_id = past(cast, cast.learner, two=True)
    marked_by_second(booking_id, GOOD)
    write(cast.examiner.actor, booking_id, {}, door="absent")
    with pytest.raises(Conflict):
        examining.send(cast.examiner.actor, booking_id)


# ---- deciding and publishing ---------------------------------------------------------------------


def test_where_two_differ_the_chair_decides_and_neither_of_them(cast: Cast) -> None:
    booking_id = differing(cast, cast.learner)
    assert state_of(booking_id) == "differs"
    assert evidence_of(cast) == []
    assert told(cast.admin.user_id) == ["exam_differs"]
    given = {key: str(value) for key, value in GOOD.items()}
    for actor in (cast.examiner.actor, second_examiner(), cast.manager.actor):
        with pytest.raises((Forbidden, NotFound)):
            deciding.decide(actor, booking_id, given, "So I say.")
    for points, reason in ((given, " "), ({"needs": "1"}, "Because."), ({**given, "bench": "9"}, "Because.")):
        with pytest.raises(Refused):
            deciding.decide(cast.admin.actor, booking_id, points, reason)
    deciding.decide(cast.admin.actor, booking_id, given, "The record shows it.")
    one = db.session().get_one(ExamBooking, booking_id)
    assert (one.state, one.passed, one.score, one.settled_as) == ("published", True, 1000, "chair")
    with pytest.raises(Conflict):
        deciding.decide(cast.admin.actor, booking_id, given, "Once more.")
    known = seen.result(cast.learner.actor, booking_id)
    assert known.points["needs"] == [3], "the chair's marking is what counts"


def test_the_chair_of_a_sitting_is_told_and_decides(cast: Cast) -> None:
    chair = make_user("chair@academy.example", roles=(Grant(Role.EXAMINER),))
    actor = replace(cast.examiner.actor, user_id=chair.id)
    booking_id = differing(cast, cast.learner, chair_id=chair.id)
    assert told(chair.id) == ["exam_differs"]
    assert told(cast.admin.user_id) == []
    assert [one.id for one in sittings.to_decide(actor)] == [booking_id]
    assert sittings.to_decide(cast.examiner.actor) == []
    deciding.decide(actor, booking_id, {key: str(value) for key, value in POOR.items()}, "Too little.")
    assert evidence_of(cast)[0].value["passed"] is False


def test_a_result_is_evidence_with_its_date_score_form_and_reference(cast: Cast) -> None:
    booking_id = published(cast, cast.learner)
    one = db.session().get_one(ExamBooking, booking_id)
    [fact] = evidence_of(cast)
    assert (fact.kind, fact.subject, fact.held_on) == (
        "exam_result",
        "face-to-face/expert-engineer/junior",
        clock.day_of(one.starts_at),
    )
    assert fact.value["passed"] is True
    assert (fact.value["score"], fact.value["reference"]) == (100.0, one.reference)
    assert fact.value["form"].endswith("/1")
    assert "exam_published" in told(cast.learner.user_id)
    for member in (cast.other_learner, cast.manager):
        with pytest.raises(NotFound):
            seen.result(member.actor, booking_id)


def test_a_batch_is_published_together_and_not_before_all_are_marked(cast: Cast) -> None:
    first = past(cast, cast.learner, publish="batch")
    sitting_id = db.session().get_one(ExamBooking, first).sitting_id
    slot = slots_of(db.session().get_one(ExamSitting, sitting_id))[1]
    with clock.at(clock.now() - timedelta(days=4)):
        second = booking.book(cast.other_learner.actor, slot).id
    marked(cast, first, GOOD)
    assert state_of(first) == "marked"
    with pytest.raises(NotFound):
        seen.result(cast.learner.actor, first)
    with pytest.raises(Conflict):
        deciding.publish(cast.admin.actor, sitting_id)
    marked(cast, second, POOR)
    assert deciding.publish(cast.admin.actor, sitting_id) == 2
    assert [state_of(one) for one in (first, second)] == ["published", "published"]
    with pytest.raises(Conflict):
        deciding.publish(cast.admin.actor, sitting_id)
    with pytest.raises(Conflict):
        planning.call_off(cast.admin.actor, sitting_id, "Too late.")


# ---- figures and people --------------------------------------------------------------------------


def test_figures_are_of_the_examiners_sheets_and_within_reach(cast: Cast) -> None:
    booking_id = differing(cast, cast.learner)
    deciding.decide(cast.admin.actor, booking_id, {key: str(value) for key, value in GOOD.items()}, "So it was.")
    lines = {line.user.name_latin: line.of for line in figures.examiner_figures(cast.admin.actor)}
    assert set(lines) == {"Sun Li", "Gu Lan"}, "what a chair decides is no sheet"
    assert lines["Sun Li"].severity == -(lines["Gu Lan"].severity or 0)
    assert lines["Sun Li"].agreement == 0.0
    regional = replace(cast.admin.actor, grants=frozenset({Grant(Role.ADMIN, region_id=cast.north.id)}))
    assert figures.examiner_figures(regional) == []


def test_an_erased_candidate_leaves_points_without_words_and_their_slot_free(cast: Cast) -> None:
    published(cast, cast.learner)
    coming = a_sitting(cast, 40)
    other = booking.book(cast.other_learner.actor, slots_of(coming)[0])
    for user_id in (cast.learner.user_id, cast.other_learner.user_id):
        assert [sheet.name for sheet in personal.sheets(user_id)] == ["exams", "exam-marks", "exam-sheets"]
        personal.erase(user_id, None)
    db.session().expire_all()
    assert {one.note for one in db.session().scalars(select(ExamMark).where(ExamMark.item != "presence"))} == {""}
    assert (state_of(other.id), other.slot_id) == ("cancelled", None)
    assert db.session().scalars(select(ExamMarking.result)).one() is not None


def test_who_has_somebody_to_examine_does_so_before_they_are_erased(cast: Cast) -> None:
    past(cast, cast.learner)
    said = personal.hinders(cast.examiner.user_id)
    assert said is not None
    assert personal.hinders(cast.learner.user_id) is None
    assert pick({"en": said.render("en"), "zh": said.render("zh_Hans")}, "zh_Hans") != said.key
    assert db.session().scalars(select(ExamSlot)).first() is not None
