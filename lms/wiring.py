"""Who reacts to which event: the only such list. Reactions run at once, in the transaction of what they react to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.assessment.events import AttemptFinished
from lms.certification import reactions as certification
from lms.certification.events import CertificationGranted
from lms.core.events import Event, Reaction
from lms.credentials import reactions as credentials
from lms.learning import reactions as learning
from lms.learning.events import CourseCompleted

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    CertificationGranted: (credentials.issue_certificate,),
    AttemptFinished: (learning.complete_lessons_of_test, certification.attempt_finished),
    CourseCompleted: (certification.course_completed,),
}
