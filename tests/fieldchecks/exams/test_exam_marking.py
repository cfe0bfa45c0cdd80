"""From the day to evidence: sheets, the chair, what is published, and what nobody sees before its time."""

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
from lms.fieldchecks.exams.operations import booking, deciding, examining, planning
from lms.fieldchecks.exams.operations.examining import Given
from lms.fieldchecks.exams.queries import desk, figures, seen, sittings
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.exams import (
    GOOD,
    POOR,
    a_sitting,
    differing,
    marked,
    marked_by_second,
    past,
    published,
    second_examiner,
    slots_of,
    state_of,
    told,
    write,
)

pytestmark = pytest.mark.usefixtures("unit")


def evidence_of(cast: Cast) -> list[Evidence]:
    return list(db.session().scalars(select(Evidence).where(Evidence.user_id == cast.learner.user_id)))


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
