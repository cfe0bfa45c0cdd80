"""Questions in files of other programs: what comes in is what was written, and whatever is none is named."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment import formats
from lms.assessment.formats.items import Answer, Item, Option, Pair, Rich
from lms.cli import main

words = st.text(st.sampled_from("aZ 9~=#{}:\\\u4e2d.?%-"), min_size=1, max_size=20).map(lambda t: " ".join(t.split()))
said = words.filter(bool).map(lambda text: Rich(text, "moodle"))
options = st.lists(st.builds(Option, said, st.just(False), st.none(), st.none() | said), min_size=1, max_size=5)
number = st.decimals(-9999, 9999, places=2, allow_nan=False)
right = st.builds(Option, said, st.just(True), st.none(), st.none() | said)
questions = st.one_of(
    st.builds(
        Item,
        st.just("single-choice"),
        said,
        options=st.builds(lambda a, b: (*a, b), options, right),
        feedback=st.none() | said,
    ),
    st.builds(Item, st.just("true-false"), said, correct=st.booleans(), true_feedback=st.none() | said),
    st.builds(Item, st.just("short-text"), said, answers=st.tuples(st.builds(Answer, said, feedback=st.none() | said))),
    st.builds(
        Item,
        st.just("numeric"),
        said,
        answers=st.tuples(st.builds(Answer, value=number, tolerance=st.just(Decimal("0.5")))),
    ),
    st.builds(Item, st.just("essay"), said, tags=st.just(("sizing",)), id=st.just("393")),
)


@settings(max_examples=40)
@given(st.lists(questions, min_size=1, max_size=4))
def test_gift_reads_what_it_wrote(items: list[Item]) -> None:
    made = formats.FORMATS["gift"].write(items)
    found = formats.read(made.content, "gift")
    assert len(made.not_carried) == sum(bool(one.correct and one.true_feedback) for one in items)
    assert not found.reading.problems
    assert list(found.reading.items) == items


@settings(max_examples=40)
@given(
    st.binary(max_size=200) | st.text("{}=~#:\\\n->%1.A ANSWER:").map(str.encode),
    st.sampled_from(["", *formats.FORMATS]),
)
def test_any_bytes_give_questions_or_a_reason(content: bytes, form: str) -> None:
    found = formats.read(content, form).reading
    assert all(one.reason.render("en") for one in found.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_files_are_read_in_every_encoding(encoding: str) -> None:
    found = formats.read("哪一款网关适合户外使用？{=甲型 ~乙型}".encode(encoding))
    assert found.format == "gift"
    assert found.reading.items[0].stem.text == "哪一款网关适合户外使用？"


def test_western_files_are_not_taken_for_chinese_ones() -> None:
    found = formats.read("Où est le câble ?{=à gauche ~à droite}".encode("cp1252"))
    assert found.encoding == "cp1252"
    assert found.reading.items[0].options[0].text.text == "à gauche"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Fine?{T}\n\nNot closed?{=a ~b\n\nFine too?{F}", 3),
        ("{=a ~b}", 1),
        ("How many?{#many}", 1),
        ("How far?{#1e999999}", 1),
        ("Empty?{=a ~}", 1),
        ("Unmarked?{a b}", 1),
        ("Half marked?{a =b ~c}", 1),
    ],
)
def test_what_is_no_question_is_named_with_its_line(text: str, line: int) -> None:
    problems = formats.read(text.encode(), "gift").reading.problems
    assert [one.line for one in problems] == [line]


def test_pairs_and_weights() -> None:
    text = "Match.{=G3 -> rail = -> spare}\n\nWhich?{~%50%a ~%50%b ~%-100%c}"
    match, many = formats.read(text.encode(), "gift").reading.items
    assert match.pairs == (Pair(Rich("G3", "moodle"), "rail"), Pair(Rich("", "moodle"), "spare"))
    assert [(one.weight, one.correct) for one in many.options] == [(50, True), (50, True), (-100, False)]


def test_aiken_reads_what_it_wrote_and_names_what_it_left_out() -> None:
    one = Item(
        "single-choice", Rich("Which?"), options=(Option(Rich("a"), correct=True), Option(Rich("b"), correct=False))
    )
    made = formats.FORMATS["aiken"].write([one, Item("essay", Rich("Why?"))])
    assert formats.read(made.content).format == "aiken"
    assert list(formats.read(made.content).reading.items) == [one]
    assert [remark.item for remark in made.not_carried] == [2]


def test_the_reference_tells_of_every_format() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/exchange-formats.md").read_text(encoding="utf-8")
    assert [key for key in formats.FORMATS if f"`{key}`" not in page] == []


def test_the_command_says_questions_and_refuses_to_write_a_file_that_is_partly_wrong(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file, target = tmp_path / "quiz.txt", tmp_path / "out.txt"
    file.write_text("Fine?{T}\n\nBad?{=a ~b")
    ran = CliRunner().invoke(main, ["questions", "read", str(file), "--json"])
    said = json.loads(ran.stdout)
    assert ran.exit_code == 1
    assert [item["type"] for item in said["items"]] == ["true-false"]
    assert said["problems"][0]["line"] == 3
    assert CliRunner().invoke(main, ["questions", "write", str(file), str(target), "--to", "aiken"]).exit_code == 1
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Which port?\n{=443 ~80}\n", "gift"),
        ("::Ports:: HTTPS uses {~80 =443}.\n", "gift"),
        ("How many? {#14:1}\n", "gift"),
        ("How many? {#\n=14:1\n=%50%15:1\n}\n", "gift"),
        ("The earth is flat. {F}\n\nWater is wet. {TRUE#Yes.}\n", "gift"),
        ("Say why. {}\n", "gift"),
        ("$CATEGORY: Networks\n\nOnly a description\n", "gift"),
        ('{"question": "Which port?", "right": "443"}\n', None),
        ("p {\n  color: red;\n}\na { margin: 0 }\n", None),
        ("int main() {\n  return 0;\n}\n", None),
        ("function f() {}\n", None),
        ("\\section{Ports} HTTPS uses \\textbf{443}.\n", None),
        ("Dear {name}, your code is {code}.\n", None),
        ("{% if x %}{{ x }}{# =1 #}{% endif %}\n", None),
        ("::std::vector<int> v{1, 2};\n", None),
    ],
)
def test_gift_is_told_by_answers_between_braces_and_not_by_braces(text: str, form: str | None) -> None:
    assert (formats.read(text.encode()).format == "gift") == (form == "gift"), formats.read(text.encode()).format
