"""The result of an online test for certification is there, or of any test that the clock closed or people had to mark. Whoever
hands in another exercise reads its result on the next page anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import bindparam, exists, select

from lms.assessment.events import AttemptFinished
from lms.assessment.models import Attempt, AttemptItem, Mark
from lms.assessment.queries.versions import written
from lms.assessment.rules import Moment
from lms.core import db
from lms.core.i18n import msg
from lms.notifications.kinds.kind import EVERYWHERE, Draft, Kind, lasting
from lms.notifications.letter import Letter

_MARKED = (
    exists()
    .where(Mark.attempt_id == Attempt.id, AttemptItem.revision == Mark.revision)
    .where(AttemptItem.attempt_id == Mark.attempt_id, AttemptItem.position == Mark.position)
)
_ABOUT = select(Attempt.closed_by, Attempt.version_id, _MARKED).where(Attempt.id == bindparam("attempt"))
"""By whom an attempt was ended, its test's version, and whether a person marked an answer of it as that is now."""


def drafts(event: AttemptFinished) -> Iterator[Draft]:
    """To the person. Score and outcome are said only where the test's review shows them for good: a letter stays."""
    closed_by, version_id, by_people = db.session().execute(_ABOUT, {"attempt": event.attempt_id}).one()
    by_the_clock, version = closed_by == "clock", written(version_id)
    title = version.title
    if event.purpose != "certification" and not by_the_clock and not by_people:
        return
    review = version.blueprint.review
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
