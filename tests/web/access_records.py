"""The records that routes of the access table are about, each made in the open transaction when it is needed."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.assessment import operations as assessment
from lms.catalogue.models import MediaFile
from lms.certification.models import Certification, Decision
from lms.certification.operations import granting
from lms.core import clock, db
from lms.core.storage import Storage
from lms.learning import operations as learning
from lms.privacy.jobs import file_of
from lms.privacy.operations import ask_for_file
from lms.ui.assets import Manifest
from tests.cast import Cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.credentials import grant_junior
from tests.factories.learning import make_course


def a_static_file(_cast: Cast) -> str:
    """The style sheet, where the front end is built."""
    return Manifest(lenient=True).file("academy.css")


def learner(cast: Cast) -> UUID:
    """Acme's learner."""
    return cast.learner.user_id


def junior(_cast: Cast) -> str:
    """A level's key."""
    return JUNIOR


def eligible_learner(cast: Cast) -> UUID:
    """Acme's learner, who meets what junior asks."""
    make_track()
    eligible_for_junior(cast.learner.user_id)
    return cast.learner.user_id


def decision(cast: Cast) -> UUID:
    """The decision that Acme's learner is eligible."""
    eligible_learner(cast)
    return db.session().scalars(select(Decision.id)).one()


def declined(cast: Cast) -> UUID:
    """That decision, declined by the admin."""
    found = decision(cast)
    granting.decline(cast.admin.actor, cast.learner.user_id, JUNIOR, "Not yet")
    return found


def certification(cast: Cast) -> UUID:
    """What Acme's learner was granted."""
    granting.grant(cast.admin.actor, eligible_learner(cast), JUNIOR)
    return db.session().scalars(select(Certification.id)).one()


def level(_cast: Cast) -> str:
    """A level of a track that is there."""
    make_track()
    return JUNIOR


def picture(_cast: Cast) -> str:
    """A lesson's picture, by its hash."""
    content = b"a picture"
    storage: Storage = current_app.storage  # type: ignore[attr-defined]
    sha256 = storage.put(content)
    db.session().add(MediaFile(sha256=sha256, name="picture.png", content_type="image/png", size=len(content)))
    return sha256


def course_of_learner(cast: Cast) -> str:
    """A course on which Acme's learner is enrolled, and nobody else; a newer version is there to move to."""
    make_course("gateways")
    learning.enrol(cast.learner.actor, "gateways")
    make_course("gateways", number=2)
    return "gateways"


def test(_cast: Cast) -> str:
    """An online test."""
    review = {"after_hand_in": {"score": True, "correctness": True}}
    publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3, review=review))
    return "junior"


def attempt(cast: Cast) -> UUID:
    """An open attempt of Acme's learner."""
    return assessment.start(cast.learner.actor, test(cast))


def attempt_handed_in(cast: Cast) -> UUID:
    """One that is over."""
    over = attempt(cast)
    assessment.hand_in(cast.learner.actor, over)
    return over


def certificate(cast: Cast) -> UUID:
    """The certificate of what Acme's learner was granted."""
    make_track()
    return grant_junior(cast).id


def own_file(cast: Cast) -> UUID:
    """The file of all data of Acme's learner, ready to be fetched."""
    export = ask_for_file(cast.learner.actor, "en")
    export.ready_at, export.size = clock.now(), 4
    path = file_of(current_app.config["ACADEMY"].data, export.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"file")
    return export.id


def code(cast: Cast) -> str:
    """Its code, for the world."""
    make_track()
    return grant_junior(cast).code
