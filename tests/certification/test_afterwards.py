"""Acts on a certification after its grant: who may, what the holder and their manager hear, undoing within the stated time, two at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.models import RoleGrant
from lms.accounts.queries import actor_of
from lms.accounts.roles import Role
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations import afterwards, granting
from lms.certification.queries.evidence import period_of
from lms.certification.rules import standing
from lms.core import clock, db
from lms.core.audit import entries_of
from lms.core.db import Database
from lms.core.errors import AcademyError, Conflict, Forbidden, NotFound, Refused
from lms.credentials.queries import certificates_of_certification
from lms.notifications.models import Message
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.conduct import a_card, second_admin
from tests.factories.credentials import grant_junior


@pytest.fixture
def held(cast: Cast, unit: Session) -> UUID:
    """Junior, held by Acme's learner."""
    del unit
    make_track()
    return grant_junior(cast, cast.learner.user_id).certification_id


def stands(certification_id: UUID) -> str:
    found = db.session().get_one(Certification, certification_id)
    db.session().refresh(found, ["facts"])
    return standing(period_of(found), clock.today()).value


def newest(certification_id: UUID) -> CertificationFact:
    mine = select(CertificationFact).where(CertificationFact.certification_id == certification_id)
    return db.session().scalars(mine.order_by(CertificationFact.recorded_at.desc())).first()  # type: ignore[return-value]


def heard(user_id: UUID) -> int:
    mine = select(Message.id).where(Message.user_id == user_id, Message.kind == "standing_changed")
    return len(set(db.session().scalars(mine)))


@pytest.mark.parametrize(
    ("deeds", "stood"),
    [
        (["suspended"], "suspended"),
        (["suspended", "reinstated"], "valid"),
        (["revoked"], "revoked"),
        (["suspended", "revoked"], "revoked"),
    ],
)
def test_an_admin_acts_with_a_reason_and_all_concerned_hear_of_it(
    held: UUID, cast: Cast, deeds: list[str], stood: str
) -> None:
    for deed in deeds:
        with pytest.raises(Refused, match="reason"):
            afterwards.change(cast.admin.actor, held, deed, "  ")
        afterwards.change(cast.admin.actor, held, deed, f"Because: {deed}.")
    assert stands(held) == stood
    assert (heard(cast.learner.user_id) > 0, heard(cast.manager.user_id) > 0) == (True, True)
    assert heard(cast.other_manager.user_id) == 0
    said = [(one.deed, one.reason) for one in entries_of("certification", held)]
    assert (f"certification.{deeds[-1]}", f"Because: {deeds[-1]}.") in said


def test_who_may_not_act(held: UUID, cast: Cast) -> None:
    for nobody, error in ((cast.manager, Forbidden), (cast.other_manager, NotFound), (cast.trainer, NotFound)):
        with pytest.raises(error):
            afterwards.change(nobody.actor, held, "suspended", "Mine?")
    for other in (cast.manager, cast.admin, cast.other_learner):
        with pytest.raises(NotFound):
            afterwards.change(other.actor, held, "withdrawn", "For them.")
    db.session().add(RoleGrant(user_id=cast.learner.user_id, role=Role.ADMIN.value, granted_at=clock.now()))
    db.session().flush()
    with pytest.raises(Forbidden, match="their own"):
        afterwards.change(actor_of(cast.learner.user_id), held, "suspended", "My own.")


@pytest.mark.parametrize("deed", ["suspended", "revoked"])
def test_a_deed_is_undone_within_its_time_as_if_it_had_not_been(held: UUID, cast: Cast, deed: str) -> None:
    fact = afterwards.change(cast.admin.actor, held, deed, "The wrong person.")
    with pytest.raises(Refused):
        afterwards.undo(cast.admin.actor, held, fact.id, "")
    with pytest.raises(Forbidden):
        afterwards.undo(cast.manager.actor, held, fact.id, "Please.")
    with clock.at(clock.now() + timedelta(hours=73)), pytest.raises(Conflict, match="undone no more"):
        afterwards.undo(cast.admin.actor, held, fact.id, "Too late.")
    back = afterwards.undo(cast.admin.actor, held, fact.id, "It was another Wang.")
    assert (back.kind, back.corrects_id, stands(held)) == ("corrected", fact.id, "valid")
    with pytest.raises(Conflict):
        afterwards.undo(cast.admin.actor, held, fact.id, "Twice.")
    (certificate,) = certificates_of_certification(cast.admin.actor, held)
    assert certificate.answer.verdict == "valid"


def test_only_the_last_deed_is_undone_and_what_was_before_it_holds_again(held: UUID, cast: Cast) -> None:
    first = afterwards.change(cast.admin.actor, held, "suspended", "A complaint.")
    second = afterwards.change(cast.admin.actor, held, "revoked", "It was true.")
    with pytest.raises(Conflict):
        afterwards.undo(cast.admin.actor, held, first.id, "Not the last.")
    afterwards.undo(cast.admin.actor, held, second.id, "It was not.")
    assert stands(held) == "suspended"


def test_the_holder_gives_a_level_up_and_may_take_that_back_for_a_while(held: UUID, cast: Cast) -> None:
    fact = afterwards.change(cast.learner.actor, held, "withdrawn", "I change my trade.")
    assert stands(held) == "withdrawn"
    assert (heard(cast.learner.user_id), heard(cast.manager.user_id)) == (0, 1)
    with pytest.raises(NotFound):
        afterwards.undo(cast.admin.actor, held, fact.id, "They will regret it.")
    afterwards.undo(cast.learner.actor, held, fact.id, "I stay.")
    assert stands(held) == "valid"


def test_nothing_is_undone_that_would_overlap_what_was_granted_since(held: UUID, cast: Cast) -> None:
    fact = afterwards.change(cast.learner.actor, held, "withdrawn", "I change my trade.")
    with clock.at(clock.now() + timedelta(days=1)):
        eligible_for_junior(cast.learner.user_id)
        assert granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR) is not None
        with pytest.raises(Conflict, match="overlap"):
            afterwards.undo(cast.learner.actor, held, fact.id, "Both, please.")


def test_what_is_undone_under_a_red_card_is_suspended_by_the_card(held: UUID, cast: Cast) -> None:
    fact = afterwards.change(cast.admin.actor, held, "suspended", "A complaint.")
    card = a_card(cast.learner.user_id, colour="red")
    afterwards.undo(cast.admin.actor, held, fact.id, "There was no complaint.")
    assert (stands(held), newest(held).card_id) == ("suspended", card.id)


@pytest.mark.parametrize(("one", "other"), [("suspended", "revoked"), ("revoked", "withdrawn"), ("revoked", "revoked")])
def test_two_at_once_end_in_one_defined_state(fresh_database: Database, one: str, other: str) -> None:
    with fresh_database.transaction():
        make_track()
        people = make_cast()
        second = second_admin()
        certification_id = grant_junior(people, people.learner.user_id).certification_id
    refused: list[AcademyError] = []

    def does(kind: str, actor: object) -> None:
        try:
            with fresh_database.transaction():
                afterwards.change(actor, certification_id, kind, "At once.")  # type: ignore[arg-type]
        except AcademyError as error:
            refused.append(error)

    who = people.learner.actor if other == "withdrawn" else second
    at_once(lambda: does(one, people.admin.actor), lambda: does(other, who))
    with fresh_database.transaction(read_only=True) as session:
        facts = list(session.scalars(select(CertificationFact.kind).order_by(CertificationFact.recorded_at)))
        assert stands(certification_id) == ("withdrawn" if facts[0] == "withdrawn" else "revoked")
    assert all(isinstance(error, Conflict) for error in refused), refused
    assert len(facts) + len(refused) == 2
    assert facts.count("revoked") <= 1
