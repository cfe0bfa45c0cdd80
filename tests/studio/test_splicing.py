"""A form changes one thing in a file that somebody wrote, and every other byte stays."""

from __future__ import annotations

import copy
import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lms.catalogue.content import reading
from lms.core.documents import KeyPath
from lms.studio import raising, splicing
from lms.studio.splicing import CannotSplice, Piece

HOUSE = """\
format: 1  # the first
id: walks
title: {en: "Walks", zh: 徒步}   # said in two languages
summary:
  # what one learns
  en: 'It''s steep.'
  zh: >
    很陡，
    很高。
owner: trainer@academy.example
modules:
  - id: one
    title: {en: One}
    lessons:
      # the first of all
      - {id: boots, minutes: 5, title: {en: Boots}}   # heavy

      # then up
      - id: summit
        minutes: 3
        title:
          en: The summit
  - id: two
    lessons: [{id: a, minutes: 1}, {id: b, minutes: 2}]
  - id: three
    lessons: []  # to come
"""
WRITTEN = {
    "as the house writes": HOUSE,
    "with Windows line ends": HOUSE.replace("\n", "\r\n"),
    "with a mark": "\ufeff" + HOUSE,
    "without a last line end": HOUSE.removesuffix("\n"),
    "with lists that are not indented": "modules:\n- id: one\n  lessons:\n  - {id: boots, minutes: 5}\n  - id: b\n    minutes: 2\n- id: three\n  lessons: []\n",
}
texts = some.text(max_size=40)


def changed(before: str, after: str) -> list[str]:
    """The lines that differ, as a reviewer reads them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_changed_in_its_place(text: str) -> None:
    after = splicing.put(text, ("modules", 0, "lessons", 0, "minutes"), 7)
    assert len(changed(text, after)) == 2
    assert after == text.replace("minutes: 5", "minutes: 7")


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("title", "en"), "Long walks", 'title: {en: "Long walks", zh: 徒步}   # said in two languages'),
        (("title", "zh"), "长途: 徒步", 'title: {en: "Walks", zh: "长途: 徒步"}   # said in two languages'),
        (("title", "zh"), "长途", 'title: {en: "Walks", zh: 长途}   # said in two languages'),
        (("summary", "en"), "It's flat.", "  en: 'It''s flat.'"),
        (("owner",), "he@academy.example", "owner: he@academy.example"),
        (("modules", 0, "lessons", 1, "title", "en"), "yes", "          en: yes"),
        (("modules", 0, "lessons", 1, "title", "en"), "true", '          en: "true"'),
        (("modules", 0, "lessons", 1, "title", "en"), "12", '          en: "12"'),
    ],
)
def test_words_keep_the_quotes_they_had_where_they_can(path: KeyPath, value: str, line: str) -> None:
    after = splicing.put(HOUSE, path, value)
    assert f"+{line}" in changed(HOUSE, after)
    assert len(changed(HOUSE, after)) == 2


def test_what_is_missing_is_added_at_its_place_and_taken_out_again() -> None:
    order = ("id", "title", "summary", "owner", "review_by", "modules")
    with_day = splicing.put(HOUSE, ("review_by",), "2027-06-30", order)
    assert changed(HOUSE, with_day) == ["+review_by: 2027-06-30"]
    assert with_day.index("review_by") < with_day.index("modules")
    assert splicing.drop(with_day, ("review_by",)) == HOUSE
    in_line = splicing.put(HOUSE, ("modules", 0, "title", "zh"), "一", ("en", "zh"))
    assert changed(HOUSE, in_line) == ["-    title: {en: One}", '+    title: {en: One, zh: "一"}']
    assert splicing.drop(in_line, ("modules", 0, "title", "zh")) == HOUSE


def test_words_of_a_language_come_and_go_by_themselves() -> None:
    only_english = splicing.put_words(HOUSE, ("title",), {"en": "Walks", "zh": ""})
    assert changed(HOUSE, only_english)[1] == '+title: {en: "Walks"}   # said in two languages'
    assert splicing.read(splicing.put_words(HOUSE, ("note",), {"en": "Mind", "zh": ""}))["note"] == {"en": "Mind"}
    assert "title" not in splicing.read(splicing.put_words(HOUSE, ("title",), {"en": "", "zh": ""}))


MOVES = [((0, 0), (0, 1)), ((0, 1), (0, 0)), ((0, 0), (1, 1)), ((1, 0), (0, 2)), ((0, 1), (2, 0)), ((1, 1), (2, 0))]


@pytest.mark.parametrize(("origin", "goal"), MOVES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_lesson_moves_with_its_comments_and_nothing_else_does(
    origin: tuple[int, int], goal: tuple[int, int], ending: str
) -> None:
    text = HOUSE.replace("\n", ending)
    expected = splicing.read(text)
    lesson = expected["modules"][origin[0]]["lessons"].pop(origin[1])
    expected["modules"][goal[0]]["lessons"].insert(goal[1], lesson)
    after = splicing.move(text, ("modules", origin[0], "lessons"), origin[1], ("modules", goal[0], "lessons"), goal[1])
    assert splicing.read(after) == expected
    for comment in ("# the first of all", "# then up", "# heavy", "# the first", "# to come"):
        assert after.count(comment) == text.count(comment)
    assert after.count("\r\n") == (after.count("\n") if ending == "\r\n" else 0)


def test_a_list_of_one_becomes_empty_and_of_none_one() -> None:
    text = WRITTEN["with lists that are not indented"]
    once, piece = splicing.take(text, ("modules",), 1)
    none, last = splicing.take(once, ("modules",), 0)
    assert splicing.read(none) == {"modules": []}
    assert splicing.insert(splicing.insert(none, ("modules",), 0, last), ("modules",), 1, piece).replace(" ", "") == (
        text.replace(" ", "")
    )


def test_a_new_module_is_written_over_lines() -> None:
    after = splicing.insert(HOUSE, ("modules",), 3, splicing.block({"id": "four", "title": {"en": "4"}, "lessons": []}))
    assert changed(HOUSE, after) == ["+  - id: four", '+    title: {en: "4"}', "+    lessons: []"]


@pytest.mark.parametrize("text", ["a: [", "- &x 1\n- *x\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_is_left_alone(text: str) -> None:
    with pytest.raises(CannotSplice):
        splicing.put(text, ("a",), 2)


@settings(max_examples=150, deadline=None)
@given(
    value=texts, path=some.sampled_from([("title", "en"), ("summary", "en"), ("summary", "zh"), ("owner",), ("new",)])
)
def test_any_words_at_all_can_be_said_and_change_nothing_else(value: str, path: KeyPath) -> None:
    expected = copy.deepcopy(splicing.read(HOUSE))
    inner = expected
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    after = splicing.put(HOUSE, path, value)
    assert splicing.read(after) == expected
    assert len(changed(HOUSE, after)) <= 4


FILES = sorted(
    file for file in reading.folder().rglob("*.yaml") if file.name != "classes.yaml"
)  # it has neither title nor version


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_shipped_files_change_by_one_line(file: Path) -> None:
    text = file.read_bytes().decode()
    data = splicing.read(text)
    after = text
    if "title" in data:  # a tier's name stands in the list of tiers
        after = splicing.put_words(text, ("title",), {"en": "Another title: of it", "zh": data["title"]["zh"]})
        assert len(changed(text, after)) == 2
    assert "title" in data or "version" in data
    if "questions" in data:
        first, piece = splicing.take(after, ("questions",), 0)
        assert splicing.insert(first, ("questions",), 0, piece) == after
        last = splicing.insert(first, ("questions",), len(data["questions"]) - 1, Piece(piece.value))
        assert splicing.read(last)["questions"][-1] == data["questions"][0]
    if "version" in data:
        line = text.splitlines().index(f"version: {data['version']}") + 1
        assert splicing.read(raising.raised(text, [(line, data["version"], 99)]))["version"] == 99


def test_many_versions_are_raised_at_once_and_only_they() -> None:
    text = "items:\n" + "".join(f"  - {{id: q{n}, version: {n}}}  # {n}\n" for n in range(1, 200))
    after = raising.raised(text, [(n + 1, n, n + 1) for n in range(1, 200)])
    assert [one["version"] for one in splicing.read(after)["items"]] == list(range(2, 201))
    assert after.count("#") == 199
    with pytest.raises(CannotSplice):
        raising.raised(text, [(2, 7, 8)])
