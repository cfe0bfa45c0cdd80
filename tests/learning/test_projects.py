"""Work is handed in, returned with comments, accepted; seen by its person and by reviewers within reach, and by nobody before that."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.core import db, events
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Work
from lms.core.kept_files import LET_GO
from lms.core.paging import page_of
from lms.core.storage import Storage
from lms.learning import operations as learning
from lms.learning import queries as learned
from lms.learning.events import CourseCompleted, WorkAnswered
from lms.learning.projects import operations, queries
from lms.learning.projects.models import ProjectFile, ProjectWork
from lms.learning.projects.rules import Answer
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.learning import article, make_course, project
from tests.factories.uploads import PDF, SCRIPT, a_picture

MET = {"people": "met", "figures": "met"}
ACCEPTED = Answer("accepted", MET, "Well done.")
RETURNED = Answer("returned", {"people": "met", "figures": "missing"}, "Ask what a day costs.")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


@pytest.fixture
def on_it(people: Cast) -> Cast:
    """Acme's learner is on a course of one project; the other one too."""
    make_course("toolkit", [project("analysis")])
    for person in (people.learner, people.other_learner):
        learning.enrol(person.actor, "toolkit")
    return people


def hand_in(actor: Actor, words: str = "My analysis.") -> None:
    operations.hand_in(actor, "toolkit", "analysis", words)


def work_of(person: UUID) -> ProjectWork:
    return db.session().scalars(select(ProjectWork).where(ProjectWork.user_id == person)).one()


def add(actor: Actor, storage: Storage, content: bytes = PDF, name: str = "plan.pdf") -> None:
    operations.add_file(actor, storage, "toolkit", "analysis", name, io.BytesIO(content))


def waiting(actor: Actor) -> list[UUID]:
    return [row[0].user_id for row in page_of(queries.works(actor, state="handed_in"), queries.ORDERS).rows]


def test_a_work_goes_out_comes_back_and_is_accepted_and_only_then_the_lesson_is_done(
    on_it: Cast, told: list[CourseCompleted]
) -> None:
    heard: list[WorkAnswered] = []
    events.connect({WorkAnswered: [heard.append], CourseCompleted: [told.append]})
    me, trainer = on_it.learner, on_it.trainer.actor
    hand_in(me.actor)
    work = work_of(me.user_id)
    operations.answer(trainer, work.id, 1, RETURNED)
    assert (work.state, told) == ("returned", [])
    operations.keep_words(me.actor, "toolkit", "analysis", "A day costs 18,000.")
    assert queries.opened(trainer, work.id).waiting is None, "a draft is nobody else's"
    hand_in(me.actor, "A day costs 18,000.")
    operations.answer(trainer, work.id, 2, ACCEPTED)
    assert [one.outcome for one in heard] == ["returned", "accepted"]
    assert [one.user_id for one in told] == [me.user_id]
    own = queries.own_work(me.user_id, work.course_id, "analysis")
    assert [(one.number, one.outcome, one.comment) for one in own.rounds] == [
        (1, "returned", "Ask what a day costs."),
        (2, "accepted", "Well done."),
    ]


def test_nothing_is_added_while_it_is_with_a_reviewer_or_accepted(on_it: Cast, storage: Storage) -> None:
    me = on_it.learner
    hand_in(me.actor)
    with pytest.raises(Conflict):
        hand_in(me.actor, "Once more")
    with pytest.raises(Conflict):
        add(me.actor, storage)
    operations.answer(on_it.trainer.actor, work_of(me.user_id).id, 1, ACCEPTED)
    with pytest.raises(Conflict):
        operations.keep_words(me.actor, "toolkit", "analysis", "And this")


def test_who_handed_in_by_mistake_takes_it_back_until_it_is_answered(on_it: Cast) -> None:
    me, trainer = on_it.learner, on_it.trainer.actor
    hand_in(me.actor)
    operations.take_back(me.actor, "toolkit", "analysis")
    assert waiting(trainer) == []
    with pytest.raises(NotFound):
        queries.opened(trainer, work_of(me.user_id).id)
    hand_in(me.actor, "Now whole.")
    operations.answer(trainer, work_of(me.user_id).id, 1, RETURNED)
    with pytest.raises(Conflict):
        operations.take_back(me.actor, "toolkit", "analysis")


def test_of_two_reviewers_the_second_learns_that_it_was_answered(on_it: Cast) -> None:
    hand_in(on_it.learner.actor)
    work = work_of(on_it.learner.user_id)
    operations.answer(on_it.trainer.actor, work.id, 1, RETURNED)
    with pytest.raises(Conflict):
        operations.answer(on_it.admin.actor, work.id, 1, ACCEPTED)
    assert work.state == "returned"


@pytest.mark.parametrize(
    "given",
    [
        Answer("", MET, "Fine"),
        Answer("accepted", {"people": "met"}, "Fine"),
        Answer("accepted", {"people": "met", "figures": "splendid"}, "Fine"),
        Answer("returned", MET, "  "),
    ],
    ids=["no outcome", "a point left out", "no such verdict", "returned without a word"],
)
def test_an_answer_that_is_not_whole_is_not_given(on_it: Cast, given: Answer) -> None:
    hand_in(on_it.learner.actor)
    work = work_of(on_it.learner.user_id)
    with pytest.raises(Refused):
        operations.answer(on_it.trainer.actor, work.id, 1, given)
    assert work.state == "handed_in"


def test_reviewers_see_within_their_reach_and_never_their_own_or_a_colleagues(on_it: Cast) -> None:
    for person in (on_it.learner, on_it.other_learner):
        hand_in(person.actor)
    at_acme = make_user(
        "chief@acme.example", roles=(Grant(Role.TRAINER, partner_id=on_it.acme.id),), works_for=on_it.acme
    )
    colleague = Actor(at_acme.id, "chief", frozenset({Grant(Role.TRAINER, partner_id=on_it.acme.id)}))
    for_acme = Actor(on_it.inspector.user_id, "visiting", frozenset({Grant(Role.TRAINER, partner_id=on_it.acme.id)}))
    everywhere = Actor(on_it.learner.user_id, "self", frozenset({Grant(Role.TRAINER)}))
    assert set(waiting(on_it.trainer.actor)) == {on_it.learner.user_id, on_it.other_learner.user_id}
    assert waiting(for_acme) == [on_it.learner.user_id]
    assert waiting(colleague) == []
    assert waiting(everywhere) == [on_it.other_learner.user_id]
    with pytest.raises(NotFound):
        operations.answer(for_acme, work_of(on_it.other_learner.user_id).id, 1, ACCEPTED)
    for nobody in (on_it.examiner.actor, on_it.manager.actor, on_it.learner.actor):
        with pytest.raises(Forbidden):
            operations.answer(nobody, work_of(on_it.learner.user_id).id, 1, ACCEPTED)


def test_a_file_is_judged_by_content_kept_once_and_seen_by_reviewers_only_after_the_hand_in(
    on_it: Cast, storage: Storage
) -> None:
    me, trainer = on_it.learner.actor, on_it.trainer.actor
    add(me, storage, name="../../plan.pdf")
    add(me, storage)
    with pytest.raises(Refused):
        add(me, storage, SCRIPT, "plan.pdf")
    with pytest.raises(Refused):
        add(me, storage, PDF + b" " * 1_100_000, "large.pdf")
    add(me, storage, a_picture(), "hall.png")
    with pytest.raises(Refused):
        add(me, storage, a_picture("JPEG"), "third.jpg")
    files = db.session().scalars(select(ProjectFile).order_by(ProjectFile.id)).all()
    assert [file.name for file in files] == ["plan.pdf", "hall.png"]
    for stranger in (trainer, on_it.other_learner.actor, on_it.manager.actor):
        with pytest.raises(NotFound):
            queries.file_of(stranger, files[0].id)
    assert queries.file_of(me, files[0].id).content_type == "application/pdf"
    hand_in(me, "")
    assert queries.file_of(trainer, files[0].id).name == "plan.pdf"
    with pytest.raises(NotFound):
        queries.file_of(on_it.other_learner.actor, files[0].id)


def test_a_file_taken_away_is_let_go_and_an_empty_work_is_not_handed_in(on_it: Cast, storage: Storage) -> None:
    me = on_it.learner.actor
    add(me, storage)
    file = db.session().scalars(select(ProjectFile)).one()
    with pytest.raises(NotFound):
        operations.remove_file(on_it.other_learner.actor, "toolkit", "analysis", file.id)
    operations.remove_file(me, "toolkit", "analysis", file.id)
    assert db.session().scalars(select(Work.arguments).where(Work.kind == LET_GO)).one() == {"sha256": file.sha256}
    assert not queries.needs_file(file.sha256)
    with pytest.raises(Refused):
        hand_in(me, "  ")


def test_an_accepted_work_stays_done_in_a_newer_version_and_rests_where_the_lesson_is_something_else(
    on_it: Cast,
) -> None:
    for person in (on_it.learner, on_it.other_learner):
        hand_in(person.actor)
        operations.answer(on_it.trainer.actor, work_of(person.user_id).id, 1, ACCEPTED)
    make_course("toolkit", [project("analysis", most=5), article("more")], number=2)
    assert learning.move_to_newer(on_it.learner.actor, "toolkit").lessons_done == 1
    make_course("toolkit", [article("analysis")], number=3)
    assert learning.move_to_newer(on_it.other_learner.actor, "toolkit").lessons_done == 0
    place = learned.place_in(on_it.other_learner.user_id, "toolkit")
    assert queries.own_work(on_it.other_learner.user_id, place.course_id, "analysis").state == "accepted", "it is kept"


def test_who_is_not_enrolled_hands_nothing_in(people: Cast) -> None:
    make_course("toolkit", [project("analysis"), article("text")])
    with pytest.raises(NotFound):
        hand_in(people.learner.actor)
    learning.enrol(people.learner.actor, "toolkit")
    with pytest.raises(NotFound):
        operations.hand_in(people.learner.actor, "toolkit", "text", "Into an article")


def test_of_an_answer_only_what_the_rubric_asks_is_kept(on_it: Cast) -> None:
    hand_in(on_it.learner.actor)
    work = work_of(on_it.learner.user_id)
    operations.answer(on_it.trainer.actor, work.id, 1, Answer("accepted", {**MET, "looks": "x" * 9000}, ""))
    assert queries.opened(on_it.trainer.actor, work.id).rounds[0].verdicts == MET


def test_a_file_that_comes_too_late_is_not_kept_for_ever(on_it: Cast, storage: Storage) -> None:
    hand_in(on_it.learner.actor)
    with pytest.raises(Conflict):
        add(on_it.learner.actor, storage)
    assert db.session().scalars(select(Work.arguments).where(Work.kind == LET_GO)).all() == [
        {"sha256": next(storage.hashes())}
    ]
