"""Who reacts to which event, who reads which part of the content, who knows what about people, who needs which file: the only
such lists.

Reactions run at once, in the transaction of what they react to. Content is loaded in the order given here. Personal data is shown,
and erased, in the order given here: what stands below in the house comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.accounts import personal as accounts_personal
from lms.accounts.events import (
    AccountSecured,
    AddressChangeAsked,
    EmploymentChanged,
    Invited,
    PasswordResetAsked,
    RegistrationAsked,
    RegistrationDecided,
    Reminded,
    UserCreated,
)
from lms.assessment import content as assessment
from lms.assessment import personal as assessment_personal
from lms.assessment import queries as assessment_queries
from lms.assessment.events import AttemptFinished, AttemptNotCounted, AttemptRegraded, AttemptReopened
from lms.catalogue import operations as catalogue
from lms.catalogue import queries as catalogue_queries
from lms.catalogue import sources as catalogue_sources
from lms.catalogue.content import parts as content_parts
from lms.catalogue.content.checking import check as check_catalogue
from lms.catalogue.content.course_file import CourseFile
from lms.catalogue.content.parts import ContentPart
from lms.catalogue.content.track_file import TrackFile
from lms.catalogue.library import personal as library_personal
from lms.catalogue.library import queries as library_queries
from lms.certification import content as certification_content
from lms.certification import personal as certification_personal
from lms.certification import reactions as certification
from lms.certification.events import (
    CertificationCarried,
    CertificationChanged,
    CertificationDeclined,
    CertificationGranted,
    CertificationMoved,
    PutInLine,
)
from lms.classroom import content as classroom_content
from lms.classroom import personal as classroom_personal
from lms.classroom.events import (
    AttendanceSettled,
    ClassBooked,
    ClassCalledOff,
    ClassMoved,
    ClassRated,
    PlaceGivenUp,
    PlaceMovedUp,
)
from lms.classroom.queries import seen as class_queries
from lms.compliance import content as compliance_content
from lms.compliance import personal as compliance_personal
from lms.compliance.events import StandingChanged
from lms.conduct import events as conduct
from lms.conduct import personal as conduct_personal
from lms.core import academy, clock, events, kept_files, personal
from lms.core import config as settings
from lms.core.academy.events import AcademyRenamed, TimeZoneMoved
from lms.core.config import Config
from lms.core.events import Event, Reaction
from lms.core.kept_files import Keeper
from lms.core.personal import Part
from lms.credentials import personal as credentials_personal
from lms.credentials import reactions as credentials
from lms.fieldchecks.exams import content as exams_content
from lms.fieldchecks.exams import events as exams
from lms.fieldchecks.exams import personal as exams_personal
from lms.fieldchecks.mystery import content as mystery_content
from lms.fieldchecks.mystery import events as mystery
from lms.fieldchecks.mystery import personal as mystery_personal
from lms.fieldchecks.proposals import personal as proposals_personal
from lms.fieldchecks.proposals.events import CheckProposed
from lms.fieldchecks.screening import events as screening
from lms.fieldchecks.screening import personal as screening_personal
from lms.fieldchecks.screening.queries import own as screening_own
from lms.fieldchecks.spotchecks import personal as spot_checks_personal
from lms.fieldchecks.spotchecks.events import SpotCheckEnded
from lms.learning import personal as learning_personal
from lms.learning import reactions as learning
from lms.learning.cases import personal as cases_personal
from lms.learning.drill import personal as drill_personal
from lms.learning.events import CasePublished, CaseReturned, CaseWithdrawn, CourseCompleted, WorkAnswered
from lms.learning.projects import personal as projects_personal
from lms.learning.projects import queries as project_queries
from lms.notifications import personal as notifications_personal
from lms.notifications import reactions as notifications
from lms.partners.events import PartnerActivityChanged
from lms.privacy import personal as privacy_personal
from lms.studio import personal as studio_personal
from lms.studio import queries as studio_queries
from lms.studio.office import personal as office_personal
from lms.studio.office import queries as office_queries
from lms.studio.questions import personal as sheets_personal
from lms.studio.questions import queries as sheet_queries
from lms.studio.transfer import personal as transfer_personal

REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    Invited: (notifications.tell_of,),
    PasswordResetAsked: (notifications.tell_of,),
    AddressChangeAsked: (notifications.tell_of,),
    AccountSecured: (notifications.tell_of,),
    RegistrationAsked: (notifications.tell_of,),
    RegistrationDecided: (notifications.tell_of,),
    Reminded: (notifications.tell_of,),
    AttemptFinished: (learning.complete_lessons_of_test, certification.attempt_finished, notifications.tell_of),
    AttemptRegraded: (learning.complete_lessons_of_test, certification.attempt_regraded, notifications.tell_of),
    AttemptNotCounted: (notifications.tell_of,),
    AttemptReopened: (certification.attempt_reopened,),
    AcademyRenamed: (credentials.academy_renamed,),
    TimeZoneMoved: (certification.time_zone_moved,),
    CourseCompleted: (certification.course_completed,),
    WorkAnswered: (notifications.tell_of,),
    CasePublished: (certification.case_published, notifications.tell_of),
    CaseReturned: (notifications.tell_of,),
    CaseWithdrawn: (certification.case_withdrawn, notifications.tell_of),
    ClassBooked: (notifications.tell_of,),
    PlaceMovedUp: (notifications.tell_of,),
    PlaceGivenUp: (notifications.tell_of,),
    ClassMoved: (notifications.tell_of,),
    ClassCalledOff: (notifications.tell_of,),
    AttendanceSettled: (certification.attendance_settled, notifications.tell_of),
    ClassRated: (certification.class_rated,),
    CertificationGranted: (
        credentials.issue_certificate,
        notifications.tell_of,
        certification.granted_under_a_card,
    ),
    CertificationCarried: (credentials.issue_certificate, certification.granted_under_a_card),
    CertificationMoved: (credentials.new_last_day, notifications.tell_of),
    PutInLine: (notifications.tell_of,),
    CertificationDeclined: (notifications.tell_of,),
    CertificationChanged: (notifications.tell_of,),
    conduct.CardGiven: (notifications.tell_of,),
    conduct.CardEnded: (notifications.tell_of,),
    conduct.AppealRaised: (notifications.tell_of,),
    conduct.AppealAnswered: (notifications.tell_of,),
    conduct.StandingMoved: (certification.standing_moved,),
    UserCreated: (certification.employment_changed,),
    EmploymentChanged: (certification.employment_changed,),
    PartnerActivityChanged: (certification.activity_changed,),
    SpotCheckEnded: (notifications.tell_of,),
    CheckProposed: (notifications.tell_of,),
    mystery.VisitAssigned: (notifications.tell_of,),
    mystery.VisitSentBack: (notifications.tell_of,),
    mystery.VisitAccepted: (notifications.tell_of,),
    mystery.VisitTakenBack: (notifications.tell_of,),
    mystery.DisputeRaised: (notifications.tell_of,),
    mystery.DisputeAnswered: (notifications.tell_of,),
    exams.ExamBooked: (notifications.tell_of,),
    exams.ExamGivenUp: (notifications.tell_of,),
    exams.SittingOpened: (notifications.tell_of,),
    exams.MarksDiffer: (notifications.tell_of,),
    exams.ExamResultPublished: (notifications.tell_of,),
    screening.PanelCalled: (notifications.tell_of,),
    screening.RefereeAsked: (notifications.tell_of,),
    screening.ScreeningTold: (notifications.tell_of,),
    screening.RoundCancelled: (notifications.tell_of,),
    StandingChanged: (notifications.tell_of,),
}

CONTENT_PARTS: Sequence[ContentPart] = (
    ContentPart("catalogue", check_catalogue, catalogue.load_content, {"course": CourseFile, "track": TrackFile}),
    assessment.PART,
    classroom_content.PART,
    certification_content.PART,
    mystery_content.PART,
    exams_content.PART,
    compliance_content.PART,
)

PERSONAL_PARTS: Sequence[Part] = (
    *accounts_personal.PARTS,
    privacy_personal.PART,
    library_personal.PART,
    assessment_personal.PART,
    learning_personal.PART,
    drill_personal.PART,
    projects_personal.PART,
    cases_personal.PART,
    studio_personal.PART,
    sheets_personal.PART,
    office_personal.PART,
    transfer_personal.PART,
    classroom_personal.PART,
    conduct_personal.PART,
    certification_personal.PART,
    credentials_personal.PART,
    spot_checks_personal.PART,
    mystery_personal.PART,
    exams_personal.PART,
    screening_personal.PART,
    compliance_personal.PART,
    proposals_personal.PART,
    notifications_personal.PART,
)

FILE_KEEPERS: Sequence[Keeper] = (
    academy.needs_file,
    catalogue_queries.needs_file,
    catalogue_sources.needs_file,
    library_queries.needs_file,
    assessment_queries.needs_file,
    assessment_queries.needs_handed_in,
    project_queries.needs_file,
    class_queries.needs_file,
    studio_queries.needs_file,
    sheet_queries.needs_file,
    sheet_queries.needs_upload,
    office_queries.needs_picture,
    office_queries.needs_upload,
    credentials_personal.needs_file,
    mystery_personal.needs_file,
    screening_own.needs_file,
)


def connect(config: Config) -> None:
    """Make this process one of the installation that ``config`` describes: its settings, its days, its reactions.

    What its admins have set is read by ``academy.refresh`` once there is a database.
    """
    settings.keep(config)
    academy.forget()
    clock.keep_days_of(config.time_zone)
    events.connect(REACTIONS)
    personal.connect(PERSONAL_PARTS)
    kept_files.connect(FILE_KEEPERS)
    content_parts.connect(CONTENT_PARTS)
