"""Cases are written, moderated and read; whose they are is known within the author's company and to moderators within reach alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.certification.models import Evidence
from lms.core import db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.paging import count_of, page_of
from lms.learning import operations as learning
from lms.learning import queries as learned
from lms.learning.cases import operations, queries
from lms.learning.cases.models import LearnerCase
from lms.learning.cases.rules import Written
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.learning import article, experience, make_course

LONG = "They had a test bench that stopped every Friday afternoon, and nobody knew why."
WHOLE = Written("The bench of Fridays", "en", {"situation": LONG, "deed": LONG})


@pytest.fixture
def sharing(people: Cast) -> Cast:
    """Both learners are on a course with room for cases."""
    make_track()
    make_course("toolkit", [experience("cases")])
    for person in (people.learner, people.other_learner):
        learning.enrol(person.actor, "toolkit")
    return people


def write(actor: Actor, written: Written = WHOLE, case_id: UUID | None = None, *, submit: bool = True) -> UUID:
    return operations.save(actor, "toolkit", "cases", case_id, written, submit=submit)


def publish(cast: Cast, case_id: UUID) -> None:
    operations.moderate(cast.trainer.actor, case_id, "published", "")


def state_of(case_id: UUID) -> str:
    return db.session().get_one(LearnerCase, case_id).state


def cards(actor: Actor) -> list[queries.Card]:
    assert actor.user_id is not None
    place = learned.place_in(actor.user_id, "toolkit")
    rows = page_of(queries.published(actor, place.course_id, "cases"), queries.PUBLISHED).rows
    return [queries.card(row, actor) for row in rows]


def test_a_published_case_is_evidence_and_makes_the_lesson_done_and_taken_out_it_is_evidence_no_more(
    sharing: Cast,
) -> None:
    me = sharing.learner
    case = write(me.actor)
    assert (state_of(case), cards(sharing.other_learner.actor)) == ("submitted", [])
    publish(sharing, case)
    assert learned.own_courses(me.user_id)[0].lessons_done == 1
    kinds = [fact.kind for fact in db.session().query(Evidence).filter_by(user_id=me.user_id).order_by(Evidence.id)]
    assert kinds == ["course_completed", "case_published"]
    operations.moderate(sharing.trainer.actor, case, "withdrawn", "It names a customer.")
    assert cards(sharing.other_learner.actor) == []
    assert db.session().query(Evidence).filter_by(kind="withdrawn").count() == 1
    assert learned.own_courses(me.user_id)[0].lessons_done == 1, "done stays done"


def test_who_wrote_it_is_told_to_colleagues_and_moderators_and_hidden_from_other_partners(sharing: Cast) -> None:
    publish(sharing, case := write(sharing.learner.actor))
    colleague = make_user("colleague@acme.example", roles=(Grant(Role.LEARNER),), works_for=sharing.acme)
    near = Actor(colleague.id, "colleague", frozenset({Grant(Role.LEARNER)}))
    learning.enrol(near, "toolkit")
    for_other = Actor(
        sharing.inspector.user_id, "visiting", frozenset({Grant(Role.TRAINER, partner_id=sharing.other.id)})
    )
    learning.enrol(for_other, "toolkit")
    learning.enrol(sharing.trainer.actor, "toolkit")
    known = {
        name: queries.readable(actor, case).author is not None
        for name, actor in {
            "author": sharing.learner.actor,
            "colleague": near,
            "trainer": sharing.trainer.actor,
            "other partner": sharing.other_learner.actor,
            "another reach": for_other,
        }.items()
    }
    assert known == {"author": True, "colleague": True, "trainer": True, "other partner": False, "another reach": False}
    assert [card.author for card in cards(sharing.other_learner.actor)] == [None]


def test_drafts_and_submitted_cases_are_read_by_nobody_else(sharing: Cast) -> None:
    draft, submitted = write(sharing.learner.actor, submit=False), write(sharing.learner.actor)
    for case in (draft, submitted):
        with pytest.raises(NotFound):
            queries.readable(sharing.other_learner.actor, case)
        with pytest.raises(NotFound):
            write(sharing.other_learner.actor, case_id=case)
    with pytest.raises(NotFound):
        queries.moderated(sharing.trainer.actor, draft)
    publish(sharing, submitted)
    with pytest.raises(NotFound):
        queries.readable(sharing.manager.actor, submitted)  # not on the course


@pytest.mark.parametrize(
    "written",
    [
        Written(" ", "en", WHOLE.answers),
        Written("Short", "en", {"situation": LONG, "deed": "Sold it."}),
        Written("Chinese is shorter", "zh", {"situation": "产线每周五停。", "deed": "我去看了。"}),
    ],
    ids=["no title", "a few words", "a few signs"],
)
def test_a_case_that_tells_nothing_is_kept_as_a_draft_and_not_submitted(sharing: Cast, written: Written) -> None:
    with pytest.raises(Refused):
        write(sharing.learner.actor, written)
    assert state_of(write(sharing.learner.actor, written, submit=False)) == "draft"


def test_a_returned_case_is_changed_and_submitted_again_and_a_reason_is_asked_of_who_returns_it(sharing: Cast) -> None:
    case = write(sharing.learner.actor)
    with pytest.raises(Refused):
        operations.moderate(sharing.trainer.actor, case, "returned", " ")
    operations.moderate(sharing.trainer.actor, case, "returned", "Leave the customer's name out.")
    assert write(sharing.learner.actor, case_id=case) == case
    publish(sharing, case)
    with pytest.raises(Conflict):
        write(sharing.learner.actor, case_id=case)
    with pytest.raises(Conflict):
        operations.moderate(sharing.admin.actor, case, "returned", "Late.")


def test_nobody_moderates_their_own_or_beyond_their_reach(sharing: Cast) -> None:
    case = write(sharing.learner.actor)
    author = Actor(sharing.learner.user_id, "author", frozenset({Grant(Role.TRAINER)}))
    for_other = Actor(
        sharing.inspector.user_id, "visiting", frozenset({Grant(Role.TRAINER, partner_id=sharing.other.id)})
    )
    for actor in (author, for_other):
        with pytest.raises(NotFound):
            operations.moderate(actor, case, "published", "")
    for actor in (sharing.examiner.actor, sharing.manager.actor):
        with pytest.raises(Forbidden):
            operations.moderate(actor, case, "published", "")
    assert count_of(queries.waiting(for_other)) == 0
    assert count_of(queries.waiting(sharing.trainer.actor)) == 1


def test_cases_are_found_by_title_and_author_and_signs_mean_themselves(sharing: Cast) -> None:
    full = write(sharing.learner.actor, Written("100% uptime 周五的产线", "en", WHOLE.answers))
    other = write(sharing.other_learner.actor)

    def found(search: str) -> set[UUID]:
        return {
            queries.listed(row).id for row in db.session().execute(queries.cases(sharing.trainer.actor, search=search))
        }

    assert found("") == {full, other}
    assert found("UPTIME") == found("产线") == found("zwdcx") == found("oynn") == {full}
    assert found("fridays") == {other}
    assert found("%") == found("100%") == {full}
    assert found("_") == found("100_") == set()


def test_useful_is_said_once_by_each_taken_back_and_never_of_ones_own(sharing: Cast) -> None:
    publish(sharing, case := write(sharing.learner.actor))
    reader = sharing.other_learner.actor
    for _ in range(2):
        operations.say_useful(reader, case, useful=True)
    assert db.session().get_one(LearnerCase, case).useful == 1
    operations.say_useful(reader, case, useful=False)
    assert db.session().get_one(LearnerCase, case).useful == 0
    with pytest.raises(Conflict):
        operations.say_useful(sharing.learner.actor, case, useful=True)


def test_an_author_takes_a_case_back_at_any_time(sharing: Cast) -> None:
    me = sharing.learner.actor
    case = write(me)
    operations.withdraw(me, case)
    assert state_of(case) == "draft"
    write(me, case_id=case)
    publish(sharing, case)
    with pytest.raises(NotFound):
        operations.withdraw(sharing.other_learner.actor, case)
    operations.withdraw(me, case)
    with pytest.raises(NotFound):
        queries.readable(sharing.other_learner.actor, case)


def test_a_published_case_counts_in_a_newer_version_while_the_lesson_is_of_that_kind(sharing: Cast) -> None:
    publish(sharing, write(sharing.learner.actor))
    make_course("toolkit", [experience("cases", "reading"), article("more")], number=2)
    assert learning.move_to_newer(sharing.learner.actor, "toolkit").lessons_done == 1
