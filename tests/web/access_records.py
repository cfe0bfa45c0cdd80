"""The records that routes of the access table are about, each made in the open transaction when it is needed."""

from __future__ import annotations

import io
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.accounts import links
from lms.accounts import operations as accounts
from lms.accounts.events import AccountSecured
from lms.accounts.importing import operations as importing
from lms.accounts.links import LinkKind
from lms.accounts.models import AccessLink, AddressChange, Employment, RoleGrant, SignIn
from lms.accounts.operations import people_groups
from lms.assessment import operations as assessment
from lms.assessment.models import Assessment, Attempt, AttemptFile, Mark, Question
from lms.assessment.operations import allowing, marking, previewing, regrading
from lms.assessment.operations.allowing import Given, To
from lms.assessment.queries.regrading import Asked
from lms.assessment.rules.regrading import Remedy
from lms.certification.models import Certification, Decision
from lms.certification.operations import granting
from lms.core import audit, clock, db, events, jobs
from lms.core.academy import operations as academy_operations
from lms.core.academy.models import THE_ONE, AcademySettings
from lms.core.storage import Storage
from lms.fieldchecks.spotchecks.operations import planning
from lms.learning.drill import operations as drilling
from lms.notifications.models import Message
from lms.partners import operations as partners
from lms.privacy.jobs import file_of
from lms.privacy.operations import ask_for_file
from lms.ui.assets import Manifest
from tests.cast import Cast
from tests.factories import media
from tests.factories.accounts import PASSWORD, cookie_of
from tests.factories.assessment import a_bank, a_section, a_test, publish, single, ten_questions
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track
from tests.factories.content import PNG
from tests.factories.credentials import grant_junior
from tests.factories.drill import drill_for
from tests.factories.importing import a_person, csv_of
from tests.factories.marking import BEST, hand_in_essay, publish_essay_test, take_and_mark
from tests.factories.registrations import ask, open_company
from tests.factories.similarity import sat_together
from tests.factories.spotchecks import a_plan, askable_level, check_of, failed_as_rows, running
from tests.factories.uploads import add, publish_project


def a_static_file(_cast: Cast) -> str:
    """The style sheet, where the front end is built."""
    return Manifest(lenient=True).file("academy.css")


def invitation(cast: Cast) -> str:
    """The token of an invitation of somebody new at Acme."""
    job = accounts.Job(cast.acme.id, clock.today())
    new = accounts.create_user(cast.manager.actor, name_latin="Li Xue", email="li@acme.example", job=job)
    return links.token(accounts.invite(cast.manager.actor, new.id))


def group(cast: Cast) -> UUID:
    """A named group with Acme's learner in it."""
    made = people_groups.make_group(cast.admin.actor, "Night shift")
    people_groups.join(cast.admin.actor, made, [cast.learner.email])
    return made


def allowance(cast: Cast) -> UUID:
    """More time for Acme's learner."""
    return allowing.grant(cast.admin.actor, test(cast), To(cast.learner.user_id), Given(minutes=5), "Agreed")


def reset(cast: Cast) -> str:
    """The token of a letter to Acme's learner, who forgot the password."""
    return links.token(links.make(cast.learner.user_id, LinkKind.PASSWORD_RESET, made_by=None))


def new_address(cast: Cast) -> str:
    """The token of a letter to the address that Acme's learner wants."""
    change = accounts.ask_for_address(cast.learner.actor, "nana@acme.example", password=PASSWORD)
    assert isinstance(change, AddressChange)
    return links.token(db.session().get_one(AccessLink, change.new_link_id))


def sign_in(cast: Cast) -> UUID:
    """A browser on which Acme's learner is signed in."""
    cookie_of(cast.learner.user_id)
    return db.session().scalars(select(SignIn.id).where(SignIn.user_id == cast.learner.user_id).limit(1)).one()


def people_import(cast: Cast) -> UUID:
    """A file that the admin sent, its columns still to be named."""
    return importing.upload(
        cast.admin.actor, "people.csv", io.BytesIO(csv_of(a_person("", "Li Na", "li@c.example")))
    ).id


def learner(cast: Cast) -> UUID:
    """Acme's learner."""
    return cast.learner.user_id


def job_of_learner(cast: Cast) -> UUID:
    """Where Acme's learner works."""
    return db.session().scalars(select(Employment.id).where(Employment.user_id == cast.learner.user_id)).one()


def role_of_learner(cast: Cast) -> UUID:
    """The one role of Acme's learner."""
    return db.session().scalars(select(RoleGrant.id).where(RoleGrant.user_id == cast.learner.user_id)).one()


def invited(cast: Cast) -> UUID:
    """Somebody of Acme who is invited and has not come yet."""
    job = accounts.Job(cast.acme.id, clock.today())
    made = accounts.create_user(cast.admin.actor, name_latin="New Comer", email="new.comer@acme.example", job=job)
    accounts.invite(cast.admin.actor, made.id)
    return made.id


def junior(_cast: Cast) -> str:
    """A level's key."""
    return JUNIOR


def eligible_learner(cast: Cast) -> UUID:
    """Acme's learner, who meets what junior asks."""
    make_track()
    eligible_for_junior(cast.learner.user_id)
    return cast.learner.user_id


def decision(cast: Cast) -> UUID:
    """The decision that Acme's learner is eligible."""
    eligible_learner(cast)
    return db.session().scalars(select(Decision.id)).one()


def declined(cast: Cast) -> UUID:
    """That decision, declined by the admin."""
    found = decision(cast)
    granting.decline(cast.admin.actor, cast.learner.user_id, JUNIOR, "Not yet")
    return found


def certification(cast: Cast) -> UUID:
    """What Acme's learner was granted."""
    granting.grant(cast.admin.actor, eligible_learner(cast), JUNIOR)
    return db.session().scalars(select(Certification.id)).one()


def level(_cast: Cast) -> str:
    """A level of a track that is there."""
    make_track()
    return JUNIOR


def failed_work(_cast: Cast) -> UUID:
    """Work that was given up."""
    row = jobs.record("tests.nothing")
    row.state = "failed"
    db.session().flush()
    return row.id


def test(_cast: Cast) -> str:
    """An online test."""
    review = {"after_hand_in": {"score": True, "correctness": True}}
    publish(a_bank(*ten_questions()), a_test(a_section("all", draw=4), minutes=30, attempts=3, review=review))
    return "junior"


def attempt(cast: Cast) -> UUID:
    """An open attempt of Acme's learner."""
    return assessment.start(cast.learner.actor, test(cast))


def question_file(cast: Cast) -> str:
    """A picture of a question that Acme's learner is being asked, by its hash."""
    storage: Storage = current_app.storage  # type: ignore[attr-defined]
    media.keep(storage)
    publish(a_bank(single("q", media=[media.a_picture()])), a_test(a_section(draw=1)))
    assessment.start(cast.learner.actor, "junior")
    return media.sha256_of(media.BOARD)


def attempt_handed_in(cast: Cast) -> UUID:
    """One that is over."""
    over = attempt(cast)
    assessment.hand_in(cast.learner.actor, over)
    return over


def project(cast: Cast) -> UUID:
    """An attempt of Acme's learner under way, whose second question is answered with a file."""
    publish_project()
    begun = assessment.start(cast.learner.actor, "project")
    add(cast.learner.actor, current_app.storage, begun)  # type: ignore[attr-defined]
    return begun


def file_of_project(cast: Cast) -> UUID:
    """That file."""
    found = db.session().scalars(select(AttemptFile.id)).first()
    if found is None:
        project(cast)
        found = db.session().scalars(select(AttemptFile.id)).one()
    return found


def essay(cast: Cast) -> UUID:
    """An attempt of Acme's learner whose essay, its third question, waits for a mark; the examiner holds it."""
    publish_essay_test()
    handed_in = hand_in_essay(cast.learner.actor)
    marking.take_next(cast.examiner.actor)
    return handed_in


def mark(cast: Cast) -> UUID:
    """A mark that the examiner gave, and that waits for a second."""
    publish_essay_test(marking={"markers": 2})
    hand_in_essay(cast.learner.actor)
    take_and_mark(cast.examiner.actor, BEST)
    return db.session().scalars(select(Mark.id)).one()


def regrade(cast: Cast) -> UUID:
    """A question of Acme's learner's attempt that is to be marked anew."""
    publish_essay_test()
    hand_in_essay(cast.learner.actor)
    asked = db.session().scalars(select(Question.id).where(Question.key == "one")).one()
    return regrading.ask(cast.trainer.actor, Asked(asked, Remedy.FULL), "It had two right answers.").id


def regrade_preview(cast: Cast) -> UUID:
    """What that would do, looked at before."""
    publish_essay_test()
    hand_in_essay(cast.learner.actor)
    asked = db.session().scalars(select(Question.id).where(Question.key == "one")).one()
    test_id = db.session().scalars(select(Assessment.id).where(Assessment.key == "written")).one()
    return previewing.ask_preview(cast.trainer.actor, Asked(asked, Remedy.FULL), test_id).id


def certificate(cast: Cast) -> UUID:
    """The certificate of what Acme's learner was granted."""
    make_track()
    return grant_junior(cast).id


def own_file(cast: Cast) -> UUID:
    """The file of all data of Acme's learner, ready to be fetched."""
    export = ask_for_file(cast.learner.actor, "en")
    export.ready_at, export.size = clock.now(), 4
    path = file_of(current_app.config["ACADEMY"].data, export.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"file")
    return export.id


def code(cast: Cast) -> str:
    """Its code, for the world."""
    make_track()
    return grant_junior(cast).code


def drill_question(cast: Cast) -> UUID:
    """A question of the drill of Acme's learner, who is the only one to have joined; for the others it leads back."""
    return drill_for(cast.learner.actor)


def drill_answer(cast: Cast) -> UUID:
    """What Acme's learner answered."""
    return drilling.answer(cast.learner.actor, drill_question(cast), {}, guessed=False).id


def message(cast: Cast) -> UUID:
    """What Acme's learner was told."""
    events.publish(AccountSecured(cast.learner.user_id, "password"))
    return db.session().scalars(select(Message.id)).one()


def acme(cast: Cast) -> UUID:
    """Acme."""
    return cast.acme.id


def branch(cast: Cast) -> UUID:
    """Acme's branch."""
    return cast.acme_branch.id


def renaming(cast: Cast) -> UUID:
    """The entry of Acme's last change."""
    partners.rename_partner(cast.admin.actor, cast.acme.id, name_zh="", name_latin="Acme Group")
    return audit.entries_of("partner", cast.acme.id)[0].id


def region(cast: Cast) -> UUID:
    """A region that nothing refers to."""
    return partners.create_region(cast.admin.actor, "east", {"en": "East"}).id


def tier(cast: Cast) -> UUID:
    """A tier that nobody holds."""
    return partners.create_tier(cast.admin.actor, "gold", {"en": "Gold"}).id


def join_code(cast: Cast) -> str:
    """Acme's code for registrations."""
    return open_company(cast.acme.id).code


def registration(cast: Cast) -> UUID:
    """Somebody who asks for an account at Acme."""
    return ask(open_company(cast.acme.id)).id


def logo(cast: Cast) -> str:
    """The SHA-256 of the academy's logo, which an admin has just set."""
    storage: Storage = current_app.storage  # type: ignore[attr-defined]
    academy_operations.dress(cast.admin.actor, storage, colour="", logo=PNG)
    settings = db.session().get_one(AcademySettings, THE_ONE)
    assert settings.logo_sha256
    return settings.logo_sha256


def one_of_two_alike(cast: Cast) -> UUID:
    """The earlier of two attempts that stand out as alike."""
    return sat_together(cast.acme, clock.now())[0]


def other_of_two_alike(_cast: Cast) -> UUID:
    """The later one, of the record before."""
    return db.session().scalars(select(Attempt.id).order_by(Attempt.started_at.desc()).limit(1)).one()


def campaign(cast: Cast) -> UUID:
    """A campaign of phone spot checks, still a draft."""
    askable_level()
    return planning.make(cast.admin.actor, a_plan()).id


def spot_check(cast: Cast) -> UUID:
    """Acme's learner, drawn to be called."""
    return check_of(running(cast, cast.learner.user_id), cast.learner.user_id).id


def failed_check(cast: Cast) -> UUID:
    """A check that Acme's learner failed."""
    return _failed(cast)[0]


def proposal(cast: Cast) -> UUID:
    """What that one proposes."""
    return _failed(cast)[1]


def _failed(cast: Cast) -> tuple[UUID, UUID]:
    make_track()
    return failed_as_rows(cast.learner.user_id, grant_junior(cast).certification_id)
