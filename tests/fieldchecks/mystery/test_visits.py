"""From a plan to evidence: who may do what, what is refused with a reason, and what stays when it is."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.certification.models import Evidence
from lms.certification.operations.evidence import WITHDRAWN
from lms.certification.queries.evidence import facts_of
from lms.certification.requirements import registry
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Work
from lms.core.storage import Storage
from lms.fieldchecks.mystery.models import MysteryAnswer, MysteryDispute, MysteryPhoto, MysteryVisit
from lms.fieldchecks.mystery.operations import counting, disputing, photographing, planning, reviewing, visiting
from lms.fieldchecks.mystery.operations.photographing import Sent
from lms.fieldchecks.mystery.operations.programmes import keep_version
from lms.fieldchecks.mystery.operations.visiting import Given, Told
from lms.fieldchecks.mystery.queries import candidates, reports
from lms.fieldchecks.mystery.queries import visits as queries
from lms.fieldchecks.mystery.rules.answers import Answer
from tests.cast import Cast
from tests.certification.stories import AROUND
from tests.factories.mystery import (
    GOOD,
    POOR,
    a_document,
    a_photo,
    a_plan,
    a_programme,
    accepted,
    answer,
    begun,
    disputed,
    submitted,
    visit_of,
)

pytestmark = pytest.mark.usefixtures("unit")


def visit(visit_id: object) -> MysteryVisit:
    return db.session().get_one(MysteryVisit, visit_id)


def told(outcome: str = "made", note: str = "") -> Told:
    return Told(outcome, clock.now() - timedelta(hours=1), note)


def do(kind: str) -> None:
    """The recorded work of a kind, as the worker does it."""
    for row in db.session().scalars(select(Work).where(Work.kind == kind, Work.state == "waiting")).all():
        counting.JOBS[kind](**row.arguments)
        row.state = "done"


def evidence_of(cast: Cast) -> list[Evidence]:
    return list(db.session().scalars(select(Evidence).where(Evidence.user_id == cast.learner.user_id)))


def count_after(days: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        counting.close_due()
        do(counting.COUNT)


def test_a_plan_makes_as_many_visits_as_it_says_and_no_place_twice(cast: Cast) -> None:
    plan = a_plan(cast, each=3)
    visits = db.session().scalars(select(MysteryVisit).where(MysteryVisit.plan_id == plan.id)).all()
    assert [one.state for one in visits] == ["planned"] * 3
    with pytest.raises(Refused):
        planning.add_target(cast.admin.actor, plan.id, cast.acme.id)
    with pytest.raises(Refused):
        planning.add_target(cast.admin.actor, plan.id, cast.acme.id, cast.other_learner.user_id)
    planning.add_target(cast.admin.actor, plan.id, cast.acme.id, cast.learner.user_id)


def test_only_an_inspector_without_a_conflict_is_given_a_visit(cast: Cast) -> None:
    planned = visit_of(a_plan(cast))
    with pytest.raises(Refused):
        planning.assign(cast.admin.actor, planned.id, cast.examiner.user_id)
    planning.assign(cast.admin.actor, planned.id, cast.inspector.user_id)
    with pytest.raises(Conflict):
        planning.assign(cast.admin.actor, planned.id, cast.inspector.user_id)
    again = visit_of(a_plan(cast))
    [other] = candidates(queries.opened(cast.admin.actor, queries.Permission.MYSTERY_PLAN, again.id).visit)
    assert other.hindrance is not None, "was given a visit there just now"
    with pytest.raises(Refused):
        planning.assign(cast.admin.actor, again.id, cast.inspector.user_id)


def test_nobody_else_touches_an_inspectors_visit(cast: Cast) -> None:
    visit_id = begun(cast)
    for member in (cast.admin, cast.manager, cast.learner, cast.examiner):
        with pytest.raises(AcademyError) as refusal:
            visiting.save(member.actor, visit_id, [])
        assert isinstance(refusal.value, (Forbidden, NotFound))
    with pytest.raises(NotFound):
        reviewing.accept(cast.manager.actor, visit_id)


def test_of_two_devices_the_later_answer_stands_and_a_bad_one_loses_no_other(cast: Cast) -> None:
    visit_id, inspector = begun(cast), cast.inspector.actor
    answer(cast, visit_id, {"greeted": "yes"}, revision=5)
    older, bad, good = visiting.save(
        inspector,
        visit_id,
        [Given("greeted", Answer("no"), 4), Given("asked", Answer("9"), 6), Given("offered", Answer("no"), 6)],
    )
    assert (older.newer, older.answer.value) == (True, "yes")
    assert bad.refused is not None
    assert good.refused is None
    kept = {one.item: one.value for one in db.session().scalars(select(MysteryAnswer))}
    assert kept == {"greeted": "yes", "offered": "no"}


def test_a_visit_is_handed_in_once_and_the_second_time_is_told_of_the_first(cast: Cast) -> None:
    visit_id = submitted(cast)
    first = visit(visit_id).submitted_at
    again = visiting.hand_in(cast.inspector.actor, visit_id, Told("closed", clock.now(), "Never mind"))
    assert (again.again, again.at) == (True, first)
    assert (visit(visit_id).outcome, visit(visit_id).score) == ("made", 1000)
    with pytest.raises(Conflict):
        visiting.save(cast.inspector.actor, visit_id, [Given("greeted", Answer("no"), 99)])


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"greeted": "yes"}, told()),
        (GOOD, Told("made", None)),
        (GOOD, told("perhaps")),
        (GOOD, told("refused")),
        (GOOD, Told("made", clock.now() + timedelta(days=1))),
        (GOOD, Told("made", clock.now() - timedelta(days=9))),
    ],
)
def test_what_cannot_be_handed_in_is_refused_and_the_draft_stays(cast: Cast, said: dict[str, str], how: Told) -> None:
    visit_id = begun(cast)
    answer(cast, visit_id, said)
    with pytest.raises(Refused):
        visiting.hand_in(cast.inspector.actor, visit_id, how)
    assert visit(visit_id).state == "in_progress"
    assert len(db.session().scalars(select(MysteryAnswer)).all()) == len(said)


def test_nothing_is_taken_for_a_closed_plan_until_its_last_day_is_moved(cast: Cast) -> None:
    visit_id = begun(cast)
    answer(cast, visit_id, GOOD)
    with clock.at(clock.now() + timedelta(days=30)):
        with pytest.raises(Conflict):
            visiting.hand_in(cast.inspector.actor, visit_id, told())
        with pytest.raises(Conflict):
            visiting.save(cast.inspector.actor, visit_id, [Given("greeted", Answer("no"), 9)])
        planning.move_end(cast.admin.actor, visit(visit_id).plan_id, clock.today())
        visiting.hand_in(cast.inspector.actor, visit_id, told())
    assert visit(visit_id).state == "submitted"


def test_a_visit_that_was_sent_back_is_handed_in_again_and_one_rejected_is_planned_anew(cast: Cast) -> None:
    visit_id = submitted(cast, POOR)
    with pytest.raises(Refused):
        reviewing.send_back(cast.admin.actor, visit_id, " ")
    reviewing.send_back(cast.admin.actor, visit_id, "Which price?")
    answer(cast, visit_id, GOOD, revision=2)
    visiting.hand_in(cast.inspector.actor, visit_id, told())
    assert visit(visit_id).score == 1000
    reviewing.reject(cast.admin.actor, visit_id, "You were next door.")
    states = db.session().scalars(select(MysteryVisit.state).order_by(MysteryVisit.number)).all()
    assert list(states) == ["rejected", "planned"]
    with pytest.raises(NotFound):
        reports.report(cast.manager.actor, visit_id)


def test_a_visit_is_scored_by_the_version_it_was_made_with(cast: Cast) -> None:
    programme = a_programme()
    visit_id = begun(cast)
    heavier = a_document(version=2)
    heavier["sections"][0]["items"][0]["weight"] = 90
    keep_version(cast.admin.actor, programme, heavier)
    answer(cast, visit_id, {**GOOD, "greeted": "no"})
    visiting.hand_in(cast.inspector.actor, visit_id, told())
    assert visit(visit_id).score == 800


def test_an_accepted_visit_counts_only_past_its_dispute_date(cast: Cast) -> None:
    visit_id = accepted(cast)
    count_after(14)
    assert evidence_of(cast) == []
    count_after(15)
    [fact] = evidence_of(cast)
    assert (fact.kind, fact.value["score"], fact.value["form"]) == ("mystery_check", "100.0", "shop/1")
    assert fact.value["reference"] == visit(visit_id).reference
    assert fact.counts_from > fact.held_on
    assert str(cast.inspector.user_id) not in str(fact.value)
    count_after(16)
    assert len(evidence_of(cast)) == 1


def test_silence_accepts_nothing(cast: Cast) -> None:
    submitted(cast)
    count_after(400)
    assert evidence_of(cast) == []


def test_a_visit_to_one_person_says_nothing_about_the_others(cast: Cast) -> None:
    accepted(cast, person=cast.manager.user_id)
    count_after(15)
    assert evidence_of(cast) == []
    assert [one.user_id for one in db.session().scalars(select(Evidence))] == [cast.manager.user_id]


def test_a_dispute_holds_the_count_until_it_is_answered_and_strikes_what_is_upheld(cast: Cast) -> None:
    dispute_id = disputed(cast)
    dispute = db.session().get_one(MysteryDispute, dispute_id)
    count_after(15)
    assert evidence_of(cast) == []
    with pytest.raises(Refused):
        disputing.answer_dispute(cast.admin.actor, dispute_id, upheld=True, answer="")
    disputing.answer_dispute(cast.admin.actor, dispute_id, upheld=True, answer="The photo shows him with a customer.")
    assert (dispute.score_before, dispute.score_after) == (500, 625)
    with pytest.raises(Conflict):
        disputing.answer_dispute(cast.admin.actor, dispute_id, upheld=False, answer="No")
    count_after(15)
    assert [one.value["score"] for one in evidence_of(cast)] == ["62.5"]
    assert [one.answer for one in reports.report(cast.manager.actor, dispute.visit_id).disputes] == [dispute.answer]


@pytest.mark.parametrize(
    ("item", "words"), [("plate", "Green it is"), ("what", "Not asked"), ("greeted", " "), ("x", "y")]
)
def test_only_what_was_asked_is_disputed_and_with_words(cast: Cast, item: str, words: str) -> None:
    visit_id = accepted(cast, POOR)
    with pytest.raises(Refused):
        disputing.raise_dispute(cast.manager.actor, visit_id, item, words)


def test_nobody_disputes_for_another_company_nor_too_late_nor_twice(cast: Cast) -> None:
    dispute = db.session().get_one(MysteryDispute, disputed(cast))
    with pytest.raises(NotFound):
        disputing.raise_dispute(cast.other_manager.actor, dispute.visit_id, "price", "No")
    with pytest.raises(Conflict):
        disputing.raise_dispute(cast.manager.actor, dispute.visit_id, "greeted", "Once more")
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(Refused):
        disputing.raise_dispute(cast.manager.actor, dispute.visit_id, "price", "Late")


def test_what_was_taken_back_is_evidence_no_more(cast: Cast) -> None:
    visit_id = accepted(cast)
    count_after(15)
    reviewing.take_back(cast.admin.actor, visit_id, "The photos were of another shop.")
    do(counting.UNCOUNT)
    kinds = [one.kind for one in evidence_of(cast)]
    assert kinds == ["mystery_check", WITHDRAWN]
    later = clock.now() + timedelta(days=20)
    assert [f.kind for f in facts_of(cast.learner.user_id, on=later.date(), known_by=later)] == [WITHDRAWN]
    assert reports.report(cast.manager.actor, visit_id).taken_back == "The photos were of another shop."


@pytest.mark.parametrize("outcome", ["refused", "closed"])
def test_a_visit_that_was_not_made_is_an_outcome_that_counts_as_nothing_or_as_zero(cast: Cast, outcome: str) -> None:
    visit_id = begun(cast)
    visiting.hand_in(cast.inspector.actor, visit_id, told(outcome, "The shutters were down."))
    reviewing.accept(cast.admin.actor, visit_id)
    count_after(15)
    today = clock.today() + timedelta(days=16)
    facts = facts_of(cast.learner.user_id, on=today, known_by=clock.now() + timedelta(days=17))
    assert [fact.value["outcome"] for fact in facts] == [outcome]
    asks = {"score": 50, "within": "P12M"}
    nothing, zero = (registry.read({"mystery_check": {**asks, **more}}, AROUND) for more in ({}, {"not_made": "zero"}))
    assert nothing.look(facts, today, AROUND).used == ()
    assert len(zero.look(facts, today, AROUND).used) == 1


def test_one_who_reviews_does_not_review_themselves(cast: Cast) -> None:
    visit_id = submitted(cast)
    visit(visit_id).inspector_id = cast.admin.user_id
    for deed in (reviewing.accept, lambda a, v: reviewing.reject(a, v, "No")):
        with pytest.raises(Forbidden):
            deed(cast.admin.actor, visit_id)


# ---- photos ------------------------------------------------------------------------------------


def put(cast: Cast, storage: Storage, visit_id: object, photo: io.BytesIO, mark: str = "", **place: object) -> object:
    sent = Sent("front", mark, photo, **place)  # type: ignore[arg-type]
    return photographing.add_photo(cast.inspector.actor, storage, visit_id, sent)  # type: ignore[arg-type]


def test_a_photo_is_kept_once_without_what_a_camera_wrote(cast: Cast, tmp_path: Path) -> None:
    storage, visit_id = Storage(tmp_path), begun(cast)
    one = put(cast, storage, visit_id, a_photo(gps=True), "m1")
    assert put(cast, storage, visit_id, a_photo(gps=True), "m1") == one
    photo = db.session().scalars(select(MysteryPhoto)).one()
    kept = storage.get(photo.shown_sha256)
    assert b"Zheng Kai" not in kept
    assert b"Exif" not in kept
    assert photo.latitude is None, "the place was not to be noted"
    put(cast, storage, visit_id, a_photo(2, gps=True), "m2", wants_place=True)
    noted = db.session().scalars(select(MysteryPhoto).where(MysteryPhoto.mark == "m2")).one()
    assert (noted.latitude, round(noted.longitude or 0, 3)) == (45.75, 126.633)


def test_a_photo_of_another_visit_is_refused_and_one_that_looks_the_same_is_told(cast: Cast, tmp_path: Path) -> None:
    storage, first = Storage(tmp_path), begun(cast)
    put(cast, storage, first, a_photo(3))
    second = begun(cast, at=cast.other.id)
    with pytest.raises(Refused):
        put(cast, storage, second, a_photo(3))
    put(cast, storage, second, a_photo(3, (300, 225), quality=40))
    put(cast, storage, second, a_photo(8))
    seen = queries.own(cast.inspector.actor, second)
    assert list(seen.like.values()) == [visit(first).reference]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 no photo", b"\xff\xd8\xff\xe0 cut off", b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_what_is_no_photo_is_refused(cast: Cast, tmp_path: Path, content: bytes) -> None:
    visit_id = begun(cast)
    with pytest.raises(Refused):
        put(cast, Storage(tmp_path), visit_id, io.BytesIO(content))
    assert db.session().scalars(select(MysteryPhoto)).all() == []


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(cast: Cast, tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(Refused):
        put(cast, Storage(tmp_path), begun(cast), io.BytesIO(bomb))


def test_no_more_photos_than_asked_and_none_after_the_hand_in(cast: Cast, tmp_path: Path) -> None:
    storage, visit_id = Storage(tmp_path), begun(cast)
    answer(cast, visit_id, GOOD)
    for seed in range(3):
        put(cast, storage, visit_id, a_photo(seed * 5))
    with pytest.raises(Refused):
        put(cast, storage, visit_id, a_photo(40))
    visiting.hand_in(cast.inspector.actor, visit_id, told())
    with pytest.raises(Conflict):
        put(cast, storage, visit_id, a_photo(41))
