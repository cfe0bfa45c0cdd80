"""Banks and tests as files: what is wrong with them, by file and line; and what loading them changes."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import lms
from lms.accounts.actor import Actor
from lms.assessment import content
from lms.assessment.models import Assessment, AssessmentVersion, Question, QuestionBank, QuestionVersion
from lms.catalogue.content.parts import ContentRefused
from lms.catalogue.content.reading import Content, read
from lms.core import db
from lms.core.documents import parse_yaml
from lms.core.errors import Forbidden
from tests.cast import make_cast
from tests.factories.assessment import a_bank, a_section, a_test, folder, many, publish, said, single, ten_questions

BANK = """\
format: 1
bank: products
title: {en: Products}
categories:
  - {id: gateways, title: {en: Gateways}}
questions:
  - id: rail
    version: 1
    type: single-choice
    category: gateways
    difficulty: easy
    stem: {en: Which one?}
    options:
      - {id: a, correct: true, text: {en: This}}
      - {id: b, text: {en: That}}
  - id: true-one
    version: 1
    type: true-false
    category: gateways
    difficulty: hard
    stem: {en: So it is.}
    correct: true
"""
TEST = """\
format: 1
id: junior
version: 1
title: {en: Junior}
purpose: certification
pass_mark: 70
sections:
  - id: all
    title: {en: All}
    draw: 2
    from: {bank: products}
"""


def problems(bank: str = BANK, test: str = TEST) -> list[str]:
    """What is wrong, as ``file:line: reason``."""
    made = Content(Path("nowhere"))
    made.question_banks.append(parse_yaml(bank, "product-training/questions.yaml"))
    made.tests.append(parse_yaml(test, "tests/junior.yaml"))
    return [str(problem) for problem in content.check(made)]


def swap(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_files_that_are_right_have_no_problems() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("correct: true, text: {en: This}", "text: {en: This}", 7, "0 options are “correct: true”"),
        ("{id: b, text", "{id: b, correct: true, text", 7, "2 options are “correct: true”"),
        ("{id: b, text", "{id: a, text", 13, "two options “a”"),
        ("      - {id: b, text: {en: That}}\n", "", 13, "at least 2"),
        ("type: single-choice", "type: riddle", 7, "“riddle”; it takes one of: "),
        ("difficulty: easy", "difficulty: light", 11, "it takes one of: easy, medium, hard"),
        ("category: gateways\n    difficulty: easy", "category: services\n    difficulty: easy", 10, "no category “services”"),
        ("stem: {en: Which one?}", "stem: {}", 12, "stem is empty"),
        ("stem: {en: Which one?}", "stem: {fr: Lequel ?}", 12, "fr"),
        ("stem: {en: Which one?}", "steam: {en: Which one?}", 12, "perhaps stem is meant"),
        ("id: true-one", "id: rail", 16, "“rail” was given in line 7 already"),
        ("id: rail", "id: Rail Road", 7, "no id"),
        ("version: 1\n    type: true", "version: 0\n    type: true", 17, "at least 1"),
        ("    correct: true\n", "", 16, "correct is missing"),
        ("    correct: true\n", "    correct: perhaps\n", 22, "true or false"),
        ("options:", "pinned: [z]\n    options:", 7, "“z” is pinned"),
        ("- {id: gateways, title: {en: Gateways}}", "- {id: gateways}", 5, "title is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_said_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    found = problems(bank=swap(BANK, old, new))
    assert any(text.startswith(f"product-training/questions.yaml:{line}: ") and reason in text for text in found), found


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("draw: 2", "draw: 3", 8, "asks for 3 questions, and 2 are there"),
        ("    draw: 2\n", "", 8, "either “draw” or “questions”"),
        ("draw: 2", "draw: 2\n    questions: [rail]", 8, "either “draw” or “questions”"),
        ("draw: 2", "questions: [rail, road]", 10, "no question “road”"),
        ("draw: 2", "questions: [rail, rail]", 8, "asks for 2 questions, and 1 are there"),
        ("{bank: products}", "{bank: goods}", 11, "no question bank “goods”"),
        ("{bank: products}", "{bank: products, categories: [storage]}", 11, "no category “storage”"),
        ("{bank: products}", "{bank: products, difficulty: [easy]}", 8, "asks for 2 questions, and 1 are there"),
        ("{bank: products}", "{bank: products, tags: [sizing]}", 8, "asks for 2 questions, and 0 are there"),
        (
            "draw: 2",
            "draw: 2\n    points_of: {rail: 2}",
            8,
            "“points_of” is for “questions” of this section; “rail” is none",
        ),
        ("draw: 2", "questions: [rail]\n    pass_mark: 101", 11, "at most 100"),
        ("pass_mark: 70", "pass_mark: 70\ncounts: mean", 1, "A mean is for practice"),
        (
            "pass_mark: 70",
            "pass_mark: 70\noverall_feedback: [{at_least: 5, text: {en: A}}, {at_least: 5, text: {en: B}}]",
            1,
            "the same per cent",
        ),
        ("pass_mark: 70", "pass_mark: 170", 6, "at most 100"),
        ("pass_mark: 70", "pass_mark: most", 6, "a number"),
        ("purpose: certification", "purpose: fun", 5, "it takes one of: certification, practice"),
        ("pass_mark: 70", "pass_mark: 70\nwait: a day", 7, "P2Y, P6M, P1D"),
        ("pass_mark: 70", "pass_mark: 70\nminutes: 0", 7, "at least 1"),
        ("pass_mark: 70", "pass_mark: 70\nreview: {during: {answers: true}}", 7, "during"),
        ("    draw: 2", "    points: 0\n    draw: 2", 10, "more than 0"),
    ],
)
def test_what_is_wrong_with_a_test_is_said_with_its_line(old: str, new: str, line: int, reason: str) -> None:
    found = problems(test=swap(TEST, old, new))
    assert any(text.startswith(f"tests/junior.yaml:{line}: ") and reason in text for text in found), found


def test_every_problem_of_a_file_is_told_at_once() -> None:
    wrong = swap(swap(BANK, "difficulty: easy", "difficulty: light"), "    correct: true\n", "")
    assert len(problems(bank=wrong)) == 2


def test_a_broken_bank_is_told_once_and_not_again_by_its_tests() -> None:
    found = problems(bank=swap(BANK, "difficulty: easy", "difficulty: light"))
    assert len(found) == 1


def test_sections_that_share_questions_need_enough_for_all_of_them() -> None:
    extra = dedent("""\
      - id: more
        title: {en: More}
        draw: 1
        from: {bank: products, difficulty: [hard]}
    """)
    found = problems(test=TEST + "\n".join(f"  {line}" for line in extra.splitlines()) + "\n")
    assert len(found) == 1
    assert "no question is asked twice" in found[0]


def test_two_files_cannot_hold_the_same_bank() -> None:
    made = folder(a_bank(single("one")))
    made.question_banks.append(parse_yaml(BANK, "talk-tracks/questions.yaml"))
    (found,) = content.check(made)
    assert (
        str(found)
        == "talk-tracks/questions.yaml:2: “products” is the question bank in product-training/questions.yaml already."
    )


def test_a_lesson_to_read_again_must_be_of_the_course() -> None:
    made = read(Path(lms.__file__).parent.parent / "courses")
    assert content.check(made) == []
    course = made.courses[0].shape
    bank = next(bank for bank in made.question_banks if bank.file.startswith(course.id))
    bank.data["questions"][0]["lesson"] = "nowhere"
    (found,) = content.check(made)
    assert found.file == bank.file
    assert "The course has no lesson “nowhere”." in str(found)


# ---- loading -----------------------------------------------------------------------------------------------------


def count(model: type[db.Base]) -> int:
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def told(*files: dict[str, object]) -> list[str]:
    return [f"{change.subject} {change.key}: {change.what.render('en')}" for change in publish(*files)]


@pytest.mark.usefixtures("unit")
def test_loading_the_same_files_twice_changes_nothing() -> None:
    files = (a_bank(*ten_questions()), a_test(a_section(draw=5)))
    assert len(told(*files)) == 12
    assert told(*files) == []
    assert (count(QuestionBank), count(Question), count(QuestionVersion)) == (1, 10, 10)
    assert (count(Assessment), count(AssessmentVersion)) == (1, 1)


@pytest.mark.usefixtures("unit")
def test_the_shipped_content_loads() -> None:
    made = read(Path(lms.__file__).parent.parent / "courses")
    told: list[tuple[int, int]] = []
    content.load(Actor.system("tests"), made, lambda _, done, total: told.append((done, total)))
    assert count(Question) >= 60
    assert told[0] == (0, count(Question))  # and every hundred from there
    assert [done for done, _ in told] == list(range(0, count(Question), 100))
    assert content.load(Actor.system("tests"), made) == []


@pytest.mark.usefixtures("unit")
@pytest.mark.parametrize(
    "changed",
    [
        {"stem": said("Another stem")},
        {"feedback": said("Another reason")},
        {"category": "services"},
        {"difficulty": "hard"},
        {"lesson": "elsewhere"},
        {"pinned": ["c"]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_published_question_never_changes(changed: dict[str, object]) -> None:
    publish(a_bank(single("one")))
    with pytest.raises(ContentRefused) as refused:
        content.load(Actor.system("tests"), folder(a_bank(single("one", **changed))))
    (found,) = refused.value.problems
    assert "raise version to 2" in str(found)
    assert told(a_bank(single("one", version=2, **changed))) == ["question products/one: version 2 published"]
    assert count(QuestionVersion) == 2


@pytest.mark.usefixtures("unit")
def test_a_published_test_never_changes_and_every_refusal_is_told() -> None:
    publish(a_bank(*ten_questions()), a_test(a_section(draw=5)))
    changed = a_bank(single("q0", stem=said("Else")), *ten_questions()[1:])
    with pytest.raises(ContentRefused) as refused:
        content.load(Actor.system("tests"), folder(changed, a_test(a_section(draw=5), pass_mark=60)))
    assert sorted(problem.file for problem in refused.value.problems) == [
        "product-training/questions.yaml",
        "tests/junior.yaml",
    ]
    assert told(a_bank(*ten_questions()), a_test(a_section(draw=5), pass_mark=60, version=2)) == [
        "test junior: version 2 published"
    ]


@pytest.mark.usefixtures("unit")
def test_an_older_version_does_not_come_back() -> None:
    publish(a_bank(single("one", version=3)))
    with pytest.raises(ContentRefused, match="problems: 1"):
        content.load(Actor.system("tests"), folder(a_bank(single("one", version=2))))


@pytest.mark.usefixtures("unit")
def test_what_left_the_files_is_retired_and_may_come_back() -> None:
    one, two = single("one"), many("two")
    publish(a_bank(one, two), a_test(a_section(draw=1)))
    assert told(a_bank(one)) == ["question products/two: retired", "test junior: retired"]
    assert told(a_bank(one)) == []
    assert told(a_bank(one, two), a_test(a_section(draw=1))) == [
        "question products/two: in use again",
        "test junior: in use again",
    ]
    assert (count(Question), count(QuestionVersion)) == (2, 2)


@pytest.mark.usefixtures("unit")
def test_titles_and_categories_of_a_bank_may_change() -> None:
    publish(a_bank(single("one")))
    changed = a_bank(single("one"), topics=("gateways", "services", "storage"))
    assert told(changed) == ["question bank products: title or categories changed"]


def test_only_authors_load(unit: Session) -> None:
    del unit
    cast = make_cast()
    for member in (cast.learner, cast.manager, cast.examiner):
        with pytest.raises(Forbidden):
            content.load(member.actor, folder(a_bank(single("one"))))
    assert content.load(cast.trainer.actor, folder(a_bank(single("one"))))
