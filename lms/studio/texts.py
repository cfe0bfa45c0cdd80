"""What the studio writes where there was nothing yet: the file of a new course, in the house's hand."""

from __future__ import annotations

from collections.abc import Mapping

from lms.studio.splicing import flow


def new_course_text(key: str, title: Mapping[str, str], summary: Mapping[str, str], owner: str) -> str:
    """``course.yaml`` of a course that begins: one module, no lesson."""
    named = {"en": "Module 1", "zh": "第 1 单元"}
    module = {language: named[language] for language in named if language in title}
    return (
        f"format: 1\nid: {key}\nversion: 1\ntitle: {flow(dict(title))}\nsummary: {flow(dict(summary))}\n"
        f"owner: {flow(owner)}\ncredits: 0\ncounts_for: []\n"
        f"modules:\n  - id: module-1\n    title: {flow(module)}\n    lessons: []\n"
    )
