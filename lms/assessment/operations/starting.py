"""Starting an attempt: questions are drawn and put in order once, and stand from then on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.assessment import queries
from lms.assessment.models import Assessment, Attempt, AttemptItem, Question, QuestionBank, QuestionVersion, Window
from lms.assessment.operations.finishing import close_if_over
from lms.assessment.operations.noting import note
from lms.assessment.queries.terms import door_of, opens_by, terms_for
from lms.assessment.queries.tests import standing
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Blueprint, Candidate, Drawn, Past, Terms, deadline, draw, may_start, options_in_order
from lms.assessment.rules.log import EventKind
from lms.core import clock, db
from lms.core.errors import Forbidden, Refused, Unavailable
from lms.core.i18n import msg

# Written once: when a class starts at the same minute, to put them together costs as much as to ask.
_OWN = (
    select(Attempt)
    .where(Attempt.user_id == bindparam("user"), Attempt.assessment_id == bindparam("test"))
    .order_by(Attempt.number)
    .execution_options(populate_existing=True)
)
_POOL = (
    select(QuestionBank.key, Question.key, QuestionVersion.category, QuestionVersion.difficulty, QuestionVersion.use)
    .add_columns(QuestionVersion.tags, QuestionVersion.id)
    .join(Question, Question.bank_id == QuestionBank.id)
    .join(Question.current_version)
    .where(QuestionBank.key.in_(bindparam("banks", expanding=True)), Question.retired.is_(False))
)
_VERSIONS = select(QuestionVersion.id, QuestionVersion.type, QuestionVersion.body).where(
    QuestionVersion.id.in_(bindparam("ids", expanding=True))
)
_ITEMS = insert(cast("Table", AttemptItem.__table__))


@dataclass(frozen=True)
class Started:
    """The attempt that a start led to; ``resumed``: it was open already, and one may be anywhere in it."""

    attempt_id: UUID
    resumed: bool


def start(
    actor: Actor, assessment_key: str, *, code: str = "", address: str | None = None, seed: str | None = None
) -> UUID:
    """As :func:`begin`, for whoever needs no more than the attempt's id."""
    return begin(actor, assessment_key, code=code, address=address, seed=seed).attempt_id


def begin(
    actor: Actor, assessment_key: str, *, code: str = "", address: str | None = None, seed: str | None = None
) -> Started:
    """Start an attempt at a test; an open one is resumed, however often one asks. ``code``: what the examiner read out;
    ``address``: where the learner's device is. ``seed`` decides what is drawn and in which order: for the demo alone, in which
    two people have the same paper.

    Raises NotFound (no such test), Refused (no attempts left, not open now, the waiting time is not over, or not the room
    for it), Unavailable (its banks have too few questions).
    """
    actor.require(Permission.ATTEMPT_TAKE)
    if actor.user_id is None:
        raise Forbidden
    found, now = standing(assessment_key), clock.now()
    test, blueprint, window = found.test, found.blueprint, found.window
    attempts = _attempts(actor.user_id, test)
    running = next((attempt for attempt in attempts if attempt.state == "open"), None)
    if running is not None and not close_if_over(running, now):
        return Started(running.id, resumed=True)
    terms = terms_for(actor.user_id, test.id, blueprint, window)
    answer = may_start(blueprint, [Past(attempt.finished_at) for attempt in attempts], now, terms)
    if answer.reason is not None:
        raise Refused(answer.reason)
    _pass_the_door(window, blueprint, code, address, now)
    try:
        with db.session().begin_nested():
            made = _open(actor.user_id, test, len(attempts) + 1, now, terms, seed or secrets.token_hex(16))
    except IntegrityError:  # the same person's other click, or other device, was faster: the number is taken
        faster = next(attempt.id for attempt in _attempts(actor.user_id, test) if attempt.state == "open")
        return Started(faster, resumed=True)
    return Started(made, resumed=False)


def _pass_the_door(window: Window | None, blueprint: Blueprint, code: str, address: str | None, now: datetime) -> None:
    door = door_of(window, blueprint, address)
    if door.is_unattended:
        raise Refused(msg("This test starts under supervision alone, and no room is open now."))
    if door.is_elsewhere:
        raise Refused(msg("This test is taken in a room of the academy, and your device is not in its network."))
    if window is not None and window.asks_code and not opens_by(window, code, now):
        raise Refused(
            msg("This is not the code of the room. It changes every ten minutes: ask for the present one."),
            field="code",
        )


def _attempts(user_id: UUID, test: Assessment) -> list[Attempt]:
    return list(db.session().scalars(_OWN, {"user": user_id, "test": test.id}))


def _open(user_id: UUID, test: Assessment, number: int, now: datetime, terms: Terms, seed: str) -> UUID:
    blueprint = queries.blueprint_of(test)
    assert test.current_version is not None
    deadline_at = deadline(now, terms.limit, terms.closes_at)
    attempt = Attempt(
        user_id=user_id,
        assessment_id=test.id,
        version_id=test.current_version.id,
        number=number,
        seed=seed,
        started_at=now,
        deadline_at=deadline_at,
        grace_until=blueprint.on_expiry.grace_until(deadline_at),
        reached=1 if blueprint.sequential else None,
    )
    db.session().add(attempt)
    db.session().flush()
    db.execute_each(_ITEMS, _items(attempt, blueprint))
    note(attempt.id, EventKind.STARTED, now)
    return attempt.id


def _items(attempt: Attempt, blueprint: Blueprint) -> list[dict[str, Any]]:
    """Rows of the questions that are drawn: plain ones, for nobody looks at them before the next request."""
    pool = _pool(blueprint)
    drawn = draw(blueprint, list(pool), attempt.seed)
    if len(drawn) < blueprint.question_count:
        raise Unavailable(msg("This test has too few questions at the moment. The academy has to add some."))
    ids = [pool[item.candidate] for item in drawn]
    versions = {version.id: version for version in db.look(_VERSIONS, ids=ids)}
    return [
        _item(attempt, position, item, versions[pool[item.candidate]], blueprint)
        for position, item in enumerate(drawn, 1)
    ]


def _pool(blueprint: Blueprint) -> dict[Candidate, UUID]:
    """Every question that the blueprint's banks have, in its current version, for its purpose; retired ones are not drawn."""
    rows = db.look(_POOL, banks=list({section.bank for section in blueprint.sections}))
    pool = {Candidate(row[0], row[1], row[2], row[3], row[4], frozenset(row[5] or ())): row[6] for row in rows}
    return {candidate: version_id for candidate, version_id in pool.items() if candidate.serves(blueprint.purpose)}


def _item(attempt: Attempt, position: int, drawn: Drawn, version: Row[Any], blueprint: Blueprint) -> dict[str, Any]:
    kind = QUESTION_TYPES[version.type]
    order = options_in_order(
        kind.options(version.body),
        kind.pinned(version.body),
        attempt.seed,
        drawn.candidate.key,
        shuffle=blueprint.shuffle_options or kind.shuffles_itself(version.body),
    )
    return {
        "attempt_id": attempt.id,
        "position": position,
        "question_version_id": version.id,
        "section": drawn.section.key,
        "points_possible": drawn.section.points_for(drawn.candidate.key) if kind.graded else Decimal(0),
        "option_order": order,
    }
