"""No red card, and employment at a partner in good standing: the rules by tables, and the facts that they read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.accounts.operations import employing
from lms.accounts.queries.places import employment_on
from lms.certification.models import CertificationDoubt, Evidence
from lms.certification.operations import employment, granting
from lms.certification.queries.decisions import explain
from lms.certification.requirements.reading import WrongCondition
from lms.certification.rules import Fact, Outcome
from lms.conduct.operations import giving
from lms.core import clock, db
from lms.core.i18n import localise
from lms.core.jobs import Work
from lms.partners import operations as partners
from tests.cast import Cast
from tests.certification.stories import TODAY, decided, fact
from tests.factories.certification import ASKS, JUNIOR, eligible_for_junior, make_track
from tests.factories.conduct import a_card

MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)
ACME = {"en": "Acme", "zh": "顶点"}


def red(since: date, through: date | None = None) -> Fact:
    return fact(
        "red_card", "CD-1", since, **{"from": since.isoformat(), "through": through.isoformat() if through else None}
    )


def spell(first: date, last: date | None = None, **more: Any) -> dict[str, Any]:
    return {"from": first.isoformat(), "through": last.isoformat() if last else None, **more}


def works(*jobs: dict[str, Any]) -> Fact:
    first = min((date.fromisoformat(one["from"]) for one in jobs), default=MARCH)
    return fact("partner_standing", "employment", first, jobs=list(jobs))


def job(first: date, last: date | None = None, *troubles: dict[str, Any]) -> dict[str, Any]:
    return spell(first, last, company=ACME, troubles=list(troubles))


@pytest.mark.parametrize(
    ("facts", "on", "outcome"),
    [
        ([], TODAY, Outcome.MET),
        ([red(MARCH)], MARCH - timedelta(days=1), Outcome.MET),
        ([red(MARCH)], MARCH, Outcome.NOT_MET),
        ([red(MARCH)], TODAY, Outcome.NOT_MET),
        ([red(MARCH, MAY)], MAY, Outcome.NOT_MET),
        ([red(MARCH, MAY)], MAY + timedelta(days=1), Outcome.MET),
        ([red(MARCH, MAY), red(TODAY)], TODAY, Outcome.NOT_MET),
    ],
)
def test_no_red_card(facts: list[Fact], on: date, outcome: Outcome) -> None:
    found = decided({"no_red_card": {}}, *facts, on=on)
    assert found.outcome is outcome
    assert found.finding is not None
    assert found.finding.seen is not None
    assert ("CD-1" in str(localise(found.finding.seen, "en"))) is (outcome is Outcome.NOT_MET)


INACTIVE, CARD = {"why": "inactive"}, {"why": "red_card"}


@pytest.mark.parametrize(
    ("facts", "asks", "outcome", "says"),
    [
        ([], {}, Outcome.NOT_MET, "no partner"),
        ([works(job(MARCH))], {}, Outcome.MET, "Acme, since"),
        ([works(job(MARCH, TODAY))], {}, Outcome.MET, "Acme, since"),
        ([works(job(MARCH, TODAY - timedelta(days=1)))], {}, Outcome.NOT_MET, "no partner"),
        ([works(job(MARCH, None, spell(MAY, None, **CARD)))], {}, Outcome.NOT_MET, "red card since"),
        ([works(job(MARCH, None, spell(MAY, None, **INACTIVE)))], {}, Outcome.NOT_MET, "out of the channel"),
        ([works(job(MARCH, None, spell(MARCH, MAY, **CARD)))], {}, Outcome.MET, "Acme, since"),
        ([works(job(MARCH))], {"for": "P6M"}, Outcome.MET, "Acme, since"),
        ([works(job(TODAY - timedelta(days=30)))], {"for": "P6M"}, Outcome.WAITING, "stands well since"),
        ([works(job(MARCH, None, spell(MAY, date(2026, 10, 1), **CARD)))], {"for": "P6M"}, Outcome.WAITING, "since"),
    ],
)
def test_partner_in_good_standing(facts: list[Fact], asks: dict[str, str], outcome: Outcome, says: str) -> None:
    found = decided({"partner_good_standing": asks}, *facts)
    assert found.outcome is outcome
    assert found.finding is not None
    assert found.finding.seen is not None
    assert says in str(localise(found.finding.seen, "en"))


@pytest.mark.parametrize("wrong", [{"no_red_card": {"colour": "red"}}, {"partner_good_standing": {"tier": "gold"}}])
def test_what_nobody_asked_for_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongCondition, match="no parameter"):
        decided(wrong)


@pytest.fixture
def asked(cast: Cast, unit: Session) -> UUID:
    """Junior asks for both; Acme's learner has met all else."""
    del unit
    both = [{"no_red_card": {}}, {"partner_good_standing": {}}]
    make_track(asks=ASKS | {"junior": {"all": [*ASKS["junior"]["all"], *both]}})
    eligible_for_junior(cast.learner.user_id)
    employment.look_at([cast.learner.user_id])
    return cast.learner.user_id


def outcome(cast: Cast, user_id: UUID, **on: Any) -> Outcome:
    return explain(cast.admin.actor, user_id, JUNIOR, **on).outcome


def looked() -> None:
    """What was recorded for the worker about employment is done."""
    for work in db.session().scalars(select(Work).where(Work.kind == employment.LOOK)).all():
        employment.look(**work.arguments)
        db.session().delete(work)


def test_a_red_card_keeps_from_the_level_until_it_is_taken_back(asked: UUID, cast: Cast) -> None:
    assert outcome(cast, asked) is Outcome.MET
    card = a_card(asked, colour="red")
    then = clock.now()
    assert outcome(cast, asked) is Outcome.NOT_MET
    giving.take_back(cast.admin.actor, card.id, "It was not them.")
    assert outcome(cast, asked) is Outcome.MET
    assert outcome(cast, asked, known_by=then) is Outcome.NOT_MET, "what was believed then stays so"


def test_the_companys_red_card_and_its_leaving_the_channel_do_too(asked: UUID, cast: Cast) -> None:
    card = a_card(partner_id=cast.acme.id, colour="red")
    looked()
    assert outcome(cast, asked) is Outcome.NOT_MET
    giving.lift(cast.admin.actor, card.id, "Served.")
    looked()
    assert outcome(cast, asked) is Outcome.MET
    partners.set_active(cast.admin.actor, cast.acme.id, active=False, reason="Sold.")
    looked()
    assert outcome(cast, asked) is Outcome.NOT_MET
    partners.set_active(cast.admin.actor, cast.acme.id, active=True, reason="Not sold.")
    looked()
    assert outcome(cast, asked) is Outcome.MET


def test_who_leaves_works_nowhere_from_the_day_after(asked: UUID, cast: Cast) -> None:
    last = clock.today() + timedelta(days=3)
    job_now = employment_on(asked, clock.today())
    assert job_now is not None
    employing.leave(Actor.system("tests"), job_now.id, ends_on=last)
    assert outcome(cast, asked, on=last) is Outcome.MET
    assert outcome(cast, asked, on=last + timedelta(days=1)) is Outcome.NOT_MET


def test_a_backdated_red_card_puts_what_was_granted_in_doubt(asked: UUID, cast: Cast) -> None:
    certification = granting.grant(cast.admin.actor, asked, JUNIOR)
    assert certification is not None
    a_card(partner_id=cast.acme.id, colour="red", on=clock.today() - timedelta(days=9))
    looked()
    assert db.session().scalar(select(CertificationDoubt.certification_id)) == certification.id


def test_nothing_is_kept_of_employment_where_no_level_asks(cast: Cast, unit: Session) -> None:
    del unit
    make_track()
    employment.look_at([cast.learner.user_id])
    a_card(partner_id=cast.acme.id, colour="red")
    assert db.session().scalar(select(func.count()).select_from(Evidence)) == 0
    assert db.session().scalar(select(Work.id).where(Work.kind == employment.LOOK)) is None
