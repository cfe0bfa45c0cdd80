"""Another last day for one person, a grant taken back, levels below a higher one: by facts, explained, four eyes where asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Grant, Role
from lms.certification.models import Certification, CertificationFact
from lms.certification.operations import granting, moving, proposing, undoing
from lms.certification.queries import decisions, lives
from lms.certification.queries.evidence import certifications_of, period_of
from lms.certification.rules import Outcome, Standing, standing, valid_days
from lms.core import clock, db
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.credentials.models import Certificate
from tests.cast import Cast, make_cast
from tests.factories.accounts import make_user
from tests.factories.certification import (
    ASKS,
    INTERMEDIATE,
    JUNIOR,
    TEST,
    TRACK,
    a_test_result,
    eligible_for_junior,
    make_track,
    waiting_for,
)

EXPERT = f"{TRACK}/expert"
GRANTED = datetime(2024, 3, 1, 4, tzinfo=UTC)
IN_THE_WINDOW = datetime(2026, 1, 15, 4, tzinfo=UTC)
WHY = "Parental leave."


@pytest.fixture
def academy(unit: Session) -> Callable[..., Cast]:
    del unit

    def make(asks: Any = ASKS, **said: Any) -> Cast:
        make_track(asks=asks, said=said)
        return make_cast()

    return make


def granted(people: Cast, level: str = JUNIOR, at: datetime = GRANTED, user_id: UUID | None = None) -> Certification:
    who = user_id or people.learner.user_id
    with clock.at(at):
        if level == JUNIOR:
            eligible_for_junior(who)
        elif level == INTERMEDIATE:
            a_test_result(who, 90, test="intermediate-test")
        certification = granting.grant(people.admin.actor, who, level)
        assert certification is not None
        return certification


def fresh(certification: Certification) -> Certification:
    return next(
        one for one in certifications_of([certification.user_id], known_by=clock.now()) if one.id == certification.id
    )


def another_admin() -> Any:
    return actor_of(make_user("second.admin@academy.example", roles=(Grant(Role.ADMIN),)).id)


# -- the last day -----------------------------------------------------------------------------------------


def test_a_moved_last_day_is_a_fact_with_its_reason_and_is_taken_back_by_another(academy: Callable[..., Cast]) -> None:
    people = academy()
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=100)):
        moving.move_end(people.admin.actor, one.id, date(2026, 6, 30), WHY)
    assert (one.valid_through, one.granted_through) == (date(2026, 6, 30), date(2026, 2, 28))
    with clock.at(GRANTED + timedelta(days=101)):
        moving.move_end(people.admin.actor, one.id, date(2026, 9, 30), WHY)
    with clock.at(GRANTED + timedelta(days=102)):
        moving.move_back(people.admin.actor, one.id, "The leave was shorter.")
        assert one.valid_through == date(2026, 6, 30), "the day before it counts again"
    with clock.at(GRANTED + timedelta(days=103)):
        moving.move_back(people.admin.actor, one.id, "There was none.")
        with pytest.raises(Conflict):
            moving.move_back(people.admin.actor, one.id, "Twice.")
    assert (one.valid_through, one.granted_through) == (date(2026, 2, 28), date(2026, 2, 28))
    assert [fact.kind for fact in fresh(one).facts] == ["moved", "moved", "corrected", "corrected"]
    believed = period_of(fresh(one)).known_by(GRANTED + timedelta(days=100, hours=1))
    assert believed.valid_through == date(2026, 6, 30), "what was believed then is believed of then"


def test_the_certificate_gets_a_new_edition_with_the_new_day(academy: Callable[..., Cast]) -> None:
    people = academy()
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=100)):
        moving.move_end(people.admin.actor, one.id, date(2026, 6, 30), WHY)
    editions = db.session().scalars(select(Certificate).order_by(Certificate.edition)).all()
    assert [edition.facts["valid_through"] for edition in editions] == ["2026-02-28", "2026-06-30"]
    assert editions[1].replaces_id == editions[0].id
    assert editions[1].reason == WHY


@pytest.mark.parametrize(
    ("last_day", "reason", "field"),
    [
        (date(2026, 2, 28), WHY, "last_day"),
        (date(2024, 2, 29), WHY, "last_day"),
        (date(2026, 6, 30), "  ", "reason"),
    ],
)
def test_a_day_that_does_not_fit_or_lacks_a_reason_is_refused(
    academy: Callable[..., Cast], last_day: date, reason: str, field: str
) -> None:
    people = academy()
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=1)), pytest.raises(Refused) as refused:
        moving.move_end(people.admin.actor, one.id, last_day, reason)
    assert refused.value.field == field


def test_no_last_day_reaches_into_the_next_period(academy: Callable[..., Cast]) -> None:
    people = academy()
    one = granted(people)
    granted(people, at=IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(hours=1)), pytest.raises(Refused, match="next period"):
        moving.move_end(people.admin.actor, one.id, date(2026, 3, 1), WHY)


@pytest.mark.parametrize("who", ["learner", "manager", "trainer"])
def test_only_admins_move_days_and_take_grants_back(academy: Callable[..., Cast], who: str) -> None:
    people = academy()
    one = granted(people)
    actor = getattr(people, who).actor
    with clock.at(GRANTED + timedelta(days=1)):
        with pytest.raises((Forbidden, NotFound)):
            moving.move_end(actor, one.id, date(2026, 6, 30), WHY)
        with pytest.raises((Forbidden, NotFound)):
            undoing.undo(actor, one.id, WHY)


# -- a grant taken back ------------------------------------------------------------------------------------


def test_a_grant_taken_back_never_counted_and_the_person_stands_on_the_desk_again(academy: Callable[..., Cast]) -> None:
    people = academy()
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=2)):
        assert waiting_for(people.admin.actor) == []
        assert undoing.undo(people.admin.actor, one.id, "The wrong Li.")
        assert undoing.undo(people.admin.actor, one.id, "The wrong Li."), "a second click changes nothing"
        assert valid_days(period_of(fresh(one)), date(2030, 1, 1)) == []
        assert standing(period_of(fresh(one)), clock.today()) is Standing.REVOKED
        assert waiting_for(people.admin.actor) == [(people.learner.user_id, JUNIOR)]
        assert decisions.situation_of(people.learner.user_id, on=clock.today(), known_by=clock.now()).held == {}
    with clock.at(GRANTED + timedelta(days=3)):
        again = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
        assert again is not None
        assert (again.period, again.valid_from) == (2, clock.today())
    assert db.session().get(Certification, one.id) is not None, "nothing is deleted"


def test_what_was_known_the_day_before_a_grant_was_taken_back_stays_known_of_that_day(
    academy: Callable[..., Cast],
) -> None:
    people = academy()
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=2)):
        undoing.undo(people.admin.actor, one.id, "The wrong Li.")
    on, instant = date(2024, 3, 2), GRANTED + timedelta(days=1)
    held = decisions.situation_of(people.learner.user_id, on=on, known_by=instant).held
    assert held[JUNIOR].standing is Standing.VALID


def test_after_the_stated_time_a_grant_can_only_be_revoked(academy: Callable[..., Cast]) -> None:
    people = academy(undo_within="P3D")
    one = granted(people)
    with clock.at(GRANTED + timedelta(days=3)):
        assert lives.why_not_undone(fresh_with_decision(one)) is None
    with clock.at(GRANTED + timedelta(days=4)), pytest.raises(Conflict, match="only be revoked"):
        undoing.undo(people.admin.actor, one.id, "Too late.")


def fresh_with_decision(one: Certification) -> Certification:
    db.session().refresh(one, ["facts", "decision"])
    return one


def test_a_renewal_taken_back_gives_the_old_period_its_days_again(academy: Callable[..., Cast]) -> None:
    people = academy(renewal={"term_starts": "completion"})
    first = granted(people)
    second = granted(people, at=IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(hours=1)):
        assert standing(period_of(fresh(first)), clock.today()) is Standing.REPLACED, "no two periods run at once"
        with pytest.raises(Conflict):
            undoing.undo(people.admin.actor, first.id, "The older one.")
        undoing.undo(people.admin.actor, second.id, "Clicked in the wrong row.")
        assert standing(period_of(fresh(first)), clock.today()) is Standing.VALID


def test_where_the_level_asks_for_two_admins_two_move_and_take_back(academy: Callable[..., Cast]) -> None:
    people = academy()
    first, second = people.admin.actor, another_admin()
    with clock.at(GRANTED):
        a_test_result(people.learner.user_id, 90, test="expert-test")
        assert granting.grant(first, people.learner.user_id, EXPERT) is None
        one = granting.grant(second, people.learner.user_id, EXPERT)
        assert one is not None
    with clock.at(GRANTED + timedelta(days=1)):
        assert moving.move_end(first, one.id, date(2026, 6, 30), WHY) is None
        assert one.valid_through == date(2026, 2, 28), "one admin alone changes nothing"
        with pytest.raises(Conflict, match="Another admin"):
            moving.move_end(first, one.id, date(2026, 6, 30), WHY)
        assert moving.move_end(second, one.id, date(2026, 7, 31), WHY) is None, "another day is another proposal"
        assert moving.move_end(second, one.id, date(2026, 6, 30), WHY) is not None
    with clock.at(GRANTED + timedelta(days=2)):
        waiting = lives.waiting_proposals(one.id)
        assert [proposal.last_day for proposal in waiting] == [date(2026, 7, 31)]
        proposing.drop(first, waiting[0].id)
        with pytest.raises(Conflict):
            proposing.drop(first, waiting[0].id)
        assert not undoing.undo(first, one.id, "By mistake.")
        assert undoing.undo(second, one.id, "By mistake.")
        assert standing(period_of(fresh(one)), clock.today()) is Standing.REVOKED
    with clock.at(GRANTED + timedelta(days=3)):
        assert granting.grant(first, people.learner.user_id, EXPERT) is None, "old approvals count no more"


# -- renewals and the levels below -------------------------------------------------------------------------


def test_a_renewal_is_decided_by_what_renewals_ask_and_runs_again_the_same(academy: Callable[..., Cast]) -> None:
    people = academy(renewal={"requires": {"online_test": {"test": TEST, "at_least": 70}}, "grace": "P30D"})
    granted(people)
    with clock.at(datetime(2026, 3, 20, 4, tzinfo=UTC)):
        a_test_result(people.learner.user_id, 75)
        assert waiting_for(people.admin.actor) == [(people.learner.user_id, JUNIOR)], "in the grace, the test is enough"
        renewed = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
        assert renewed is not None
        assert renewed.valid_from == date(2026, 3, 1), "on time: it follows on"
        decision, differences = decisions.rerun(people.admin.actor, renewed.decision_id)
        assert (decision.renews, differences) == (True, [])


def test_after_grace_and_lateness_the_whole_is_asked_again(academy: Callable[..., Cast]) -> None:
    lighter = {"requires": {"online_test": {"test": TEST, "at_least": 70}}, "grace": "P30D", "late_for": "P30D"}
    people = academy(renewal=lighter)
    granted(people)
    with clock.at(datetime(2026, 4, 25, 4, tzinfo=UTC)):
        a_test_result(people.learner.user_id, 75)
        assert waiting_for(people.admin.actor), "late, and still by the renewal's requirement"
    with clock.at(datetime(2026, 5, 1, 4, tzinfo=UTC)):
        why = decisions.explain(people.admin.actor, people.learner.user_id, JUNIOR)
        assert (why.outcome, why.renews) == (Outcome.NOT_MET, False)


def periods(user_id: UUID, level: str) -> list[tuple[str, str, str]]:
    found = select(Certification).where(Certification.user_id == user_id, Certification.level_key == level)
    rows = db.session().scalars(found.order_by(Certification.period))
    return [(row.valid_from.isoformat(), row.valid_through.isoformat(), row.basis) for row in rows]


def test_a_higher_level_renews_the_ones_below_to_its_own_last_day_and_takes_them_along(
    academy: Callable[..., Cast],
) -> None:
    people = academy(lower_levels="renew")
    learner = people.learner.user_id
    granted(people)
    higher = granted(people, INTERMEDIATE, IN_THE_WINDOW)
    assert periods(learner, JUNIOR) == [
        ("2024-03-01", "2026-02-28", "decision"),
        ("2026-03-01", higher.valid_through.isoformat(), "higher"),
    ]
    numbers = list(db.session().scalars(select(Certificate.number)))
    assert len(numbers) == 3, "the lower level's new period has its certificate"
    with clock.at(IN_THE_WINDOW + timedelta(days=1)):
        below = db.session().scalars(select(Certification).where(Certification.basis == "higher")).one()
        with pytest.raises(Conflict, match="along with a higher"):
            undoing.undo(people.admin.actor, below.id, "Only this.")
        undoing.undo(people.admin.actor, higher.id, "By mistake.")
        assert standing(period_of(fresh(below)), date(2026, 3, 1)) is Standing.REVOKED


def test_a_higher_level_replaces_the_ones_below_where_the_track_says_so(academy: Callable[..., Cast]) -> None:
    people = academy(lower_levels="replace")
    lower = granted(people)
    higher = granted(people, INTERMEDIATE, IN_THE_WINDOW)
    with clock.at(IN_THE_WINDOW + timedelta(days=1)):
        assert standing(period_of(fresh(lower)), clock.today()) is Standing.REPLACED
        assert waiting_for(people.admin.actor) == [], "what a higher level stands for is not to be renewed"
        undoing.undo(people.admin.actor, higher.id, "By mistake.")
        assert standing(period_of(fresh(lower)), clock.today()) is Standing.VALID
    kinds = [fact.kind for fact in db.session().scalars(select(CertificationFact))]
    assert sorted(kinds) == ["corrected", "replaced", "undone"]


def test_where_the_track_says_nothing_the_levels_below_run_on(academy: Callable[..., Cast]) -> None:
    people = academy()
    granted(people)
    granted(people, INTERMEDIATE, IN_THE_WINDOW)
    assert len(periods(people.learner.user_id, JUNIOR)) == 1
