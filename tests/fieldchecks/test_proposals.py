"""Failed checks open what their rule says, never before they count, and an admin decides."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Role
from lms.certification.models import CertificationFact
from lms.conduct.models import Card
from lms.conduct.queries import About, standing_of
from lms.conduct.rules import State
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.fieldchecks.mystery.models import MysteryDispute, MysteryPlan, MysteryVisit
from lms.fieldchecks.mystery.operations import counting, disputing, planning, reviewing
from lms.fieldchecks.mystery.operations.failing import after_counted
from lms.fieldchecks.mystery.rules.failing import AfterFailed, opens
from lms.fieldchecks.proposals import queries
from lms.fieldchecks.proposals.deciding import decide
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCheck
from lms.notifications.models import Message
from tests.cast import Cast
from tests.factories import mystery
from tests.factories.spotchecks import call, check_of, running


@pytest.fixture
def people(cast: Cast, unit: Session) -> Cast:
    """The cast, in an open transaction."""
    del unit
    return cast


def waiting() -> list[CheckProposal]:
    return list(db.session().scalars(select(CheckProposal).where(CheckProposal.state == "waiting")))


@pytest.mark.parametrize(
    ("rule", "percent", "passed", "below", "leads"),
    [
        ("nothing", 10, False, None, False),
        ("card", 74.9, False, None, True),
        ("card", 90, True, None, False),
        ("card", 59.9, False, 60, True),
        ("card", 60, False, 60, False),
        ("suspend", 30, False, 40, True),
        ("extra", 80, False, None, True),  # a critical item was missed
    ],
)
def test_what_leads_to_anything(rule: str, percent: float, passed: bool, below: int | None, leads: bool) -> None:
    assert opens(AfterFailed(rule), Decimal(str(percent)), passed=passed, below=below) is leads


def counted(people: Cast, said: dict[str, str], *, person: UUID | None = None, **terms: object) -> MysteryVisit:
    """A visit that counts: accepted, and its dispute date is past."""
    mystery.a_programme(**terms)
    visit_id = mystery.accepted(people, said, person=person)
    assert waiting() == [], "it may still be disputed"
    with clock.at(clock.now() + timedelta(days=14)):
        counting.close_due()
        assert waiting() == [], "the last day of disputes is included"
    with clock.at(clock.now() + timedelta(days=15)):
        counting.close_due()
    return db.session().get_one(MysteryVisit, visit_id)


def test_a_failed_visit_proposes_a_card_on_its_company_once_it_counts(people: Cast) -> None:
    visit = counted(people, mystery.POOR, after_failed="card")
    (proposal,) = waiting()
    assert (proposal.asks, proposal.partner_id, proposal.user_id) == ("yellow", people.acme.id, None)
    assert db.session().scalar(select(Card.id)) is None, "nothing happens before somebody decides"
    told = set(db.session().scalars(select(Message.user_id).where(Message.kind == "suspension_proposed")))
    assert told == {people.admin.user_id}
    seen = queries.proposal(people.admin.actor, proposal.id)
    assert (seen.reference, str(seen.percent)) == (visit.reference, str((visit.result or {})["percent"]))
    with pytest.raises(Refused, match="no level to suspend"):
        decide(people.admin.actor, proposal.id, "suspended", "All of them.")
    decide(people.admin.actor, proposal.id, "yellow", "The counter was unmanned.")
    card = db.session().scalars(select(Card)).one()
    assert (card.partner_id, card.rests_on, card.source) == (people.acme.id, "check", visit.reference)
    assert proposal.card_id == card.id
    extra = db.session().scalars(select(MysteryVisit).where(MysteryVisit.state == "planned")).one()
    assert (extra.target_id, extra.number) == (visit.target_id, 2), "a yellow card asks for an extra check"


def test_of_a_visit_to_a_person_the_rule_to_suspend_proposes_a_red_card_on_them(people: Cast) -> None:
    counted(people, mystery.POOR, person=people.learner.user_id, after_failed="suspend", failed_below=60)
    (proposal,) = waiting()
    assert (proposal.asks, proposal.user_id, proposal.partner_id) == ("red", people.learner.user_id, None)
    decide(people.admin.actor, proposal.id, "red", "Sold what was not theirs.")
    assert standing_of(About(user_id=people.learner.user_id)).state is State.RED


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        (mystery.GOOD, {"after_failed": "card"}),
        (mystery.POOR, {"after_failed": "nothing"}),
        (mystery.POOR, {"after_failed": "card", "failed_below": 1}),
    ],
)
def test_what_was_passed_or_asks_for_nothing_opens_nothing(
    people: Cast, said: dict[str, str], terms: dict[str, object]
) -> None:
    counted(people, said, **terms)
    assert waiting() == []
    assert db.session().scalar(select(func.count()).select_from(MysteryVisit)) == 1


def test_a_disputed_visit_opens_nothing_and_one_taken_back_ends_its_proposal(people: Cast) -> None:
    mystery.a_programme(after_failed="card")
    visit_id = mystery.accepted(people, mystery.POOR)
    disputing.raise_dispute(people.manager.actor, visit_id, "greeted", "They were greeted.")
    with clock.at(clock.now() + timedelta(days=60)):
        counting.close_due()
        assert waiting() == [], "an open dispute keeps it from counting"
        dispute = db.session().scalars(select(MysteryDispute)).one()
        disputing.answer_dispute(people.admin.actor, dispute.id, upheld=False, answer="The photo shows it.")
        counting.close_due()
        (proposal,) = waiting()
        reviewing.take_back(people.admin.actor, visit_id, "It was another shop.")
        assert proposal in list(db.session().scalars(select(CheckProposal).where(CheckProposal.state == "over")))
        with pytest.raises(Conflict):
            decide(people.admin.actor, proposal.id, "yellow", "Still.")


def test_an_extra_visit_goes_into_the_same_plan_or_into_one_of_its_own(people: Cast) -> None:
    visit = counted(people, mystery.POOR, after_failed="extra")
    assert waiting() == []
    extra = db.session().scalars(select(MysteryVisit).where(MysteryVisit.state == "planned")).one()
    assert (extra.plan_id, extra.number) == (visit.plan_id, 2)
    planning.end_plan(people.admin.actor, visit.plan_id)
    after_counted(visit)
    made = db.session().scalars(select(MysteryPlan).where(MysteryPlan.id != visit.plan_id)).one()
    assert visit.reference in made.title
    assert made.closes_on > clock.today()


def test_a_failed_spot_check_below_the_line_proposes_a_yellow_card_and_opens_the_extra_check(people: Cast) -> None:
    plan = {"after_failed": "card", "failed_below": 40}
    campaign = running(people, people.learner.user_id, people.other_learner.user_id, **plan)
    call(people.examiner.actor, check_of(campaign, people.other_learner.user_id), 1)
    assert waiting() == [], "50 per cent failed, and is not below 40"
    first = check_of(campaign, people.learner.user_id)
    call(people.examiner.actor, first, 0)
    (proposal,) = waiting()
    assert (proposal.asks, proposal.user_id) == ("yellow", people.learner.user_id)
    decide(people.admin.actor, proposal.id, "yellow", "Knew nothing of it.")
    extra = db.session().scalars(select(SpotCheck).where(SpotCheck.after_id == first.id)).one()
    assert extra.origin == "extra"
    assert standing_of(About(user_id=people.learner.user_id)).state is State.WATCHED
    assert db.session().scalar(select(CertificationFact.id)) is None


def test_who_decides(people: Cast) -> None:
    check = check_of(running(people, people.learner.user_id, after_failed="propose"), people.learner.user_id)
    call(people.examiner.actor, check, 0)
    (proposal,) = waiting()
    south = Actor(people.admin.user_id, "south", frozenset({Grant(Role.ADMIN, region_id=people.south.id)}))
    with pytest.raises(NotFound):
        decide(south, proposal.id, "dismissed", "Mine?")
    for nobody in (people.examiner, people.manager, people.learner):
        with pytest.raises(Forbidden):
            decide(nobody.actor, proposal.id, "dismissed", "Mine?")
    with pytest.raises(Refused):
        decide(people.admin.actor, proposal.id, "forgotten", "Hm.")
    decide(people.admin.actor, proposal.id, "dismissed", "The line was bad.")
    assert queries.proposal(people.admin.actor, proposal.id).proposal.state == "dismissed"
