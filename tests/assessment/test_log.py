"""The log of an attempt: what stands in it, what never does; who writes, and what a browser tells."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lms.assessment import jobs, operations, queries
from lms.assessment.models import Attempt, AttemptEvent, AttemptItem
from lms.assessment.operations import Told
from lms.assessment.personal import PART
from lms.assessment.rules.log import MOST_TOLD, EventKind
from lms.core import clock, db
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.web.attempt_log import _WORDS
from tests.assessment.conftest import NOON
from tests.cast import Cast
from tests.factories.assessment import RIGHT, WRONG

MINUTE = timedelta(minutes=1)
PHONE, DESK = "phone123.page1a", "desk4567.page2b"
CHROME = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile"


@pytest.fixture
def attempt(cast: Cast) -> UUID:
    with clock.at(NOON):
        return operations.start(cast.learner.actor, "junior")


def log(attempt: UUID) -> list[AttemptEvent]:
    entries = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt).order_by(AttemptEvent.id)
    return list(db.session().scalars(entries))


def kinds(attempt: UUID) -> list[str]:
    return [entry.kind for entry in log(attempt)]


def told(number: int, kind: EventKind, position: int | None = None) -> Told:
    return Told(number, kind, NOON, position)


def test_the_log_tells_an_attempt_from_start_to_end(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    with clock.at(NOON + MINUTE):
        operations.take_pen(actor, attempt, PHONE, CHROME, knowingly=False)
        operations.save_response(actor, attempt, 2, {"chosen": [RIGHT]}, 7, source=PHONE)
        operations.flag(actor, attempt, 2, on=True, source=PHONE)
        operations.flag(actor, attempt, 2, on=False, source=PHONE)
        operations.tell(actor, attempt, PHONE, [told(1, EventKind.LEFT), told(2, EventKind.RETURNED)])
        operations.hand_in(actor, attempt, source=PHONE)
    assert kinds(attempt) == [
        "started", "opened", "answered", "flagged", "unflagged", "left", "returned", "handed_in",
    ]  # fmt: skip
    answered = log(attempt)[2]
    assert (answered.position, answered.revision, answered.source) == (2, 7, PHONE)
    assert answered.detail == {"outcome": "taken"}


def test_an_answer_is_never_in_it(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + MINUTE):
        operations.save_response(cast.learner.actor, attempt, 1, {"chosen": [RIGHT]}, 7)
    assert RIGHT not in str([(entry.detail, entry.source) for entry in log(attempt)])


def test_older_and_refused_answers_stand_in_it_as_such(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    with clock.at(NOON + MINUTE):
        operations.save_response(actor, attempt, 1, {"chosen": [RIGHT]}, 9)
        operations.save_response(actor, attempt, 1, {"chosen": [WRONG]}, 8)
        for fields, number in (({"chosen": ["nothing"]}, 10), ({"chosen": [WRONG]}, 0)):
            with pytest.raises(Refused):
                operations.save_response(actor, attempt, 1, fields, number)
    with clock.at(NOON + 32 * MINUTE), pytest.raises(Conflict):
        operations.save_response(actor, attempt, 1, {"chosen": [WRONG]}, 11)
    outcomes = [(entry.revision, (entry.detail or {})["outcome"]) for entry in log(attempt)[1:]]
    assert outcomes == [(9, "taken"), (8, "older"), (10, "refused"), (None, "refused"), (11, "refused")]
    with pytest.raises(NotFound):
        operations.save_response(cast.other_learner.actor, attempt, 1, {"chosen": [WRONG]}, 12)
    assert len(log(attempt)) == 6, "what somebody else sends is not in my log"


def test_the_clock_stands_in_it_too_and_an_end_stands_once(cast: Cast, attempt: UUID) -> None:
    with clock.at(NOON + timedelta(hours=1)):
        jobs.close_overdue()
        operations.hand_in(cast.learner.actor, attempt)
    assert kinds(attempt) == ["started", "closed"]


def test_another_browser_writes_only_knowingly(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    with clock.at(NOON + MINUTE):
        assert operations.take_pen(actor, attempt, PHONE, CHROME, knowingly=False).mine
        assert operations.take_pen(actor, attempt, "phone123.other9", CHROME, knowingly=False).mine, "another page"
    with clock.at(NOON + 2 * MINUTE):
        operations.save_response(actor, attempt, 1, {"chosen": [RIGHT]}, 7, source=PHONE)
    with clock.at(NOON + 3 * MINUTE):
        other = operations.take_pen(actor, attempt, DESK, "Firefox", knowingly=False)
        assert (other.mine, other.device) == (False, CHROME)
        assert other.seen_at is not None
        assert NOON + 2 * MINUTE <= other.seen_at < NOON + 3 * MINUTE
        assert operations.take_pen(actor, attempt, DESK, "Firefox", knowingly=True).mine
        assert not operations.take_pen(actor, attempt, PHONE, CHROME, knowingly=False).mine
        saved = operations.save_response(actor, attempt, 2, {"chosen": [RIGHT]}, 8, source=PHONE)
    assert (saved.newer, saved.writer) == (False, "desk4567"), "kept all the same, and told who writes"
    assert kinds(attempt) == ["started", "opened", "answered", "opened", "answered"]


@pytest.mark.parametrize("deed", ["pen", "tell"])
def test_nothing_is_begun_or_told_in_somebody_elses_attempt_or_after_the_end(
    cast: Cast, attempt: UUID, deed: str
) -> None:
    def do(who: str) -> None:
        actor = getattr(cast, who).actor
        if deed == "pen":
            operations.take_pen(actor, attempt, PHONE, CHROME, knowingly=True)
        else:
            operations.tell(actor, attempt, PHONE, [told(1, EventKind.LEFT)])

    for who in ("other_learner", "manager", "admin"):
        with pytest.raises(NotFound):
            do(who)
    with clock.at(NOON + MINUTE):
        operations.hand_in(cast.learner.actor, attempt)
        with pytest.raises(Conflict):
            do("learner")
    assert kinds(attempt) == ["started", "handed_in"]


def test_what_a_browser_tells_is_kept_once_however_often_it_is_sent(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    first, second = told(1, EventKind.COPIED, 3), told(2, EventKind.PASTED, 4)
    for packet in ([first], [first, second], [second, first], [second]):
        operations.tell(actor, attempt, PHONE, packet)
    operations.tell(actor, attempt, DESK, [told(1, EventKind.LEFT)])
    assert [(entry.kind, entry.position) for entry in log(attempt)[1:]] == [
        ("copied", 3),
        ("pasted", 4),
        ("left", None),
    ]
    assert (log(attempt)[1].detail or {})["told_at"].startswith("2026-11-16T12:00:00")


def test_a_browser_cannot_tell_what_only_the_server_knows_nor_without_end(cast: Cast, attempt: UUID) -> None:
    actor = cast.learner.actor
    operations.tell(actor, attempt, PHONE, [told(1, EventKind.HANDED_IN), told(2, EventKind.TIME_ADDED)])
    assert kinds(attempt) == ["started"]
    for start in range(0, MOST_TOLD + 100, 50):
        operations.tell(actor, attempt, PHONE, [told(start + n, EventKind.LEFT) for n in range(1, 51)])
    assert len(log(attempt)) == 1 + MOST_TOLD


def test_every_kind_has_its_words() -> None:
    assert set(_WORDS) == {kind.value for kind in EventKind}


def test_the_log_of_somebody_else_is_not_there(cast: Cast, attempt: UUID) -> None:
    assert queries.own_log(cast.learner.actor, attempt)[0].id == attempt
    for member in (cast.other_learner, cast.manager, cast.admin):
        with pytest.raises(AcademyError):
            queries.own_log(member.actor, attempt)


def test_erasure_takes_browsers_and_words_and_leaves_what_happened(cast: Cast, attempt: UUID) -> None:
    operations.take_pen(cast.learner.actor, attempt, PHONE, CHROME, knowingly=False)
    db.session().flush()
    sheet = next(sheet for sheet in PART.sheets(cast.learner.user_id) if sheet.name == "attempt-log")
    assert [row[2] for row in sheet.rows] == ["started", "opened"]
    PART.erase(cast.learner.user_id, None)
    db.session().expire_all()
    assert [(entry.kind, entry.source, entry.detail) for entry in log(attempt)][:2] == [
        ("started", None, None),
        ("opened", None, None),
    ]


def test_two_answers_to_one_question_in_the_order_of_their_numbers_whoever_is_first(cast: Cast) -> None:
    with clock.at(NOON):
        for member, order in ((cast.learner, (5, 6)), (cast.other_learner, (6, 5))):
            attempt = operations.start(member.actor, "junior")
            for number in order:
                option = RIGHT if number == 6 else WRONG
                operations.save_response(member.actor, attempt, 1, {"chosen": [option]}, number)
            item = db.session().get_one(AttemptItem, (attempt, 1), populate_existing=True)
            assert item.response == {"chosen": [RIGHT]}


def test_standing_is_what_an_open_page_needs_and_one_row(cast: Cast, attempt: UUID) -> None:
    later: datetime = NOON + timedelta(hours=2)
    db.session().execute(update(Attempt).where(Attempt.id == attempt).values(deadline_at=later, writer="desk4567"))
    now = queries.standing(cast.learner.actor, attempt)
    assert (now.state, now.deadline_at, now.writer) == ("open", later, "desk4567")
