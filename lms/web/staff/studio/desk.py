"""What the studio's pages share: the draft at hand, where things are, what steps are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import flash, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.library import queries as library
from lms.catalogue.library.models import MediaItem
from lms.core import db
from lms.core.documents import BadDocument, Problem, parse_yaml
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, pick
from lms.studio import course_text, queries
from lms.studio.course_text import Lesson, Outline
from lms.studio.models import Draft
from lms.studio.queries.media import type_of
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
    Deed.FILLED: _l("Filled in"),
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
# icons: calendar-event easel file-text play-btn ui-checks question-circle


FILES: Mapping[str, LazyString] = {
    "course.yaml": _l("The course: its page, modules and lessons"),
    "questions.yaml": _l("The course's questions"),
}
"""What the files are called that each course has once."""


@dataclass
class Desk:
    """A draft as its pages need it, each part looked up once."""

    actor: Actor
    draft: Draft
    files: dict[str, str] = field(default_factory=dict)
    _items: dict[str, Sequence[MediaItem]] = field(default_factory=dict)

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

    def shelf(self, kind: str, chosen: UUID | None = None) -> tuple[list[str], list[MediaItem]]:
        """Files of a kind: the course's by name, then those of the library that the course has not, the newest first; one that is ``chosen``
        is among them, however old.
        """
        own = [name for name in self.media() if type_of(name) in library.KINDS[kind]]
        if kind not in self._items or (chosen and chosen not in {one.id for one in self._items[kind]}):
            self._items[kind] = library.choices(kind, chosen=[chosen] if chosen else [])
        there = {self.files[f"{self.key}/media/{name}"] for name in own}
        return [f"media/{name}" for name in own], [one for one in self._items[kind] if one.sha256 not in there]

    def tests(self) -> list[str]:
        """The ids of the course's tests."""
        head = f"{self.key}/tests/"
        return [path.removeprefix(head).removesuffix(".yaml") for path in self.files if path.startswith(head)]

    def test(self, key: str) -> dict[str, Any]:
        """What a test's file says, whatever state it is in; empty where there is none, or it cannot be read."""
        return self.data(f"{self.key}/tests/{key}.yaml")

    def data(self, path: str) -> dict[str, Any]:
        """What a file says, as far as it can be read."""
        if path not in self.files:
            return {}
        try:
            found = parse_yaml(self.text(path), path).data
        except BadDocument:
            return {}
        return found if isinstance(found, dict) else {}

    def lesson_at(self, path: str) -> Lesson | None:
        """The lesson whose words stand at a path."""
        name = path.partition("/")[2]
        return self.outline.lesson(name[8:].split(".")[0]) if name.startswith("lessons/") else None

    def about(self, path: str) -> str:
        """A file in the words of who writes: a lesson's title where it is one's text."""
        name = path.removeprefix(f"{self.key}/")
        lesson = self.lesson_at(path)
        if lesson is not None and lesson.title:
            language = name.rsplit(".", 2)[1]
            words = lesson.title.get(language) or next(iter(lesson.title.values()))
            return f"{words} ({NAMES[language]})"
        if name.startswith("tests/"):
            title = self.test(name.removeprefix("tests/").removesuffix(".yaml")).get("title")
            return (
                _("Test: %(title)s", title=pick(title, current_language()))
                if isinstance(title, dict) and title
                else name
            )
        return str(FILES.get(name, name))

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
