"""The people of a load: learners of the academy under measurement, made in its database, each with a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from lms import wiring
from lms.accounts import queries as accounts
from lms.assessment.masking import masked
from lms.assessment.models import Attempt, AttemptItem, QuestionVersion
from lms.assessment.question_type import Fields
from lms.assessment.question_types import QUESTION_TYPES
from lms.core import jobs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.ids import new_id
from lms.learning import operations as learning
from lms.partners.models import Partner
from tests.factories.accounts import cookie_of, make_user

COURSE, TEST, QUESTIONS = "product-training-junior", "expert-engineer-junior", 20


@dataclass(frozen=True)
class Person:
    """Somebody of the crowd. ``cookies``: of a browser in which they are signed in already; empty where they must sign in."""

    user_id: UUID
    email: str
    cookies: dict[str, str]


class Crowd:
    """Makes people, and knows what is right: so that what the pages say can be held against what was meant."""

    def __init__(self, config: Config) -> None:
        wiring.connect(config)
        jobs.connect(config)
        self.config = config
        self.database = Database(config.database)

    def people(self, count: int, *, signed_in: bool = False) -> list[Person]:
        """So many learners of one company, enrolled on the course, who never took the test."""
        with self.database.transaction() as session:
            company = session.scalars(select(Partner).order_by(Partner.code).limit(1)).one()
            return [self._person(company, signed_in=signed_in) for _ in range(count)]

    def _person(self, company: Partner, *, signed_in: bool) -> Person:
        user = make_user(f"{new_id().hex}@bench.example", works_for=company)
        learning.enrol(accounts.actor_of(user.id), COURSE)
        cookies = {"academy": self._session(cookie_of(user.id))} if signed_in else {}
        return Person(user.id, user.email or "", cookies)

    def _session(self, cookie_id: str) -> str:
        """The cookie of a browser that has just signed in, so that a thousand need no thousand hashes first."""
        signing = Flask("bench")
        signing.secret_key = self.config.signing_secret()
        serializer = SecureCookieSessionInterface().get_signing_serializer(signing)
        assert serializer is not None
        return str(serializer.dumps({"_fresh": True, "_permanent": True, "_user_id": cookie_id}))

    def right_answers(self, attempt_id: UUID) -> dict[int, Fields]:
        """What to answer at each place of an attempt, as its pages have it."""
        with self.database.transaction(read_only=True) as session:
            rows = session.execute(
                select(AttemptItem.position, AttemptItem.option_order, QuestionVersion.type, QuestionVersion.body)
                .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
                .where(AttemptItem.attempt_id == attempt_id)
            )
            return {
                place: masked(QUESTION_TYPES[kind].asks(body, order or ()), QUESTION_TYPES[kind].right_fields(body))
                for place, order, kind, body in rows
            }

    def lost(self, people: Sequence[Person]) -> list[str]:
        """What of these people's finished attempts is not as it was acknowledged: nothing, it is hoped."""
        of = [person.user_id for person in people]
        with self.database.transaction(read_only=True) as session:
            attempts = session.scalars(select(Attempt).where(Attempt.user_id.in_(of))).all()
            kept = session.scalars(
                select(AttemptItem.attempt_id)
                .join(Attempt, Attempt.id == AttemptItem.attempt_id)
                .where(Attempt.user_id.in_(of), AttemptItem.response.is_not(None))
            ).all()
        found = [f"{one.state}, {one.percent}" for one in attempts if (one.state, one.percent) != ("finished", 100)]
        counts = (len(attempts), len(kept))
        wanted = (len(people), len(people) * QUESTIONS)
        return found if counts == wanted else [*found, f"{counts} attempts and answers, not {wanted}"]
