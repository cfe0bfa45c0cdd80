"""An attempt that staff open again: what rests on its result waits for an admin; and one that people mark is theirs no more."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment import operations
from lms.assessment.models import Attempt, Mark, MarkDraft, MarkingTask
from lms.assessment.operations import marking, overseeing
from lms.assessment.operations.marking import Place, Written
from lms.assessment.queries import marking as marking_queries
from lms.certification.models import Certification, CertificationDoubt, Evidence
from lms.certification.operations import doubting, granting
from lms.certification.queries import doubts
from lms.certification.queries.decisions import explain, rerun
from lms.core import audit, clock, db
from lms.core.errors import Conflict, NotFound
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.assessment import RIGHT, WRONG
from tests.factories.certification import JUNIOR, make_track, product_course_completed
from tests.factories.marking import BEST, hand_in_essay, publish_essay_test, take_and_mark
from tests.factories.regrading import publish_miskeyed, take

HOUR = timedelta(hours=1)
WHY = "Pressed by mistake."


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


@pytest.fixture
def held(cast: Cast) -> tuple[UUID, Certification]:
    """The learner's passed attempt, and the level that was granted on it."""
    make_track()
    with clock.at(NOON):
        publish_miskeyed()
        attempt = take(cast.learner.actor, RIGHT, RIGHT, RIGHT, WRONG)
        product_course_completed(cast.learner.user_id, NOON.date())
        granted = granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR)
    assert granted is not None
    return attempt, granted


def end_with(cast: Cast, attempt: UUID, *answers: str, revision: int = 2) -> None:
    for position, answer in enumerate(answers, 1):
        operations.save_response(cast.learner.actor, attempt, position, {"chosen": [answer]}, revision)
    operations.hand_in(cast.learner.actor, attempt)


def waiting(cast: Cast, certification: Certification) -> list[tuple[Decimal, Decimal | None]]:
    return [(one.before, one.after) for one in doubts.doubts_of(cast.admin.actor, certification.id)]


def count(kind: type) -> int:
    return db.session().scalar(select(func.count()).select_from(kind)) or 0


# ---- what rests on it --------------------------------------------------------------------------------------------


def test_a_level_that_rests_on_what_was_taken_back_waits_and_stays(
    cast: Cast, held: tuple[UUID, Certification]
) -> None:
    attempt, granted = held
    with clock.at(NOON + HOUR):
        overseeing.unlock(cast.examiner.actor, attempt, 20, WHY)
        assert waiting(cast, granted) == [(Decimal(75), None)]
        assert rerun(cast.admin.actor, granted.decision_id)[1] == [], "the decision of before runs as it did"
        assert explain(cast.admin.actor, cast.learner.user_id, JUNIOR).outcome.value == "not_met"
        assert count(Certification) == 1, "it is not taken away"
        doubting.keep(cast.admin.actor, granted.id, "The answers stand on paper, too.")
        assert waiting(cast, granted) == []


@pytest.mark.parametrize("later", [HOUR, timedelta(days=30)])
def test_the_doubt_goes_when_the_attempt_ends_as_well_as_before(
    cast: Cast, held: tuple[UUID, Certification], later: timedelta
) -> None:
    attempt, _granted = held
    with clock.at(NOON + later):
        overseeing.unlock(cast.examiner.actor, attempt, 20, WHY)
        end_with(cast, attempt, RIGHT, RIGHT, RIGHT, WRONG)
    assert count(CertificationDoubt) == 0
    said = db.session().scalars(select(Evidence).where(Evidence.source == "attempt").order_by(Evidence.id)).all()
    first, taken_back, second = said
    assert (taken_back.corrects_id, second.corrects_id) == (first.id, taken_back.id), "each follows the one before"


def test_a_worse_end_is_shown_beside_what_it_was_granted_on(cast: Cast, held: tuple[UUID, Certification]) -> None:
    attempt, granted = held
    with clock.at(NOON + HOUR):
        overseeing.unlock(cast.examiner.actor, attempt, 20, WHY)
        end_with(cast, attempt, WRONG, WRONG, RIGHT, WRONG)
        assert waiting(cast, granted) == [(Decimal(75), Decimal(25))]
        overseeing.unlock(cast.examiner.actor, attempt, 20, WHY)
        assert waiting(cast, granted) == [(Decimal(25), None)]
        end_with(cast, attempt, RIGHT, RIGHT, RIGHT, RIGHT, revision=3)
        assert waiting(cast, granted) == []


def test_who_holds_nothing_by_it_is_not_put_on_the_desk(cast: Cast) -> None:
    make_track()
    with clock.at(NOON):
        publish_miskeyed()
        attempt = take(cast.learner.actor, RIGHT, RIGHT, RIGHT, WRONG)
        overseeing.unlock(cast.examiner.actor, attempt, 20, WHY)
    assert count(CertificationDoubt) == 0


# ---- while people mark it ----------------------------------------------------------------------------------------


def test_opened_again_while_people_mark_it_nobody_waits_and_the_next_end_asks_anew(cast: Cast) -> None:
    publish_essay_test(marking={"markers": 2})
    attempt = hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST)
    place = marking.take_next(cast.trainer.actor)
    assert place is not None
    marking.keep_draft(cast.trainer.actor, place, Written({}, comment="So far"))
    overseeing.unlock(cast.admin.actor, attempt, 20, WHY)
    assert count(MarkingTask) == count(MarkDraft) == 0
    assert db.session().get_one(Attempt, attempt).state == "open"
    entry = audit.entries_of("attempt", attempt)[0]
    assert (entry.deed, entry.reason) == ("attempt.unlocked", WHY)
    assert entry.before is not None
    assert (entry.before["state"], entry.before["tasks"], entry.before["drafts"]) == ("marking", 1, 1)
    for deed in (
        lambda: marking.give(cast.trainer.actor, place, Written(BEST)),
        lambda: marking_queries.opened(cast.trainer.actor, place.attempt_id, place.position, "en"),
    ):
        with pytest.raises(Conflict, match="opened again"):
            deed()
    never_ended = operations.start(cast.other_learner.actor, "written")
    with pytest.raises(NotFound):
        marking.give(cast.trainer.actor, Place(never_ended, 3), Written(BEST))
    operations.hand_in(cast.learner.actor, attempt)
    task = db.session().scalars(select(MarkingTask)).one()
    assert task.wants == 2, "the first mark stands, for the answer is the one that was marked"
    assert count(Mark) == 1
