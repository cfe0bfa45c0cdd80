"""What a regrade would do, worked out beforehand: exactly what is done then, in steps, without a whole paper being graded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.assessment import jobs as assessment_jobs
from lms.assessment import operations
from lms.assessment.models import Assessment, Attempt
from lms.assessment.operations import previewing, regrading
from lms.assessment.queries import foreseeing
from lms.assessment.queries.regrade_previews import LINE_ORDERS, lines_of, preview_seen
from lms.assessment.queries.regrading import Asked
from lms.assessment.regrade_models import Regrade, RegradePreview, RegradePreviewLine, RegradeResult
from lms.assessment.rules.regrading import Remedy, Tally
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden
from lms.core.jobs import Work, Worker
from lms.core.paging import all_rows
from tests.assessment.conftest import NOON
from tests.cast import Cast, make_cast
from tests.counting import statements
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, many, publish, single
from tests.factories.certification import TEST
from tests.factories.regrading import REALLY, REASON, asked, mend_key, publish_miskeyed, take

Lines = dict[UUID, tuple[Any, ...]]


@pytest.fixture
def cast(unit: Session) -> Cast:
    """Everybody, at a moment that stands still."""
    del unit
    return make_cast()


def test_id() -> UUID:
    return db.session().scalars(select(Assessment.id).where(Assessment.key == TEST)).one()


test_id.__test__ = False  # type: ignore[attr-defined]


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


def look(cast: Cast, wanted: Asked) -> RegradePreview:
    """Ask for it, and work it out as the worker does."""
    made = previewing.ask_preview(cast.trainer.actor, wanted, test_id())
    while not previewing.keep_foreseen(made.id, previewing.foresee(made.id)):
        pass
    return made


def shown(cast: Cast, made: RegradePreview, outcome: str = "") -> Lines:
    rows = all_rows(lines_of(cast.trainer.actor, made.id, outcome), LINE_ORDERS)
    return {row[0].attempt_id: figures(row[0]) for row in rows}


def figures(line: Any) -> tuple[Any, ...]:
    points, percents = (line.points_before, line.points_after), (line.percent_before, line.percent_after)
    return (*points, *percents, line.passed_before, line.passed_after)


def count(kind: type) -> int:
    return db.session().scalar(select(func.count()).select_from(kind)) or 0


def test_it_says_who_passes_and_who_fails_and_changes_nothing(cast: Cast) -> None:
    up, down, _same = three_take_it(cast)
    made = look(cast, asked(Remedy.KEY))
    seen = preview_seen(cast.trainer.actor, made.id)
    assert seen.tally == Tally(attempts=3, changed=2, higher=1, lower=1, passes=1, fails=1)
    assert shown(cast, made).keys() == {up, down}
    assert shown(cast, made, "passes").keys() == {up}
    assert shown(cast, made, "fails").keys() == {down}
    assert count(Regrade) == count(RegradeResult) == 0
    assert [str(one.percent) for one in db.session().scalars(select(Attempt).order_by(Attempt.id))] == [
        "50.00",
        "75.00",
        "75.00",
    ]


@pytest.mark.parametrize("remedy", [Remedy.KEY, Remedy.FULL, Remedy.DROP, Remedy.ACCEPT])
def test_what_it_shows_is_what_is_done(cast: Cast, remedy: Remedy) -> None:
    three_take_it(cast)
    wanted = asked(remedy, also={"option": REALLY} if remedy is Remedy.ACCEPT else {})
    made = look(cast, wanted)
    done = previewing.ask_as_seen(cast.admin.actor, made.id, REASON)
    while not regrading.go_on(done.id):
        pass
    facts = {one.attempt_id: figures(one) for one in db.session().scalars(select(RegradeResult))}
    assert {key: one for key, one in facts.items() if one[:3:2] != one[1:4:2]} == shown(cast, made)
    assert done.counts == made.counts


def test_thirds_come_to_what_a_whole_paper_comes_to(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three thirds are one, though their rows say 0.333333; and where the last place is in doubt, the paper is graded."""
    third = {"scoring": "right-minus-wrong", "use": "practice"}
    questions = [many(key, right="abc", wrong="d", **third) for key in ("one", "two", "three", "four")]
    with clock.at(NOON):
        publish(
            a_bank(*questions),
            a_test(a_section(questions=["one", "two", "three", "four"]), key=TEST, purpose="practice"),
        )
        attempt = operations.start(cast.learner.actor, TEST)
        for position in (1, 2, 3):
            operations.save_response(cast.learner.actor, attempt, position, {"chosen": ["a"]}, 1)
        operations.hand_in(cast.learner.actor, attempt)
    [line] = shown(cast, look(cast, asked(Remedy.FULL, "four"))).values()
    assert [str(one) for one in line[:4]] == ["1.00", "2.00", "25.00", "50.00"]
    graded: list[int] = []
    whole = foreseeing.papers
    monkeypatch.setattr(foreseeing, "papers", lambda rows, **more: graded.append(len(rows)) or whole(rows, **more))
    monkeypatch.setattr("lms.assessment.rules.regrading.HALF_A_MILLIONTH", 1)  # as if rows told next to nothing
    [again] = shown(cast, look(cast, asked(Remedy.FULL, "four"))).values()
    assert (again, graded) == (line, [1])


def test_where_another_dropped_question_counts_all_the_same_the_paper_is_graded(cast: Cast) -> None:
    with clock.at(NOON):
        publish(a_bank(single("one"), single("two")), a_test(a_section(questions=["one", "two"]), key=TEST))
        take(cast.learner.actor, RIGHT, WRONG)
    for question in ("one", "two"):
        done = regrading.ask(cast.trainer.actor, asked(Remedy.DROP, question), REASON)
        while not regrading.go_on(done.id):
            pass
    [line] = shown(cast, look(cast, asked(Remedy.FULL, "two"))).values()
    assert [str(one) for one in line[2:4]] == ["50.00", "100.00"], (
        "the other is dropped after all, and this one is right"
    )


def test_it_is_worked_out_in_steps_and_a_step_done_twice_counts_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "STEP", 2)
    worker = Worker(database, {previewing.PREVIEW: assessment_jobs.PREVIEW})
    with database.transaction():
        cast = make_cast()
        three_take_it(cast)
        made = previewing.ask_preview(cast.trainer.actor, asked(Remedy.KEY), test_id()).id

    def pieces() -> list[UUID]:
        with database.transaction(read_only=True) as session:
            return list(session.scalars(select(Work.id).where(Work.kind == previewing.PREVIEW).order_by(Work.id)))

    with database.transaction(read_only=True):
        early = previewing.foresee(made)
    assert worker.perform(pieces()[0])
    with database.transaction():
        row = db.session().get_one(RegradePreview, made)
        assert (row.state, row.attempts, row.total) == ("working", 2, 3)
        assert previewing.keep_foreseen(made, early), "what a second worker made of the same step is left"
        with pytest.raises(Conflict, match="still being worked out"):
            previewing.ask_as_seen(cast.trainer.actor, made, REASON)
    assert worker.perform(pieces()[1])
    with database.transaction(read_only=True):
        row = db.session().get_one(RegradePreview, made)
        assert (row.state, row.attempts) == ("done", 3)
        assert Tally.from_json(row.counts) == Tally(attempts=3, changed=2, higher=1, lower=1, passes=1, fails=1)
        assert count(RegradePreviewLine) == 2


def test_a_step_asks_as_much_for_many_as_for_few(cast: Cast, database: Database) -> None:
    three_take_it(cast)
    made = previewing.ask_preview(cast.trainer.actor, asked(Remedy.KEY), test_id())

    def queries(most: int) -> int:
        db.session().expire_all()
        with statements(database) as seen, pytest.MonkeyPatch.context() as patch:
            patch.setattr(previewing, "STEP", most)
            assert len(previewing.foresee(made.id).results) == most
        return len(seen)

    assert queries(1) == queries(3)


def test_it_holds_no_more_when_something_was_marked_anew_or_the_key_is_another(cast: Cast) -> None:
    three_take_it(cast)
    before_key, before_regrade = look(cast, asked(Remedy.KEY)), look(cast, asked(Remedy.DROP, "four"))
    mend_key(version=3, key="d")
    with pytest.raises(Conflict, match="another key"):
        previewing.ask_as_seen(cast.trainer.actor, before_key.id, REASON)
    working = regrading.ask(cast.trainer.actor, asked(Remedy.FULL), REASON)
    with pytest.raises(Conflict, match="at this moment"):
        look(cast, asked(Remedy.DROP))
    while not regrading.go_on(working.id):
        pass
    assert preview_seen(cast.trainer.actor, before_regrade.id).since == working.id
    with pytest.raises(Conflict, match="since this was worked out"):
        previewing.ask_as_seen(cast.trainer.actor, before_regrade.id, REASON)
    assert count(Regrade) == 1


def test_it_is_for_those_whose_role_reaches_everybody_and_goes_after_a_week(cast: Cast) -> None:
    three_take_it(cast)
    made = look(cast, asked(Remedy.KEY))
    for actor in (cast.examiner.actor, cast.manager.actor, cast.learner.actor):
        with pytest.raises(Forbidden):
            previewing.ask_preview(actor, asked(Remedy.KEY), test_id())
        with pytest.raises(Forbidden):
            preview_seen(actor, made.id)
        with pytest.raises(Forbidden):
            lines_of(actor, made.id)
    previewing.clear_old_previews()
    assert count(RegradePreview) == 1
    with clock.at(clock.now() + timedelta(days=8)):
        previewing.clear_old_previews()
    assert count(RegradePreview) == count(RegradePreviewLine) == 0
