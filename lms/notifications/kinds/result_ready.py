"""The result of an online test for certification is there, or of any test that the clock closed or people had to mark. Whoever
hands in another exercise reads its result on the next page anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from lms.assessment.events import AttemptFinished
from lms.assessment.models import AssessmentVersion, Attempt
from lms.assessment.queries.marks import marks_of
from lms.assessment.rules import Blueprint, Moment
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter


def drafts(event: AttemptFinished) -> Iterator[Draft]:
    """To the person. Score and outcome are said only where the test's review shows them for good: a letter stays."""
    about = select(Attempt.closed_by, AssessmentVersion.title, AssessmentVersion.blueprint).join(Attempt.version)
    closed_by, title, blueprint = db.session().execute(about.where(Attempt.id == event.attempt_id)).one()
    by_the_clock = closed_by == "clock"
    by_people = bool(marks_of([event.attempt_id]))
    if event.purpose != "certification" and not by_the_clock and not by_people:
        return
    review = Blueprint.from_file(blueprint).review
    after = (Moment.JUST_AFTER, Moment.LATER, Moment.CLOSED)
    shows_score = all(review.now(moment, passed=event.passed).score for moment in after)
    first = (
        msg("{test} was read and marked. Your result is there.", test=title)
        if by_people
        else msg("The time of {test} ran out. What you had answered was handed in and scored.", test=title)
        if by_the_clock
        else msg("You handed in {test}, and it was scored.", test=title)
    )
    passed = msg("Passed") if event.passed else msg("Not passed")
    letter = Letter(
        msg("Your result: {test}", test=title),
        (first,),
        facts=(
            (
                (msg("Result"), passed),
                (msg("Score"), msg("{points} of 100", points=event.percent)),
            )
            if shows_score
            else ()
        ),
        action=msg("Open the result"),
    )
    yield Draft(event.user_id, letter, lasting(7), path=f"/attempts/{event.attempt_id}/result")


KIND = Kind("result_ready", msg("Test result"), EVERYWHERE, AttemptFinished, drafts)
