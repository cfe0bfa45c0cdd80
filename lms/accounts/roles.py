"""Who may do what: one page. Permissions are sorted; the matrix below gives each role its own.

A role is granted with a scope: everywhere, a region, or a partner with its branches. A learner's permissions concern
themselves and need no scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lms.partners.scope import Scope

__all__ = ["MATRIX", "Grant", "Permission", "Role", "Scope"]


class Permission(StrEnum):
    """One thing that somebody may do. Sorted; named thing first, then deed.

    ``person.manage`` is names, work and invitations: partner managers have it for their company. ``account.manage`` is what could
    take an account over: passwords, addresses, second factors, closing. ``branch.manage`` makes and names branches below a company:
    its managers have it; ``partner.manage`` is all about companies. ``attempt.oversee`` is watching attempts under way, reading their logs,
    adding time, handing in and opening again; ``test.supervise`` is the day of a test: its window and room, and who has more time. What
    a test asks is ``course.author``. ``attempt.mark`` is marking answers that a person has to read, ``attempt.moderate`` deciding where two
    markers differ, ``attempt.regrade`` marking a question anew for everybody. ``project.review`` is
    answering works that learners handed in, ``case.moderate`` publishing the cases that they wrote. ``class.manage`` is planning classes,
    booking people into them and closing their registers, ``class.check_in`` ticking off who is there; ``team.book`` is a manager's
    booking for their own people. ``spot_check.plan`` is campaigns of phone spot checks and drawing by lot who is called,
    ``spot_check.call`` calling them and seeing what came of it. ``field_check.report`` is making the mystery visits that one is assigned,
    ``mystery.plan`` designing checklists, planning visits and choosing who makes them, ``mystery.review`` judging them and answering
    disputes, ``mystery.dispute`` reading the reports about one's own company and disputing an item of one. ``exam.manage`` is forms and
    sittings of face-to-face exams and publishing their results, ``exam.mark`` examining, ``exam.chair`` deciding where two examiners
    differ, in the sittings that one chairs. ``screening.plan`` is rounds of
    the screening exam: when, for how many places, who is on the panel, and publishing what it decided; ``screening.judge`` being on one,
    ``screening.see`` what both see. ``card.give`` is giving yellow and red cards to
    people and companies and ending them, ``card.appeal`` seeing those of one's own company and its people and appealing against them.
    """

    ACADEMY_SET_UP = "academy.set_up"
    ACCOUNT_MANAGE = "account.manage"
    ATTEMPT_COMPARE = "attempt.compare"
    ATTEMPT_MARK = "attempt.mark"
    ATTEMPT_MODERATE = "attempt.moderate"
    ATTEMPT_OVERSEE = "attempt.oversee"
    ATTEMPT_REGRADE = "attempt.regrade"
    ATTEMPT_TAKE = "attempt.take"
    AUDIT_SEE = "audit.see"
    BRANCH_MANAGE = "branch.manage"
    CARD_APPEAL = "card.appeal"
    CARD_GIVE = "card.give"
    CASE_MODERATE = "case.moderate"
    CERTIFICATE_SEE_OWN = "certificate.see_own"
    CERTIFICATION_DECIDE = "certification.decide"
    CERTIFICATION_SEE = "certification.see"
    CLASS_CHECK_IN = "class.check_in"
    CLASS_MANAGE = "class.manage"
    COURSE_AUTHOR = "course.author"
    COURSE_LEARN = "course.learn"
    ENROLMENT_MANAGE = "enrolment.manage"
    EXAM_CHAIR = "exam.chair"
    EXAM_MANAGE = "exam.manage"
    EXAM_MARK = "exam.mark"
    FIELD_CHECK_REPORT = "field_check.report"
    MYSTERY_DISPUTE = "mystery.dispute"
    MYSTERY_PLAN = "mystery.plan"
    MYSTERY_REVIEW = "mystery.review"
    OUTBOX_SEE = "outbox.see"
    PARTNER_MANAGE = "partner.manage"
    PARTNER_SEE = "partner.see"
    PERSON_ERASE = "person.erase"
    PERSON_IMPORT = "person.import"
    PERSON_MANAGE = "person.manage"
    PERSON_SEE = "person.see"
    PROFILE_OWN = "profile.own"
    PROJECT_REVIEW = "project.review"
    ROLE_GRANT = "role.grant"
    SCREENING_JUDGE = "screening.judge"
    SCREENING_PLAN = "screening.plan"
    SCREENING_SEE = "screening.see"
    SPOT_CHECK_CALL = "spot_check.call"
    SPOT_CHECK_PLAN = "spot_check.plan"
    STAFF_AREA = "staff.area"
    TEAM_BOOK = "team.book"
    TEAM_SEE = "team.see"
    TEST_SUPERVISE = "test.supervise"


class Role(StrEnum):
    """The six roles of the glossary."""

    ADMIN = "admin"
    EXAMINER = "examiner"
    INSPECTOR = "inspector"
    LEARNER = "learner"
    PARTNER_MANAGER = "partner_manager"
    TRAINER = "trainer"


P = Permission
_EVERYBODY = frozenset({P.ATTEMPT_TAKE, P.CERTIFICATE_SEE_OWN, P.COURSE_LEARN, P.PROFILE_OWN})

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.LEARNER: _EVERYBODY,
    Role.PARTNER_MANAGER: _EVERYBODY
    | {
        P.BRANCH_MANAGE,
        P.CARD_APPEAL,
        P.CERTIFICATION_SEE,
        P.MYSTERY_DISPUTE,
        P.PARTNER_SEE,
        P.PERSON_MANAGE,
        P.PERSON_SEE,
        P.TEAM_BOOK,
        P.TEAM_SEE,
    },
    Role.TRAINER: _EVERYBODY
    | {
        P.STAFF_AREA,
        P.ATTEMPT_COMPARE,
        P.ATTEMPT_MARK,
        P.ATTEMPT_OVERSEE,
        P.ATTEMPT_REGRADE,
        P.CASE_MODERATE,
        P.CLASS_CHECK_IN,
        P.CLASS_MANAGE,
        P.COURSE_AUTHOR,
        P.PROJECT_REVIEW,
        P.TEST_SUPERVISE,
    },
    Role.EXAMINER: _EVERYBODY
    | {
        P.STAFF_AREA,
        P.ATTEMPT_COMPARE,
        P.ATTEMPT_MARK,
        P.ATTEMPT_MODERATE,
        P.ATTEMPT_OVERSEE,
        P.CLASS_CHECK_IN,
        P.EXAM_CHAIR,
        P.EXAM_MARK,
        P.SCREENING_JUDGE,
        P.SCREENING_SEE,
        P.SPOT_CHECK_CALL,
        P.TEST_SUPERVISE,
    },
    Role.INSPECTOR: _EVERYBODY | {P.STAFF_AREA, P.FIELD_CHECK_REPORT},
    Role.ADMIN: _EVERYBODY
    | {
        P.ACADEMY_SET_UP,
        P.ACCOUNT_MANAGE,
        P.ATTEMPT_COMPARE,
        P.ATTEMPT_MARK,
        P.ATTEMPT_MODERATE,
        P.ATTEMPT_OVERSEE,
        P.ATTEMPT_REGRADE,
        P.AUDIT_SEE,
        P.CARD_GIVE,
        P.CASE_MODERATE,
        P.CERTIFICATION_DECIDE,
        P.CERTIFICATION_SEE,
        P.CLASS_CHECK_IN,
        P.CLASS_MANAGE,
        P.COURSE_AUTHOR,
        P.ENROLMENT_MANAGE,
        P.EXAM_CHAIR,
        P.EXAM_MANAGE,
        P.MYSTERY_PLAN,
        P.MYSTERY_REVIEW,
        P.OUTBOX_SEE,
        P.PARTNER_MANAGE,
        P.PARTNER_SEE,
        P.PERSON_ERASE,
        P.PERSON_IMPORT,
        P.PERSON_MANAGE,
        P.PERSON_SEE,
        P.PROJECT_REVIEW,
        P.ROLE_GRANT,
        P.SCREENING_PLAN,
        P.SCREENING_SEE,
        P.SPOT_CHECK_CALL,
        P.SPOT_CHECK_PLAN,
        P.STAFF_AREA,
        P.TEST_SUPERVISE,
    },
}


@dataclass(frozen=True)
class Grant:
    """A role as an actor has it: everywhere when both are None, else for a region, or for a partner and its branches."""

    role: Role
    region_id: UUID | None = None
    partner_id: UUID | None = None

    def covers(self, scope: Scope | None) -> bool:
        """Whether the grant reaches a scope. A thing that belongs nowhere (None) is reached from everywhere only."""
        if self.region_id is None and self.partner_id is None:
            return True
        if scope is None:
            return False
        return self.region_id == scope.region if self.region_id else self.partner_id in scope.partners
