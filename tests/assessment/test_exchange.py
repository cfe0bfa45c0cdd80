"""From items of exchange formats to our banks and back: what comes in always loads, says the same, and runs nothing."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment.content.files import BankFile
from lms.assessment.exchange import from_bank, to_bank, to_questions
from lms.assessment.formats.items import Answer, File, Gap, Item, Option, Pair, Rich
from lms.assessment.question_type import prose
from lms.cli import main
from lms.core.documents import parse_yaml, read_yaml
from lms.core.shapes import shaped

COURSES = Path(__file__).parents[2] / "courses"
YES, NO = Option(Rich("yes"), correct=True), Option(Rich("no"), correct=False)


def single(stem: Rich, **more: Any) -> Item:
    """Which of two."""
    return replace(Item("single-choice", stem, options=(YES, NO)), **more)


def bank_of(*items: Item, language: str = "en", **more: Any) -> BankFile:
    """The bank that loads of them."""
    return shaped(parse_yaml(to_bank(items, language=language, **more).text, "questions.yaml"), BankFile)


def png() -> bytes:
    """One grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


anything = st.text(st.sampled_from("aZ9 *_`[]()<>&#;!|\\~-+=.:{}\n\t中'\"\x01é/"), max_size=40)
rich = st.builds(Rich, anything, st.sampled_from(["plain", "moodle", "markdown", "html"]))
options = st.lists(
    st.builds(Option, rich, st.booleans(), st.none() | st.decimals(-100, 100, places=2), st.none() | rich)
)
items = st.builds(
    Item,
    st.sampled_from(
        ["single-choice", "multiple-response", "short-text", "matching", "ordering", "gap-fill", "essay", "numeric"]
    ),
    rich,
    title=st.none() | anything,
    id=st.none() | anything,
    tags=st.lists(anything, max_size=2).map(tuple),
    category=st.none() | anything,
    options=options.map(tuple),
    answers=st.lists(st.builds(Answer, rich, st.none() | st.decimals(-9, 9, places=1)), max_size=3).map(tuple),
    pairs=st.lists(st.builds(Pair, rich, anything), max_size=3).map(tuple),
    ordered=st.lists(rich, max_size=4).map(tuple),
    passage=st.none() | rich,
    gaps=st.lists(st.builds(Gap, anything, st.just(("a",))), max_size=2).map(tuple),
    feedback=st.none() | rich,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(items, max_size=3), st.sampled_from(["en", "zh"]))
def test_whatever_comes_in_makes_a_bank_that_loads_or_is_named(given: list[Item], language: str) -> None:
    made = to_bank(given, language=language)
    document = parse_yaml(made.text, "questions.yaml")
    if document.data["questions"]:
        shaped(document, BankFile)
    assert len(document.data["questions"]) + len({one.item for one in made.remarks}) >= len(given)


@settings(max_examples=60, deadline=None)
@given(anything)
def test_plain_words_become_markdown_that_shows_them(words: str) -> None:
    found = to_questions([single(Rich(words))], language="en")
    for question in found.questions:
        shown = prose(question["stem"], "en").striptags()
        assert "".join(shown.split()) == "".join(words.replace("\x01", "").split())


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Which <b>one</b>?</p>", "Which **one**?"),
        ("<p>H<sub>2</sub>O at 10<sup>-3</sup> m</p>", "H₂O at 10⁻³ m"),
        ("<p>1 < 2 &amp; a*b*c</p>", "1 < 2 & a\\*b\\*c"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("<h3>Part</h3><p>Text</p>", "**Part**\n\nText"),
        ('<a href="https://academy.example/x">here</a>', "[here](https://academy.example/x)"),
        ('<a href="javascript:alert(1)" onclick="x()">here</a>', "here"),
        ("<p>a</p><script>alert(1)</script><style>p {}</style>", "a"),
        ("<table><tr><th>n</th></tr><tr><td>1|2</td></tr></table>", "| n |\n| --- |\n| 1\\|2 |"),
    ],
)
def test_html_becomes_clean_markdown(html: str, shown: str) -> None:
    (question,) = to_questions([single(Rich(html, "html"))], language="en").questions
    assert question["stem"] == {"en": shown}


def test_what_is_not_taken_over_is_named_with_its_item() -> None:
    film = '<p>Look</p><iframe src="https://films.example"></iframe><img src="https://films.example/a.png">'
    remarks = to_questions([single(Rich("Fine?")), single(Rich(film, "html"), line=7)], language="en").remarks
    assert {(one.item, one.line) for one in remarks} == {(2, 7)}
    assert any("iframe" in one.reason.render("en") for one in remarks)
    assert any("films.example/a.png" in one.reason.render("en") for one in remarks)


def test_words_in_both_languages_are_told_apart() -> None:
    said = '<span lang="en" class="multilang">Which?</span><span lang="zh_cn" class="multilang">哪一个？</span>'
    braces = Rich("{mlang en}yes{mlang}{mlang zh}是{mlang}")
    (question,) = bank_of(single(Rich(said, "html"), options=(Option(braces, correct=True), NO))).questions
    assert question.stem == {"en": "Which?", "zh": "哪一个？"}
    assert question.model_dump()["options"][0]["text"] == {"en": "yes", "zh": "是"}


def test_pictures_come_along_once_by_their_bytes_and_drawings_with_scripts_do_not() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
    files = (File("g 3.gif", png()), File("a/copy.png", png()), File("bad.svg", svg))
    said = Rich(
        '<p>See</p><img src="@@PLUGINFILE@@/g%203.gif" alt="A G3"><img src="a/copy.png"><img src="bad.svg">', "html"
    )
    made = to_bank([single(said, files=files)], language="zh")
    (question,) = shaped(parse_yaml(made.text, "q"), BankFile).questions
    assert made.files == {"media/g-3.png": png()}
    assert question.media
    assert {tuple(one.picture.values()) for one in question.media if one.picture} == {("media/g-3.png",) * 2}
    assert question.media[0].alt == {"en": "A G3", "zh": "A G3"}
    assert any("bad.svg" in one.reason.render("en") for one in made.remarks)


def test_ids_are_the_same_each_time_and_never_those_that_are_taken() -> None:
    given = [
        single(Rich("Which one?"), id="gw-one"),
        single(Rich("Which one?")),
        single(Rich("Which one?")),
        single(Rich("哪一款网关？")),
        single(Rich("？？")),
    ]
    ids = [one["id"] for one in to_questions(given, language="en", taken_ids={"gw-one", "which-one"}).questions]
    assert ids[:4] == ["gw-one-2", "which-one-2", "which-one-3", "nayikuanwangguan"]
    assert ids == [one["id"] for one in to_questions(given, language="en", taken_ids={"gw-one", "which-one"}).questions]
    assert len(set(ids)) == 5


@pytest.mark.parametrize(
    ("weights", "scoring"),
    [
        ([50, 50, -50, -50], "right-minus-wrong"),
        ([70, 30, -60, 0], "weights"),
        ([50, 50, 0, 0], "exact"),
        ([60, 30, -60, 0], "exact"),
    ],
)
def test_shares_of_options_find_the_rule_that_says_them(weights: list[int], scoring: str) -> None:
    many = tuple(Option(Rich(f"Option {n}"), weight > 0, Decimal(weight)) for n, weight in enumerate(weights))
    made = to_questions([Item("multiple-response", Rich("Which?"), options=many)], language="en")
    assert made.questions[0].get("scoring", "exact") == scoring
    assert bool(made.remarks) == (scoring == "exact")


@pytest.mark.parametrize(
    "course", sorted(path.name for path in COURSES.iterdir() if (path / "questions.yaml").is_file())
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bank_of_ours_comes_back_as_it_went(course: str, language: str) -> None:
    bank = shaped(read_yaml(COURSES, f"{course}/questions.yaml"), BankFile)
    media = {f"media/{one.name}": one.read_bytes() for one in (COURSES / course).glob("media/*")}
    items, lost = from_bank(bank, language=language, files=media)
    back = bank_of(*items, language=language)
    named = {one.item for one in lost}
    before = {one.id: one for place, one in enumerate(bank.questions, 1) if place not in named}
    after = {one.id: one for one in back.questions}
    assert set(before) <= set(after)
    for key, question in before.items():
        assert _told(question, language) == _told(after[key], language), key


def _told(question: Any, language: str) -> Any:
    """A question's data in one language, without what its author calls the parts."""

    def only(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) <= {"en", "zh"}:
                return value.get(language)
            return {name: only(one) for name, one in value.items() if name not in ("id", "match", "alt", "picture")}
        return [only(one) for one in value] if isinstance(value, list) else value

    said = only(question.model_dump(mode="json", exclude_none=True))
    if question.type == "matching":
        texts = {one.id: one.text[language] for one in question.choices}
        said["choices"] = sorted(texts.values())
        said["matches"] = [texts[one.match] for one in question.prompts]
    return said | {"id": question.id}


def test_the_command_makes_a_bank_of_a_file_and_a_file_of_a_bank(tmp_path: Path) -> None:
    quiz, bank, back = tmp_path / "quiz.txt", tmp_path / "questions.yaml", tmp_path / "back.gift"
    quiz.write_text("哪一款？{=甲 ~乙}\n\nBad?{=a ~b")
    arguments = ["questions", "read", str(quiz), "--bank", str(bank), "--language", "zh"]
    assert CliRunner().invoke(main, arguments).exit_code == 1
    assert not bank.exists()
    assert CliRunner().invoke(main, [*arguments, "--partly"]).exit_code == 0
    assert (
        CliRunner()
        .invoke(main, ["questions", "write", str(bank), str(back), "--to", "gift", "--language", "zh"])
        .exit_code
        == 0
    )
    assert "哪一款？" in back.read_text()


def test_a_bank_goes_out_as_a_package_and_comes_back_with_its_pictures(tmp_path: Path) -> None:
    shown = Rich('<p>See the label.</p><p><img src="g3.png" alt="A G3 on a rail"></p>', "html")
    made = to_bank(
        [single(shown, id="label", files=(File("g3.png", png()),), tags=("difficulty:hard",))], language="en"
    )
    bank, package, back = tmp_path / "questions.yaml", tmp_path / "out.zip", tmp_path / "back/questions.yaml"
    bank.write_text(made.text, encoding="utf-8")
    for folder in ("media", "back"):
        (tmp_path / folder).mkdir()
    (tmp_path / "media/g3.png").write_bytes(png())
    for words in (["write", str(bank), str(package), "--to", "qti-2.1"], ["read", str(package), "--bank", str(back)]):
        assert CliRunner().invoke(main, ["questions", *words]).exit_code == 0
    assert back.read_text(encoding="utf-8") == made.text
    assert (back.parent / "media/g3.png").read_bytes() == png()


@pytest.mark.parametrize(
    ("exact", "typed", "kept"),
    [
        (False, ("MQTT", "mqtt", "ＭＱＴＴ", "MQTT broker"), ["MQTT", "MQTT broker"]),
        (True, ("MQTT", "mqtt", "MQTT"), ["MQTT", "mqtt"]),
    ],
)
def test_an_accepted_answer_that_says_nothing_new_does_not_cost_the_question(
    exact: bool, typed: tuple[str, ...], kept: list[str]
) -> None:
    asked = Item("short-text", Rich("Which?"), answers=tuple(Answer(Rich(text)) for text in typed), exact=exact)
    (question,) = bank_of(asked).questions
    assert [one["text"] for one in question.model_dump()["accept"]] == kept
