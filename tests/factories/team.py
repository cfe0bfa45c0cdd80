"""What people of a team hold and do, made as rows: nothing is announced."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from lms.accounts.models import User
from lms.catalogue.models import CourseVersion
from lms.certification.models import Certification, Decision, RequirementVersion
from lms.core import clock, db
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import new_code
from lms.learning.models import Enrolment
from lms.partners.models import Partner
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR
from tests.factories.credentials import facts


def certify(user_id: UUID, *, ends_in: int = 400, level: str = JUNIOR) -> Certification:
    """A certification of two years that ends in so many days (negative: ended), with its certificate as issued."""
    today, now = clock.today(), clock.now()
    last = today + timedelta(days=ends_in)
    first = last - timedelta(days=730)
    session = db.session()
    version = session.scalars(select(RequirementVersion).where(RequirementVersion.level_key == level)).first()
    assert version is not None, "make_track() first"
    decision = Decision(
        user_id=user_id,
        level_key=level,
        requirement_version_id=version.id,
        decided_on=first,
        known_by=now,
        outcome="met",
        explanation={},
        inputs=[],
        recorded_at=now,
    )
    session.add(decision)
    session.flush()
    made = Certification(
        user_id=user_id,
        level_key=level,
        period=1,
        valid_from=first,
        valid_through=last,
        decision_id=decision.id,
        granted_on=first,
        recorded_at=now - timedelta(days=1),
    )
    session.add(made)
    session.flush()
    _certificate(made)
    return made


def _certificate(of: Certification) -> None:
    code = new_code()
    db.session().add(
        Certificate(
            certification_id=of.id,
            edition=1,
            code=code,
            number=f"NPA-EE1-2026-{code[:6]}",
            language="en",
            facts=facts(code=code).as_json(),
            state="issued",
            recorded_at=clock.now(),
            issued_at=clock.now(),
        )
    )
    db.session().flush()


def on_course(user_id: UUID, version: CourseVersion, *, idle_days: int = 0, due_on: date | None = None) -> Enrolment:
    """An open enrolment that was touched so many days ago."""
    at = clock.now() - timedelta(days=idle_days)
    row = Enrolment(
        user_id=user_id,
        course_id=version.course_id,
        version_id=version.id,
        enrolled_at=at,
        touched_at=at,
        due_on=due_on,
    )
    db.session().add(row)
    db.session().flush()
    return row


def never_came(works_for: Partner, name: str) -> User:
    """Somebody with an account and no password who never signed in."""
    user = make_user(name_latin=name, works_for=works_for)
    user.password_hash = None
    db.session().flush()
    return user
