"""What a document of Word or PowerPoint says, before it is part of any course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lms.core.i18n import Message


@dataclass(frozen=True)
class Remark:
    """What could not be carried, or is to be looked at again; ``place``: where in the document."""

    reason: Message
    place: Message | None = None


@dataclass(frozen=True)
class Lesson:
    """A lesson in our Markdown; ``kind``: article, slides. Its pictures are named by the keys of :attr:`Reading.pictures`.

    ``pages``: of a deck the picture of each slide by its key; nothing where none were drawn.
    """

    kind: str
    title: str
    text: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A whole document. ``title``: what it calls itself; ``pictures``: their bytes as they came, by the name the words use."""

    title: str = ""
    lessons: tuple[Lesson, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
