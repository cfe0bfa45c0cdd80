"""What the studio writes where there was nothing yet: the file of a new course, in the house's hand."""

from __future__ import annotations

from collections.abc import Mapping

from lms.core.documents import BadDocument, parse_yaml
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.studio.hand import flow


def new_course_text(key: str, title: Mapping[str, str], summary: Mapping[str, str], owner: str) -> str:
    """``course.yaml`` of a course that begins: one module, no lesson."""
    named = {"en": "Module 1", "zh": "第 1 单元"}
    module = {language: named[language] for language in named if language in title}
    return (
        f"format: 1\nid: {key}\nversion: 1\ntitle: {flow(dict(title))}\nsummary: {flow(dict(summary))}\n"
        f"owner: {flow(owner)}\ncredits: 0\ncounts_for: []\n"
        f"modules:\n  - id: module-1\n    title: {flow(module)}\n    lessons: []\n"
    )


def new_test_text(key: str, title: Mapping[str, str], bank: str) -> str:
    """A practice test that draws from the course's questions: up to five, sixty per cent to pass, everything shown at once."""
    try:
        data = parse_yaml(bank, "questions.yaml").data
        name, count = str(data["bank"]), len(data["questions"])
    except (BadDocument, KeyError, TypeError):
        raise Refused(msg("The course's questions cannot be read yet. Put questions.yaml right first.")) from None
    shown = "[score, overall, attempt, correctness, specific, general, answers]"
    moments = "".join(f"  {moment}: {shown}\n" for moment in ("just_after", "later", "closed"))
    return (
        f"format: 1\nid: {key}\nversion: 1\ntitle: {flow(dict(title))}\npurpose: practice\npass_mark: 60\n"
        f"shuffle: {{questions: true, options: true}}\nreview:\n{moments}"
        f"sections:\n  - id: questions\n    title: {flow(dict(title))}\n    draw: {max(1, min(5, count))}\n"
        f"    from: {{bank: {flow(name)}}}\n    points: 1\n"
    )


def usual_headings(title: Mapping[str, str]) -> list[dict[str, object]]:
    """What a case is made of where nobody has said it yet, in the languages of the lesson's title."""
    return [
        {"id": key, "title": {language: words for language, words in said.items() if language in title}}
        for key, said in _HEADINGS.items()
    ]


_HEADINGS = {
    "situation": {"en": "What the situation was", "zh": "当时的情况"},
    "deed": {"en": "What you did", "zh": "您做了什么"},
    "result": {"en": "What came of it, and what you would do again", "zh": "结果如何，下次还会怎么做"},
}
