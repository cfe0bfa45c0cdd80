"""Cards: who gives them, what they do to certifications, how they end, appeals; on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.roles import Grant, Permission, Role
from lms.certification.models import Certification, CertificationFact, Evidence
from lms.certification.operations import afterwards, granting
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.rules import standing
from lms.conduct import queries
from lms.conduct.models import Card
from lms.conduct.operations import appealing, giving
from lms.conduct.operations.giving import Given
from lms.conduct.operations.terms import set_terms
from lms.conduct.queries import About
from lms.conduct.rules import State
from lms.core import clock, db, terms
from lms.core.db import Database
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.notifications.models import Message
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.conduct import WHY, a_card, second_admin
from tests.factories.credentials import grant_junior


@pytest.fixture
def people(cast: Cast, unit: Session) -> Cast:
    """The cast, in an open transaction, with a track."""
    del unit
    make_track()
    return cast


def stands(user_id: UUID) -> list[str]:
    found = certifications_of([user_id], known_by=clock.now())
    return [standing(period_of(one), clock.today()).value for one in found]


def kinds(user_id: UUID) -> list[str]:
    mine = (
        select(CertificationFact.kind)
        .join(Certification, Certification.id == CertificationFact.certification_id)
        .where(Certification.user_id == user_id)
    )
    return list(db.session().scalars(mine.order_by(CertificationFact.recorded_at)))


def told(user_id: UUID) -> list[str]:
    return list(db.session().scalars(select(Message.kind).where(Message.user_id == user_id)))


def test_a_card_keeps_its_days_whatever_the_terms_are_later(people: Cast) -> None:
    today = clock.today()
    yellow = a_card(people.learner.user_id)
    assert yellow.watch_through == terms.last_day(today, "P6M")
    assert (yellow.check_until, yellow.appeal_through) == (terms.after(today, "P2M"), terms.after(today, "P30D"))
    set_terms(people.admin.actor, watch="P1Y", extra_check="P1M", appeal="P14D")
    later = a_card(people.other_learner.user_id)
    assert later.watch_through == terms.last_day(today, "P1Y")
    assert db.session().get_one(Card, yellow.id).watch_through == terms.last_day(today, "P6M")
    for wrong in ({"watch": "half a year"}, {"appeal": "P0D"}, {"extra_check": ""}):
        with pytest.raises(Refused, match="calendar term"):
            set_terms(people.admin.actor, **({"watch": "P6M", "extra_check": "P2M", "appeal": "P30D"} | wrong))


def test_who_may_not_give_a_card(people: Cast) -> None:
    admin, learner = people.admin, About(user_id=people.learner.user_id)
    said = Given("yellow", WHY, "deed", "What was done")
    with pytest.raises(Forbidden, match="themselves"):
        giving.give(admin.actor, About(user_id=admin.user_id), said)
    for nobody in (people.manager, people.trainer, people.examiner, people.inspector, people.learner):
        with pytest.raises(Forbidden):
            giving.give(nobody.actor, learner, said)
    south = Actor(admin.user_id, "south", frozenset({Grant(Role.ADMIN, region_id=people.south.id)}))
    for out_of_reach in (learner, About(partner_id=people.acme.id)):
        with pytest.raises(NotFound):
            giving.give(south, out_of_reach, said)
    giving.give(south, About(partner_id=people.other.id), said)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"colour": "green"}, "colour"),
        ({"reason": "  "}, "reason"),
        ({"source": ""}, "source"),
        ({"rests_on": "rumour"}, "rests_on"),
        ({"reason": "x" * 1001}, "reason"),
        ({"given_on": "tomorrow"}, "given_on"),
    ],
)
def test_a_card_without_colour_reason_or_ground_is_refused(people: Cast, wrong: dict[str, str], field: str) -> None:
    said = {"colour": "yellow", "reason": WHY, "rests_on": "letter", "source": "Letter"} | wrong
    day = clock.today() + timedelta(days=1) if said.pop("given_on", "") else None
    with pytest.raises(Refused) as refused:
        giving.give(people.admin.actor, About(user_id=people.learner.user_id), Given(**said, given_on=day))
    assert refused.value.field == field
    assert db.session().scalar(select(Card.id)) is None


def test_the_second_yellow_suspends_and_taking_the_first_back_reinstates_as_if_nothing_had_been(people: Cast) -> None:
    learner = people.learner.user_id
    grant_junior(people, learner)
    first = a_card(learner, on=clock.today() - timedelta(days=20))
    assert (stands(learner), kinds(learner)) == (["valid"], []), "a yellow one takes nothing"
    second = a_card(learner)
    assert stands(learner) == ["suspended"]
    fact = db.session().scalars(select(CertificationFact)).one()
    assert (fact.card_id, fact.reason) == (second.id, f"{second.reference}: {WHY}")
    evidence = db.session().scalars(select(Evidence).where(Evidence.kind == "red_card")).one()
    assert (evidence.subject, evidence.held_on) == (second.reference, clock.today())
    assert told(learner).count("card_given") == 2
    assert {"card_given", "standing_changed"} <= set(told(people.manager.user_id))
    assert "card_given" not in told(people.other_manager.user_id)
    with pytest.raises(Conflict, match="red card suspends it"):
        afterwards.change(people.admin.actor, fact.certification_id, "reinstated", "Please.")
    giving.take_back(people.admin.actor, first.id, "Two people of one name.")
    assert (stands(learner), kinds(learner)) == (["valid"], ["suspended", "corrected"])
    assert queries.standing_of(About(learner)).state is State.WATCHED, "the second is a first one now"
    period = period_of(certifications_of([learner], known_by=clock.now())[0])
    assert standing(period, clock.today()).value == "valid"


def test_exactly_what_the_card_suspended_comes_back(people: Cast) -> None:
    learner = people.learner.user_id
    certification_id = grant_junior(people, learner).certification_id
    afterwards.change(people.admin.actor, certification_id, "suspended", "A complaint.")
    red = a_card(learner, colour="red")
    assert kinds(learner) == ["suspended"], "it was suspended already, by somebody else"
    giving.take_back(people.admin.actor, red.id, "It was not them.")
    assert (stands(learner), kinds(learner)) == (["suspended"], ["suspended"])


def test_a_lifted_red_card_reinstates_from_that_day_and_stays_evidence_of_its_days(people: Cast) -> None:
    learner = people.learner.user_id
    grant_junior(people, learner)
    red = a_card(learner, colour="red")
    with clock.at(clock.now() + timedelta(days=40)):
        giving.lift(people.admin.actor, red.id, "Served.")
        assert (stands(learner), kinds(learner)) == (["valid"], ["suspended", "reinstated"])
        newest = db.session().scalars(select(Evidence).where(Evidence.kind == "red_card").order_by(Evidence.id)).all()
        assert [one.value["through"] is None for one in newest] == [True, False]
        with pytest.raises(Conflict):
            giving.lift(people.admin.actor, red.id, "Again.")


def test_a_second_red_card_keeps_suspended_what_the_first_one_had(people: Cast) -> None:
    learner = people.learner.user_id
    grant_junior(people, learner)
    first, second = a_card(learner, colour="red"), a_card(learner, colour="red", reason="Another deed.")
    giving.take_back(people.admin.actor, first.id, "It was not them.")
    assert stands(learner) == ["suspended"]
    last = db.session().scalars(select(CertificationFact).order_by(CertificationFact.recorded_at.desc())).first()
    assert last is not None
    assert (last.kind, last.card_id) == ("suspended", second.id)
    giving.take_back(people.admin.actor, second.id, "Nor this.")
    assert stands(learner) == ["valid"]


def test_what_is_granted_under_a_red_card_is_not_valid(people: Cast) -> None:
    learner = people.learner.user_id
    a_card(learner, colour="red")
    eligible_for_junior(learner)
    assert granting.grant(people.admin.actor, learner, JUNIOR) is not None
    assert stands(learner) == ["suspended"]


def test_a_companys_red_card_leaves_what_its_people_hold(people: Cast) -> None:
    grant_junior(people, people.learner.user_id)
    a_card(partner_id=people.acme.id, colour="red")
    assert (stands(people.learner.user_id), kinds(people.learner.user_id)) == (["valid"], [])
    assert queries.standing_of(About(partner_id=people.acme.id)).state is State.RED
    assert "card_given" in told(people.manager.user_id)
    assert "card_given" not in told(people.learner.user_id)


def test_an_appeal_is_the_persons_or_their_managers_and_answered_by_another_admin(people: Cast) -> None:
    learner, giver = people.learner, second_admin()
    grant_junior(people, learner.user_id)
    red = a_card(learner.user_id, colour="red", by=giver)
    for stranger in (people.other_manager, people.other_learner, people.trainer, people.inspector, people.admin):
        with pytest.raises(NotFound):
            appealing.appeal(stranger.actor, red.id, "Mine?")
    with pytest.raises(Refused):
        appealing.appeal(learner.actor, red.id, " ")
    appealing.appeal(people.manager.actor, red.id, "She was on holiday.")
    with pytest.raises(Conflict, match="already"):
        appealing.appeal(learner.actor, red.id, "Me too.")
    assert "card_appealed" in told(people.admin.user_id)
    assert "card_appealed" not in told(giver.user_id), "who gave it does not answer"
    with pytest.raises(Forbidden, match="Somebody else answers"):
        appealing.answer(giver, red.id, "upheld", "I know what I saw.")
    with pytest.raises(Conflict, match="appeal"):
        giving.take_back(people.admin.actor, red.id, "Quietly.")
    with pytest.raises(Refused):
        appealing.answer(people.admin.actor, red.id, "taken_back", "")
    assert stands(learner.user_id) == ["suspended"]
    appealing.answer(people.admin.actor, red.id, "taken_back", "The calendar shows it.")
    assert stands(learner.user_id) == ["valid"]
    with pytest.raises(Conflict):
        appealing.answer(people.admin.actor, red.id, "upheld", "After all.")


def test_upheld_the_card_stands_and_the_time_of_appeal_ends(people: Cast) -> None:
    company = a_card(partner_id=people.acme.id)
    with pytest.raises(NotFound):
        appealing.appeal(people.learner.actor, company.id, "A company's is its manager's.")
    appealing.appeal(people.manager.actor, company.id, "We disagree.")
    appealing.answer(people.admin.actor, company.id, "upheld", "So do we.")
    assert queries.standing_of(About(partner_id=people.acme.id)).state is State.WATCHED
    assert "card_appeal_answered" in told(people.manager.user_id)
    late = a_card(people.learner.user_id)
    with clock.at(clock.now() + timedelta(days=31)), pytest.raises(Refused, match="last day of appeal"):
        appealing.appeal(people.learner.actor, late.id, "I was away.")


def test_an_admin_decides_nothing_about_a_card_of_their_own(people: Cast) -> None:
    mine = a_card(people.admin.user_id)
    for deed in (giving.take_back, giving.lift):
        with pytest.raises(Forbidden, match="their own"):
            deed(people.admin.actor, mine.id, "I know best.")
    with pytest.raises(NotFound):
        queries.told(people.admin.actor, Permission.CARD_GIVE, mine.id)
    assert queries.own_cards(people.admin.actor)[0].seen.card is mine


def test_lists_hold_what_is_within_reach_alone(people: Cast) -> None:
    a_card(people.learner.user_id)
    a_card(partner_id=people.acme_branch.id)
    a_card(people.other_learner.user_id)
    nobodys = make_user("nobody@academy.example").id
    a_card(nobodys)

    def seen(actor: Actor, permission: Permission) -> set[UUID | None]:
        rows = db.session().execute(queries.cards(actor, permission))
        return {row[0].user_id or row[0].partner_id for row in rows}

    ours = {people.learner.user_id, people.acme_branch.id}
    assert seen(people.manager.actor, Permission.CARD_APPEAL) == ours
    assert seen(people.other_manager.actor, Permission.CARD_APPEAL) == {people.other_learner.user_id}
    assert seen(people.admin.actor, Permission.CARD_GIVE) == {*ours, people.other_learner.user_id, nobodys}
    for nobody in (people.learner, people.trainer):
        assert seen(nobody.actor, Permission.CARD_GIVE) == set()


def test_two_admins_at_once_end_a_card_once(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        people = make_cast()
        other = second_admin()
        grant_junior(people, people.learner.user_id)
        card_id = a_card(people.learner.user_id, colour="red", by=other).id
    said: list[object] = []

    def by(actor: Actor) -> None:
        try:
            with fresh_database.transaction():
                said.append(giving.take_back(actor, card_id, "It was not them.").kind)
        except AcademyError as refused:
            said.append(type(refused))

    at_once(lambda: by(people.admin.actor), lambda: by(other))
    assert sorted(map(str, said)) == sorted(map(str, ["taken_back", Conflict]))
    with fresh_database.transaction(read_only=True):
        assert (stands(people.learner.user_id), kinds(people.learner.user_id)) == (
            ["valid"],
            ["suspended", "corrected"],
        )


def test_two_yellow_cards_at_once_are_one_red(fresh_database: Database) -> None:
    with fresh_database.transaction():
        make_track()
        people = make_cast()
        other = second_admin()
        grant_junior(people, people.learner.user_id)

    def by(actor: Actor) -> None:
        with fresh_database.transaction():
            a_card(people.learner.user_id, by=actor)

    at_once(lambda: by(people.admin.actor), lambda: by(other))
    with fresh_database.transaction(read_only=True):
        assert queries.standing_of(About(people.learner.user_id)).state is State.RED
        assert (stands(people.learner.user_id), kinds(people.learner.user_id)) == (["suspended"], ["suspended"])
