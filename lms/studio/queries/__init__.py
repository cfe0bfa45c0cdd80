"""Reads of the studio. Courses belong to no region or company: whoever may write courses everywhere sees all drafts, nobody else any."""

from __future__ import annotations

from lms.studio.queries.drafts import (
    OpenDraft,
    base_of,
    course_files,
    draft,
    earlier_text,
    files_of,
    is_stale,
    latest_of,
    needs_file,
    open_draft_of,
    open_drafts,
    published_states,
    text_of,
)

__all__ = [
    "OpenDraft",
    "base_of",
    "course_files",
    "draft",
    "earlier_text",
    "files_of",
    "is_stale",
    "latest_of",
    "needs_file",
    "open_draft_of",
    "open_drafts",
    "published_states",
    "text_of",
]
