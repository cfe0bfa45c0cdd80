"""What was loaded under a version never changes: the law, and the fingerprint it is judged by.

Courses, tracks, questions and tests obey it alike.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Literal

from lms.core.i18n import Message, msg


def digest(data: object) -> str:
    """SHA-256 of JSON data, whatever the order of its names."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def judge(version: int, sha256: str, loaded: Mapping[int, str]) -> Literal["new", "same"] | Message:
    """Whether a file's version is new, or the current one unchanged; else the sentence that refuses it.

    ``loaded`` are the versions loaded so far with their fingerprints.
    """
    latest = max(loaded, default=0)
    if version > latest:
        return "new"
    if loaded.get(version) == sha256 and version == latest:
        return "same"
    if version == latest:
        return msg(
            "Version {version} was loaded with other content, which never changes; raise version to {next}.",
            version=version,
            next=latest + 1,
        )
    return msg(
        "Version {version} comes before version {latest}, which was loaded; raise version to {next}.",
        version=version,
        latest=latest,
        next=latest + 1,
    )
