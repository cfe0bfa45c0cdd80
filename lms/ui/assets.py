"""Where the built front end lies: names as the sources know them to fingerprinted names as the browser loads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

FOLDER = Path(__file__).parent / "static"
LOOK_EVERY = 1.0
"""Seconds between two looks for a newer build: every icon of every page asks."""

BUILD = "npm ci && node lms/ui/frontend/build.mjs"


class FrontEndNotBuilt(RuntimeError):
    """The style sheets and scripts were not built yet."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder.name}/manifest.json is missing: run `{BUILD}`")


class UnknownAsset(LookupError):
    """A template names a file, or an icon, that the build did not write."""


@dataclass
class Manifest:
    """What the build wrote. ``lenient`` (tests without a front end) answers with plain names if nothing was built."""

    folder: Path = FOLDER
    lenient: bool = False
    _read_at: float = -1.0
    _files: dict[str, str] | None = None
    _icons: frozenset[str] = frozenset()
    _looked_at: float = -1.0

    def file(self, name: str) -> str:
        """``academy.css`` -> ``academy.5f1c2a9b.css``."""
        files = self._load()
        if files is None:
            return name
        try:
            return files[name]
        except KeyError:
            raise UnknownAsset(f"{name} is not in the built front end: {', '.join(sorted(files))}") from None

    def check_icon(self, name: str) -> None:
        """Complain about an icon that the sprite lacks: the build finds icons by reading ``icon("…")`` in sources."""
        if self._load() is not None and name not in self._icons:
            raise UnknownAsset(f"the sprite has no icon {name!r}: rebuild, or name it in an `icons:` comment")

    def _load(self) -> dict[str, str] | None:
        if self._files is not None and monotonic() - self._looked_at < LOOK_EVERY:
            return self._files
        self._looked_at = monotonic()
        path = self.folder / "manifest.json"
        try:
            changed_at = path.stat().st_mtime
        except FileNotFoundError:
            if self.lenient:
                return None
            raise FrontEndNotBuilt(self.folder) from None
        if changed_at != self._read_at:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            self._files, self._icons, self._read_at = dict(data["files"]), frozenset(data["icons"]), changed_at
        return self._files
