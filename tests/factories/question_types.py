"""One question of every type that is typed, matched, ordered, filled or marked; what is secret has a word of its own."""

from __future__ import annotations

from typing import Any

from tests.factories.assessment import Data, said
from tests.factories.media import a_picture

SECRET = "sesame"


def made(kind: str, **more: Any) -> Data:
    """A question of a type."""
    return {
        "id": kind,
        "version": 1,
        "type": kind,
        "category": "gateways",
        "difficulty": "easy",
        "stem": said(f"Stem of {kind}"),
        **more,
    }


def short_text(**more: Any) -> Data:
    """Two spellings are right, one is half right."""
    accept = [{"text": f"Open {SECRET}"}, {"text": f"芝麻 {SECRET}"}, {"text": f"{SECRET} oil", "share": 50}]
    return made("short-text", **{"accept": accept, **more})


def numeric(**more: Any) -> Data:
    """5,000 of something."""
    return made("numeric", **{"answer": 5000, **more})


def matching(**more: Any) -> Data:
    """Three prompts, four choices."""
    prompts = [
        {"id": key, "text": said(f"Prompt {key}"), "match": match}
        for key, match in (("a", "x"), ("b", "y"), ("c", "x"))
    ]
    choices = [{"id": key, "text": said(f"Choice {key}")} for key in "wxyz"]
    return made("matching", **{"prompts": prompts, "choices": choices, **more})


def ordering(**more: Any) -> Data:
    """Four steps."""
    return made("ordering", items=[{"id": key, "text": said(f"Step {key}")} for key in "abcd"], **more)


def gap_fill(**more: Any) -> Data:
    """One gap to type into, one to pick for."""
    gaps = [
        {"id": "typed", "accept": [f"{SECRET} one", "芝麻"]},
        {"id": "picked", "options": [{"id": "p", "text": said("P")}, {"id": "q", "text": said("Q"), "correct": True}]},
    ]
    text = {"en": "A [[typed]] and a [[picked]].", "zh": "一个 [[picked]] 和一个 [[typed]]。"}
    return made("gap-fill", **{"text": text, "gaps": gaps, **more})


def select_words(**more: Any) -> Data:
    """Two of four words are right."""
    text = {
        "en": "The [[a|cat]] and [[b|dog]] ate [[c|fish]] and [[d|rice]].",
        "zh": "[[a|猫]][[b|狗]][[c|鱼]][[d|饭]]",
    }
    return made("select-words", **{"text": text, "right": ["a", "b"], **more})


def likert(**more: Any) -> Data:
    """Two statements about a course."""
    return made("likert", statements=[{"id": key, "text": said(f"Statement {key}")} for key in "ab"], **more)


def hotspot(**more: Any) -> Data:
    """Two of the G3's plugs."""
    areas = [
        {"id": "one", "rect": [24, 70, 60, 92], "text": said(f"{SECRET} one")},
        {"id": "two", "circle": {"centre": [65.6, 80], "radius": 9}, "text": said(f"{SECRET} two")},
    ]
    return made("hotspot", **{"picture": a_picture(), "areas": areas, **more})


def labelling(**more: Any) -> Data:
    """Two places, three labels."""
    places = [{"id": "left", "at": [36, 49], "label": "x"}, {"id": "right", "at": [62, 49], "label": "y"}]
    labels = [{"id": key, "text": said(f"Label {key}")} for key in "xyz"]
    return made("labelling", **{"picture": a_picture(), "places": places, "labels": labels, **more})


def scenario(**more: Any) -> Data:
    """A case with a picture, and a question of three types about it; the second is worth two of four points."""
    parts = [
        {"id": "one", "type": "true-false", "stem": said("First"), "correct": True},
        part_of(matching(), "two", points=2),
        part_of(numeric(), "three", feedback=said(SECRET)),
    ]
    return made("scenario", **{"media": [a_picture()], "parts": parts, **more})


def part_of(question: Data, key: str, **more: Any) -> Data:
    """A question as a part of a scenario."""
    header = ("id", "version", "category", "difficulty", "use")
    return {"id": key, **{name: said for name, said in question.items() if name not in header}, **more}


EVERY = [
    short_text(),
    numeric(),
    matching(),
    ordering(),
    gap_fill(),
    select_words(),
    likert(),
    hotspot(),
    labelling(),
    scenario(),
]
