"""A question of every type, twice: as it is, and with another key behind the same face. Nothing that a browser is told during a test
may differ between the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tests.factories import question_types as more
from tests.factories.assessment import Data, many, single, statement

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
    pairs = [
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
