"""What a visit scores: bounds, what does not apply, critical items, conditions, and that a version is frozen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from lms.fieldchecks.mystery.checklist import Checklist
from lms.fieldchecks.mystery.rules.answers import Answer, asked, lacking, untrue, wrong_with
from lms.fieldchecks.mystery.rules.scoring import Result, score
from tests.factories.mystery import GOOD, a_checklist, a_document, an_item, words

SHAPES: list[dict[str, Any]] = [
    {"kind": "yes-no"},
    {"kind": "yes-no", "good": "no"},
    {"kind": "scale", "scale": {"low": 1, "high": 5}},
    {"kind": "number", "number": {"least": 0, "most": 60, "full": 3, "none": 15}},
    {"kind": "choice", "options": ["a", "b"]},
    {"kind": "time", "hours": {"first": "09:00", "last": "18:00"}},
    {"kind": "text"},
]


def an_answer(item: Any) -> some.SearchStrategy[Answer]:
    """Any answer that an item takes."""
    values = {
        "yes-no": some.sampled_from(["yes", "no", ""]),
        "scale": some.integers(item.steps.low, item.steps.high).map(str),
        "number": some.integers(item.range.least, item.range.most).map(str),
        "choice": some.sampled_from([one.id for one in item.options] or [""]),
        "time": some.sampled_from(["08:59", "09:00", "23:59"]),
        "text": some.text(max_size=5),
    }[item.kind]
    return some.builds(Answer, values, some.booleans() if item.not_applicable else some.just(value=False))


@some.composite
def visits(draw: Any) -> tuple[Checklist, dict[str, Answer]]:
    """A checklist of any items, and answers to some of them."""
    shapes = draw(some.lists(some.sampled_from(SHAPES), min_size=1, max_size=8))
    items: list[dict[str, Any]] = [{"id": "first", "kind": "yes-no", "weight": 1}]
    for n, shape in enumerate(shapes):
        scored = shape["kind"] != "text"
        item = {**shape, "id": f"i{n}", "not_applicable": draw(some.booleans())}
        if scored:
            item |= {"weight": draw(some.integers(1, 9)), "critical": draw(some.booleans())}
        if draw(some.booleans()):
            item["when"] = {"item": "first", "any_of": ["yes"]}
        items.append(item)
    checklist = a_checklist(items)
    return checklist, {item.id: draw(an_answer(item)) for item in checklist.items()}


@given(visits())
def test_every_score_is_between_nothing_and_all(visit: tuple[Checklist, dict[str, Answer]]) -> None:
    checklist, answers = visit
    result = score(checklist, answers)
    for one in (result.percent, result.raw, *(part.percent for part in result.sections)):
        assert one is None or 0 <= one <= 100
    for part in result.sections:
        assert 0 <= part.got <= part.most
    if result.missed:
        assert not result.passed
        assert result.percent is not None
        assert result.percent <= checklist.critical_cap
    assert result.passed is (result.percent is not None and not result.missed and result.percent >= checklist.pass_mark)
    assert Result.from_json(result.as_json()) == result


@given(visits(), some.data())
def test_what_does_not_apply_is_out_of_the_maximum_as_if_it_were_struck(
    visit: tuple[Checklist, dict[str, Answer]], data: some.DataObject
) -> None:
    checklist, answers = visit
    item = data.draw(some.sampled_from([one for one in checklist.items() if one.id != "first"]))
    left_out = score(checklist, {**answers, item.id: Answer(na=True)})
    struck = score(checklist, answers, {item.id})
    assert (left_out.percent, left_out.sections) == (struck.percent, struck.sections)
    assert item.id not in struck.missed


@given(visits())
def test_an_item_that_is_not_asked_changes_nothing(visit: tuple[Checklist, dict[str, Answer]]) -> None:
    checklist, answers = visit
    answers = {**answers, "first": Answer("no")}
    there = {item.id for item in asked(checklist, answers)}
    without = {key: one for key, one in answers.items() if key in there}
    assert score(checklist, answers) == score(checklist, without)


@given(visits())
def test_a_later_version_changes_no_earlier_score(visit: tuple[Checklist, dict[str, Answer]]) -> None:
    checklist, answers = visit
    before = score(checklist, answers)
    heavier = checklist.model_dump(mode="json", exclude_defaults=True)
    for section in heavier["sections"]:
        for item in section["items"]:
            item.update({"weight": 100} if item["kind"] != "text" else {})
    Checklist.model_validate({**heavier, "version": 2})
    assert score(checklist, answers) == before


@pytest.mark.parametrize(
    ("change", "percent", "passed", "missed"),
    [
        ({}, "100.0", True, ()),
        ({"greeted": "no"}, "80.0", True, ()),
        ({"asked": "0"}, "70.0", False, ()),
        ({"price": "no"}, "59.0", False, ("price",)),
        ({"price": "no", "asked": "0", "greeted": "no"}, "10.0", False, ("price",)),
    ],
)
def test_points_and_the_cap(change: dict[str, str], percent: str, passed: bool, missed: tuple[str, ...]) -> None:
    result = score(a_checklist(), {key: Answer(value) for key, value in {**GOOD, **change}.items()})
    assert (result.percent, result.passed, result.missed) == (Decimal(percent), passed, missed)


def test_integrity_items_bring_no_points_and_tell_who_was_not_there() -> None:
    checklist = a_checklist()
    answers = {key: Answer(value) for key, value in {**GOOD, "plate": "blue"}.items()}
    assert score(checklist, answers).percent == 100
    assert untrue(checklist, answers) == ("plate",)
    assert score(checklist, answers).untrue == ("plate",)


@pytest.mark.parametrize(
    ("item", "value", "good"),
    [
        ({"kind": "scale", "scale": {"low": 1, "high": 5}}, "5", True),
        ({"kind": "scale", "scale": {"low": 1, "high": 5}}, "6", False),
        ({"kind": "scale"}, "-1", False),
        ({"kind": "scale"}, "²", False),
        ({"kind": "number", "number": {"least": 0, "most": 10}}, "10", True),
        ({"kind": "number", "number": {"least": 0, "most": 10}}, "2,5", True),
        ({"kind": "number", "number": {"least": 0, "most": 10}}, "10.5", False),
        ({"kind": "number"}, "NaN", False),
        ({"kind": "number"}, "1e9", False),
        ({"kind": "time"}, "24:00", False),
        ({"kind": "yes-no"}, "perhaps", False),
        ({"kind": "choice", "options": ["a", "b"]}, "c", False),
        ({"kind": "text"}, "x" * 4001, False),
        ({"kind": "photo"}, "x", False),
    ],
)
def test_an_answer_outside_of_its_item_is_refused(item: dict[str, Any], value: str, good: bool) -> None:
    checklist = a_checklist([{"id": "one", **item}, {"id": "scored", "kind": "yes-no"}])
    found = checklist.item("one")
    assert found is not None
    assert (wrong_with(found, Answer(value)) is None) is good


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    items = [*a_document()["sections"][0]["items"], an_item(id="shop", kind="photo")]
    checklist = Checklist.model_validate(
        a_document() | {"sections": [{"id": "s", "title": words("S"), "items": items}]}
    )
    missing = [item.id for item, _reason in lacking(checklist, {"greeted": Answer("yes")}, {})]
    assert missing == ["asked", "offered", "shop"]
    done = {"greeted": Answer("yes"), "asked": Answer(na=True), "offered": Answer("no")}
    assert lacking(checklist, done, {"shop": 1}) == []


@pytest.mark.parametrize(
    "items",
    [
        [{"id": "a", "kind": "text"}],
        [{"id": "a", "kind": "yes-no"}, {"id": "a", "kind": "yes-no"}],
        [{"id": "a", "kind": "yes-no", "when": {"item": "b", "any_of": ["yes"]}}, {"id": "b", "kind": "yes-no"}],
        [{"id": "a", "kind": "yes-no"}, {"id": "b", "kind": "text", "when": {"item": "a", "any_of": ["maybe"]}}],
        [{"id": "a", "kind": "yes-no"}, {"id": "b", "kind": "text", "critical": True}],
        [{"id": "a", "kind": "yes-no"}, {"id": "b", "kind": "scale", "known": "1"}],
        [{"id": "a", "kind": "choice", "options": ["one"]}],
        [{"id": "a", "kind": "yes-no", "ask": {"en": "Only English"}}],
    ],
)
def test_a_checklist_that_cannot_be_scored_or_read_is_none(items: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        a_checklist(items)
