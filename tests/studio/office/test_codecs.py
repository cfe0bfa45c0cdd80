"""What a document of Word or PowerPoint says in our Markdown, what it cannot, and what is no document at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from lms.catalogue.content.markdown_check import problems_of, slide_problems
from lms.core.errors import Refused
from lms.studio.office import Lesson, Reading, pictures, read
from tests.factories.office import ALT, add_picture, boots, deck, picture, slide, with_part, word

MAIN = "word/document.xml"


def said(found: Reading) -> list[tuple[str, str]]:
    """The remarks as one reads them."""
    return [(one.place.render("en") if one.place else "", one.reason.render("en")) for one in found.remarks]


def checked(found: Reading) -> tuple[Lesson, ...]:
    """The lessons with their pictures ready, in order by the laws that publishing asks for."""
    ready = pictures.made_ready(found, "en", lambda _done, _total: None)
    for lesson in ready.lessons:
        is_deck = lesson.kind == "slides"
        assert not problems_of(lesson.text, "a.md", lessons=(), media=set(ready.pictures), deck=is_deck), lesson.text
        assert not (is_deck and slide_problems(lesson.text, "a.md")), lesson.text
    return ready.lessons


def only(write: Callable[[Any], None]) -> str:
    """The text of the one lesson of a Word document."""
    (lesson,) = checked(read(word(write), "x.docx"))
    return lesson.text


# ---- Word --------------------------------------------------------------------------------------------------------------


def test_the_highest_headings_begin_lessons_and_lower_ones_stay_in_them() -> None:
    def write(document: Any) -> None:
        document.add_heading("The handbook", 0)
        document.add_paragraph("Before all headings.")
        document.add_heading("First", 2)
        document.add_paragraph("One.")
        document.add_heading("Far below", 5)
        document.add_paragraph("Two.")
        document.add_heading("Second", 2)
        document.add_paragraph("Three.")

    found = read(word(write), "x.docx")
    assert found.title == "The handbook"
    assert [(one.title, one.text) for one in checked(found)] == [
        ("The handbook", "Before all headings."),
        ("First", "One.\n\n## Far below\n\nTwo."),
        ("Second", "Three."),
    ]
    assert not found.remarks


def test_without_headings_it_is_one_lesson_called_like_the_file() -> None:
    (lesson,) = read(word(lambda document: document.add_paragraph("Alone.")), "C:\\docs\\My notes.docx").lessons
    assert (lesson.kind, lesson.title, lesson.text) == ("article", "My notes", "Alone.")


def test_a_heading_with_nothing_under_it_is_named_and_makes_no_lesson() -> None:
    def write(document: Any) -> None:
        document.add_heading("Full", 1)
        document.add_paragraph("Words.")
        document.add_heading("Empty", 1)

    found = read(word(write))
    assert [one.title for one in found.lessons] == ["Full"]
    assert said(found) == [("Under “Empty”", "Nothing stands under this heading: it makes no lesson.")]


def test_words_that_look_like_markdown_stay_words() -> None:
    text = only(
        lambda document: [document.add_paragraph(one) for one in ("---", "# no", "::: notes", "1. *a* [b](c) <i>")]
    )
    assert text == "\\---\n\n\\# no\n\n\\::: notes\n\n1\\. \\*a\\* \\[b\\](c) \\<i>"


def test_lists_and_what_is_bold_stay() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("a", style="List Bullet")
        document.add_paragraph("b", style="List Bullet")
        document.add_paragraph("c", style="List Number")
        document.add_paragraph().add_run("d").bold = True

    assert only(write) == "- a\n- b\n\n1. c\n\n**d**"


def test_a_table_keeps_its_rows_and_merged_cells_are_named() -> None:
    def write(document: Any) -> None:
        table = document.add_table(3, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "A|B", "C"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "tall"
        table.cell(1, 1).text, table.cell(2, 1).text = "x", "y"

    found = read(word(write), "x.docx")
    assert checked(found)[0].text == "| A\\|B | C |\n| --- | --- |\n| tall | x |\n| | y |"
    assert said(found) == [("Under “x”", "Cells that reach over others are taken apart: look at the table again.")]


def test_a_picture_stands_alone_with_what_one_sees_and_bytes_that_come_twice_are_one_file() -> None:
    def write(document: Any) -> None:
        among = document.add_paragraph("Before ")
        add_picture(among, ALT)
        among.add_run(" after.")
        add_picture(document.add_paragraph(), "image1.png")

    found = read(word(write), "Boots.docx")
    ready = pictures.made_ready(found, "zh", lambda _done, _total: None)
    assert list(ready.pictures) == ["media/boots-1.png"]
    assert ready.lessons[0].text == f"Before after.\n\n![{ALT}](media/boots-1.png)\n\n![图 2](media/boots-1.png)"
    assert [one.reason.key for one in ready.remarks] == ["Nobody says what one sees in {file}: say it in the lesson."]


def test_a_picture_of_another_kind_is_named_and_leaves_no_gap() -> None:
    found = read(
        word(lambda document: (document.add_paragraph("A."), add_picture(document.add_paragraph(), form="GIF")))
    )
    ready = pictures.made_ready(found, "en", lambda _done, _total: None)
    assert ready.lessons[0].text == "A."
    assert not ready.pictures
    assert "PNG, JPEG and WebP" in ready.remarks[0].reason.render("en")


def test_a_picture_linked_from_elsewhere_is_never_fetched() -> None:
    def outside(relations: bytes) -> bytes:
        return relations.replace(b'Target="media/image1.png"', b'Target="file:///etc/passwd" TargetMode="External"')

    document = with_part(word(boots), "word/_rels/document.xml.rels", outside)
    document = with_part(document, MAIN, lambda xml: xml.replace(b"r:embed=", b"r:link="))
    found = read(document)
    assert not found.pictures
    ready = pictures.made_ready(found, "en", lambda _done, _total: None)
    assert [one.reason.key for one in ready.remarks] in ([], ["A picture is not in the file itself: add it by hand."])
    assert "root" not in ready.lessons[0].text


def test_footnotes_stand_at_the_end_of_the_lesson_that_names_them() -> None:
    w = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = (
        b"<w:footnotes "
        + w
        + b'><w:footnote w:id="2"><w:p><w:r><w:t>See the map.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    document = with_part(
        word(boots),
        MAIN,
        lambda xml: xml.replace(b"day before.</w:t>", b'day before.</w:t><w:footnoteReference w:id="2"/>', 1),
    )
    target = b'<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    document = with_part(document, "word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", target))
    made = io.BytesIO(document)
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr("word/footnotes.xml", notes)
    boot, way = checked(read(made.getvalue()))
    assert boot.text.startswith("Dry feet begin the day before. \\[1\\]\n")
    assert boot.text.endswith("\\[1\\] See the map.")
    assert "map" not in way.text


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ('<w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del>', "Tracked changes are taken as accepted."),
        ('<w:r><w:commentReference w:id="1"/></w:r>', "Comments are not taken over."),
        ("<w:r><w:object/></w:r>", "An embedded file is not taken over."),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x+1</m:t></m:r></m:oMath>',
            "A formula is written in a line: look at it again.",
        ),
    ],
)
def test_what_is_not_carried_is_named_with_its_heading(xml: str, reason: str) -> None:
    document = with_part(
        word(boots), MAIN, lambda old: old.replace(b"down.</w:t></w:r>", b"down.</w:t></w:r>" + xml.encode())
    )
    found = read(document)
    assert said(found) == [("Under “The way”", reason)]
    assert "gone" not in found.lessons[1].text
    assert ("x+1" in found.lessons[1].text) == ("oMath" in xml)


# ---- PowerPoint ----------------------------------------------------------------------------------------------------------


def test_a_presentation_becomes_a_deck_with_what_is_said_to_it() -> None:
    def write(presentation: Any) -> None:
        first = slide(presentation, 1, "Why *boots*")
        body = first.placeholders[1].text_frame
        body.text = "Dry"
        deeper, last = body.add_paragraph(), body.add_paragraph()
        deeper.text, deeper.level, last.text = "in snow", 1, "Warm"
        first.notes_slide.notes_text_frame.text = "Say it slowly.\n---"
        second = slide(presentation, 5, "Seen")
        shown = second.shapes.add_picture(picture(), 0, 0)
        shown._element.nvPicPr.cNvPr.set("descr", ALT)
        second.shapes.add_textbox(0, 0, 900, 900).text_frame.text = "--- and words"

    found = read(deck(write), "deck.pptx")
    (lesson,) = checked(found)
    assert (lesson.kind, lesson.title) == ("slides", "Why *boots*")
    assert lesson.text == (
        "## Why \\*boots\\*\n\n- Dry\n  - in snow\n- Warm\n\n::: notes\nSay it slowly.\n\n\\---\n:::\n\n---\n\n"
        f"## Seen\n\n![{ALT}](media/why-boots-1.png)\n\n\\--- and words"
    )
    assert not found.remarks


def test_what_a_slide_cannot_say_is_named_with_its_number() -> None:
    def write(presentation: Any) -> None:
        slide(presentation, 5, "Shown")
        slide(presentation, 6)
        charted = slide(presentation, 5, "Chart")
        data = CategoryChartData()
        data.categories = ["a"]
        data.add_series("s", (1,))
        charted.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 99, 99, data)
        slide(presentation, 5, "Hidden")._element.set("show", "0")

    found = read(deck(write))
    assert [place for place, _ in said(found)] == ["Slide 2", "Slide 3", "Slide 4"]
    assert checked(found)[0].text == "## Shown\n\n---\n\n## Chart"


def test_a_slide_whose_only_picture_cannot_be_shown_leaves_the_deck() -> None:
    def write(presentation: Any) -> None:
        slide(presentation, 5, "Words")
        slide(presentation, 6).shapes.add_picture(picture(form="GIF"), 0, 0)

    assert checked(read(deck(write)))[0].text == "## Words"


# ---- what is none --------------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MAIN, b"0" * 20_000_000)
    return made.getvalue()


def leading_out() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("../../etc/cron.d/x", b"x")
    return made.getvalue()


def laughing() -> bytes:
    entities = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_part(word(boots), MAIN, lambda xml: xml.replace(b"<w:document", entities + b"<w:document", 1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no document"),
        (b"Just words.", "no document"),
        (b"PK\x03\x04 and no more", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (bomb(), "far more than it is"),
        (leading_out(), "leads out"),
        (laughing(), "entities"),
        (word(lambda _: None), "no words"),
        (with_part(word(boots), MAIN, lambda xml: xml[:-40]), "cannot be read"),
    ],
    ids=["empty", "words", "broken zip", "old", "bomb", "leads out", "entities", "nothing in it", "broken XML"],
)
def test_what_is_no_document_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        read(content, "x.docx")
    assert reason in refused.value.message.render("en")


WORD, DECK = word(boots), deck(lambda presentation: slide(presentation, 1, "One"))
PARTS = [
    (WORD, MAIN),
    (WORD, "word/styles.xml"),
    (WORD, "_rels/.rels"),
    (DECK, "ppt/slides/slide1.xml"),
    (DECK, "ppt/presentation.xml"),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PARTS), st.integers(0, 5000), st.integers(0, 60), st.binary(max_size=12))
def test_whatever_is_changed_in_a_document_it_is_read_or_refused(
    part: tuple[bytes, str], at: int, length: int, new: bytes
) -> None:
    document, path = part
    changed = with_part(document, path, lambda xml: xml[:at] + new + xml[at + length :])
    with suppress(Refused):
        assert checked(read(changed, "x"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", WORD[:200], DECK[-300:]]))
def test_any_bytes_are_refused_with_a_reason(content: bytes, head: bytes) -> None:
    with pytest.raises(Refused):
        read(head + content, "x")
