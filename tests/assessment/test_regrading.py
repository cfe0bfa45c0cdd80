"""A question marked anew for everybody: looked at, done, done twice, interrupted; and all that follows from another result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts import operations as accounts
from lms.accounts import queries as people
from lms.accounts.roles import Grant, Role
from lms.assessment import jobs as assessment_jobs
from lms.assessment import operations
from lms.assessment.models import Attempt, AttemptItem, KeptAnalysis, MarkingTask
from lms.assessment.operations import overseeing, regrading
from lms.assessment.operations.analysing import ANALYSE, ask_for_analysis, keep_analysis
from lms.assessment.queries import asked_questions, regraded
from lms.assessment.queries import regrading as queries
from lms.assessment.queries.alike import Found
from lms.assessment.queries.regrading import Asked
from lms.assessment.queries.similarity import similar
from lms.assessment.regrade_models import Regrade, RegradeResult
from lms.assessment.rules.regrading import Remedy, Tally
from lms.certification.models import Certification, CertificationDoubt, Evidence
from lms.certification.operations import afterwards, doubting, granting
from lms.certification.queries import doubts
from lms.certification.queries.decisions import explain, rerun
from lms.core import clock, db
from lms.core.audit import entries_of
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, Refused
from lms.core.jobs import Work, Worker
from lms.notifications.models import Message
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, WRONG
from tests.factories.certification import JUNIOR, make_track, product_course_completed
from tests.factories.marking import plain_essay
from tests.factories.regrading import REALLY, REASON, asked, mend_key, publish_miskeyed, take

Run = Callable[[Asked], Regrade]


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


def run(cast: Cast, remedy: Remedy, question: str = "two") -> Regrade:
    """Have it marked anew, and do it as the worker does."""
    made = regrading.ask(cast.trainer.actor, asked(remedy, question), REASON)
    while not regrading.go_on(made.id):
        pass
    return made


def result(attempt: UUID) -> tuple[Decimal | None, bool | None]:
    found = db.session().scalars(select(Attempt).where(Attempt.id == attempt)).one()
    return found.percent, found.passed


def two_and_all_points(attempt: UUID) -> list[tuple[Decimal | None, Decimal]]:
    of_it = select(AttemptItem.points, AttemptItem.points_possible).where(AttemptItem.attempt_id == attempt)
    return [(row[0], row[1]) for row in db.session().execute(of_it.order_by(AttemptItem.position))]


def count(kind: type) -> int:
    return db.session().scalar(select(func.count()).select_from(kind)) or 0


def three_take_it(cast: Cast) -> Sequence[UUID]:
    """By the present key one passes, one fails; for the third it is the same."""
    with clock.at(NOON):
        publish_miskeyed()
        taken = [
            take(cast.learner.actor, RIGHT, REALLY, RIGHT, WRONG),
            take(cast.other_learner.actor, RIGHT, RIGHT, RIGHT, WRONG),
            take(cast.manager.actor, RIGHT, None, RIGHT, RIGHT),
        ]
        mend_key()
    return taken


# ---- looking, doing, doing twice ---------------------------------------------------------------------------------


def test_what_was_shown_is_done_once_and_all_that_stood_before_stays(cast: Cast) -> None:
    [up, down, same] = three_take_it(cast)
    made = run(cast, Remedy.KEY)
    assert [result(one) for one in (up, down, same)] == [
        (Decimal(75), True),
        (Decimal(50), False),
        (Decimal(75), True),
    ]
    assert made.state == "done"
    assert Tally.from_json(made.counts) == Tally(attempts=3, changed=2, higher=1, lower=1, passes=1, fails=1)
    fact = db.session().get_one(RegradeResult, (made.id, up))
    assert (fact.percent_before, fact.percent_after, fact.passed_before) == (Decimal(50), Decimal(75), False)
    assert fact.items == [
        {"position": 2, "points": ["0.000000", "1.000000"], "possible": ["1.00", "1.00"], "correct": [False, True]}
    ]
    assert [entry.deed for entry in entries_of("regrade", made.id)] == ["question.regraded"]
    assert regrading.go_on(made.id)
    again = run(cast, Remedy.KEY)
    assert Tally.from_json(again.counts) == Tally(attempts=3)
    assert count(RegradeResult) == 2
    assert count(Evidence) == 5, "three results, two corrections"


def test_the_last_remedy_of_a_question_takes_the_place_of_those_before(cast: Cast) -> None:
    [up, _down, blank] = three_take_it(cast)
    run(cast, Remedy.DROP)
    assert result(up) == (Decimal("66.67"), False)
    assert two_and_all_points(blank)[1] == (Decimal(0), Decimal(0))
    assert result(blank) == (Decimal(100), True)
    run(cast, Remedy.FULL)
    assert two_and_all_points(blank)[1] == (Decimal(1), Decimal(1))
    assert result(up) == (Decimal(75), True)
    facts = [one.result.percent_after for one in regraded.marked_anew(up)]
    assert facts == [Decimal(75), Decimal("66.67")]


def test_work_that_dies_between_two_attempts_goes_on_from_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 1)
    worker = Worker(database, {regrading.REGRADE: assessment_jobs.regrade})
    with database.transaction():
        cast = make_cast()
        attempts = three_take_it(cast)
        made = regrading.ask(cast.trainer.actor, asked(Remedy.KEY), REASON).id

    def pieces() -> list[Work]:
        with database.transaction(read_only=True) as session:
            return list(session.scalars(select(Work).where(Work.kind == regrading.REGRADE).order_by(Work.id)))

    assert worker.perform(pieces()[0].id)
    with monkeypatch.context() as broken:
        broken.setattr(regrading, "keep_score", lambda *_: 1 / 0)
        assert not worker.perform(pieces()[1].id), "it dies in the middle of the second"
    with database.transaction(read_only=True):
        assert [result(one)[0] for one in attempts] == [Decimal(75), Decimal(75), Decimal(75)]
        assert db.session().get_one(Regrade, made).attempts == 1
    with clock.at(clock.now() + timedelta(hours=1)):
        while worker.sweep():
            pass
    with database.transaction(read_only=True):
        assert [result(one)[0] for one in attempts] == [Decimal(75), Decimal(50), Decimal(75)]
        row = db.session().get_one(Regrade, made)
        assert (row.state, row.attempts, row.total) == ("done", 3, 3)
        assert count(RegradeResult) == 2


# ---- whom it concerns --------------------------------------------------------------------------------------------


def test_an_attempt_under_way_is_scored_by_it_and_a_later_one_is_not(cast: Cast) -> None:
    with clock.at(NOON):
        publish_miskeyed()
        running = take(cast.learner.actor, WRONG, WRONG, RIGHT, RIGHT, hand_in=False)
    with clock.at(NOON + timedelta(hours=1)):
        made = run(cast, Remedy.FULL)
    assert made.attempts == 0
    with clock.at(NOON + timedelta(hours=2)):
        operations.hand_in(cast.learner.actor, running)
        later = take(cast.other_learner.actor, WRONG, WRONG, RIGHT, RIGHT)
    assert result(running) == (Decimal(75), True)
    assert result(later) == (Decimal(50), False)


def test_one_that_is_opened_again_comes_to_the_new_result_too(cast: Cast) -> None:
    [up, *_others] = three_take_it(cast)
    run(cast, Remedy.KEY)
    overseeing.unlock(cast.trainer.actor, up, 10, "Power cut")
    operations.hand_in(cast.learner.actor, up)
    assert result(up) == (Decimal(75), True)


def test_nobody_reads_an_essay_that_counts_for_nothing(cast: Cast) -> None:
    with clock.at(NOON):
        publish_miskeyed(plain_essay())
        attempt = take(cast.learner.actor, RIGHT, RIGHT, RIGHT, WRONG, hand_in=False)
        operations.save_response(cast.learner.actor, attempt, 5, {"text": ["Because."]}, 1)
        operations.hand_in(cast.learner.actor, attempt)
    assert result(attempt) == (None, None)
    with pytest.raises(Refused, match="has no key"):
        run(cast, Remedy.KEY, "plain")
    run(cast, Remedy.DROP, "plain")
    assert result(attempt) == (Decimal(75), True)
    assert count(MarkingTask) == 0


def test_versions_that_ask_something_else_stay_as_they_are(cast: Cast) -> None:
    with clock.at(NOON):
        publish_miskeyed()
        attempt = take(cast.learner.actor, RIGHT, REALLY, RIGHT, WRONG)
        mend_key(options=(RIGHT, "c", "e"))
    standing = queries.thought_of(cast.trainer.actor, asked(Remedy.KEY))
    assert queries.left_alone(standing) == [1]
    run(cast, Remedy.KEY)
    assert result(attempt) == (Decimal(50), False)


def test_it_is_for_those_whose_role_reaches_everybody(cast: Cast) -> None:
    three_take_it(cast)
    somewhere = make_user("regional@academy.example")
    accounts.grant_role(cast.admin.actor, somewhere.id, Grant(Role.TRAINER, partner_id=cast.acme.id))
    for actor in (cast.examiner.actor, cast.manager.actor, people.actor_of(somewhere.id)):
        with pytest.raises(Forbidden):
            regrading.ask(actor, asked(Remedy.FULL), REASON)
        with pytest.raises(Forbidden):
            asked_questions.questions_asked(actor, asked(Remedy.FULL).assessment_id or UUID(int=0))
    with pytest.raises(Refused, match="Write the reason"):
        regrading.ask(cast.trainer.actor, asked(Remedy.FULL), "  ")
    regrading.ask(cast.admin.actor, asked(Remedy.FULL), REASON)
    with pytest.raises(Conflict, match="Another question"):
        regrading.ask(cast.trainer.actor, asked(Remedy.DROP), REASON)


# ---- what follows ------------------------------------------------------------------------------------------------


def test_who_passes_now_is_eligible_and_told_why(cast: Cast) -> None:
    make_track()
    [up, _down, same] = three_take_it(cast)
    product_course_completed(cast.learner.user_id, NOON.date())
    run(cast, Remedy.KEY)
    assert explain(cast.learner.actor, cast.learner.user_id, JUNIOR).outcome.value == "met"
    told = db.session().scalars(select(Message).where(Message.kind == "result_changed")).all()
    assert {one.user_id for one in told} == {cast.learner.user_id, cast.other_learner.user_id}
    assert all(str(same) not in (one.path or "") for one in told)
    mine = next(one for one in told if one.user_id == cast.learner.user_id)
    assert mine.path == f"/attempts/{up}/result"


def test_a_certification_that_loses_its_ground_waits_for_an_admin_and_decisions_run_as_before(cast: Cast) -> None:
    make_track()
    [_up, _down, _same] = three_take_it(cast)
    holder = cast.other_learner
    product_course_completed(holder.user_id, NOON.date())
    granted = granting.grant(cast.admin.actor, holder.user_id, JUNIOR)
    assert granted is not None
    known = clock.now()
    with clock.at(known + timedelta(hours=1)):
        run(cast, Remedy.KEY)
        assert rerun(cast.admin.actor, granted.decision_id)[1] == []
        assert explain(cast.admin.actor, holder.user_id, JUNIOR, known_by=known).outcome.value == "met"
        facts = list(
            db.session().scalars(select(Evidence).where(Evidence.user_id == holder.user_id).order_by(Evidence.id))
        )
        old, new = [one for one in facts if one.kind == "test_result"]
        assert (new.corrects_id, new.held_on, old.value["percent"]) == (old.id, old.held_on, "75.00")
        assert (new.value["percent"], new.value["passed"]) == ("50.00", False)
        [waits] = doubts.doubts_of(cast.admin.actor, granted.id)
        assert waits.person.id == holder.user_id
        assert db.session().scalars(select(Certification)).one().id == granted.id, "it is not taken away"
        with pytest.raises(Refused):
            doubting.keep(cast.admin.actor, granted.id, " ")
        with pytest.raises(Forbidden):
            doubting.keep(cast.other_manager.actor, granted.id, "Ours")
        doubting.keep(cast.admin.actor, granted.id, "Passed the exam in the room as well.")
        assert doubts.doubts_of(cast.admin.actor, granted.id) == []
        with pytest.raises(Conflict):
            doubting.keep(cast.admin.actor, granted.id, "Twice")
    with clock.at(known + timedelta(hours=2)):
        run(cast, Remedy.DROP)  # two of three: still not enough
        assert len(doubts.doubts_of(cast.admin.actor, granted.id)) == 1, "corrected again, it waits again"
        afterwards.change(cast.admin.actor, granted.id, "revoked", "The result does not hold.")
        assert doubts.doubts_of(cast.admin.actor, granted.id) == [], "revoked, nothing waits"


def test_a_doubt_goes_when_the_level_would_have_been_met_after_all(cast: Cast) -> None:
    make_track()
    three_take_it(cast)
    product_course_completed(cast.other_learner.user_id, NOON.date())
    granted = granting.grant(cast.admin.actor, cast.other_learner.user_id, JUNIOR)
    assert granted is not None
    run(cast, Remedy.KEY)
    assert count(CertificationDoubt) == 1
    run(cast, Remedy.FULL)
    assert count(CertificationDoubt) == 0


def test_what_was_analysed_is_analysed_anew_even_where_it_is_awaited_already(database: Database) -> None:
    worker = Worker(database, {ANALYSE: assessment_jobs.ANALYSE})
    with database.transaction() as session:
        cast = make_cast()
        three_take_it(cast)
        version = session.scalars(select(Attempt.version_id)).first()
        assert version is not None
        ask_for_analysis(cast.trainer.actor, version)
        begun_before = clock.now()
    with database.transaction():
        run(cast, Remedy.KEY)
        kept = db.session().get_one(KeptAnalysis, version)
        assert kept.asked_at > begun_before
        work = list(db.session().scalars(select(Work.id).where(Work.kind == ANALYSE).order_by(Work.id)))
    assert len(work) == 2, "the one before may have read what stood before"
    assert worker.perform(work[1])
    with database.transaction():
        kept = db.session().get_one(KeptAnalysis, version)
        assert not kept.is_awaited
        told_of = kept.made_at
        keep_analysis(version, Found(None, similar(version)), begun_before)
        assert kept.made_at == told_of, "what was read earlier takes no later one's place"
