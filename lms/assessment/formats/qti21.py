"""QTI 2.1: packages and single items of 1EdTech's Question and Test Interoperability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.assessment.formats import _qti
from lms.assessment.formats._qti_versions import V21
from lms.assessment.formats.items import Item, Reading, Written

KEY = V21.key


def recognise(text: str) -> float:
    """How sure it is an item of this version, 0 to 1."""
    return 0.99 if _qti.version_in(text) == KEY else 0.0


def recognise_package(files: Mapping[str, bytes]) -> float:
    """How sure a zip file's files are a package of this version, 0 to 1."""
    return 0.99 if _qti.version_of(files) == KEY else 0.0


def read(text: str) -> Reading:
    """The question of a file without a package."""
    return _qti.read(text)


def read_package(files: Mapping[str, bytes]) -> Reading:
    """The questions of a package."""
    return _qti.read_package(files)


def write(items: Sequence[Item]) -> Written:
    """A package."""
    return _qti.write(items, V21)
