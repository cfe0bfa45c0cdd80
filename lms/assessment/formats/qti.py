"""1EdTech's Question and Test Interoperability: packages and single files of QTI 1.2, 2.1, 2.2 and 3.0.

A package may hold any of them: whatever QTI stands in it is read. It is recognised as what its first file is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from lms.assessment.formats import _qti, _qti12
from lms.assessment.formats._qti_versions import V21, V22, V30
from lms.assessment.formats.items import Item, Reading, Written


@dataclass(frozen=True)
class Qti:
    """One version as a format."""

    KEY: str
    written: Callable[[Sequence[Item]], Written]

    def recognise(self, text: str) -> float:
        """How sure it is a file of this version, 0 to 1."""
        return 0.99 if _qti.version_in(text) == self.KEY else 0.0

    def recognise_package(self, files: Mapping[str, bytes]) -> float:
        """How sure a zip file's files are a package of this version, 0 to 1."""
        return 0.99 if _qti.version_of(files) == self.KEY else 0.0

    def read(self, text: str) -> Reading:
        """The questions of a file without a package."""
        return _qti.read(text)

    def read_package(self, files: Mapping[str, bytes]) -> Reading:
        """The questions of a package."""
        return _qti.read_package(files)

    def write(self, items: Sequence[Item]) -> Written:
        """A package."""
        return self.written(items)


CODECS = (
    Qti(_qti12.KEY, _qti12.write),
    *(Qti(version.key, partial(_qti.write, version=version)) for version in (V21, V22, V30)),
)
