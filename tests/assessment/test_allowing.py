"""Windows and allowances as deeds: who may, what is refused, what running attempts make of it, what stays on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.operations import people_groups
from lms.accounts.roles import Grant, Role
from lms.assessment import operations, queries
from lms.assessment.models import Allowance, Assessment, Attempt
from lms.assessment.operations import allowing, windows
from lms.assessment.operations.allowing import Given, To
from lms.assessment.operations.windows import Opening
from lms.assessment.queries import supervising
from lms.assessment.queries.terms import current_window
from lms.assessment.rules import Moment
from lms.core import audit, clock, db
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.ids import new_id
from lms.core.paging import page_of
from tests.assessment.conftest import NOON
from tests.cast import Cast
from tests.counting import statements
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE


def begin(actor: Actor, at: datetime = NOON, **more: str) -> UUID:
    with clock.at(at):
        return operations.start(actor, "junior", **more)


def deadline_of(attempt: UUID) -> datetime:
    found = db.session().scalar(select(Attempt.deadline_at).where(Attempt.id == attempt))
    assert found is not None
    return found


def minutes_of(attempt: UUID) -> int:
    row = db.session().get_one(Attempt, attempt)
    return round((deadline_of(attempt) - row.started_at) / MINUTE)


def given(cast: Cast, to: To, at: datetime = NOON, **what: object) -> UUID:
    with clock.at(at):
        return allowing.grant(cast.examiner.actor, "junior", to, Given(**what), "Agreed")  # type: ignore[arg-type]


# ---- allowances --------------------------------------------------------------------------------------------------


def test_a_person_has_the_time_that_was_granted_and_others_do_not(cast: Cast) -> None:
    given(cast, To(user_id=cast.learner.user_id), per_cent=50)
    assert minutes_of(begin(cast.learner.actor)) == 45
    assert minutes_of(begin(cast.other_learner.actor)) == 30


def test_a_company_s_allowance_reaches_its_people_alone(cast: Cast) -> None:
    given(cast, To(partner_id=cast.acme.id), minutes=10)
    assert minutes_of(begin(cast.learner.actor)) == 40
    assert minutes_of(begin(cast.other_learner.actor)) == 30


def test_a_group_s_allowance_reaches_who_is_in_it_and_a_person_s_own_beats_it(cast: Cast) -> None:
    group = people_groups.make_group(cast.trainer.actor, "Evening class")
    joined = people_groups.join(cast.trainer.actor, group, [cast.learner.email.upper(), "nobody@acme.example"])
    assert (joined.count, joined.unknown) == (1, ["nobody@acme.example"])
    given(cast, To(group_id=group), minutes=20)
    attempt = begin(cast.learner.actor)
    assert minutes_of(attempt) == 50
    given(cast, To(user_id=cast.learner.user_id), minutes=5)
    assert minutes_of(attempt) == 50, "time that somebody counts on is not taken away"
    assert minutes_of(begin(cast.other_learner.actor)) == 30


def test_a_running_attempt_gets_the_time_at_once_and_keeps_it_when_the_allowance_ends(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    allowance = given(cast, To(user_id=cast.learner.user_id), NOON + 20 * MINUTE, minutes=15)
    assert minutes_of(attempt) == 45
    with clock.at(NOON + 40 * MINUTE):
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": ["right"]}, 1)
        assert allowing.end(cast.trainer.actor, allowance, "Granted by mistake") == "junior"
    assert minutes_of(attempt) == 45


def test_what_the_clock_has_ended_is_not_woken_by_an_allowance(cast: Cast) -> None:
    attempt = begin(cast.learner.actor)
    given(cast, To(user_id=cast.learner.user_id), NOON + 32 * MINUTE, minutes=15)
    assert minutes_of(attempt) == 30


def test_one_more_attempt(cast: Cast) -> None:
    me = cast.learner.actor
    for day in (0, 2, 4):
        at = NOON + timedelta(days=day)
        attempt = begin(me, at)
        with clock.at(at):
            operations.hand_in(me, attempt)
    with pytest.raises(Refused, match="used all 3"):
        begin(me, NOON + timedelta(days=6))
    given(cast, To(user_id=cast.learner.user_id), attempts=1)
    assert begin(me, NOON + timedelta(days=6))


def test_granting_and_ending_stay_on_record_with_their_reasons(cast: Cast) -> None:
    allowance = given(cast, To(user_id=cast.learner.user_id), minutes=15)
    for _twice in range(2):
        allowing.end(cast.trainer.actor, allowance, "A mistake")
    ended, granted = audit.entries_of("allowance", allowance)
    assert (granted.deed, granted.reason, granted.after["minutes"]) == ("allowance.granted", "Agreed", 15)  # type: ignore[index]
    assert (ended.deed, ended.reason) == ("allowance.ended", "A mistake")
    row = db.session().get_one(Allowance, allowance)
    assert (row.granted_by, row.ended_by) == (cast.examiner.user_id, cast.trainer.user_id)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({}, "Say what is granted"),
        ({"minutes": 0}, "from 1 to 1440"),
        ({"per_cent": 301}, "from 1 to 300"),
        ({"attempts": -1}, "from 1 to 20"),
        ({"opens_at": NOON, "closes_at": NOON}, "closes before it opens"),
    ],
)
def test_what_cannot_be_granted(cast: Cast, what: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        given(cast, To(user_id=cast.learner.user_id), **what)


def test_who_may_not_grant(cast: Cast) -> None:
    to, time = To(user_id=cast.learner.user_id), Given(minutes=5)
    for who in (cast.learner, cast.manager, cast.inspector):
        with pytest.raises(Forbidden):
            allowing.grant(who.actor, "junior", to, time, "Please")
        with pytest.raises(Forbidden):
            windows.set_window(who.actor, "junior", Opening(closes_at=NOON), "Please")
    with pytest.raises(Refused, match="for yourself"):
        allowing.grant(cast.examiner.actor, "junior", To(user_id=cast.examiner.user_id), time, "Please")
    for nobody in (To(), To(group_id=new_id()), To(partner_id=new_id())):
        with pytest.raises(NotFound):
            allowing.grant(cast.admin.actor, "junior", nobody, time, "Please")


def granted(actor: Actor, search: str = "") -> list[UUID | None]:
    """To whom the test grants something, as far as the actor sees it."""
    test = supervising.test_terms(actor, "junior").id
    found = supervising.allowances(actor, test, search)
    rows = page_of(found, supervising.ALLOWANCE_ORDERS).rows
    return [line.row.user_id for line in supervising.allowance_lines(rows)]


def test_what_was_granted_is_found_by_person_company_and_group(cast: Cast) -> None:
    examiner = cast.examiner.actor
    night = people_groups.make_group(cast.trainer.actor, "夜班 100%")
    given(cast, To(user_id=cast.learner.user_id), minutes=5)
    given(cast, To(partner_id=cast.other.id), NOON + timedelta(minutes=1), minutes=6)
    given(cast, To(group_id=night), NOON + timedelta(minutes=2), minutes=7)

    def found(search: str) -> list[int | None]:
        listed = supervising.allowances(examiner, supervising.test_terms(examiner, "junior").id, search)
        rows = page_of(listed, supervising.ALLOWANCE_ORDERS).rows
        return [line.row.minutes for line in supervising.allowance_lines(rows)]

    assert found("") == [7, 6, 5]
    assert found("oynn") == found("欧阳") == [5]
    assert found("tswl") == found("OTHER") == [6]
    assert found("yeban") == found("%") == [7]
    assert found("_") == []


def test_an_examiner_of_one_company_grants_to_its_people_alone_and_sees_theirs_alone(cast: Cast) -> None:
    of_acme = Actor(
        cast.examiner.user_id, "Examiner of Acme", frozenset({Grant(Role.EXAMINER, partner_id=cast.acme.id)})
    )
    theirs = given(cast, To(user_id=cast.other_learner.user_id), minutes=5)
    allowing.grant(of_acme, "junior", To(user_id=cast.learner.user_id), Given(minutes=5), "Agreed")
    with pytest.raises(Forbidden):
        allowing.grant(of_acme, "junior", To(user_id=cast.other_learner.user_id), Given(minutes=5), "Agreed")
    with pytest.raises(NotFound):
        allowing.end(of_acme, theirs, "No")
    assert granted(of_acme) == [cast.learner.user_id]
    assert granted(of_acme, "liuyang") == []
    with pytest.raises(Forbidden):
        windows.set_window(of_acme, "junior", Opening(closes_at=NOON), "For everybody")


def test_a_start_costs_as_many_queries_with_twenty_allowances_as_with_two(cast: Cast) -> None:
    begin(cast.manager.actor)  # what a version says is read once a process
    costs = []
    for count, who in ((2, cast.learner), (20, cast.other_learner)):
        group = people_groups.make_group(cast.trainer.actor, f"Group of {count}")
        people_groups.join(cast.trainer.actor, group, [who.email])
        for _more in range(count // 2):
            given(cast, To(group_id=group), minutes=count)
            given(cast, To(partner_id=cast.acme.id), minutes=1)
        with statements(db.session().get_bind().engine) as asked:  # type: ignore[union-attr]
            begin(who.actor)
        costs.append(len(asked))
    assert costs[0] == costs[1]


# ---- windows and rooms -------------------------------------------------------------------------------------------


def test_a_window_of_the_day_stands_above_the_file_and_goes_with_a_word(cast: Cast) -> None:
    staff, me = cast.trainer.actor, cast.learner.actor
    with clock.at(NOON):
        windows.set_window(
            staff, "junior", Opening(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR), "The autumn round"
        )
        with pytest.raises(Refused, match="not open yet"):
            operations.start(me, "junior")
        assert queries.intro(me, "junior").start.not_before == NOON + HOUR
    attempt = begin(me, NOON + 2 * HOUR - 10 * MINUTE)
    assert deadline_of(attempt) == NOON + 2 * HOUR
    with clock.at(NOON + 2 * HOUR + 5 * MINUTE):
        operations.hand_in(me, attempt)
        with pytest.raises(Refused, match="closed"):
            operations.start(cast.other_learner.actor, "junior")
        assert queries.result(me, attempt).moment is Moment.CLOSED
        windows.end_window(staff, "junior")
        assert begin(cast.other_learner.actor, NOON + 3 * HOUR)
    test = db.session().scalars(select(Assessment)).one()
    assert [entry.deed for entry in audit.entries_of("assessment", test.id)] == ["test_window.ended", "test_window.set"]


def test_a_later_close_lets_running_attempts_go_on_and_an_earlier_one_takes_nothing(cast: Cast) -> None:
    staff = cast.trainer.actor
    with clock.at(NOON):
        windows.set_window(staff, "junior", Opening(closes_at=NOON + 10 * MINUTE), "Short")
        attempt = operations.start(cast.learner.actor, "junior")
        assert minutes_of(attempt) == 10
        windows.set_window(staff, "junior", Opening(closes_at=NOON + 20 * MINUTE), "Longer")
        assert minutes_of(attempt) == 20
        windows.set_window(staff, "junior", Opening(closes_at=NOON + 5 * MINUTE), "Shorter")
        assert minutes_of(attempt) == 20


def test_while_somebody_may_still_come_later_the_answers_stay_closed(cast: Cast) -> None:
    with clock.at(NOON):
        windows.set_window(cast.trainer.actor, "junior", Opening(closes_at=NOON + HOUR), "The round")
        attempt = operations.start(cast.learner.actor, "junior")
        operations.hand_in(cast.learner.actor, attempt)
    given(cast, To(user_id=cast.other_learner.user_id), closes_at=NOON + 5 * HOUR)
    with clock.at(NOON + 2 * HOUR):
        assert queries.result(cast.learner.actor, attempt).moment is Moment.LATER
        assert begin(cast.other_learner.actor, NOON + 2 * HOUR)
    with clock.at(NOON + 5 * HOUR):
        assert queries.result(cast.learner.actor, attempt).moment is Moment.CLOSED


def test_the_code_of_the_room_opens_for_as_long_as_it_is_heard(cast: Cast) -> None:
    me = cast.learner.actor
    with clock.at(NOON):
        windows.set_window(cast.examiner.actor, "junior", Opening(asks_code=True), "Room 4")
        codes = supervising.test_terms(cast.examiner.actor, "junior").codes
        assert codes is not None
        for wrong in ("", "BCDFGHJK", codes.next):
            with pytest.raises(Refused, match="not the code"):
                operations.start(me, "junior", code=wrong)
        attempt = operations.start(me, "junior", code=f" {codes.now.lower()} ")
        assert operations.start(me, "junior") == attempt, "who has begun needs no code"
    with clock.at(NOON + 15 * MINUTE):
        assert operations.start(cast.other_learner.actor, "junior", code=codes.now)
    with clock.at(NOON + 21 * MINUTE), pytest.raises(Refused, match="not the code"):
        operations.start(cast.manager.actor, "junior", code=codes.now)


def test_another_window_s_code_opens_nothing(cast: Cast) -> None:
    with clock.at(NOON):
        windows.set_window(cast.examiner.actor, "junior", Opening(asks_code=True), "Room 4")
        before = supervising.test_terms(cast.examiner.actor, "junior").codes
        windows.set_window(cast.examiner.actor, "junior", Opening(asks_code=True), "Room 5")
        assert before is not None
        with pytest.raises(Refused, match="not the code"):
            operations.start(cast.learner.actor, "junior", code=before.now)


def test_the_network_of_the_room(cast: Cast) -> None:
    me = cast.learner.actor
    room = Opening(networks=["10.1.2.3/16", "2001:db8:1::/48"])
    with clock.at(NOON):
        windows.set_window(cast.examiner.actor, "junior", room, "Room 4")
        window = current_window(db.session().scalars(select(Assessment.id)).one())
        assert window is not None
        assert window.networks == ["10.1.0.0/16", "2001:db8:1::/48"]
        for outside in (None, "192.0.2.7", "2001:db8:2::1"):
            with pytest.raises(Refused, match="not in its network"):
                operations.start(me, "junior", address=outside)
            assert queries.intro(me, "junior", address=outside).door.is_elsewhere
        assert operations.start(me, "junior", address="2001:db8:1::7")


def test_a_test_under_supervision_is_shut_until_a_room_is_opened(cast: Cast) -> None:
    with clock.at(NOON):
        publish(
            a_bank(*ten_questions(), key="more"), a_test(a_section(draw=2, bank="more"), key="exam", supervised=True)
        )
        windows.set_window(cast.examiner.actor, "exam", Opening(closes_at=NOON + HOUR), "No room yet")
        with pytest.raises(Refused, match="no room is open"):
            operations.start(cast.learner.actor, "exam")
        windows.set_window(cast.examiner.actor, "exam", Opening(networks=["10.1.0.0/16"]), "Room 4")
        assert operations.start(cast.learner.actor, "exam", address="10.1.0.9")


@pytest.mark.parametrize(
    ("opening", "says"),
    [
        (Opening(), "Say when it opens"),
        (Opening(opens_at=NOON, closes_at=NOON), "closes before it opens"),
        (Opening(networks=["room 4"]), "is no network"),
        (Opening(networks=["10.0.0.1"] * 51), "At most 50"),
    ],
)
def test_what_no_window_can_be(cast: Cast, opening: Opening, says: str) -> None:
    with pytest.raises(Refused, match=says):
        windows.set_window(cast.trainer.actor, "junior", opening, "Why not")
    with pytest.raises(Refused, match="Say why"):
        windows.set_window(cast.trainer.actor, "junior", Opening(asks_code=True), "  ")
