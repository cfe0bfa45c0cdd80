"""Personal data: what each package knows about people, why and for how long, and what becomes of it when somebody is erased.

A package says it in a :class:`Part` of its own (its room ``personal.py``); ``lms/wiring.py`` lists the parts. A law holds the list
against every table: no column that points at a person is without a part, or without a reason why it needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select

from lms.core import db
from lms.core.i18n import Message

AT_A_TIME = 500


@dataclass(frozen=True)
class Sheet:
    """One list of a person's export. ``name`` is its file's; ``fields`` gives each column of ``rows`` its name and meaning.

    Rows may hold what JSON holds, and ids, days, instants and decimals. They are read once, while they are written.
    """

    name: str
    title: Message
    fields: Mapping[str, Message]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True)
class Enclosure:
    """A file of a person's export: its name there, and the SHA-256 under which storage keeps it."""

    name: str
    sha256: str


def _nothing(_user_id: UUID) -> None:
    """What a part does that has nothing to do."""


def _no_files(_user_id: UUID) -> Iterable[Enclosure]:
    return ()


@dataclass(frozen=True)
class Part:
    """What one package knows about people.

    ``purpose``: what it is, and why it is kept. ``kept``: for how long. ``at_erasure``: what goes and what stays, and why.
    ``columns``: every ``table.column`` that points at a person, names one or holds what one wrote.
    ``sheets`` and ``files``: the person's own copy. ``hinders``: why the person cannot be erased now, or None.
    ``prepare``: what takes its time at erasure and writes nothing; what it answers is handed to ``erase``, which does the rest in
    one transaction with all other parts, once and for ever; a second time changes nothing more.
    """

    key: str
    title: Message
    purpose: Message
    kept: Message
    at_erasure: Message
    columns: frozenset[str]
    sheets: Callable[[UUID], Iterator[Sheet]]
    erase: Callable[[UUID, object], None]
    files: Callable[[UUID], Iterable[Enclosure]] = _no_files
    hinders: Callable[[UUID], Message | None] = _nothing
    prepare: Callable[[UUID], object] = _nothing


_parts: tuple[Part, ...] = ()


def connect(parts: Sequence[Part]) -> None:
    """Make ``parts`` the whole list, in the order of the house: what stands below comes first."""
    global _parts  # noqa: PLW0603 - one list a process, as with events
    _parts = tuple(parts)


def parts() -> tuple[Part, ...]:
    """All parts, what stands below first."""
    return _parts


def hindrance(user_id: UUID) -> Message | None:
    """Why a person cannot be erased now, or None: the first reason that a part gives."""
    return next(filter(None, (part.hinders(user_id) for part in _parts)), None)


def streamed(statement: Select[*tuple[object, ...]]) -> Iterator[Sequence[object]]:
    """The rows of a statement on columns, a few hundred in memory at a time."""
    for row in db.session().execute(statement.execution_options(yield_per=AT_A_TIME)):
        yield tuple(row)
