"""Calls: one caller at a time, within hours and tries; marks are kept one by one; the result is evidence; failed ones follow the rule."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.certification.models import CertificationFact, Evidence
from lms.core import clock, db
from lms.core.db import Database
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.fieldchecks.proposals import queries as proposals
from lms.fieldchecks.proposals.deciding import decide
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotMark, SpotQuestion
from lms.fieldchecks.spotchecks.operations import calling, marking, planning
from lms.fieldchecks.spotchecks.queries import checks
from lms.fieldchecks.spotchecks.queries.scores import partners, scores
from lms.notifications.models import Message
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import employ, make_user
from tests.factories.spotchecks import call, check_of, running


@pytest.fixture
def begun(people: Cast) -> SpotCheck:
    """Acme's learner is on the line, and has said who they are."""
    check = check_of(running(people, people.learner.user_id), people.learner.user_id)
    calling.take(people.examiner.actor, check.id)
    return marking.confirm(people.examiner.actor, check.id)


def marks(check: SpotCheck) -> list[int | None]:
    mine = select(SpotQuestion.mark).where(SpotQuestion.check_id == check.id).order_by(SpotQuestion.number)
    return list(db.session().scalars(mine))


def told(user_id: UUID) -> list[str]:
    return list(db.session().scalars(select(Message.kind).where(Message.user_id == user_id)))


def test_a_check_that_was_passed_is_evidence_and_the_person_reads_what_was_asked(people: Cast) -> None:
    campaign = running(people, people.learner.user_id)
    check = check_of(campaign, people.learner.user_id)
    call(people.examiner.actor, check, 2, 2, 1, note="Calm and exact.")
    fact = db.session().scalars(select(Evidence).where(Evidence.kind == "spot_check")).one()
    assert (fact.user_id, fact.subject, fact.held_on) == (people.learner.user_id, check.level_key, clock.today())
    assert fact.value == {"score": 75.0, "passed": True, "form": "1", "reference": "SC-1-1"}
    assert told(people.learner.user_id).count("spot_checked") == 1
    assert "spot_checked" not in told(people.manager.user_id), "what went well is no news for the manager"
    own, _campaign, sheet = checks.own_check(people.learner.actor, check.id)
    assert (own.state, [one.mark for one in sheet]) == ("passed", [2, 2, 1, 1])
    assert all(one.reviewed is None for one in sheet), "what is right never leaves the house"
    assert {one.version for one in sheet} == {1}
    with pytest.raises(NotFound):
        checks.own_check(people.other_learner.actor, check.id)


def test_the_questions_are_drawn_when_the_person_has_said_who_they_are_and_no_earlier(people: Cast) -> None:
    check = check_of(running(people, people.learner.user_id), people.learner.user_id)
    calling.take(people.examiner.actor, check.id)
    assert checks.seen(people.examiner.actor, check.id, "en").sheet == ()
    with pytest.raises(Conflict, match="who is on the line"):
        marking.mark(people.examiner.actor, check.id, 1, "2", 1)
    marking.confirm(people.examiner.actor, check.id)
    sheet = checks.seen(people.examiner.actor, check.id, "en").sheet
    assert len(sheet) == 4
    assert all(one.reviewed is not None for one in sheet)
    assert checks.seen(people.admin.actor, check.id, "en").sheet == (), "nobody else sees them while they are asked"


def test_every_mark_is_kept_under_its_number_and_can_be_undone(people: Cast, begun: SpotCheck) -> None:
    me = people.examiner.actor
    assert marking.mark(me, begun.id, 1, "2", 1) == 1
    assert marking.mark(me, begun.id, 1, "2", 1) == 1, "the same packet again"
    marking.mark(me, begun.id, 1, "0", 2)
    marking.mark(me, begun.id, 2, "1", 3)
    assert marks(begun) == [0, 1, None, None]
    with pytest.raises(Conflict, match="Another window"):
        marking.mark(me, begun.id, 3, "2", 3)
    assert [marking.undo(me, begun.id) for _ in range(4)] == [2, 1, 1, None]
    assert marks(begun) == [None] * 4
    assert db.session().scalar(select(func.count()).select_from(SpotMark)) == 3, "what was marked stays on record"
    marking.mark(me, begun.id, 1, "1", 4)
    assert marks(begun) == [1, None, None, None]


@pytest.mark.parametrize("given", ["3", "-1", "", "good"])
def test_a_mark_outside_of_the_scale_is_refused_and_what_was_marked_stays(
    people: Cast, begun: SpotCheck, given: str
) -> None:
    marking.mark(people.examiner.actor, begun.id, 1, "2", 1)
    with pytest.raises(Refused, match="right, partly right or wrong"):
        marking.mark(people.examiner.actor, begun.id, 1, given, 2)
    with pytest.raises(NotFound):
        marking.mark(people.examiner.actor, begun.id, 9, "2", 2)
    assert marks(begun)[0] == 2


def test_a_sheet_with_a_gap_is_not_finished_and_a_finished_one_not_twice(people: Cast, begun: SpotCheck) -> None:
    me = people.examiner.actor
    marking.mark(me, begun.id, 1, "2", 1)
    with pytest.raises(Refused, match="2, 3, 4"):
        marking.finish(me, begun.id, "")
    for number in (2, 3, 4):
        marking.mark(me, begun.id, number, "2", number)
    marking.finish(me, begun.id, "")
    for again in (lambda: marking.finish(me, begun.id, ""), lambda: marking.mark(me, begun.id, 1, "0", 9)):
        with pytest.raises(Conflict, match="ended already"):
            again()
    assert db.session().scalar(select(func.count()).where(Evidence.kind == "spot_check")) == 1


def test_a_campaign_that_was_closed_takes_nothing_more_and_keeps_what_was_marked(
    people: Cast, begun: SpotCheck
) -> None:
    marking.mark(people.examiner.actor, begun.id, 1, "2", 1)
    planning.end(people.admin.actor, begun.campaign_id, "Enough.")
    for deed in (
        lambda: marking.mark(people.examiner.actor, begun.id, 2, "2", 2),
        lambda: marking.finish(people.examiner.actor, begun.id, ""),
        lambda: calling.log(people.examiner.actor, begun.id, "refused"),
        lambda: calling.take(people.examiner.actor, begun.id),
    ):
        with pytest.raises(Conflict, match="was closed"):
            deed()
    assert marks(begun)[0] == 2


def test_the_log_of_calls_counts_tries_until_nobody_is_called_any_more(people: Cast) -> None:
    me, campaign = people.examiner.actor, running(people, people.learner.user_id, tries=2)
    check = check_of(campaign, people.learner.user_id)
    calling.take(me, check.id)
    with pytest.raises(Refused, match="what came of the call"):
        calling.log(me, check.id, "done")
    calling.log(me, check.id, "no_answer", note="Mailbox")
    assert (check.state, check.tries, check.claimed_by) == ("waiting", 1, None)
    calling.take(me, check.id)
    calling.log(me, check.id, "no_answer")
    assert check.state == "not_reached"
    calls = checks.seen(me, check.id, "en").calls
    assert [(one.outcome, who.id if who else None) for one, who in calls] == [("no_answer", me.user_id)] * 2
    assert db.session().scalar(select(Evidence.id).where(Evidence.kind == "spot_check")) is None


def test_who_asks_to_be_called_back_says_when_on_their_own_clock(people: Cast) -> None:
    me = people.examiner.actor
    check = check_of(running(people, people.learner.user_id, call_until=23), people.learner.user_id)
    db.session().get_one(User, people.learner.user_id).time_zone = "Europe/Berlin"
    check.due_at, tomorrow = (
        clock.now() - timedelta(days=1),
        clock.now().replace(tzinfo=None, minute=0) + timedelta(days=2),
    )
    with clock.at(clock.now().replace(hour=11)):
        calling.take(me, check.id)
        for back, reason in (
            (None, "when to call back"),
            (tomorrow - timedelta(days=9), "past"),
            (tomorrow.replace(hour=23), "It is 23:00"),
            (tomorrow + timedelta(days=60), "days of calls are over"),
        ):
            with pytest.raises(Refused, match=reason) as refused:
                calling.log(me, check.id, "call_back", call_back=back)
            assert refused.value.field == "call_back"
        calling.log(me, check.id, "call_back", call_back=tomorrow.replace(hour=15))
        assert check.due_at.astimezone(calling.ZoneInfo("Europe/Berlin")).hour == 15
        with pytest.raises(Refused, match="next call is due"):
            calling.take(me, check.id)


def test_outside_of_the_hours_nobody_is_called_and_nobody_is_offered(people: Cast) -> None:
    campaign = running(people, people.learner.user_id, call_from=9, call_until=18)
    check, me = check_of(campaign, people.learner.user_id), people.examiner.actor
    at_ten, at_night = (clock.start_of(clock.today()) + timedelta(hours=hour) for hour in (34, 46))
    check.due_at = clock.now() - timedelta(days=1)
    db.session().flush()

    def offered(when: str) -> int:
        return len(db.session().execute(checks.to_call(me, when=when)).all())

    with clock.at(at_ten):
        assert (offered("now"), offered("due"), offered("later")) == (1, 1, 0)
    with clock.at(at_night):
        assert (offered("now"), offered("due")) == (0, 1)
        with pytest.raises(Refused, match="It is 22:00 where they are"):
            calling.take(me, check.id)


def test_a_refusal_counts_as_the_campaign_says(people: Cast) -> None:
    me = people.examiner.actor
    for number, (fails, facts) in enumerate(((False, 0), (True, 1))):
        someone = make_user(works_for=people.acme).id
        check = check_of(running(people, someone, refusal_fails=fails, unchecked_months=0), someone)
        calling.take(me, check.id)
        calling.log(me, check.id, "refused")
        assert check.state == "refused", number
        assert (
            db.session().scalar(select(func.count()).where(Evidence.user_id == someone, Evidence.kind == "spot_check"))
            == facts
        )


def test_a_failed_check_opens_one_more_and_that_one_proposes_a_suspension_that_an_admin_decides(people: Cast) -> None:
    campaign = running(people, people.learner.user_id, after_failed="extra_then_propose")
    first = check_of(campaign, people.learner.user_id)
    call(people.examiner.actor, first, 0)
    assert told(people.manager.user_id) == ["spot_checked"], "the manager hears of a failed one"
    extra = check_of(campaign, people.learner.user_id)
    assert (extra.origin, extra.after_id, extra.number) == ("extra", first.id, 2)
    with pytest.raises(Refused, match="next call is due"):
        calling.take(people.examiner.actor, extra.id)
    with clock.at(clock.now() + timedelta(days=8)):
        call(people.examiner.actor, extra, 0)
    assert check_of(campaign, people.learner.user_id) is extra, "no third one"
    proposal = db.session().scalars(select(CheckProposal)).one()
    assert "suspension_proposed" in told(people.admin.user_id)
    assert db.session().scalar(select(CertificationFact.id)) is None, "nothing is suspended before somebody decides"
    with pytest.raises(Refused):
        decide(people.admin.actor, proposal.id, "suspended", " ")
    decide(people.admin.actor, proposal.id, "suspended", "Failed twice.")
    assert db.session().scalars(select(CertificationFact.kind)).one() == "suspended"
    with pytest.raises(Conflict):
        decide(people.admin.actor, proposal.id, "dismissed", "Changed my mind.")


def test_a_proposal_is_for_those_who_decide_about_the_person(people: Cast) -> None:
    check = check_of(running(people, people.learner.user_id, after_failed="propose"), people.learner.user_id)
    call(people.examiner.actor, check, 0)
    proposal = db.session().scalars(select(CheckProposal)).one()
    south = Actor(people.admin.user_id, "south", frozenset({Grant(Role.ADMIN, region_id=people.south.id)}))
    with pytest.raises(NotFound):
        decide(south, proposal.id, "dismissed", "Mine?")
    with pytest.raises(Forbidden):
        decide(people.examiner.actor, proposal.id, "suspended", "Mine?")
    decide(people.admin.actor, proposal.id, "dismissed", "The line was bad.")
    assert db.session().scalar(select(CertificationFact.id)) is None
    assert proposals.proposal(people.admin.actor, proposal.id).proposal.state == "dismissed"


def test_examiners_call_and_see_within_their_reach_only_and_never_a_colleague_or_themselves(people: Cast) -> None:
    campaign = running(people, people.learner.user_id, people.other_learner.user_id)
    north = Actor(people.examiner.user_id, "north", frozenset({Grant(Role.EXAMINER, region_id=people.north.id)}))
    near, far = (check_of(campaign, one.user_id) for one in (people.learner, people.other_learner))
    with pytest.raises(NotFound):
        calling.take(north, far.id)
    with pytest.raises(NotFound):
        checks.seen(north, far.id, "en")
    call(people.examiner.actor, far, 2)
    assert db.session().execute(checks.results(north, checks.Wanted())).all() == []
    assert scores(north) == []
    assert sum(line.answers for line in scores(people.examiner.actor)) == 4
    assert partners(north) == []
    for nobody in (people.trainer, people.manager, people.inspector):
        with pytest.raises(Forbidden):
            calling.take(nobody.actor, near.id)
    employ(people.examiner.user_id, people.acme.id)
    with pytest.raises(Refused, match="same company"):
        calling.take(people.examiner.actor, near.id)
    themselves = Actor(people.learner.user_id, "both", frozenset({Grant(Role.EXAMINER)}))
    with pytest.raises(NotFound):
        calling.take(themselves, near.id)


def test_a_manager_sees_what_came_of_their_own_people_s_checks(people: Cast) -> None:
    campaign = running(people, people.learner.user_id, people.other_learner.user_id)
    for member in (people.learner, people.other_learner):
        call(people.examiner.actor, check_of(campaign, member.user_id), 2)

    def seen_by(actor: Actor) -> list[UUID]:
        team = checks.Permission.TEAM_SEE
        return [row[0].user_id for row in db.session().execute(checks.results(actor, checks.Wanted(), team))]

    assert seen_by(people.manager.actor) == [people.learner.user_id]
    assert seen_by(people.other_manager.actor) == [people.other_learner.user_id]
    assert seen_by(people.learner.actor) == []


def test_of_two_who_take_the_same_call_one_gets_it_and_the_other_is_told_who(fresh_database: Database) -> None:
    with fresh_database.transaction():
        people = make_cast()
        second = make_user("second@academy.example", name_latin="Second Examiner", roles=(Grant(Role.EXAMINER),))
        campaign = running(people, people.learner.user_id)
        check_id = check_of(campaign, people.learner.user_id).id
        callers = [people.examiner.actor, Actor(second.id, "second", frozenset({Grant(Role.EXAMINER)}))]

    def take(actor: Actor) -> str:
        try:
            with fresh_database.transaction():
                calling.take(actor, check_id)
        except Conflict as refusal:
            return refusal.message.render("en")
        return "mine"

    said = at_once(*(lambda actor=actor: take(actor) for actor in callers))
    assert sorted(one == "mine" for one in said) == [False, True]
    winner = callers[said.index("mine")]
    name = "Sun Li" if winner is callers[0] else "Second Examiner"
    assert f"{name} is calling this person now." in said
    with fresh_database.transaction():
        assert db.session().get_one(SpotCheck, check_id).claimed_by == winner.user_id
        assert db.session().get_one(SpotCampaign, campaign.id).state == "running"


def test_companies_stand_beside_their_region_the_weakest_first(people: Cast) -> None:
    branch = make_user("branch@acme.example", works_for=people.acme_branch)
    campaign = running(people, people.learner.user_id, branch.id, people.other_learner.user_id)
    for user_id, mark in ((people.learner.user_id, 2), (branch.id, 0), (people.other_learner.user_id, 1)):
        call(people.examiner.actor, check_of(campaign, user_id), mark)
    found = {one.partner.code: one for one in partners(people.examiner.actor)}
    assert list(found) == ["ACME-HRB", "OTHER", "ACME"]
    assert [(one.checks, one.failed, one.mean, one.region_mean) for one in found.values()] == [
        (1, 1, 0, 50),
        (1, 1, 50, 50),
        (1, 0, 100, 50),
    ]
    assert partners(people.examiner.actor, level="expert-engineer/expert") == []
