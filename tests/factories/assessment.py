"""Questions and online tests, as their files would say them, loaded as the files are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lms.accounts.actor import Actor
from lms.assessment import content
from lms.catalogue.content.parts import Change
from lms.catalogue.content.reading import Content
from lms.core.documents import LocatedDocument
from tests.factories import media

Data = dict[str, Any]

RIGHT, WRONG = "right", "wrong"
SECRETS = ("Feedback of", "反馈")
"""Words that stand in every feedback written here, and nowhere else."""


def said(words: str) -> Data:
    """Words in both languages."""
    return {"en": words, "zh": f"{words}（中文）"}


def single(
    key: str, *, topic: str = "gateways", options: tuple[str, ...] = (WRONG, RIGHT, "c", "d"), **more: Any
) -> Data:
    """A single-choice question whose right option is ``right``."""
    written = [{"id": name, "text": said(f"Option {name} of {key}")} for name in options]
    for option in written:
        option["feedback"] = {"en": f"Feedback of {option['id']}", "zh": "选项的反馈"}
        if option["id"] == RIGHT:
            option["correct"] = True
    return _question(key, topic, "single-choice", {"options": written, **more})


def many(key: str, *, right: str = "ab", wrong: str = "cd", topic: str = "gateways", **more: Any) -> Data:
    """A multiple-response question; each letter is an option."""
    written = [
        {"id": name, "text": said(f"Option {name} of {key}"), **({"correct": True} if name in right else {})}
        for name in right + wrong
    ]
    return _question(key, topic, "multiple-response", {"options": written, **more})


def statement(key: str, *, holds: bool = True, topic: str = "gateways", **more: Any) -> Data:
    """A true-false question."""
    return _question(key, topic, "true-false", {"correct": holds, **more})


def _question(key: str, topic: str, kind: str, more: Data) -> Data:
    return {
        "id": key,
        "version": 1,
        "type": kind,
        "category": topic,
        "difficulty": "easy",
        "stem": said(f"Stem of {key}"),
        "feedback": {"en": f"Feedback of {key}", "zh": "题目的反馈"},
        **more,
    }


def a_bank(*questions: Data, key: str = "products", topics: tuple[str, ...] = ("gateways", "services")) -> Data:
    """A bank's file."""
    return {
        "format": 1,
        "bank": key,
        "title": said("Products"),
        "categories": [{"id": topic, "title": said(f"Topic {topic}")} for topic in topics],
        "questions": list(questions),
    }


def a_section(key: str = "all", *, draw: int | None = None, bank: str = "products", **more: Any) -> Data:
    """A section of a test."""
    source = {"bank": bank} | {name: more.pop(name) for name in ("categories", "difficulty", "tags") if name in more}
    drawn = {} if draw is None else {"draw": draw}
    return {"id": key, "title": said(f"Section {key}"), **drawn, "from": source, **more}


def a_test(*sections: Data, key: str = "junior", **more: Any) -> Data:
    """A test's file: certification, pass mark 70, unless said otherwise."""
    base = {
        "format": 1,
        "id": key,
        "version": 1,
        "title": said("Junior online test"),
        "purpose": "certification",
        "pass_mark": 70,
        "sections": list(sections),
    }
    return base | more


def folder(*files: Data, course: str = "product-training") -> Content:
    """The files as a folder that was read; banks and tests named ``check-…`` stand in the course."""
    made = Content(Path("nowhere"))
    for data in files:
        if "bank" in data:
            made.question_banks.append(LocatedDocument(f"{course}/questions.yaml", data, {}))
        else:
            place = f"{course}/tests" if data["id"].startswith("check-") else "tests"
            made.tests.append(LocatedDocument(f"{place}/{data['id']}.yaml", data, {}))
    if "'media/" in repr(files):
        media.add_course(made, course)
    return made


def publish(*files: Data) -> list[Change]:
    """Load files that are right into the database of the open transaction."""
    made = folder(*files)
    assert [str(problem) for problem in content.check(made)] == []
    return content.load(Actor.system("tests"), made)


def ten_questions() -> list[Data]:
    """Ten single-choice questions, seven of gateways and three of services."""
    return [single(f"q{n}", topic="gateways" if n < 7 else "services") for n in range(10)]
