"""A question was marked anew for everybody, and one's result is another now. Where only points moved, nobody is told."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from lms.assessment.events import AttemptRegraded
from lms.assessment.models import AssessmentVersion, Attempt
from lms.assessment.rules import Blueprint, Moment
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter

AFTER = (Moment.JUST_AFTER, Moment.LATER, Moment.CLOSED)


def drafts(event: AttemptRegraded) -> Iterator[Draft]:
    """To the person, with the reason. What the score was and is stands in it only where the test's review shows it for good."""
    if (event.percent, event.passed) == (event.percent_before, event.passed_before):
        return
    about = select(AssessmentVersion.title, AssessmentVersion.blueprint).join(Attempt.version)
    title, blueprint = db.session().execute(about.where(Attempt.id == event.attempt_id)).one()
    review = Blueprint.from_file(blueprint).review
    shows_score = all(review.now(moment, passed=event.passed).score for moment in AFTER)
    letter = Letter(
        msg("Your result was changed: {test}", test=title),
        (
            msg(
                "A question of {test} was marked anew for everybody who had it, and your result is another now.",
                test=title,
            ),
        ),
        facts=(
            (
                (msg("Result"), msg("Passed") if event.passed else msg("Not passed")),
                (msg("Score"), msg("{points} of 100", points=event.percent)),
                (msg("Score before"), msg("{points} of 100", points=event.percent_before)),
            )
            if shows_score
            else ()
        ),
        quote=event.reason,
        action=msg("Open the result"),
    )
    yield Draft(
        event.user_id,
        letter,
        lasting(14),
        path=f"/attempts/{event.attempt_id}/result",
        about_id=event.attempt_id,
        stage=str(event.regrade_id),
    )


KIND = Kind("result_changed", msg("Test result changed"), EVERYWHERE, AttemptRegraded, drafts)
