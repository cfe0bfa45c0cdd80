"""What the studio's pages share: the draft at hand, where things are, what steps are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.documents import Problem
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, pick
from lms.studio import course_text, queries
from lms.studio.course_text import Outline
from lms.studio.models import Draft
from lms.studio.queries.presence import Present, others
from lms.studio.rules.paths import course_file
from lms.studio.rules.steps import Deed
from lms.web.language import current_language
from lms.web.stored import storage
from lms.web.viewer import current_actor

AUTHOR = (Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
DRAFT = "/staff/studio/drafts/<uuid:draft_id>"
NAMES = {"en": _l("English"), "zh": _l("Chinese")}
HTML_CODES = {"en": "en", "zh": "zh-Hans"}
DEEDS: Mapping[str, LazyString] = {
    Deed.OPENED: _l("Draft begun"),
    Deed.EDITED: _l("Written"),
    Deed.ADDED_FILE: _l("File added"),
    Deed.REMOVED_FILE: _l("File taken out"),
    Deed.ADDED: _l("Added"),
    Deed.RENAMED: _l("Title or length changed"),
    Deed.DUPLICATED: _l("Duplicated"),
    Deed.REMOVED: _l("Removed"),
    Deed.MOVED: _l("Moved"),
    Deed.SETTINGS: _l("Course's page changed"),
    Deed.BROUGHT_UP: _l("Brought up to date"),
    Deed.AS_IT_WAS: _l("Earlier state taken back"),
    Deed.UNDONE: _l("Undone"),
}
KINDS: Mapping[str, tuple[LazyString, str]] = {
    "article": (_l("Article"), "file-text"),
    "video": (_l("Video"), "play-btn"),
    "document": (_l("Document"), "file-earmark-pdf"),
    "slides": (_l("Slides"), "easel"),
    "link": (_l("Link"), "box-arrow-up-right"),
    "online-test": (_l("Online test"), "ui-checks"),
    "project": (_l("Project"), "folder2-open"),
    "experience": (_l("Experience"), "chat-left-text"),
    "class": (_l("Class"), "calendar-event"),
}
BESIDE_TEXT: Mapping[str, LazyString] = {
    "video": _l("The film and its subtitles are named in course.yaml; the text here stands under the film."),
    "document": _l("The document in each language is named in course.yaml; the text here stands above it."),
    "link": _l("The address is in course.yaml; the text here stands above the link."),
    "project": _l(
        "What is looked at, and how many files may be handed in, is in course.yaml; the text here is the task."
    ),
    "class": _l("Its dates, places and seats are planned under Classes; the text here says what to bring."),
    "experience": _l("The parts that a case is written in are in course.yaml; the text here says what is asked for."),
}
"""Of kinds of lessons with more than a text: where the rest of it is written, and what the text is there for."""
# icons: calendar-event easel file-text play-btn ui-checks question-circle


@dataclass
class Desk:
    """A draft as its pages need it, each part looked up once."""

    actor: Actor
    draft: Draft
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, draft_id: UUID) -> Desk:
        """The draft at an address; raises Forbidden and NotFound."""
        actor = current_actor()
        made = queries.draft(actor, draft_id)
        return cls(actor, made, queries.files_of(made.id))

    @property
    def key(self) -> str:
        """The course's id."""
        return self.draft.course_key

    @property
    def is_open(self) -> bool:
        """Whether anything can still be written."""
        return self.draft.state == "open"

    @property
    def course_sha(self) -> str:
        """The hash of ``course.yaml``, which forms name as what they show."""
        return self.files.get(course_file(self.key), "")

    @cached_property
    def outline(self) -> Outline:
        """The course as its file says it."""
        return course_text.outline(self.text(course_file(self.key)), course_file(self.key))

    @cached_property
    def is_stale(self) -> bool:
        """Whether something was published since the draft began."""
        return self.is_open and queries.is_stale(self.draft)

    @cached_property
    def others(self) -> list[Present]:
        """Who else has it open."""
        return others(self.actor, self.draft.id) if self.is_open else []

    def text(self, path: str) -> str:
        """A file's text; empty for one that is not there."""
        return queries.text_of(storage(), self.files.get(path))

    def media_url(self, name: str) -> str:
        """Where a picture of the draft is shown from."""
        return url_for("studio_writing.media", draft_id=self.draft.id, name=name)

    def media(self) -> list[str]:
        """The names of its media files."""
        head = f"{self.key}/media/"
        return [path.removeprefix(head) for path in self.files if path.startswith(head)]

    def about(self, path: str) -> str:
        """A file in the words of who writes: a lesson's title where it is one's text."""
        name = path.removeprefix(f"{self.key}/")
        if name.startswith("lessons/"):
            lesson = self.outline.lesson(name.removeprefix("lessons/").split(".")[0])
            if lesson is not None and lesson.title:
                language = name.rsplit(".", 2)[1]
                words = lesson.title.get(language) or next(iter(lesson.title.values()))
                return f"{words} ({NAMES[language]})"
        return name

    def named(self, about: str) -> str:
        """What a step was about in the words of who writes: a file, a lesson or a module as it is called now, else its id."""
        if "/" in about:
            return self.about(about)
        known = {one.key: one.title for one in self.outline.modules}
        known |= {one.key: one.title for one in self.outline.lessons}
        return pick(known[about], current_language()) if known.get(about) else about


def rows(problems: Sequence[Problem]) -> list[tuple[str, int | None, Message]]:
    """Problems as the pages list them: file, line, reason."""
    return [(one.file, one.line, one.reason) for one in problems]


def attempted(deed: Callable[[], Any], said: object = None) -> Any:
    """Do a deed; where it is refused, nothing of it stays and its sentence is shown on the next page. Returns what it returned."""
    try:
        with db.attempt():
            done = deed()
    except (Conflict, Refused) as error:
        flash(error.message.render(current_language()), "danger")
        return None
    if said:
        flash(str(said), "ok")
    return done
