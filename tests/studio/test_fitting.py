"""A value fitted into a file: whatever a form says stands there afterwards, and every line that it does not speak of is as it was."""

from __future__ import annotations

import difflib
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lms.studio import splicing
from lms.studio.fitting import fitted

FILE = """\
# What a trainer wrote
lesson:
  id: tour   # never changed
  takes: {kinds: [document, picture], most: 3}
  rubric:
    # who
    - id: people
      title: {en: Who decides, zh: 谁拍板}
      hint: {en: 'No names.', zh: 不写姓名}
    - {id: figures, title: {en: Figures}}
    - {id: next, title: {en: A day}}
after: {en: Untouched}
"""
RUBRIC = ("lesson", "rubric")
PEOPLE: dict[str, Any] = {
    "id": "people",
    "title": {"en": "Who decides", "zh": "谁拍板"},
    "hint": {"en": "No names.", "zh": "不写姓名"},
}
FIGURES: dict[str, Any] = {"id": "figures", "title": {"en": "Figures"}}
NEXT: dict[str, Any] = {"id": "next", "title": {"en": "A day"}}


def changed(after: str, before: str = FILE) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ([PEOPLE, FIGURES, NEXT], []),
        (
            [{**PEOPLE, "title": {"en": "Who pays", "zh": "谁拍板"}}, FIGURES, NEXT],
            ["-       title: {en: Who decides, zh: 谁拍板}", "+       title: {en: Who pays, zh: 谁拍板}"],
        ),
        (
            [{key: PEOPLE[key] for key in ("id", "title")}, FIGURES, NEXT],
            ["-       hint: {en: 'No names.', zh: 不写姓名}"],
        ),
        ([PEOPLE, NEXT], ["-     - {id: figures, title: {en: Figures}}"]),
        (
            [PEOPLE, NEXT, FIGURES],
            ["-     - {id: next, title: {en: A day}}", "+     - {id: next, title: {en: A day}}"],
        ),
        (
            [PEOPLE, FIGURES, NEXT, {"id": "point-1", "title": {"zh": "新"}}],
            ['+     - {id: point-1, title: {zh: "新"}}'],
        ),
        (
            [PEOPLE, {**FIGURES, "hint": {"en": "Money"}}, NEXT],
            [
                "-     - {id: figures, title: {en: Figures}}",
                '+     - {id: figures, title: {en: Figures}, hint: {en: "Money"}}',
            ],
        ),
    ],
    ids=["nothing", "a word", "a hint goes", "one goes", "another order", "one more", "a hint comes"],
)
def test_of_a_list_of_points_only_the_lines_that_differ_change(wanted: list[dict[str, Any]], lines: list[str]) -> None:
    assert sorted(changed(fitted(FILE, RUBRIC, wanted))) == sorted(lines)


def test_a_list_that_comes_stands_in_lines_and_one_that_goes_leaves_none() -> None:
    bare = fitted(FILE, RUBRIC, None)
    assert "rubric" not in bare
    again = fitted(bare, RUBRIC, [FIGURES, NEXT], ("id", "takes", "rubric"))
    assert again.index("takes") < again.index("rubric:\n    - {id: figures")


def test_a_mapping_changes_name_by_name() -> None:
    after = fitted(FILE, ("lesson", "takes"), {"kinds": ["document"], "most": 3, "largest_mb": 5})
    assert "  takes: {kinds: [document], most: 3, largest_mb: 5}\n" in after
    assert len(changed(after)) == 2


WORDS = st.text(alphabet="ab:#'\"{}[],-谁\\ ", min_size=1, max_size=8).map(str.strip).filter(bool)
POINTS = st.lists(
    st.tuples(st.sampled_from(["people", "figures", "next", "p1", "p2", "p3"]), WORDS, st.none() | WORDS),
    min_size=1,
    max_size=6,
    unique_by=lambda point: point[0],
)


@given(POINTS)
def test_whatever_points_a_form_says_stand_in_the_file_and_the_rest_is_as_it_was(points: list[Any]) -> None:
    wanted = [
        {"id": key, "title": {"en": title}} | ({"hint": {"zh": hint}} if hint else {}) for key, title, hint in points
    ]
    after = fitted(FILE, RUBRIC, wanted)
    assert splicing.read(after)["lesson"]["rubric"] == wanted
    assert yaml.safe_load(after)["after"] == {"en": "Untouched"}
    assert after.startswith("# What a trainer wrote\nlesson:\n  id: tour   # never changed\n")
