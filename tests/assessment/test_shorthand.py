"""The shorthand: what a trainer types or pastes becomes questions, whatever is none is named at its line, and text goes both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment import formats
from lms.assessment.formats.items import Item, Rich
from tests.factories.items import questions

SHORTHAND = formats.TEXTS["shorthand"]


@settings(max_examples=80, deadline=None)
@given(st.lists(questions, min_size=1, max_size=3))
def test_what_was_written_is_read_again(items: list[Item]) -> None:
    made = SHORTHAND.write(items)
    found = formats.read(made.content, "shorthand").reading
    assert not made.not_carried
    assert not found.problems
    assert list(found.items) == items


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("\n\n\nQA1B2. )*-=[]|>#?:\\答案对Trueanswer"), max_size=120))
def test_no_line_is_passed_over_in_silence(content: str) -> None:
    found = SHORTHAND.read(content)
    assert all(one.line for one in found.problems)
    assert found.items or found.problems or found.not_carried or not content.strip()


MAIL = """\
1. Which model is for outdoors? (2 points)
A) G3
B) G5
Answer: B
2. Which two are fanless?
A. G3   B. S9   C. G5
Answer: A, C
Feedback: Neither has a fan;
both are cooled by their case.
3. The G5 needs a fan.
False
"""
CHINESE = """\
一、单选题（每题2分）
1、以下哪款网关适合户外？（Ｂ）
A．甲型  B．乙型  C．丙型
2、下列说法正确的是
（A）一
（B）二
答案：A
【解析】因为一。

二、判断题
1. 网关需要风扇。（×）
难度：易
"""


def test_a_mail_without_blank_lines_is_cut_where_its_questions_begin() -> None:
    one, two, three = SHORTHAND.read(MAIL).items
    assert (one.type, one.points, one.stem.text) == ("single-choice", 2, "Which model is for outdoors?")
    assert [option.correct for option in one.options] == [False, True]
    assert (two.type, [option.text.text for option in two.options if option.correct]) == (
        "multiple-response",
        ["G3", "G5"],
    )
    assert two.feedback == Rich("Neither has a fan; both are cooled by their case.")
    assert (three.type, three.correct, three.line) == ("true-false", False, 10)


def test_a_chinese_paper_is_read_as_it_is_printed() -> None:
    found = SHORTHAND.read(CHINESE.replace("（Ｂ）", "（B）"))
    one, two, three = found.items
    assert [option.text.text for option in one.options if option.correct] == ["乙型"]
    assert (one.stem.text, one.points) == ("以下哪款网关适合户外？（ ）", 2)
    assert (two.feedback, two.points) == (Rich("因为一。"), 2)
    assert (three.type, three.correct, three.difficulty, three.stem.text) == (
        "true-false",
        False,
        "easy",
        "网关需要风扇。",
    )
    assert [one.line for one in found.not_carried] == [1, 10]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Q?\n\nA) a\n\nB) b\n\nAnswer: b", "single-choice"),
        ("Q?\n☑ a\n☐ b\n☐ c", "single-choice"),
        ("Q?\n- a ✓\n- b\n- c ✓", "multiple-response"),
        ("Q?\n1. a\n2. b\nAnswer: 2", "single-choice"),
        ("Q? (multiple answers)\n* a\n- b", "multiple-response"),
        ("> Q?\n> * a\n> - b", "single-choice"),
        ("Put in order.\n1. a\n2. b\n3. c", "ordering"),
        ("按顺序排列。\nA. 甲\nB. 乙\nC. 丙\n答案：B A C\n题型：排序", "ordering"),
        ("Match.\nG3 = rail\nG5 -> rack\n= spare", "matching"),
        ("连线。\n网关＝导轨\n服务器→机柜", "matching"),
        ("Port?\nAnswer: 443", "numeric"),
        ('Port, as a word?\nAnswer: "443"', "short-text"),
        ("How long?\nAnswer: 40 to 44", "numeric"),
        ("How much?\nAnswer: 1,500 ", "numeric"),
        ("The port is [[443]].", "gap-fill"),
        ("Why?\nEssay", "essay"),
        ("为什么？\n简答题", "essay"),
        ("5 = 5\nTrue", "true-false"),
    ],
)
def test_each_way_to_write_one_question(content: str, kind: str) -> None:
    found = SHORTHAND.read(content)
    assert not found.problems
    assert [item.type for item in found.items] == [kind]


def test_numbers_have_room_as_it_is_said() -> None:
    content = "\n\n".join(
        f"Q{n}?\nAnswer: {said}" for n, said in enumerate(["42 ± 1", "42 (±2%)", "40 to 44", "-3 +/- 0.5"])
    )
    found = [item.answers[0] for item in SHORTHAND.read(content).items]
    assert [(one.value, one.tolerance) for one in found] == [
        (42, 1),
        (42, Decimal("0.84")),
        (42, 2),
        (-3, Decimal("0.5")),
    ]


@pytest.mark.parametrize(
    ("content", "line", "way_out"),
    [
        ("Q?\n- a\n- b", 1, "begin it with “*”"),
        ("Q?\nA) a\nB) b\nAnswer: C", 4, "name one by its letter"),
        ("Q?\n* a", 1, "two at least"),
        ("Fine?\nTrue\n\nNo answer here?", 4, "add “Answer: …”"),
        ("Answer: 5", 1, "write the question in a line before"),
        ("Match.\na = b", 1, "two at least"),
        ("Q?\nAnswer:", 2, "write what is right"),
        ("Q?\nAnswer: 1e99", 2, "too large"),
        ("Q?\nTrue\nDifficulty: so so", 3, "easy, medium, hard"),
        ("Q?\nTrue\nPoints: many", 3, "no number"),
        ("The [[ | ]] is empty.", 1, "between [[ and ]]"),
        ("Q?\n* a\n* b\nType: single", 1, "has one"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_with_the_way_out(content: str, line: int, way_out: str) -> None:
    problems = SHORTHAND.read(content).problems
    assert [one.line for one in problems] == [line]
    assert way_out in problems[0].reason.render("en")


def test_what_text_cannot_say_is_named_item_by_item() -> None:
    items = [
        Item("true-false", Rich("Fine?"), correct=True),
        Item("true-false", Rich("<b>Bold</b>?", "html"), correct=True),
    ]
    assert [one.item for one in SHORTHAND.write(items).not_carried] == [2]


def test_shorthand_is_told_from_the_other_formats_by_what_it_holds() -> None:
    assert formats.read(MAIL.encode()).format == "shorthand"
    assert formats.read(CHINESE.encode("gb18030")).format == "shorthand"
    assert formats.read(b"Which?{=a ~b}").format == "gift"
    assert formats.read(b"Which?\nA. a\nB. b\nANSWER: A\n").format == "aiken"
