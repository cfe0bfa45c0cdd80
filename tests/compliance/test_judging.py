"""Companies judged: by facts of any day and as known on any day, each change told once, nothing ever changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.operations import employing
from lms.accounts.queries.places import employment_on
from lms.accounts.roles import Permission
from lms.certification.operations import afterwards
from lms.compliance import jobs as compliance
from lms.compliance import personal
from lms.compliance.models import PartnerStanding, StandingJudgement, StandingPerson
from lms.compliance.operations.judging import judge_companies, judge_on
from lms.compliance.queries import standings
from lms.compliance.queries.facts import subjects
from lms.compliance.rules.standing import State, stand
from lms.core import clock, jobs
from lms.core.errors import Forbidden, NotFound, Refused
from lms.notifications.models import Message
from lms.partners.operations import set_tier
from tests.cast import Cast, Member
from tests.factories.accounts import make_user
from tests.factories.certification import make_track
from tests.factories.standing import ONE_LEADS, a_rule, a_tier, give_tier
from tests.factories.team import certify

SYSTEM = Actor.system("test")


@pytest.fixture
def acme(unit: Session, cast: Cast) -> UUID:
    """Acme holds gold, which asks for two certified people; Nana and the manager are."""
    make_track()
    a_rule()
    give_tier(cast.acme)
    certify(cast.learner.user_id)
    certify(cast.manager.user_id)
    return cast.acme.id


def state_on(partner_id: UUID, on: date, known_by: datetime | None = None) -> State:
    """How a company stands on a day."""
    subject = subjects([partner_id], on, known_by or clock.now())[partner_id]
    return stand(subject.tier, subject.workers, on).state if subject.tier else State.NO_TIER


def newest(partner_id: UUID, unit: Session) -> PartnerStanding:
    """Where it stands now."""
    return unit.get_one(PartnerStanding, partner_id)


def told(unit: Session) -> Sequence[Message]:
    """What was told of standings."""
    return unit.scalars(select(Message).where(Message.kind == "partner_standing")).all()


def leaves(member: Member, last_day: date) -> None:
    """Somebody's last day is recorded."""
    job = employment_on(member.user_id, clock.today())
    assert job is not None
    employing.leave(SYSTEM, job.id, ends_on=last_day)


def test_any_day_has_its_answer_and_what_was_known_on_it(acme: UUID, cast: Cast) -> None:
    today, before = clock.today(), clock.now()
    with clock.at(before + timedelta(minutes=5)):
        leaves(cast.learner, today - timedelta(days=10))
        assert state_on(acme, today) is State.AT_RISK
        assert state_on(acme, today - timedelta(days=10)) is State.AT_RISK  # the leaving is known, and near
        assert state_on(acme, today - timedelta(days=200)) is State.MET
        assert state_on(acme, today, before) is State.MET
        assert state_on(acme, date(2023, 12, 31)) is State.NO_TIER


def test_a_leaving_told_too_late_leaves_no_time(acme: UUID, cast: Cast) -> None:
    leaves(cast.learner, clock.today() - timedelta(days=40))
    assert state_on(acme, clock.today()) is State.NOT_MET


def test_who_moves_takes_the_certificate_along(acme: UUID, cast: Cast) -> None:
    a_rule("silver", counts=[{"id": "one", "title": {"en": "One", "zh": "一"}, "people": 1}])
    give_tier(cast.other, "silver")
    today = clock.today()
    assert state_on(cast.other.id, today) is State.NOT_MET
    employing.move(SYSTEM, cast.learner.user_id, cast.other.id, starts_on=today)
    assert state_on(cast.other.id, today) is State.MET
    assert state_on(acme, today) is State.AT_RISK


@pytest.mark.parametrize(
    ("branches", "state"), [("all", State.MET), ("without_tier", State.MET), ("none", State.NOT_MET)]
)
def test_branches_count_as_the_tier_says(unit: Session, cast: Cast, branches: str, state: State) -> None:
    make_track()
    a_rule(branches=branches, counts=[{"id": "one", "title": {"en": "One", "zh": "一"}, "people": 1}])
    give_tier(cast.acme)
    certify(make_user(works_for=cast.acme_branch).id)
    assert state_on(cast.acme.id, clock.today()) is state


def test_a_branch_with_a_tier_of_its_own_counts_for_itself(acme: UUID, cast: Cast) -> None:
    employing.move(SYSTEM, cast.learner.user_id, cast.acme_branch.id, starts_on=clock.today())
    assert state_on(acme, clock.today()) is State.MET
    a_rule("silver", counts=[{"id": "one", "title": {"en": "One", "zh": "一"}, "people": 1}])
    set_tier(SYSTEM, cast.acme_branch.id, a_tier("silver").id, reason="It grew.")
    assert state_on(cast.acme_branch.id, clock.today()) is State.MET
    assert state_on(acme, clock.today()) is State.AT_RISK


def test_a_tier_given_today_says_nothing_of_yesterday(unit: Session, cast: Cast) -> None:
    a_rule()
    set_tier(SYSTEM, cast.acme.id, a_tier().id, reason="Agreed.")
    assert state_on(cast.acme.id, clock.today()) is State.NOT_MET
    assert state_on(cast.acme.id, clock.today() - timedelta(days=1)) is State.NO_TIER


def test_what_a_tier_asks_changes_on_its_day(acme: UUID) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    a_rule(number=2, since=tomorrow, counts=[{"id": "many", "title": {"en": "Many", "zh": "多"}, "people": 9}])
    assert state_on(acme, clock.today()) is State.MET
    assert state_on(acme, tomorrow) is State.NOT_MET


# ---- recorded ------------------------------------------------------------------------------------


def test_judging_twice_records_once(acme: UUID, unit: Session) -> None:
    judge_companies([acme])
    judge_companies([acme])
    assert unit.scalar(select(func.count(StandingJudgement.id))) == 1
    assert (newest(acme, unit).state, newest(acme, unit).missing) == ("met", 0)
    with clock.at(clock.now() + timedelta(days=1)):
        judge_companies([acme])
    assert unit.scalar(select(func.count(StandingJudgement.id))) == 2
    assert newest(acme, unit).since_on == clock.today()


def test_only_a_change_is_told_to_managers_and_admins(acme: UUID, cast: Cast, unit: Session) -> None:
    judge_companies([acme])
    assert told(unit) == []
    leaves(cast.learner, clock.today() - timedelta(days=1))
    assert judge_companies([acme]) == 1
    assert {message.user_id for message in told(unit)} == {cast.manager.user_id, cast.admin.user_id}
    assert judge_companies([acme]) == 0


def test_what_concerns_a_company_has_it_judged_again(acme: UUID, cast: Cast, unit: Session) -> None:
    compliance.judge_what_moved()
    first = newest(acme, unit).judgement_id
    compliance.judge_what_moved()
    assert newest(acme, unit).judgement_id == first
    with clock.at(clock.now() + timedelta(minutes=1)):
        held = certify(make_user(works_for=cast.other).id)
        compliance.judge_what_moved()
        assert newest(acme, unit).judgement_id == first
        mine = certify(make_user(works_for=cast.acme_branch).id)
        mine.recorded_at = held.recorded_at = clock.now()
        unit.flush()
        compliance.judge_what_moved()
    assert newest(acme, unit).judgement_id != first


def test_a_suspension_has_the_company_judged_again(acme: UUID, cast: Cast, unit: Session) -> None:
    held = certify(make_user(works_for=cast.acme_branch).id)
    compliance.judge_what_moved()
    assert newest(acme, unit).state == "met"
    with clock.at(clock.now() + timedelta(minutes=1)):
        for one in (held, *unit.scalars(select(type(held)).where(type(held).user_id == cast.learner.user_id))):
            afterwards.change(cast.admin.actor, one.id, "suspended", "It is looked into.")
        compliance.judge_what_moved()
    assert newest(acme, unit).state == "not_met"


def test_every_night_all_companies_of_a_tier_are_judged_in_batches(acme: UUID, unit: Session) -> None:
    compliance.begin_the_day()
    work = jobs.latest(compliance.JUDGE)
    assert work is not None
    compliance.judge(**work.arguments)
    assert newest(acme, unit).state == "met"


def test_every_judgement_comes_out_the_same_again(acme: UUID, cast: Cast, unit: Session) -> None:
    a_rule("silver", **ONE_LEADS)
    give_tier(cast.other, "silver")
    certify(cast.other_learner.user_id)
    judge_companies([acme, cast.other.id])
    with clock.at(clock.now() + timedelta(minutes=1)):
        leaves(cast.learner, clock.today() - timedelta(days=3))
        set_tier(SYSTEM, cast.other.id, None, reason="Ended.")
        judge_companies([acme, cast.other.id])
    kept = unit.scalars(select(StandingJudgement)).all()
    assert sorted(one.state for one in kept) == ["at_risk", "met", "met", "no_tier"]
    assert [standings.rerun(one) for one in kept] == [[], [], [], []]


class TestByHand:
    """An admin judges on a day, for good: with names, whatever happens later."""

    def test_everybody_is_named_with_the_reason(self, acme: UUID, cast: Cast, unit: Session) -> None:
        make_user(name_latin="Without Level", works_for=cast.acme)
        made = judge_on(cast.admin.actor, acme, clock.today(), reason="For the agreement.")
        seen = standings.judgement_seen(cast.manager.actor, Permission.TEAM_SEE, made.id)
        assert {one.name_latin: one.counts for one in seen.people} == {
            "Ouyang Nana": True,
            "Wang Lei": True,
            "Without Level": False,
        }
        with pytest.raises(NotFound):
            standings.judgement_seen(cast.other_manager.actor, Permission.TEAM_SEE, made.id)

    @pytest.mark.parametrize(("days", "reason"), [(0, "  "), (1, "Ahead."), (-2000, "Before the tier asked anything.")])
    def test_no_reason_no_day_to_come_no_tier_no_judgement(
        self, acme: UUID, cast: Cast, days: int, reason: str
    ) -> None:
        with pytest.raises(Refused):
            judge_on(cast.admin.actor, acme, clock.today() + timedelta(days=days), reason=reason)

    def test_managers_do_not_judge_their_own_company(self, acme: UUID, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            judge_on(cast.manager.actor, acme, clock.today(), reason="We are fine.")

    def test_an_erased_person_leaves_no_name_there(self, acme: UUID, cast: Cast, unit: Session) -> None:
        made = judge_on(cast.admin.actor, acme, clock.today(), reason="For the agreement.")
        personal.erase(cast.learner.user_id, None)
        unit.expire_all()
        row = unit.get_one(StandingPerson, (made.id, cast.learner.user_id))
        assert (row.name_zh, row.name_latin, row.counts) == ("", "", True)
