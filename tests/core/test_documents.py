"""YAML that people write: plain data, every value with its line, and nothing that could multiply or run."""

from __future__ import annotations

import pytest

from lms.core.documents import BadDocument, parse_yaml


def refused(text: str) -> list[str]:
    with pytest.raises(BadDocument) as caught:
        parse_yaml(text, "a.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_key_and_item_knows_its_line() -> None:
    document = parse_yaml("a: 1\nb:\n  - x\n  - c: {d: 2}\n    e:\n      f\n", "a.yaml")
    assert document.data == {"a": 1, "b": ["x", {"c": {"d": 2}, "e": "f"}]}
    places = [("a",), ("b",), ("b", 1), ("b", 1, "c", "d"), ("b", 1, "e")]
    assert [document.line(place) for place in places] == [1, 2, 4, 4, 5]


def test_a_place_that_is_not_there_is_told_by_the_nearest_above() -> None:
    document = parse_yaml("a:\n  b: 1\n", "a.yaml")
    assert document.line(("a", "missing")) == 1
    assert document.line(("a", "some-kind", "b")) == 2
    assert document.line(("other",)) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("012", 12),
        ("12:30", "12:30"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("0x1F", "0x1F"),
        ("'12'", "12"),
        ("2027-06-30", "2027-06-30"),
        (".inf", ".inf"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_words_stay_words(written: str, meant: object) -> None:
    assert parse_yaml(f"a: {written}\n", "a.yaml").data == {"a": meant}


def test_names_are_always_text() -> None:
    assert parse_yaml("no: 1\n2024: 2\n", "a.yaml").data == {"no": 1, "2024": 2}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x\n", "a.yaml:2: *x repeats another place of the file; write it out here."),
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: a is given twice."),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "a.yaml:1: The tag tag:yaml.org,2002:python/object/apply:os.system",
        ),
        ("a: 1\n---\nb: 2\n", "a.yaml:2: A second document begins here"),
        ("? [a]\n: 1\n", "a.yaml:1: A name is expected before the colon."),
        ("[" * 200, "a.yaml:1: This is nested too deeply."),
        ("a:\n\t- x\n", "a.yaml:2: A tab, or a value that begins with a special character"),
        ("a: 'x\n", "a.yaml:2: The indentation is wrong here, a colon is missing, or a quote is not closed."),
    ],
)
def test_what_could_surprise_is_refused_with_its_line(text: str, reason: str) -> None:
    assert any(one.startswith(reason) for one in refused(text)), refused(text)


def test_all_that_can_be_said_at_once_is() -> None:
    assert len(refused("a: &x 1\nb: *x\nc: *x\na: 2\n")) == 3
