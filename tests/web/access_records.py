"""The records that routes of the access table are about, each made in the open transaction when it is needed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from lms.certification.models import Certification, Decision
from lms.certification.operations import granting
from lms.core import db
from lms.ui.assets import Manifest
from tests.cast import Cast
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track


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


