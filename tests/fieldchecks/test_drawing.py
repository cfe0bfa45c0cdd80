"""Campaigns are planned within reach and drawn once; who may not be drawn is named with the reason and never drawn."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.roles import Grant, Role
from lms.certification.models import Certification
from lms.certification.operations import afterwards
from lms.core import clock, db
from lms.core.audit import AuditEntry
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.fieldchecks.evidence import FieldCheck, bring_in
from lms.fieldchecks.spotchecks import jobs
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck, SpotFrameEntry
from lms.fieldchecks.spotchecks.operations import planning
from lms.fieldchecks.spotchecks.queries import campaigns
from lms.fieldchecks.spotchecks.queries.frame import entry_of, kept_frame
from lms.fieldchecks.spotchecks.rules.sampling import draw, frame_hash
from tests.cast import Cast
from tests.factories.accounts import make_user
from tests.factories.credentials import grant_junior
from tests.factories.spotchecks import a_plan, askable_level, check_of, holders, running


def reasons(campaign: SpotCampaign) -> dict[Any, str | None]:
    return {one.user_id: one.reason for one in kept_frame(campaign.id)}


def drawn(campaign: SpotCampaign) -> list[Any]:
    rows = select(SpotCheck.user_id).where(SpotCheck.campaign_id == campaign.id).order_by(SpotCheck.number)
    return list(db.session().scalars(rows))


def left_out(people: Cast) -> dict[Any, str]:
    """One of each kind who may not be drawn."""
    users = {name: make_user(f"{name}@acme.example", works_for=people.acme).id for name in ("erased", "closed", "held")}
    holders(people, *users.values(), people.examiner.user_id, people.learner.user_id, people.other_learner.user_id)
    grant_junior(people, people.manager.user_id)  # has no number
    db.session().get_one(User, users["erased"]).erased_at = clock.now()
    db.session().get_one(User, users["closed"]).active = False
    level = db.session().scalars(select(Certification.id).where(Certification.user_id == users["held"])).one()
    afterwards.change(people.admin.actor, level, "suspended", "A complaint.")
    when = clock.today() - timedelta(days=30)
    about = {"subject": "expert-engineer/junior", "score": 80.0, "passed": True, "form": "1", "reference": "SC-0-1"}
    bring_in(FieldCheck(users["held"], "spot_check", people.learner.user_id, held_on=when, **about))
    return {
        users["erased"]: "erased",
        users["closed"]: "closed",
        users["held"]: "suspended",
        people.examiner.user_id: "conflict",
        people.manager.user_id: "no_phone",
        people.learner.user_id: "recently_checked",
    }


def test_who_may_not_be_drawn_stands_in_the_frame_with_the_reason(people: Cast) -> None:
    out = left_out(people)
    campaign = planning.make(people.admin.actor, a_plan(size=50))
    planning.draw(people.admin.actor, campaign.id)
    assert reasons(campaign) == {**out, people.other_learner.user_id: None}
    assert drawn(campaign) == [people.other_learner.user_id]
    seen = campaigns.seen(people.admin.actor, campaign.id)
    assert seen.frame == Counter([*out.values(), None])
    second = planning.make(people.admin.actor, a_plan(size=50, unchecked_months=0))
    planning.draw(people.admin.actor, second.id)
    assert reasons(second)[people.other_learner.user_id] == "elsewhere", (
        "whoever waits for one call is not drawn for another"
    )
    assert drawn(second) == [people.learner.user_id], "0 months: nobody was checked too lately"


def test_anybody_can_draw_again_from_what_was_kept(people: Cast) -> None:
    many = [make_user(works_for=people.acme).id for _ in range(9)]
    campaign = running(people, *many, size=4)
    kept = [entry_of(one) for one in kept_frame(campaign.id)]
    assert frame_hash(kept) == campaign.frame_hash
    again = draw(campaign.seed or "", [one.person for one in kept if one.reason is None], 4)
    assert [str(one) for one in drawn(campaign)] == again
    ranks = {str(one.user_id): one.rank for one in db.session().scalars(select(SpotFrameEntry))}
    assert [ranks[one] for one in again] == [1, 2, 3, 4]
    entry = db.session().scalars(select(AuditEntry).where(AuditEntry.deed == "spot_campaign.drawn")).one()
    assert entry.after == {"seed": campaign.seed, "frame": campaign.frame_hash, "size": 4}


def test_it_is_drawn_once_and_never_changed_afterwards(people: Cast) -> None:
    campaign = running(people, people.learner.user_id)
    before = (campaign.seed, campaign.frame_hash)
    for deed in (
        lambda: planning.draw(people.admin.actor, campaign.id),
        lambda: planning.change(people.admin.actor, campaign.id, a_plan(size=1)),
    ):
        with pytest.raises(Conflict):
            deed()
    assert (campaign.seed, campaign.frame_hash) == before


def test_whoever_could_not_be_reached_is_replaced_by_the_next_of_the_same_draw(people: Cast) -> None:
    many = [make_user(works_for=people.acme).id for _ in range(4)]
    campaign = running(people, *many, size=2)
    assert planning.replace(people.admin.actor, campaign.id) == 0, "nobody ended without a result"
    check_of(campaign, drawn(campaign)[0]).state = "refused"
    db.session().flush()
    assert planning.replace(people.admin.actor, campaign.id) == 1
    assert planning.replace(people.admin.actor, campaign.id) == 0, "one for one"
    order = draw(campaign.seed or "", map(str, many), 3)
    assert [str(one) for one in drawn(campaign)] == order


def test_a_region_s_planner_plans_there_and_nowhere_else(people: Cast) -> None:
    askable_level()
    north = Actor(people.admin.user_id, "north", frozenset({Grant(Role.ADMIN, region_id=people.north.id)}))
    south = Actor(people.admin.user_id, "south", frozenset({Grant(Role.ADMIN, region_id=people.south.id)}))
    own = planning.make(north, a_plan(region_id=people.north.id))
    in_company = planning.make(north, a_plan(partner_id=people.acme_branch.id))
    for plan in (a_plan(), a_plan(region_id=people.south.id), a_plan(partner_id=people.other.id)):
        with pytest.raises(Forbidden):
            planning.make(north, plan)
        with pytest.raises(Forbidden):
            planning.change(north, own.id, plan)
    for campaign in (own, in_company):
        campaigns.seen(north, campaign.id)
        for deed in (campaigns.seen, planning.draw, planning.replace):
            with pytest.raises(NotFound):
                deed(south, campaign.id)
    with pytest.raises(Forbidden):
        planning.make(people.examiner.actor, a_plan())


def test_only_holders_of_that_place_are_in_the_frame(people: Cast) -> None:
    branch = make_user(works_for=people.acme_branch).id
    holders(people, people.learner.user_id, people.other_learner.user_id, branch)
    for place, expected in (
        ({"partner_id": people.acme.id}, {people.learner.user_id, branch}),
        ({"region_id": people.south.id}, {people.other_learner.user_id}),
    ):
        campaign = planning.make(people.admin.actor, a_plan(**place))
        planning.draw(people.admin.actor, campaign.id)
        assert set(drawn(campaign)) == expected


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": {"en": " "}}, "name_en"),
        ({"level_keys": ()}, "levels"),
        ({"level_keys": ("another/level",)}, "levels"),
        ({"size": 0}, "size"),
        ({"pass_mark": 101}, "pass_mark"),
        ({"call_from": 18, "call_until": 9}, "call_until"),
        ({"ends_on": clock.today() - timedelta(days=9)}, "ends_on"),
        ({"after_failed": "revoke"}, "after_failed"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_at_its_field(people: Cast, wrong: dict[str, Any], field: str) -> None:
    askable_level()
    with pytest.raises(Refused) as refused:
        planning.make(people.admin.actor, a_plan(**wrong))
    assert refused.value.field == field


def test_nothing_is_drawn_without_people_or_with_too_few_questions(people: Cast) -> None:
    askable_level()
    empty = planning.make(people.admin.actor, a_plan())
    with pytest.raises(Refused, match="nobody who could be drawn"):
        planning.draw(people.admin.actor, empty.id)
    holders(people, people.learner.user_id)
    greedy = planning.make(people.admin.actor, a_plan(questions=11))
    with pytest.raises(Refused, match="10 of 11"):
        planning.draw(people.admin.actor, greedy.id)
    assert greedy.seed is None


def test_a_campaign_ends_with_a_reason_and_nobody_is_called_for_it_any_more(people: Cast) -> None:
    campaign = running(people, people.learner.user_id)
    with pytest.raises(Refused):
        planning.end(people.admin.actor, campaign.id, "  ")
    planning.end(people.admin.actor, campaign.id, "Enough results.")
    db.session().expire_all()
    assert (campaign.state, check_of(campaign, people.learner.user_id).state) == ("closed", "void")
    with pytest.raises(Conflict):
        planning.end(people.admin.actor, campaign.id, "Twice.")


def test_when_the_days_of_calls_are_over_nobody_waits_any_more_and_the_campaign_is_closed(people: Cast) -> None:
    campaign = running(people, people.learner.user_id)
    last = clock.start_of(campaign.ends_on)
    for days, expected in ((1, ("running", "waiting")), (2, ("closed", "not_reached")), (3, ("closed", "not_reached"))):
        with clock.at(last + timedelta(days=days)):
            jobs.end_days_of_calls()
        db.session().expire_all()
        assert (campaign.state, check_of(campaign, people.learner.user_id).state) == expected
