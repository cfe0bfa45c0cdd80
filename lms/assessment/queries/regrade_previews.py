"""What a regrade would do, as it was worked out: how far that is, and whose results would be others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.accounts.queries.people import PEOPLE_ORDERS
from lms.accounts.roles import Permission
from lms.assessment.models import Assessment, AssessmentVersion, Attempt, Question, QuestionVersion
from lms.assessment.queries.regraded import Accepted, accepted_in, with_outcome
from lms.assessment.queries.regrading import Asked, left_alone
from lms.assessment.queries.remedies import Standing, standing_of
from lms.assessment.regrade_models import Regrade, RegradePreview, RegradePreviewLine
from lms.assessment.rules.regrading import Remedy, Tally
from lms.core import db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.jobs import Work
from lms.core.paging import Orders, Rows

LINE_ORDERS = Orders(
    {"gravity": RegradePreviewLine.gravity, "name": PEOPLE_ORDERS.columns["name"]},
    RegradePreviewLine.attempt_id,
    "-gravity",
)
"""Who passes or fails by it comes first, then who moves most."""


@dataclass(frozen=True)
class PreviewSeen:
    """A preview with what it is about. ``left_alone``: the numbers of the versions that the key cannot grade; ``since``: what was
    marked anew after it was worked out, so that it holds no more; ``failed``: its work was given up.
    """

    row: RegradePreview
    test_key: str
    test_title: Text
    question_key: str
    stem: Text
    version: int | None
    accepted: Sequence[Accepted]
    left_alone: Sequence[int]
    since: UUID | None
    failed: bool

    @property
    def tally(self) -> Tally:
        """What would come of it, as far as it was worked out."""
        return Tally.from_json(self.row.counts)

    @property
    def asked(self) -> Asked:
        """What was asked, as it may be asked again."""
        row = self.row
        return Asked(row.question_id, Remedy(row.remedy), row.assessment_id, row.question_version_id, row.also or {})


def preview_seen(actor: Actor, preview_id: UUID) -> PreviewSeen:
    """A preview; raises NotFound."""
    actor.require(Permission.ATTEMPT_REGRADE)
    session = db.session()
    row = session.get(RegradePreview, preview_id)
    if row is None:
        raise NotFound
    key, title = session.execute(
        select(Assessment.key, AssessmentVersion.title)
        .join(AssessmentVersion, AssessmentVersion.assessment_id == Assessment.id)
        .where(Assessment.id == row.seen_from)
        .order_by(AssessmentVersion.number.desc())
        .limit(1)
    ).one()
    versions = session.execute(
        select(QuestionVersion, Question.key)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(Question.id == row.question_id)
        .order_by(QuestionVersion.number)
    ).all()
    newest, question_key = versions[-1]
    work = session.get(Work, row.work_id) if row.work_id and row.state == "working" else None
    return PreviewSeen(
        row,
        key,
        title,
        question_key,
        newest.body["stem"],
        next((one.number for one, _key in versions if one.id == row.question_version_id), None),
        accepted_in(row, [one for one, _key in versions]),
        left_alone(standing_in(row)),
        _marked_since(row),
        failed=work is not None and work.state == "failed",
    )


def standing_in(row: RegradePreview) -> Standing:
    """What a preview thinks of, as scoring reads it."""
    return standing_of(row, db.session().get(QuestionVersion, row.key_version_id) if row.key_version_id else None)


def _marked_since(row: RegradePreview) -> UUID | None:
    """The last regrade after it that may have changed the same results."""
    later = select(Regrade.id).where(Regrade.id > row.id).order_by(Regrade.id.desc()).limit(1)  # ids sort by time
    if row.assessment_id is not None:
        later = later.where(or_(Regrade.assessment_id.is_(None), Regrade.assessment_id == row.assessment_id))
    return db.session().scalar(later)


def lines_of(actor: Actor, preview_id: UUID, outcome: str = "") -> Rows:
    """What would change, for :mod:`lms.core.paging`: the line, the person, the attempt's number, the test's key."""
    actor.require(Permission.ATTEMPT_REGRADE)
    found = (
        select(RegradePreviewLine, User, Attempt.number, Assessment.key)
        .select_from(RegradePreviewLine)
        .join(Attempt, Attempt.id == RegradePreviewLine.attempt_id)
        .join(Assessment, Assessment.id == Attempt.assessment_id)
        .join(User, User.id == Attempt.user_id)
        .where(RegradePreviewLine.preview_id == preview_id)
    )
    return with_outcome(found, RegradePreviewLine, outcome)
