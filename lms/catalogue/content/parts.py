"""Content as a whole: each package checks and loads its own part of it; together all or nothing.

The list of parts stands in ``lms/wiring.py``: packages above the catalogue read the documents that it leaves unread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue.content.reading import Content
from lms.core.documents import Problem
from lms.core.errors import Conflict, Refused
from lms.core.i18n import Message, msg
from lms.core.storage import Storage

Progress = Callable[[Message, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Change:
    """Something that loading changed: ``subject`` (track, course, question, …), its id, and what happened to it."""

    subject: str
    key: str
    what: Message

    def as_json(self, language: str = "en") -> dict[str, str]:
        """The change in words."""
        return {"subject": self.subject, "key": self.key, "what": self.what.render(language)}


@dataclass(frozen=True)
class ContentPart:
    """A package's share of the content.

    ``check`` reads files only; ``load`` runs in the transaction, after all checks found nothing, and raises
    :class:`ContentRefused` for what only the database can tell. ``schemas``: the shapes of its files, by name.
    """

    name: str
    check: Callable[[Content], list[Problem]]
    load: Callable[[Actor, Content], list[Change]]
    schemas: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    advise: Callable[[Content], list[Problem]] | None = None
    """What is allowed and worth a second thought, by file and line."""


_parts: tuple[ContentPart, ...] = ()


def connect(parts: Sequence[ContentPart]) -> None:
    """Make ``parts`` those of this process, for pages that check content while it is written."""
    global _parts  # noqa: PLW0603 - one list a process, as with events
    _parts = tuple(parts)


def connected() -> Sequence[ContentPart]:
    """The parts of this process."""
    return _parts


class ContentRefused(Refused):
    """The content has problems; nothing of it was taken in."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(msg("The content has problems: {count}. Nothing was changed.", count=len(problems)))
        self.problems = list(problems)


def check(parts: Sequence[ContentPart], content: Content) -> list[Problem]:
    """Every problem of the content, by file and line, each once."""
    return _in_order([*content.problems, *(problem for part in parts for problem in part.check(content))])


def advice(parts: Sequence[ContentPart], content: Content) -> list[Problem]:
    """What hinders nothing and should be thought about twice, by file and line, each once."""
    return _in_order([remark for part in parts if part.advise is not None for remark in part.advise(content)])


def _in_order(found: list[Problem]) -> list[Problem]:
    by_words = {(problem.file, problem.line or 0, problem.reason.render("en")): problem for problem in found}
    return [by_words[key] for key in sorted(by_words)]


def _silent(_what: Message, _done: int, _total: int) -> None:
    return


def load(
    actor: Actor, parts: Sequence[ContentPart], content: Content, storage: Storage, *, progress: Progress = _silent
) -> list[Change]:
    """Take the content in, whole or not at all; returns what changed, nothing when it was loaded before.

    Raises :class:`ContentRefused` with every problem, and Conflict when a file changes meanwhile.
    """
    actor.require(Permission.COURSE_AUTHOR)
    if problems := check(parts, content):
        raise ContentRefused(problems)
    keep_files(content, storage, progress)
    return take_in(actor, parts, content, progress)


def take_in(actor: Actor, parts: Sequence[ContentPart], content: Content, progress: Progress = _silent) -> list[Change]:
    """The last step of :func:`load`, for whoever has checked the content and kept its files before: what it changes, all or nothing."""
    actor.require(Permission.COURSE_AUTHOR)
    changes: list[Change] = []
    problems: list[Problem] = []
    for done, part in enumerate(parts):
        progress(msg("Loading"), done, len(parts))
        try:
            changes += part.load(actor, content)
        except ContentRefused as refused:
            problems += refused.problems
    progress(msg("Loading"), len(parts), len(parts))
    if problems:
        raise ContentRefused(problems)
    return changes


def keep_files(content: Content, storage: Storage, progress: Progress = _silent) -> None:
    """Keep all files under their hashes. Not undone with the transaction: bytes that nobody names harm nobody."""
    for done, (file, sha256) in enumerate(content.hashes.items()):
        progress(msg("Keeping files"), done, len(content.hashes))
        if not storage.path(sha256).exists():
            with (content.folder / file).open("rb") as opened:
                if storage.take(opened) != sha256:
                    raise Conflict(msg("{file} changed while it was read; load again.", file=file))
    progress(msg("Keeping files"), len(content.hashes), len(content.hashes))
