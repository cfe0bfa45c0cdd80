"""GET addresses that are no page of their own: answers to programs, files, and what only leads on. With :mod:`tests.browser.pages` that is all."""

from __future__ import annotations

NO_PAGES = {
    "applications.file",
    "screening.applications_file",
    "screening.export",
    "team_screening.export",
    "spot_campaigns.companies_found",
    "spot_campaigns.export",
    "spot_campaigns.frame",
    "cards.export",
    "proposals.export",
    "team_cards.export",
    "spot_results.export",
    "spot_results.partners_file",
    "spot_results.scores_file",
    "team_spot_checks.export",
    "sign_in.code",  # opens to those only whose password was right; people of the demo are not asked (tests/journeys/test_getting_in.py)
    "academy.preview",  # a part that the page fetches while one types
    "attempts.export",
    "calendar_feed.read",  # what a calendar program reads
    "class_desk.attendees_file",
    "class_desk.export",
    "class_desk.material",
    "classes.calendar_file",
    "own_exams.calendar_file",
    "classes.material",
    "certifications.export",
    "certifications_as_of.export",
    "desk.export",
    "desk_bulk.result",
    "desk_history.refused",
    "desk_history.template",
    "own_registrations.export",
    "registrations.export",
    "questions.template",
    "shelf.banks_file",
    "studio.export",
    "studio_outline.problems",  # a part that the outline's page fetches
    "studio_publishing.export",
    "studio_preview.first",  # leads to the first lesson
    "studio_writing.media",
    "shelf.courses_file",
    "team.export",
    "team_certificates.export",
    "certificates.download",
    "health.healthz",
    "imports.export",
    "imports.refused",
    "imports.template",
    "health.readyz",
    "look.logo",
    "look.preview",
    "look.style",
    "media.file",
    "audit.export",
    "check_photos.thumb",
    "check_photos.whole",
    "exam_figures.export",
    "mystery.companies",  # what a field suggests
    "mystery.export",
    "standing.export",
    "mystery_figures.export",
    "mystery_reports.export",
    "mystery_reports.paper",
    "outbox.export",
    "outbox.letter",  # stands in a frame of its message's page
    "people.companies_found",  # what the choice of a company offers
    "partners.choices",  # what a field suggests
    "partners.export",
    "own_data.download",
    "people.export",
    "people_groups.export",
    "people_groups.members_file",
    "test_results.analysis_file",
    "test_results.export",
    "regrading.preview_file",
    "regrading.results_file",
    "test_terms.companies",  # what the choice of a company offers
    "verify.with_slash",  # leads to the form
    "question_files.file",
    "player.questions",  # a part that the player fetches
    "player.resume",
    "answer_files.file",
    "hand_in.file",
    "library.file",
    "library.thumb",
    "library.choices",
    "media_uploads.state",
    "content.download",
    "content_uploads.state",
    "attempt_script.standing",  # what the player asks every few seconds
    "start.start",
    "team_people.companies_found",
    "ui.static",
    "work.export",
}
