"""Moodle XML: its own words kept as they are, its files by their bytes, and what cannot come along named with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.assessment import formats
from lms.assessment.exchange import to_bank
from lms.assessment.formats.items import Item, Pair, Rich
from tests.assessment import format_items as made

said = st.builds(Rich, made.words, st.sampled_from(["html", "moodle", "plain", "markdown"]))
html = made.words.map(lambda text: Rich(f"<p>{text}</p>", "html"))
gapped = st.builds(
    lambda gaps, exact: Item(
        "gap-fill", Rich("", "plain"), passage=Rich("A [[g1]] and [[g2]].", "plain"), gaps=gaps, exact=exact
    ),
    made.gaps,
    st.booleans(),
)
pictured = html.map(
    lambda text: Item("essay", Rich(f'<img src="pictures/a%20b.png">{text.text}', "html"), files=(made.PICTURE,))
)
about = st.builds(
    Item,
    st.just("essay"),
    said,
    tags=st.lists(made.words, max_size=2).map(tuple),
    category=st.none() | made.words.filter(lambda text: not text.startswith(("$", "/", "top"))),
    hints=st.lists(said, max_size=2).map(tuple),
    minimum=st.none() | st.integers(1, 900),
)


def quiz(*questions: str) -> bytes:
    """A file of these."""
    return ("<?xml version='1.0'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode()


def question(kind: str, body: str = "", text: str = "Which?") -> str:
    """One of a type."""
    return f'<question type="{kind}"><questiontext format="html"><text>{text}</text></questiontext>{body}</question>'


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(made.of(said), made.weighed(said), gapped, pictured, about), min_size=1, max_size=3))
def test_moodle_xml_reads_what_it_wrote(items: list[Item]) -> None:
    written = formats.FORMATS["moodle-xml"].write(items)
    found = formats.read(written.content)
    assert found.format == "moodle-xml"
    assert not [*written.not_carried, *found.reading.problems, *found.reading.not_carried]
    assert list(found.reading.items) == items


def test_what_cannot_come_along_is_named_with_item_and_line() -> None:
    answers = '<answer fraction="100"><text>{0}</text></answer><answer fraction="0"><text>b</text></answer>'
    found = formats.read(
        quiz(
            question("multichoice", "<single>true</single>" + answers.format("a")),
            question("calculated", answers.format("{x}")),
            question("multichoice", '<answer fraction="0"><text>a</text></answer>'),
            question("shortanswer", answers.format("net*")),
            question("numerical", answers.format("many")),
            question("multichoice", "<single>true</single>", text=""),
        )
    ).reading
    assert [item.type for item in found.items] == ["single-choice", "short-text"]
    assert [(one.item, one.line) for one in found.problems] == [(2, 4), (3, 5), (5, 7), (6, 8)]
    assert {one.item for one in found.not_carried} == {4}


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("{1:SHORTANSWER:=net~%100%mesh~%50%near#no~wrong} it", [("net", "mesh")]),
        ("{:MC:=a \\} b~c} or {2:NUMERICAL:=5:0.5}", [None, ("5",)]),
        ("{1:SA:=&lt;tag&gt;}", [("<tag>",)]),
    ],
)
def test_gaps_written_into_a_text_are_found(text: str, gaps: list[tuple[str, ...] | None]) -> None:
    (item,) = formats.read(quiz(question("cloze", text=f"<![CDATA[{text}]]>"))).reading.items
    assert [gap.answers or None for gap in item.gaps] == gaps


def test_words_to_drag_know_their_group() -> None:
    boxes = "".join(
        f"<dragbox><text>{text}</text><group>{group}</group></dragbox>"
        for text, group in (("G1", 1), ("bus", 2), ("G3", 1))
    )
    (item,) = formats.read(quiz(question("ddwtos", boxes, text="A [[3]] on the [[2]]"))).reading.items
    assert item.passage == Rich("A [[g1]] on the [[g2]]", "html")
    assert [[(one.text.text, one.correct) for one in gap.options] for gap in item.gaps] == [
        [("G1", False), ("G3", True)],
        [("bus", True)],
    ]


def test_categories_pairs_and_shares() -> None:
    category = (
        '<question type="category"><category><text>$course$/top/Default for C/Gateways</text></category></question>'
    )
    pairs = "<subquestion><text>G3</text><answer><text>rail</text></answer></subquestion>"
    spare = "<subquestion><text></text><answer><text>rack</text></answer></subquestion>"
    shares = '<single>false</single><answer fraction="66.66667"><text>a</text></answer><answer fraction="33.33333"><text>b</text></answer>'
    match, many = formats.read(
        quiz(category, question("matching", pairs + spare), question("multichoice", shares))
    ).reading.items
    assert match.category == "Default for C/Gateways"
    assert match.pairs == (Pair(Rich("G3", "html"), "rail"), Pair(Rich("", "html"), "rack"))
    assert [one.weight for one in many.options] == [Decimal("66.66667"), Decimal("33.33333")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"<quiz>\n<question></quiz>", 2),
        (b'<!DOCTYPE quiz [\n<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<quiz>&b;</quiz>', 2),
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd">\n<quiz>&secret;</quiz>', None),
        (b"<quiz>" + b"<a>" * 300 + b"</a>" * 300 + b"</quiz>", 1),
    ],
)
def test_xml_that_is_broken_or_wants_more_than_words_is_refused_with_its_line(content: bytes, line: int | None) -> None:
    found = formats.read(content, "moodle-xml").reading
    assert not found.items
    assert [one.line for one in found.problems] == [line]


def test_names_of_signs_that_html_knows_are_read() -> None:
    (item,) = formats.read(quiz(question("essay", text="a&nbsp;b &eacute; &amp;"))).reading.items
    assert item.stem.text == "a\xa0b é &"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_questions_or_a_reason(data: st.DataObject) -> None:
    whole = formats.FORMATS["moodle-xml"].write([data.draw(made.of(said)), data.draw(pictured)]).content
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 9)) :]
    found = formats.read(damaged, "moodle-xml").reading
    assert found.items or found.problems
    to_bank(found.items, language="en")
