"""What the walls need to be told of the app's routes; all else they read from the app. A page whose address names no record needs no
line: everybody opens it, and nothing foreign may stand on it. An address with a part that nobody explained here fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.walls.world import World

RECORDS: Mapping[str, str] = {
    "user_id": "a person",
    "visit_id": "a mystery check of a person",
    "card_id": "a card on a person",
    "certification_id": "a level that a person holds",
    "certificate_id": "its certificate",
    "check_id": "a phone spot check of a person",
    "decision_id": "a decision about a person",
    "attempt_id": "a person's attempt at a test",
    "fact_id": "where a person worked",
    "import_id": "a file of people that an admin sent",
    "judgement_id": "a judgement of the company where a person works",
    "message_id": "what a person was told",
    "partner_id": "the company where a person works",
    "proposal_id": "what a failed check proposes about a person's level",
    "registration_id": "what somebody asked who wants to join that company",
    "role_id": "a person's role",
    "sign_in_id": "a browser on which a person is signed in",
}
"""Parts of addresses that name a person's record; ``World.records[tag]`` holds each person's. A new kind of record is made there
(``world.add_person``) and named here.
"""

TELLS = frozenset({"giving_up.withdraw", "own_cards.raise_appeal"})
"""Deeds of a person's own of which those who decide about them are told: their manager, their admin, and nobody else."""

COMMON: Mapping[str, object] = {
    "colour": "14463f",
    "course_key": "gateways",
    "deed": "names",
    "key": "junior",
    "kind": "suspended",
    "lesson_key": "first",
    "mark": "0",
    "name": "time",
    "level_key": "expert-engineer/junior",
    "position": 1,
    "sha256": "0" * 64,
    "status": 404,
    "step": "look",
    "tone": "ok",
}
"""Parts of addresses that are nobody's, with a value to open the page with."""

COMMON_AT: Mapping[str, Mapping[str, object]] = {
    "cards.do": {"deed": "lift"},
    "imports.template": {"kind": "csv"},
    "questions.template": {"kind": "csv"},
    "people.role_deed": {"deed": "end"},
    "people.job_deed": {"deed": "leave"},
    "team_people.job_deed": {"deed": "leave"},
}
"""The same for one endpoint, where another value is needed there."""

EXEMPT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "check_photos.thumb",
            "check_photos.whole",
            "mystery.add_target",
            "mystery.end",
            "mystery.plan",
            "mystery.remove_target",
            "mystery_design.change",
            "mystery_design.item",
            "mystery_design.keep_item",
            "mystery_design.show",
            "mystery_figures.export",
            "visits.add_photo",
            "visits.begin",
            "visits.hand_in",
            "visits.remove_photo",
            "visits.respond",
            "visits.responses",
            "visits.send",
            "visits.show",
        ),
        "designing and planning mystery checks, and the inspector's own visits: tests/fieldchecks/mystery",
    ),
    **dict.fromkeys(
        (
            "exam_days.hand_in",
            "exam_days.respond",
            "exam_days.responses",
            "exam_days.send",
            "exam_days.show",
            "exam_decisions.decide",
            "exam_decisions.show",
            "exam_figures.export",
            "exam_forms.change",
            "exam_forms.show",
            "exams.act",
            "exams.change",
            "exams.edit",
            "exams.show",
            "own_exams.book",
            "own_exams.calendar_file",
            "own_exams.give_up",
            "own_exams.result",
            "own_exams.show",
            "team_exams.book",
            "team_exams.give_up",
            "team_exams.show",
        ),
        "exams, whose walls (regions, examiners, one's own people) are tried in tests/fieldchecks/exams",
    ),
    "media.file": "pictures of lessons, by the hash of their bytes",
    "question_files.file": "pictures, sound and films of questions that one was asked: tests/web/learner",
    "own_data.download": "a file of one's own: tests/privacy",
    **dict.fromkeys(
        ("address.show", "address.confirm", "address.refuse"), "a letter's secret opens it, to whoever has it"
    ),
    **dict.fromkeys(("invitation.show", "invitation.accept", "reset.choose", "reset.keep"), "as above"),
    **dict.fromkeys(("setup.form", "setup.found"), "the first admin's secret, over as soon as there is one"),
    **dict.fromkeys(("join.form", "join.ask"), "whoever has a company's code may read whose it is"),
    **dict.fromkeys(("drill.answer", "drill.answered"), "one's own answers and nobody's questions: tests/web/learner"),
    **dict.fromkeys(("look.style", "look.preview", "look.logo"), "the academy's colours and logo"),
    **dict.fromkeys(
        (
            "channel.rename_region",
            "channel.remove_region",
            "channel.rename_tier",
            "channel.move_tier",
            "channel.remove_tier",
        ),
        "the academy's regions and tiers: for those alone who manage partners everywhere, tests/web/staff",
    ),
    **dict.fromkeys(("alike.pair", "alike.look"), "two people of one company: tests/web/staff/test_alike_page.py"),
    **dict.fromkeys(
        ("people_groups.show", "people_groups.members_file", "people_groups.join", "people_groups.leave"),
        "named groups, for those alone who supervise tests everywhere: tests/web/staff",
    ),
    "test_terms.end_allowance": "what was granted to people within reach alone: tests/assessment/test_allowing.py",
    **dict.fromkeys(("marking.mark", "marking.correct"), "a mark of one's own: tests/web/staff/test_marking.py"),
    **dict.fromkeys(
        ("answer_files.file", "answer_files.remove"),
        "a file of one's own answer, for its person and who marks it: tests/assessment/test_uploads.py",
    ),
    **dict.fromkeys(
        ("hand_in.file", "hand_in.remove", "projects.show", "projects.answer"),
        "a work of one's own, for its person and who reviews it: tests/learning/test_projects.py",
    ),
    **dict.fromkeys(
        (
            "cases.edit",
            "cases.save",
            "cases.read",
            "cases.useful",
            "cases.withdraw",
            "case_desk.show",
            "case_desk.decide",
        ),
        "cases, whose author is hidden from other partners: tests/learning/test_cases.py",
    ),
    **dict.fromkeys(
        (
            "calendar_feed.read",
            "class_deeds.add",
            "class_deeds.add_file",
            "class_deeds.again",
            "class_deeds.call_off",
            "class_deeds.give_up",
            "class_deeds.open_booking",
            "class_deeds.remove_file",
            "class_desk.attendees_file",
            "class_desk.material",
            "class_desk.show",
            "class_plans.change",
            "class_plans.edit",
            "class_register.close",
            "class_register.code",
            "class_register.correct",
            "class_register.show",
            "class_register.tick",
            "classes.book",
            "classes.calendar_file",
            "classes.check_in",
            "classes.give_up",
            "classes.material",
            "classes.say",
            "classes.show",
            "classes.survey",
            "classes.tick",
            "team_classes.book",
            "team_classes.give_up",
            "team_classes.show",
        ),
        "classes, where who is in them is behind a wall of its own: tests/classroom/test_secrecy.py",
    ),
    **dict.fromkeys(
        (
            "library.item",
            "library.describe",
            "library.put",
            "library.replace",
            "library.remove",
            "library.file",
            "library.thumb",
            "library.choices",
            "media_uploads.state",
            "media_uploads.append",
            "media_uploads.cancel",
        ),
        "files for lessons, and uploads of one's own: tests/catalogue/test_library.py",
    ),
    **dict.fromkeys(
        ("regrading.show", "regrading.results_file", "regrading.preview", "regrading.preview_file", "regrading.apply"),
        "for those alone who may see everybody: tests/assessment/test_regrading.py",
    ),
    **dict.fromkeys(
        (
            "spot_campaigns.change",
            "spot_campaigns.draw",
            "spot_campaigns.end",
            "spot_campaigns.frame",
            "spot_campaigns.keep",
            "spot_campaigns.people",
            "spot_campaigns.replace",
            "spot_campaigns.show",
        ),
        "a campaign, for those alone who plan in its whole place: tests/fieldchecks/test_drawing.py",
    ),
    **dict.fromkeys(
        (
            "applications.begin",
            "applications.essay",
            "applications.file",
            "applications.keep",
            "applications.show",
            "applications.withdraw",
            "reference.decline",
            "reference.show",
            "reference.state",
            "screening.applications_file",
            "screening.cancel",
            "screening.change",
            "screening.decide",
            "screening.desk",
            "screening.dossier",
            "screening.judge",
            "screening.keep",
            "screening.open_it",
            "screening.publish",
            "screening.say_interest",
            "screening.seat",
            "screening.show",
            "vouching.decline",
            "vouching.show",
            "vouching.state",
        ),
        "rounds of screening exams, for their panel and who plans everywhere; one's own dossier: tests/fieldchecks/test_screening.py",
    ),
    "partners.undo": "an entry of a company, behind that company's wall: tests/web/staff",
    "work.again": "recorded work, for those alone who look after the academy everywhere",
    **dict.fromkeys(
        (
            "studio_history.conflict",
            "studio_history.decide",
            "studio_history.one",
            "studio_history.show",
            "studio_outline.add_lesson",
            "studio_outline.add_module",
            "studio_outline.discard",
            "office.again",
            "content.discard",
            "content.download",
            "content.go",
            "content.load",
            "content.look_again",
            "content.packed",
            "content.remove",
            "content_uploads.append",
            "content_uploads.cancel",
            "content_uploads.state",
            "office.discard",
            "office.put_in",
            "office.show",
            "question_sheets.again",
            "question_sheets.discard",
            "question_sheets.save",
            "question_sheets.show",
            "studio_outline.duplicate_lesson",
            "studio_outline.keep_settings",
            "studio_outline.move_lesson",
            "studio_outline.move_module",
            "studio_outline.presence",
            "studio_outline.problems",
            "studio_outline.remove_lesson",
            "studio_outline.remove_module",
            "studio_outline.rename_module",
            "studio_outline.settings",
            "studio_outline.show",
            "studio_outline.undo",
            "studio_publishing.export",
            "studio_publishing.publish",
            "studio_publishing.review",
            "studio_publishing.show",
            "studio_trial.answer",
            "studio_trial.show",
            "studio_preview.lesson",
            "studio_preview.first",
            "studio_writing.file",
            "studio_writing.lesson",
            "studio_writing.media",
            "studio_writing.remove",
            "studio_writing.save",
            "studio_filling.fill",
            "studio_writing.upload",
        ),
        "a course's draft, for those alone who write courses everywhere: tests/web/staff/test_studio.py",
    ),
    **dict.fromkeys(
        (
            "desk_bulk.show",
            "desk_bulk.begin",
            "desk_bulk.undo",
            "desk_bulk.result",
            "desk_life.drop",
            "desk_history.show",
            "desk_history.begin",
            "desk_history.refused",
        ),
        "what one admin picked, or wants another to agree to: tests/web/staff/test_bulk_grant.py, test_desk_life.py",
    ),
    "ui.static": "style sheets and scripts",
    "verify.show": "whoever holds the code may see what the paper shows",
    "verify.ask_name": "as above",
}
"""Routes that are no page with people on it, or that are open on purpose, each with its reason."""

WHOLE_WORLD: Mapping[str, Callable[[World, str], set[str]]] = {
    "people.list": lambda world, who: world.may_see(who),
    "people.export": lambda world, who: world.may_see(who),
    "team.people": lambda world, who: world.may_see(who),
    "desk.waiting": lambda world, who: {tag for tag in world.may_see(who) if tag.endswith("_waiter")},
}
"""Lists that show everybody of a kind within the viewer's world, no one more and no one less: endpoint, and who those are."""

HISTORY: Mapping[str, str] = {
    "people.person": "a person's former employers are the person's own history, shown to admins who may see the person",
}
"""Pages of a person that may name companies out of the viewer's reach, each with its reason."""

UNSCOPED: Mapping[str, str] = {
    "shelf.banks": "how worn questions are is told to whoever writes them, of everybody's papers, and names nobody",
}
"""Pages that may count what lies outside the viewer's world, each with its reason."""

FILTERS = ("company", "region", "parent")
"""By these lists are filtered."""

FORM_FIELDS = (
    "company",
    "company_id",
    "parent",
    "parent_id",
    "partner",
    "partner_id",
    "region",
    "region_id",
    "user",
    "user_id",
    "person",
    "person_id",
    "people",
    "pick",
)
"""Names under which forms and addresses say which company, region or person they mean; foreign ids are sent under all of them."""
