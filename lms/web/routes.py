"""Every page's blueprint, in the order of the audiences; and the law that each view says who may open it."""

from __future__ import annotations

from flask import Flask

from lms.web.everyone.media import check_photos
from lms.web.everyone.media import views as media
from lms.web.everyone.messages import views as messages
from lms.web.everyone.own_data import views as own_data
from lms.web.everyone.preferences import views as preferences
from lms.web.everyone.profile import views as profile
from lms.web.everyone.second_factor import views as second_factor
from lms.web.everyone.security import views as security
from lms.web.everyone.start import views as start
from lms.web.learner.cards import views as own_cards
from lms.web.learner.cases import views as cases
from lms.web.learner.catalogue import views as catalogue
from lms.web.learner.certificates import giving_up
from lms.web.learner.certificates import views as certificates
from lms.web.learner.classes import calendars as class_calendar
from lms.web.learner.classes import views as classes
from lms.web.learner.course import views as course
from lms.web.learner.drill import views as drill
from lms.web.learner.exams import views as own_exams
from lms.web.learner.home import views as home
from lms.web.learner.lesson import views as lesson
from lms.web.learner.lesson import work
from lms.web.learner.levels import views as levels
from lms.web.learner.screening import views as applications
from lms.web.learner.screening import vouching
from lms.web.learner.spotchecks import views as own_spot_checks
from lms.web.learner.tests import media as question_files
from lms.web.learner.tests import player, scripted, uploads
from lms.web.learner.tests import views as tests
from lms.web.manager.cards import views as team_cards
from lms.web.manager.certificates import views as team_certificates
from lms.web.manager.classes import views as team_classes
from lms.web.manager.company import views as own_company
from lms.web.manager.exams import views as team_exams
from lms.web.manager.home import views as manager_home
from lms.web.manager.mystery import views as mystery_reports
from lms.web.manager.people import as_of as team_people_as_of
from lms.web.manager.people import views as team_people
from lms.web.manager.registrations import views as own_registrations
from lms.web.manager.reminders import views as reminders
from lms.web.manager.screening import views as team_screening
from lms.web.manager.spotchecks import views as team_spot_checks
from lms.web.manager.standing import views as team_standing
from lms.web.manager.team import views as team
from lms.web.public.address import views as address
from lms.web.public.calendar import views as calendar_feed
from lms.web.public.design import views as design
from lms.web.public.health import views as health
from lms.web.public.invitation import views as invitation
from lms.web.public.join import views as join
from lms.web.public.look import views as look
from lms.web.public.reference import views as reference
from lms.web.public.reset import views as reset
from lms.web.public.setup import views as setup
from lms.web.public.sign_in import views as sign_in
from lms.web.public.verify import views as verify
from lms.web.staff.academy import views as academy
from lms.web.staff.alike import views as alike
from lms.web.staff.attempts import views as attempts
from lms.web.staff.audit import views as audit
from lms.web.staff.background import views as background
from lms.web.staff.cards import giving as card_giving
from lms.web.staff.cards import proposals
from lms.web.staff.cards import views as cards
from lms.web.staff.cases import views as case_desk
from lms.web.staff.certifications import as_of as certifications_as_of
from lms.web.staff.certifications import views as certifications
from lms.web.staff.channel import views as channel
from lms.web.staff.classes import deeds as class_deeds
from lms.web.staff.classes import planning as class_plans
from lms.web.staff.classes import register as class_register
from lms.web.staff.classes import views as class_desk
from lms.web.staff.content import uploads as content_uploads
from lms.web.staff.content import views as content
from lms.web.staff.courses import views as shelf
from lms.web.staff.desk import bulk as desk_bulk
from lms.web.staff.desk import doubts as desk_doubts
from lms.web.staff.desk import history as desk_history
from lms.web.staff.desk import life as desk_life
from lms.web.staff.desk import views as desk
from lms.web.staff.enrolments import views as enrolments
from lms.web.staff.erasure import views as erasure
from lms.web.staff.exams import day as exam_days
from lms.web.staff.exams import deciding as exam_decisions
from lms.web.staff.exams import design as exam_forms
from lms.web.staff.exams import figures as exam_figures
from lms.web.staff.exams import views as exams
from lms.web.staff.groups import views as people_groups
from lms.web.staff.home import views as staff_home
from lms.web.staff.imports import steps as import_steps
from lms.web.staff.imports import views as imports
from lms.web.staff.library import uploads as media_uploads
from lms.web.staff.library import views as library
from lms.web.staff.live import views as live
from lms.web.staff.marking import views as marking
from lms.web.staff.mystery import design as mystery_design
from lms.web.staff.mystery import figures as mystery_figures
from lms.web.staff.mystery import review as mystery_review
from lms.web.staff.mystery import views as mystery
from lms.web.staff.office import views as office
from lms.web.staff.outbox import views as outbox
from lms.web.staff.partners import changing
from lms.web.staff.partners import views as partners
from lms.web.staff.people import as_of as people_as_of
from lms.web.staff.people import views as people
from lms.web.staff.projects import views as projects
from lms.web.staff.questions import sheet as question_sheets
from lms.web.staff.questions import views as questions
from lms.web.staff.registrations import views as registrations
from lms.web.staff.screening import dossiers as screening
from lms.web.staff.spotchecks import calls as spot_calls
from lms.web.staff.spotchecks import campaigns as spot_campaigns
from lms.web.staff.spotchecks import results as spot_results
from lms.web.staff.standing import views as standing
from lms.web.staff.studio import as_learner as studio_preview
from lms.web.staff.studio import filling as studio_filling
from lms.web.staff.studio import history as studio_history
from lms.web.staff.studio import outline as studio_outline
from lms.web.staff.studio import publishing as studio_publishing
from lms.web.staff.studio import trial as studio_trial
from lms.web.staff.studio import views as studio
from lms.web.staff.studio import writing as studio_writing
from lms.web.staff.tests import regrading
from lms.web.staff.tests import terms as test_terms
from lms.web.staff.tests import views as test_results
from lms.web.staff.visits import views as visits
from lms.web.staff.welcome import people as first_steps
from lms.web.staff.welcome import views as welcome

BLUEPRINTS = (
    design.pages,
    health.pages,
    look.pages,
    setup.pages,
    sign_in.pages,
    invitation.pages,
    reset.pages,
    address.pages,
    preferences.pages,
    profile.pages,
    security.pages,
    second_factor.pages,
    own_data.pages,
    start.pages,
    course.pages,
    drill.pages,
    home.pages,
    lesson.pages,
    work.pages,
    cases.pages,
    projects.pages,
    case_desk.pages,
    levels.pages,
    manager_home.pages,
    team_standing.pages,
    standing.pages,
    reminders.pages,
    team.pages,
    team_people.pages,
    team_people_as_of.pages,
    team_certificates.pages,
    mystery_reports.pages,
    check_photos.pages,
    media.pages,
    messages.pages,
    catalogue.pages,
    player.pages,
    question_files.pages,
    scripted.pages,
    uploads.pages,
    tests.pages,
    academy.pages,
    welcome.pages,
    first_steps.pages,
    alike.pages,
    attempts.pages,
    live.pages,
    certifications.pages,
    certifications_as_of.pages,
    shelf.pages,
    questions.pages,
    question_sheets.pages,
    library.pages,
    media_uploads.pages,
    background.pages,
    studio.pages,
    office.pages,
    content.pages,
    content_uploads.pages,
    studio_outline.pages,
    studio_writing.pages,
    studio_filling.pages,
    studio_preview.pages,
    studio_history.pages,
    studio_publishing.pages,
    studio_trial.pages,
    desk.pages,
    desk_bulk.pages,
    desk_doubts.pages,
    desk_history.pages,
    desk_life.pages,
    enrolments.pages,
    marking.pages,
    exams.pages,
    exam_days.pages,
    exam_decisions.pages,
    exam_figures.pages,
    exam_forms.pages,
    own_exams.pages,
    team_exams.pages,
    mystery.pages,
    mystery_design.pages,
    mystery_figures.pages,
    mystery_review.pages,
    visits.pages,
    outbox.pages,
    imports.pages,
    import_steps.pages,
    erasure.pages,
    people.pages,
    people_as_of.pages,
    staff_home.pages,
    test_results.pages,
    test_terms.pages,
    regrading.pages,
    people_groups.pages,
    screening.pages,
    applications.pages,
    vouching.pages,
    team_screening.pages,
    reference.pages,
    spot_campaigns.pages,
    cards.pages,
    card_giving.pages,
    proposals.pages,
    own_cards.pages,
    team_cards.pages,
    giving_up.pages,
    spot_results.pages,
    spot_calls.pages,
    own_spot_checks.pages,
    team_spot_checks.pages,
    partners.pages,
    changing.pages,
    channel.pages,
    registrations.pages,
    registrations.codes,
    audit.pages,
    own_company.pages,
    own_registrations.pages,
    own_registrations.codes,
    join.pages,
    certificates.pages,
    verify.pages,
    class_calendar.pages,
    calendar_feed.pages,
    classes.pages,
    team_classes.pages,
    class_desk.pages,
    class_plans.pages,
    class_register.pages,
    class_deeds.pages,
)


class UndeclaredAccess(Exception):
    """A view does not say who may open it."""


def register(app: Flask) -> None:
    """Put all pages on ``app``; raises :class:`UndeclaredAccess` for a view without ``@access`` or ``@public``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint, view in app.view_functions.items():
        if "access" not in view.__dict__:
            raise UndeclaredAccess(endpoint)
