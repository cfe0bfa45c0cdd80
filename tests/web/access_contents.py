"""Records of what is learnt and how it is written, made where the access table asks for one: as :mod:`tests.web.access_records`."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from lms.catalogue.library import operations as library
from lms.catalogue.models import Course, MediaFile
from lms.core import clock, db
from lms.core.storage import Storage
from lms.learning import operations as learning
from lms.learning.cases import operations as cases
from lms.learning.cases.rules import Written
from lms.learning.projects import operations as projects
from lms.learning.projects.models import ProjectFile, ProjectWork
from lms.studio import operations as studio
from lms.studio import queries as studio_queries
from lms.studio import working
from lms.studio.models import Draft
from lms.studio.office import operations as office
from lms.studio.operations import outline
from lms.studio.operations.publishing import ask_to_publish
from lms.studio.questions import operations as question_sheets
from lms.studio.questions.operations import Source
from lms.studio.transfer import exporting, places, uploading
from tests.cast import Cast
from tests.factories.content import PNG, load, write_content
from tests.factories.learning import experience, link, make_course
from tests.factories.learning import project as a_project
from tests.factories.office import boots, word
from tests.factories.transfer import zip_of
from tests.factories.uploads import PDF


def picture(_cast: Cast) -> str:
    """A lesson's picture, by its hash."""
    content = b"a picture"
    storage: Storage = current_app.storage  # type: ignore[attr-defined]
    sha256 = storage.put(content)
    db.session().add(MediaFile(sha256=sha256, name="picture.png", content_type="image/png", size=len(content)))
    return sha256


def course_of_learner(cast: Cast) -> str:
    """A course on which Acme's learner is enrolled, and nobody else; a newer version is there to move to."""
    make_course("gateways")
    learning.enrol(cast.learner.actor, "gateways")
    make_course("gateways", number=2)
    return "gateways"


def course_with(kind: str) -> Callable[[Cast], str]:
    """A course of one lesson of a kind, called like it, on which Acme's learner is; made once, whoever asks first."""

    def made(cast: Cast) -> str:
        if db.session().scalar(select(Course.id).where(Course.key == "toolkit")) is None:
            make_course("toolkit", [{"link": link, "project": a_project, "experience": experience}[kind](kind)])
            learning.enrol(cast.learner.actor, "toolkit")
        return "toolkit"

    return made


def file_of_work(cast: Cast) -> UUID:
    """A file of a draft of Acme's learner."""
    course = course_with("project")(cast)
    content = io.BytesIO(PDF)
    projects.add_file(cast.learner.actor, current_app.storage, course, "project", "plan.pdf", content)  # type: ignore[attr-defined]
    return db.session().scalars(select(ProjectFile.id)).one()


def work(cast: Cast) -> UUID:
    """A work that Acme's learner handed in."""
    projects.hand_in(cast.learner.actor, course_with("project")(cast), "project", "My analysis.")
    return db.session().scalars(select(ProjectWork.id)).one()


def draft_of_case(cast: Cast) -> UUID:
    """A case that Acme's learner is writing."""
    return _case(cast, submit=False)


def submitted_case(cast: Cast) -> UUID:
    """A case of Acme's learner that waits for a moderator."""
    return _case(cast, submit=True)


def _case(cast: Cast, *, submit: bool) -> UUID:
    text = "Long enough to tell somebody something about what happened."
    written = Written("A case", "en", {"situation": text, "deed": text})
    course = course_with("experience")(cast)
    return cases.save(cast.learner.actor, course, "experience", None, written, submit=submit)


def media_item(cast: Cast) -> UUID:
    """A picture of the media library."""
    return library.take(cast.trainer.actor, current_app.storage, "picture.png", io.BytesIO(PNG))  # type: ignore[attr-defined]


def media_upload(cast: Cast) -> UUID:
    """A file of the trainer's on its way to the media library."""
    return library.begin(cast.trainer.actor, "film.webm", 100).id


def written_course(_cast: Cast) -> str:
    """A course that was loaded from files, which are kept."""
    with TemporaryDirectory() as folder:
        load(write_content(Path(folder)), _storage())
    return "mountain-walks"


def course_draft(cast: Cast) -> UUID:
    """A draft of it, with a step that can be undone."""
    draft_id = studio.open_draft(cast.trainer.actor, written_course(cast))
    outline.move_lesson(cast.trainer.actor, _storage(), draft_id, "boots", "setting-out", 1)
    return draft_id


def question_sheet(cast: Cast) -> UUID:
    """Questions that the trainer pasted."""
    source = Source(b"Is a boot dry?\nFalse\n", "en")
    return question_sheets.begin(cast.trainer.actor, _storage(), source).id


def office_file(cast: Cast) -> UUID:
    """A document that the trainer uploaded."""
    return office.begin(cast.trainer.actor, _storage(), word(boots), file_name="walk.docx", language="en").id


def content_export(cast: Cast) -> UUID:
    """Courses that the trainer had packed."""
    written_course(cast)
    made = exporting.ask(cast.trainer.actor, ["mountain-walks"], whole=False)
    made.state, made.ready_at = "done", clock.now()
    places.export_file(made.id).write_bytes(b"PK")
    return made.id


def content_load(cast: Cast) -> UUID:
    """A zip file that the trainer sent, with nothing in it."""
    return uploading.take(cast.trainer.actor, "content.zip", io.BytesIO(zip_of({}))).id


def publication(cast: Cast) -> UUID:
    """A draft on its way to its learners."""
    (draft_id,) = db.session().scalars(select(Draft.id))
    seen = working.digest(studio_queries.files_of(draft_id))
    return ask_to_publish(cast.trainer.actor, draft_id, seen, "Boots come second.")


def _storage() -> Storage:
    return current_app.storage  # type: ignore[attr-defined, no-any-return]
