"""A question of every type, twice: as it is, and with another key behind the same face. Nothing that a browser is told during a test
may differ between the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.factories import question_types as more
from tests.factories.assessment import Data, many, said, single, statement
from tests.factories.marking import LEAK, RUBRIC, essay
from tests.factories.uploads import upload_question

_NAMING = frozenset({"id", "match", "label"})
_LISTING = frozenset({"pinned", "right"})
OTHER_WORDS = {"en": "Quite another explanation", "zh": "完全不同的话"}


def _options(question: Data) -> Data:
    """What is right becomes wrong, each option's feedback and weight another."""
    turned = deepcopy(question)
    for option in turned["options"]:
        right = option.pop("correct", False)
        option["feedback"] = OTHER_WORDS
        if not right:
            option["correct"] = True
    if question["type"] == "single-choice":
        for option in turned["options"][2:]:
            option.pop("correct", None)
    return turned


def _of(change: Mapping[str, Any], question: Data) -> Data:
    return {**deepcopy(question), **change}


def _gaps() -> Data:
    turned = more.gap_fill()
    turned["gaps"][0]["accept"] = ["entirely", "other"]
    first, second = turned["gaps"][1]["options"]
    first["correct"] = second.pop("correct")
    return turned


def _matched() -> Data:
    turned = more.matching()
    for prompt, match in zip(turned["prompts"], "wzy", strict=True):
        prompt["match"] = match
    return turned


def _reversed() -> Data:
    turned = more.ordering()
    turned["items"].reverse()
    return turned


def _elsewhere() -> list[Data]:
    """Two other areas of the picture."""
    return [
        {"id": "one", "rect": [2, 2, 20, 20], "text": OTHER_WORDS},
        {"id": "two", "circle": {"centre": [30, 30], "radius": 5}, "text": OTHER_WORDS},
    ]


def _labelled() -> Data:
    turned = more.labelling()
    for place, label in zip(turned["places"], "zx", strict=True):
        place["label"] = label
    return turned


def _other_case() -> Data:
    turned = more.scenario()
    first, _second, third = turned["parts"]
    first["correct"] = False
    parts = [first, more.part_of(_matched(), "two", points=2), {**third, "answer": 7, "feedback": OTHER_WORDS}]
    return {**turned, "parts": parts}


def _told(asked: Data, turned: Data) -> tuple[Data, Data]:
    """The two, each with a feedback of its own, where its type has one."""
    if asked["type"] == "likert":
        return asked, turned
    own = {"en": f"Feedback of {asked['id']}", "zh": "题目的反馈"}
    return {"feedback": own, **asked}, {**turned, "feedback": OTHER_WORDS}


def specimens() -> dict[str, tuple[Data, Data]]:
    """By type: the question, and the one that looks the same."""
    one, several, holds = single("one"), many("two", scoring="right-minus-wrong"), statement("three", holds=False)
    rubric = [{**line, "levels": line["levels"][::-1], "title": OTHER_WORDS} for line in RUBRIC]
    told = {"guidance": OTHER_WORDS, "rubric": rubric}
    pairs = [
        (essay(), essay(**told)),
        (upload_question(guidance=said(LEAK), rubric=RUBRIC), upload_question(**told)),
        (one, _options(one)),
        (several, _options(several)),
        (holds, _of({"correct": True}, holds)),
        (more.short_text(), more.short_text(accept=[{"text": "a far longer answer than the other"}])),
        (more.numeric(), more.numeric(answer=7)),
        (more.matching(), _matched()),
        (more.ordering(), _reversed()),
        (more.gap_fill(), _gaps()),
        (more.select_words(), more.select_words(right=["c", "d"])),
        (more.likert(), more.likert()),
        (more.hotspot(), more.hotspot(areas=_elsewhere())),
        (more.labelling(), _labelled()),
        (more.scenario(), _other_case()),
    ]
    return {asked["type"]: _told(asked, turned) for asked, turned in pairs}


def renamed(body: Any) -> Any:
    """The body of a question whose author calls each of its things something else."""
    if isinstance(body, list):
        return [renamed(part) for part in body]
    if isinstance(body, str):
        return re.sub(r"\[\[(?=[a-z])", "[[other-", body)
    if not isinstance(body, Mapping):
        return body
    return {
        name: f"other-{part}"
        if name in _NAMING and isinstance(part, str)
        else [f"other-{one}" for one in part]
        if name in _LISTING and part and isinstance(part[0], str)
        else renamed(part)
        for name, part in body.items()
    }
