"""``/staff/studio/drafts/<id>/review``: what will change and whom it concerns; publishing, and how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms.core.errors import NotFound
from lms.core.i18n import Message, pick
from lms.studio import queries, working
from lms.studio.models import Publication
from lms.studio.operations.publishing import ask_to_publish
from lms.studio.queries.affected import affected
from lms.studio.queries.changes import file_changes
from lms.studio.queries.publications import last_publication, publication, under_way
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.staff.studio.desk import AUTHOR, DRAFT, Desk, rows
from lms.web.staff.studio.forms import PublishForm
from lms.web.staff.studio.views import zipped
from lms.web.staff.studio.wrong import listed
from lms.web.stored import storage
from lms.web.viewer import current_actor

pages = Blueprint("studio_publishing", __name__, url_prefix=DRAFT)


@pages.get("/review")
@access(*AUTHOR)
def review(draft_id: UUID) -> BaseResponse | str:
    """Every changed file with its lines, what is wrong, who is concerned; and the button."""
    desk = Desk.of(draft_id)
    going_on = under_way(desk.actor, draft_id)
    if going_on is not None or not desk.is_open:
        last = going_on or last_publication(desk.actor, draft_id)
        if last is not None:
            return redirect(url_for("studio_publishing.show", draft_id=draft_id, publication_id=last.id))
        raise NotFound
    form = PublishForm(formdata=None, data={"seen": working.digest(desk.files)})
    return _page(desk, form)


def _page(desk: Desk, form: PublishForm) -> str:
    found, advised = working.look(storage(), desk.key, desk.files)
    return render_template(
        "staff/studio/review.html",
        desk=desk,
        form=form,
        changes=file_changes(storage(), queries.base_of(desk.draft), desk.files),
        found=listed(desk, rows(found)),
        advised=listed(desk, rows(advised)),
        who=affected(desk.actor, desk.key),
    )


@pages.post("/publish")
@access(*AUTHOR)
def publish(draft_id: UUID) -> BaseResponse | tuple[str, int]:
    """Have it published."""
    form, made = PublishForm(), []

    def ask() -> None:
        made.append(ask_to_publish(current_actor(), draft_id, form.seen.data or "", form.note.data or ""))

    if not carried_out(form, ask):
        desk = Desk.of(draft_id)
        form.seen.data = working.digest(desk.files)
        return _page(desk, form), 422
    return redirect(url_for("studio_publishing.show", draft_id=draft_id, publication_id=made[0]), 303)


@pages.get("/publications/<uuid:publication_id>")
@access(*AUTHOR)
def show(draft_id: UUID, publication_id: UUID) -> str:
    """How far it is, and what came of it."""
    desk = Desk.of(draft_id)
    made = publication(desk.actor, draft_id, publication_id)
    return render_template(
        "staff/studio/publication.html",
        desk=desk,
        made=made,
        stage=Message.from_json(made.stage) if made.stage else None,
        problems=listed(desk, _problems(made)),
        changes=[
            (_named(desk, one["subject"], one["key"]), Message.from_json(one["what"])) for one in made.changes or ()
        ],
    )


def _named(desk: Desk, subject: str, key: str) -> str:
    """What was loaded, in the words of who writes: by its title where the draft has one."""
    if subject == "course":
        title: Any = desk.outline.title if key == desk.key else None
    elif subject == "test":
        title = desk.test(key).get("title")
    elif subject == "question bank":
        title = desk.data(f"{desk.key}/questions.yaml").get("title")
    else:
        title = _stem(desk, key)
    words = pick(title, current_language()) if isinstance(title, dict) and title else key
    return _SUBJECTS[subject] % {"title": words} if subject in _SUBJECTS else words


_SUBJECTS = {
    "course": _l("Course “%(title)s”"),
    "test": _l("Test “%(title)s”"),
    "question bank": _l("Questions of “%(title)s”"),
    "question": _l("Question “%(title)s”"),
}


def _stem(desk: Desk, key: str) -> object:
    """The words of a question of the course's own bank, by ``bank/question``."""
    questions = desk.data(f"{desk.key}/questions.yaml").get("questions")
    name = key.rpartition("/")[2]
    known = (one for one in questions if isinstance(one, dict)) if isinstance(questions, list) else ()
    return next((one.get("stem") for one in known if one.get("id") == name), None)


def _problems(made: Publication) -> list[tuple[str, int | None, Message]]:
    return [(one["file"], one["line"], Message.from_json(one["reason"])) for one in made.problems or ()]


@pages.get("/export.zip")
@access(*AUTHOR)
def export(draft_id: UUID) -> Response:
    """The draft's folder as it stands."""
    desk = Desk.of(draft_id)
    return zipped(desk.files, f"{desk.key}-draft")
