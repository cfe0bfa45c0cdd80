"""Screening rounds end to end: applied once and in the window, judged blind, decided with reasons, published at once, evidence of that day."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.accounts import links
from lms.accounts.models import AccessLink
from lms.accounts.queries import actor_of
from lms.accounts.roles import Grant, Role
from lms.catalogue.models import Track
from lms.certification.models import Eligibility, Evidence
from lms.certification.queries.quotas import quota_of
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.paging import page_of
from lms.core.storage import Storage
from lms.fieldchecks.screening.models import ScreeningApplication, ScreeningInterest, ScreeningRound
from lms.fieldchecks.screening.operations import applying, deciding, interests, judging, planning, vouching
from lms.fieldchecks.screening.queries import dossiers, own, rounds, statements, team
from lms.fieldchecks.screening.queries.eligibility import eligible
from lms.notifications.models import Message
from tests.cast import Cast
from tests.factories.accounts import employ, make_user
from tests.factories.credentials import grant_junior
from tests.factories.screening import (
    CRITERIA,
    ESSAY,
    PRINCIPAL,
    a_plan,
    applied,
    decide,
    end_window,
    judge,
    judged,
    opened,
    referee_of,
    second_examiner,
    shortlisted,
    tomorrow,
)


def told(user_id: object) -> list[str]:
    found = select(Message.kind).where(Message.user_id == user_id, Message.kind.startswith("screening"))
    return list(db.session().scalars(found.order_by(Message.id)))


def facts() -> list[Evidence]:
    found = select(Evidence).where(Evidence.kind == "exam_result").order_by(Evidence.recorded_at)
    return list(db.session().scalars(found))


def test_one_is_admitted_and_one_is_not_each_told_with_words_and_on_record(people: Cast) -> None:
    round_, (first, second) = shortlisted(people, people.learner.user_id, people.other_learner.user_id)
    judged(people, first, 90)
    judged(people, second, 60)
    decide(people, first, "admitted")
    decide(people, second, "not_admitted")
    assert facts() == [], "nothing is known before it is published"
    assert own.applying(people.learner.actor, round_.id).told.final_words == ""
    deciding.publish(people.admin.actor, round_.id, 2)
    by_person = {fact.user_id: fact for fact in facts()}
    passed, failed = by_person[people.learner.user_id], by_person[people.other_learner.user_id]
    assert (passed.subject, passed.held_on) == (f"screening/{PRINCIPAL}", clock.today())
    assert passed.value == {"stage": 2, "score": 90.0, "passed": True, "form": "1", "reference": "PS-1-1"}
    assert (failed.value["passed"], failed.value["score"]) == (False, 60.0)
    assert told(people.learner.user_id) == ["screening_told", "screening_told"]
    assert own.applying(people.other_learner.actor, round_.id).told.final_words == "Words about not_admitted."
    on_desk = select(Eligibility.level_key).where(Eligibility.user_id == people.learner.user_id)
    assert db.session().scalars(on_desk).all() == [PRINCIPAL], "all that the level asks is met"
    with pytest.raises(Conflict):
        deciding.publish(people.admin.actor, round_.id, 2)


def test_whoever_is_not_shortlisted_hears_it_with_the_others_and_has_it_as_not_passed(people: Cast) -> None:
    round_ = opened(people)
    one, two = (applied(people, round_, who.user_id) for who in (people.learner, people.other_learner))
    end_window(round_)
    judged(people, one, 80)
    judged(people, two, 40)
    decide(people, one, "shortlisted")
    with pytest.raises(Conflict, match="Not decided yet: 1"):
        deciding.publish(people.admin.actor, round_.id, 1)
    decide(people, two, "not_shortlisted")
    with pytest.raises(Forbidden):
        deciding.publish(people.examiner.actor, round_.id, 1)
    deciding.publish(people.admin.actor, round_.id, 1)
    assert [(fact.user_id, fact.value["passed"], fact.value["stage"]) for fact in facts()] == [(two.user_id, False, 1)]
    assert [one.state, two.state] == ["shortlisted", "not_shortlisted"]
    with pytest.raises(Conflict):
        decide(people, two, "admitted")


def test_nobody_sees_what_the_others_gave_before_their_own_is_in(people: Cast) -> None:
    round_ = opened(people)
    application = applied(people, round_, people.learner.user_id)
    end_window(round_)
    judge(people.examiner.actor, application, 70)
    blind = dossiers.dossier(second_examiner(), application.id)
    assert blind.entry.judged[1] == []
    assert blind.entry.means[1] is None
    assert blind.entry.missing == 1
    assert [one.percent for one in dossiers.dossier(people.admin.actor, application.id).entry.judged[1]] == [70]
    with pytest.raises(Conflict, match="missing: 1"):
        decide(people, application, "shortlisted")
    judge(second_examiner(), application, 50)
    assert dossiers.dossier(second_examiner(), application.id).entry.means[1] == 60
    with pytest.raises(Conflict, match="is in"):
        judge(second_examiner(), application, 100)
    with pytest.raises(Forbidden):
        deciding.decide(second_examiner(), application.id, "shortlisted", "Mine", "Mine")


def test_a_draft_of_points_is_nobodys_and_points_outside_of_the_scale_are_refused(people: Cast) -> None:
    round_ = opened(people)
    application = applied(people, round_, people.learner.user_id)
    with pytest.raises(Conflict):
        judging.judge(people.examiner.actor, application.id, {"c1": 1}, "", hand_in=False)
    end_window(round_)
    judging.judge(people.examiner.actor, application.id, {"c1": 10}, "", hand_in=False)
    assert dossiers.dossier(people.admin.actor, application.id).entry.judged[1] == []
    for points in ({"c1": 61, "c2": 1}, {"c1": 1}, {"c3": 1}):
        with pytest.raises(Refused):
            judging.judge(people.examiner.actor, application.id, points, "", hand_in=True)
    with pytest.raises(Forbidden):
        judging.judge(people.admin.actor, application.id, {"c1": 1, "c2": 1}, "", hand_in=True)


def test_one_applies_within_the_window_and_once(people: Cast) -> None:
    mine = people.learner
    later = opened(people, opens_on=tomorrow())
    grant_junior(people, mine.user_id)
    with pytest.raises(Conflict, match="begin on"):
        applying.begin(mine.actor, later.id)
    round_ = opened(people)
    applying.begin(mine.actor, round_.id)
    assert applying.keep_essay(mine.actor, round_.id, "Newer.", 5) == 5
    assert applying.keep_essay(mine.actor, round_.id, "An older packet.", 4) == 5
    assert own.applying(mine.actor, round_.id).told.application.essay == "Newer."  # type: ignore[union-attr]
    with pytest.raises(Refused, match="at least"):
        applying.submit(mine.actor, round_.id, "Too short.")
    applying.submit(mine.actor, round_.id, ESSAY)
    for again in (
        lambda: applying.submit(mine.actor, round_.id, ESSAY),
        lambda: applying.keep_essay(mine.actor, round_.id, "Changed", 9),
    ):
        with pytest.raises(Conflict, match="handed in already"):
            again()
    end_window(round_)
    with pytest.raises(Conflict, match="are over"):
        applying.withdraw(mine.actor, round_.id)
    with pytest.raises(Conflict, match="are over"):
        applying.begin(people.other_learner.actor, round_.id)


def test_what_was_taken_back_is_no_evidence_and_nobody_judges_it(people: Cast) -> None:
    round_ = opened(people)
    application = applied(people, round_, people.learner.user_id)
    applying.withdraw(people.learner.actor, round_.id)
    with pytest.raises(Conflict, match="took this application back"):
        applying.submit(people.learner.actor, round_.id, ESSAY)
    end_window(round_)
    with pytest.raises(NotFound):
        dossiers.dossier(people.examiner.actor, application.id)
    deciding.publish(people.admin.actor, round_.id, 1)
    deciding.publish(people.admin.actor, round_.id, 2)
    assert facts() == []


def test_who_does_not_hold_the_level_below_is_told_what_is_missing(people: Cast) -> None:
    round_ = opened(people)
    stands = eligible(people.learner.user_id, PRINCIPAL, round_.asks)
    assert [finding.kind for finding in stands.missing] == ["held"]
    assert "exam" not in {finding.kind for finding in (*stands.met, *stands.open)}, (
        "the screening itself is not asked before it"
    )
    with pytest.raises(Refused):
        applying.begin(people.learner.actor, round_.id)


def test_evidence_is_frozen_when_it_is_handed_in(people: Cast) -> None:
    round_ = opened(people)
    application = applied(people, round_, people.learner.user_id)
    kinds = {fact["kind"] for fact in application.evidence or ()}
    assert {"course_completed", "test_result", "level_held"} <= kinds
    assert [one["kind"] for one in (application.met or {})["met"]] == ["held"]


def test_colleagues_referees_and_applicants_themselves_do_not_judge(people: Cast) -> None:
    colleague = make_user("old.colleague@academy.example", roles=(Grant(Role.EXAMINER), Grant(Role.LEARNER)))
    employ(colleague.id, people.acme.id, since=clock.today())
    panel = frozenset({people.examiner.user_id, second_examiner().user_id, colleague.id})
    round_ = opened(people, panel=panel, chair=colleague.id, referees=1)
    grant_junior(people, people.learner.user_id)
    applying.begin(people.learner.actor, round_.id)
    applying.name_referee(people.learner.actor, round_.id, "Lin Tao", "second.examiner@academy.example", "en")
    application = applying.submit(people.learner.actor, round_.id, ESSAY)
    tied = select(ScreeningInterest.user_id).where(ScreeningInterest.application_id == application.id)
    assert set(db.session().scalars(tied)) == {colleague.id, second_examiner().user_id}
    end_window(round_)
    with pytest.raises(NotFound):
        dossiers.dossier(actor_of(colleague.id), application.id)
    judge(people.examiner.actor, application, 70)
    assert dossiers.dossier(people.examiner.actor, application.id).decides, "the chair has an interest: another decides"
    with pytest.raises(Conflict, match="Two of the panel"):
        decide(people, application, "shortlisted")
    third = make_user("third.examiner@academy.example", roles=(Grant(Role.EXAMINER),))
    planning.seat(people.admin.actor, round_.id, panel | {third.id}, colleague.id)
    judge(actor_of(third.id), application, 90)
    decide(people, application, "shortlisted")


def test_an_interest_that_is_said_closes_the_dossier_and_their_points_do_not_count(people: Cast) -> None:
    round_ = opened(people)
    application = applied(people, round_, people.learner.user_id)
    end_window(round_)
    interests.say(second_examiner(), application.id, "We are cousins.")
    with pytest.raises(NotFound):
        dossiers.dossier(second_examiner(), application.id)
    entry = dossiers.desk(second_examiner(), round_.id).entries[0]
    assert entry.interest == "We are cousins."
    judge(people.examiner.actor, application, 70)
    with pytest.raises(Conflict, match="You have judged"):
        interests.say(people.examiner.actor, application.id, "Too late.")


def test_no_more_are_admitted_than_there_are_places(people: Cast) -> None:
    round_, found = shortlisted(people, people.learner.user_id, people.other_learner.user_id)
    for one in found:
        judged(people, one, 80)
        decide(people, one, "admitted")
    desk = dossiers.desk(people.admin.actor, round_.id)
    assert all(one.placed and one.placed.on_the_line for one in desk.entries), "a tie where the place ends is named"
    with pytest.raises(Refused, match="2 are to be admitted, and there are 1 places"):
        deciding.publish(people.admin.actor, round_.id, 2)
    assert facts() == []
    decide(people, found[1], "not_admitted")
    deciding.publish(people.admin.actor, round_.id, 2)


def test_the_quota_counts_holders_at_their_highest_level(people: Cast) -> None:
    opened(people)
    assert quota_of(PRINCIPAL).free is None
    db.session().scalars(select(Track)).one().quota = {"junior": 50, "principal": 50}
    for who in (people.learner, people.other_learner):
        grant_junior(people, who.user_id)
    found = quota_of(PRINCIPAL)
    assert (found.share, found.of_level, found.of_track, found.free) == (50, 0, 2, 1)
    assert quota_of("expert-engineer/junior").free == 0


def test_a_referee_outside_writes_once_by_a_link_that_ends(people: Cast) -> None:
    round_ = opened(people, referees=1)
    grant_junior(people, people.learner.user_id)
    mine = people.learner.actor
    applying.begin(mine, round_.id)
    with pytest.raises(Refused, match="so many referees: 1"):
        applying.submit(mine, round_.id, ESSAY)
    with pytest.raises(Refused, match="own referee"):
        applying.name_referee(mine, round_.id, "Me", people.learner.email, "en")
    applying.name_referee(mine, round_.id, "Herr Vogt", "vogt@customer.example", "en")
    application = applying.submit(mine, round_.id, ESSAY)
    referee = referee_of(application)
    message = db.session().scalars(select(Message).where(Message.kind == "screening_referee")).one()
    assert (message.user_id, message.address, message.path) == (None, "vogt@customer.example", None)
    token = links.token(db.session().get_one(AccessLink, referee.link_id))
    statement = "She found the fault that three of us had missed, and told us how she had looked for it."
    with pytest.raises(NotFound):
        vouching.state_by_link(token[:-2] + "AA", "Customer", statement)
    with pytest.raises(Refused):
        vouching.state_by_link(token, "Customer", "Good.")
    vouching.state_by_link(token, "Customer", statement)
    with pytest.raises(Conflict):
        vouching.state_by_link(token, "Customer", statement)
    assert [one.statement for one in dossiers.dossier(people.examiner.actor, application.id).referees] == [statement]


def test_a_referee_of_the_academy_is_asked_inside_and_nobody_else_answers_for_them(people: Cast) -> None:
    round_ = opened(people, referees=1)
    grant_junior(people, people.learner.user_id)
    applying.begin(people.learner.actor, round_.id)
    applying.name_referee(people.learner.actor, round_.id, "Wang Lei", people.manager.email, "en")
    referee = referee_of(applying.submit(people.learner.actor, round_.id, ESSAY))
    assert told(people.manager.user_id) == ["screening_referee"]
    for stranger in (people.learner.actor, people.other_manager.actor, people.admin.actor):
        with pytest.raises(NotFound):
            vouching.state(stranger, referee.id, "Friend", "x" * 60)
    vouching.decline(people.manager.actor, referee.id)
    assert statements.own_request(people.manager.actor, referee.id).door == "declined"
    with pytest.raises(Conflict):
        vouching.state(people.manager.actor, referee.id, "Manager", "x" * 60)


def test_files_are_judged_by_their_content_and_read_by_the_panel_alone(people: Cast, tmp_path: Path) -> None:
    round_ = opened(people)
    grant_junior(people, people.learner.user_id)
    mine, storage = people.learner.actor, Storage(tmp_path)
    applying.begin(mine, round_.id)
    with pytest.raises(Refused):
        applying.add_file(mine, storage, round_.id, "photo.png", io.BytesIO(b"MZ no picture"))
    applying.add_file(mine, storage, round_.id, "case.pdf", io.BytesIO(b"%PDF-1.7 a case"))
    file = own.applying(mine, round_.id).files[0]
    with pytest.raises(NotFound):
        own.file_of(people.examiner.actor, file.id)
    applying.submit(mine, round_.id, ESSAY)
    assert own.file_of(people.examiner.actor, file.id).name == "case.pdf"
    for stranger in (people.manager.actor, people.other_learner.actor, people.trainer.actor):
        with pytest.raises(NotFound):
            own.file_of(stranger, file.id)
    assert own.needs_file(file.sha256)


def test_a_round_is_of_those_who_plan_everywhere_and_of_its_panel(people: Cast) -> None:
    draft = planning.make(people.admin.actor, a_plan(people))
    with pytest.raises(NotFound):
        rounds.round_of(people.examiner.actor, draft.id)
    planning.open_round(people.admin.actor, draft.id)
    assert told(people.examiner.user_id) == ["screening_panel"]
    rounds.round_of(people.examiner.actor, draft.id)
    with pytest.raises(Conflict):
        planning.change(people.admin.actor, draft.id, a_plan(people, places=9))
    north = make_user("north@academy.example", roles=(Grant(Role.ADMIN, region_id=people.north.id),))
    for stranger in (people.trainer.actor, people.learner.actor, actor_of(north.id)):
        with pytest.raises(NotFound):
            rounds.round_of(stranger, draft.id)
        with pytest.raises(Forbidden):
            planning.make(stranger, a_plan(people))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"level_key": "expert-engineer/junior"}, "level"),
        ({"places": 0}, "places"),
        ({"panel": frozenset()}, "panel"),
        ({"chair": None}, "chair"),
        ({"criteria": CRITERIA[:2]}, "criteria"),
        ({"asks": "luck"}, "asks"),
        ({"name": {"en": " "}}, "name_en"),
        ({"task": {}}, "task_en"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_at_its_field(people: Cast, more: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        planning.make(people.admin.actor, a_plan(people, **more))
    assert refusal.value.field == field


def test_a_cancelled_round_tells_its_applicants_and_is_no_evidence(people: Cast) -> None:
    round_ = opened(people)
    applied(people, round_, people.learner.user_id)
    planning.cancel(people.admin.actor, round_.id, "The budget is gone.")
    assert told(people.learner.user_id) == ["screening_cancelled"]
    assert facts() == []
    with pytest.raises(Conflict):
        planning.cancel(people.admin.actor, round_.id, "Again.")


def test_a_manager_sees_that_their_own_people_applied_and_the_outcome_and_nobody_elses(people: Cast) -> None:
    round_, found = shortlisted(people, people.learner.user_id, people.other_learner.user_id)
    judged(people, found[0], 80)
    decide(people, found[0], "admitted")

    def seen_by(actor: object) -> list[tuple[object, str]]:
        rows = page_of(team.applications(actor), team.ORDERS).rows  # type: ignore[arg-type]
        return [(one.person.id, one.application.state) for one in map(team.listed, rows)]

    assert seen_by(people.manager.actor) == [(people.learner.user_id, "shortlisted")], (
        "not what is decided and not told"
    )
    assert seen_by(people.other_manager.actor) == [(people.other_learner.user_id, "shortlisted")]
    assert seen_by(people.learner.actor) == []
    with pytest.raises(NotFound):
        dossiers.dossier(people.manager.actor, found[0].id)
    assert db.session().scalars(select(ScreeningRound)).one().id == round_.id
    assert len(db.session().scalars(select(ScreeningApplication)).all()) == 2
