"""Kinds of lesson in files: what each names, what is wrong with it, by file and line; and decks as pages of slides."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalogue.content import parts, reading
from lms.catalogue.content.markdown import Picture, to_html
from lms.catalogue.lesson_kinds import KINDS
from lms.catalogue.models import CourseVersion
from lms.catalogue.operations import _fingerprint
from lms.core import db
from lms.core.storage import Storage
from lms.learning import queries as learning
from lms.wiring import CONTENT_PARTS
from tests.factories.content import COURSE, edit, load, put, write_content

FILE = "mountain-walks/course.yaml"
MORE = """\
      - {id: map, kind: document, minutes: 2, title: {en: Map, zh: 地图}, document: media/map.pdf}
      - {id: deck, kind: slides, minutes: 2, title: {en: Deck, zh: 幻灯片}}
      - {id: forecast, kind: link, minutes: 2, title: {en: Forecast, zh: 天气}, url: "https://weather.example/today"}
      - id: tour
        kind: project
        minutes: 30
        title: {en: Tour, zh: 路线}
        rubric: [{id: safe, title: {en: Safe, zh: 安全}}]
      - id: stories
        kind: experience
        minutes: 9
        title: {en: Stories, zh: 故事}
        headings: [{id: what, title: {en: What, zh: 经过}}]
      - {id: day, kind: class, minutes: 90, title: {en: A day, zh: 一天}}
"""
DECK = "## One\n\n![A boot](media/boot.svg)\n\n::: notes\nSay it.\n:::\n\n---\n\nTwo\n"


def a_pdf(pages: int, *, locked: bool = False, program: bool = False) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if program:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if locked:
        writer.encrypt("secret")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small folder with a lesson of every kind."""
    write_content(tmp_path)
    edit(tmp_path, FILE, "      - {id: check,", f"{MORE}      - {{id: check,")
    put(tmp_path, "mountain-walks/media/map.pdf", a_pdf(3))
    for language in ("en", "zh"):
        put(tmp_path, f"mountain-walks/lessons/deck.{language}.md", DECK)
        for lesson in ("tour", "stories", "day"):
            put(tmp_path, f"mountain-walks/lessons/{lesson}.{language}.md", "Words.\n")
    return tmp_path


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in parts.check(CONTENT_PARTS, reading.read(folder))]


def test_every_kind_is_read_and_kept_with_what_its_page_needs(folder: Path, unit: Session, tmp_path: Path) -> None:
    assert said(folder) == []
    load(folder, Storage(tmp_path / "stored"))
    place = learning.outline(db.session().scalars(select(CourseVersion.id)).one())
    steps = {step.key: step for step in place.steps}
    assert {step.kind for step in place.steps} == {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}
    assert steps["map"].settings["document"]["zh"]["pages"] == 3
    assert steps["forecast"].settings == {"url": "https://weather.example/today", "host": "weather.example"}
    assert steps["tour"].settings["takes"] == {"kinds": ["document", "picture"], "most": 3, "largest_mb": 20}
    assert steps["stories"].settings["done_by"] == "writing"
    assert learning.words_of(steps["deck"].id, "en").count('<section class="slide">') == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (
            FILE,
            '"https://weather.example/today"',
            '"http://weather.example"',
            ":25: “http://weather.example” is no address",
        ),
        (
            FILE,
            '"https://weather.example/today"',
            '"https://user@weather.example/"',
            ":25: “https://user@weather.example/” is",
        ),
        (FILE, '"https://weather.example/today"', '"javascript:alert(1)"', ":25: “javascript:alert(1)” is no address"),
        (FILE, "document: media/map.pdf", "document: media/boot.svg", ":23: media/boot.svg is image/svg+xml"),
        (FILE, "document: media/map.pdf", "document: {}", ":23: document is empty"),
        (FILE, "[{id: safe, title: {en: Safe, zh: 安全}}]", "[]", ":30: rubric is empty."),
        (
            FILE,
            "headings: [{id: what",
            "heading: [{id: what",
            ":35: heading is not known here; perhaps headings is meant.",
        ),
        (
            "mountain-walks/lessons/deck.en.md",
            "\n---\n\nTwo",
            "\nTwo",
            ": The languages have different numbers of slides",
        ),
        ("mountain-walks/lessons/deck.en.md", "Two\n", "Two\n---\n", ":11: Leave an empty line before “---”"),
        ("mountain-walks/lessons/deck.en.md", "Two\n", "\n---\n\nThree\n", ":10: There is nothing on this slide"),
        ("mountain-walks/lessons/deck.en.md", "Two\n", "> Two\n>\n> ---\n", ":13: A slide begins on the left"),
        ("mountain-walks/lessons/deck.en.md", ":::\n\n---", "\n---", ":5: This call-out is not closed"),
        ("mountain-walks/lessons/boots.en.md", "::: case The wet pass", "::: notes", ":9: “notes” is no call-out"),
    ],
)
def test_what_is_wrong_with_a_kind_is_said(folder: Path, file: str, old: str, new: str, reason: str) -> None:
    edit(folder, file, old, new)
    found = said(folder)
    assert any(f"{file}{reason}" in one for one in found), found


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_pdf(1, locked=True), "The PDF is locked with a password"),
        (a_pdf(1, program=True), "The PDF runs a program when it is opened"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "The PDF is damaged"),
        (b"%PDF-1.7\n", "The PDF is damaged"),
        (a_pdf(0), "The PDF has 0 pages"),
    ],
    ids=["locked", "program", "noise", "nothing", "no page"],
)
def test_a_pdf_that_is_not_just_pages_is_refused(folder: Path, content: bytes, reason: str) -> None:
    put(folder, "mountain-walks/media/map.pdf", content)
    assert any(reason in one for one in said(folder)), said(folder)


def test_names_that_came_later_leave_courses_of_before_as_they_were(tmp_path: Path) -> None:
    """A course that was loaded before ``in_order`` and ``done_when`` were there is still the same version of itself."""
    write_content(tmp_path)
    before = _fingerprint(reading.read(tmp_path).courses[0])
    assert before == "02f733c8bc9de2908298a51e4e8add833fc859aa956daf27343536506c7aec57"
    edit(tmp_path, FILE, "video: media/summit.webm", "video: media/summit.webm\n        in_order: true")
    assert _fingerprint(reading.read(tmp_path).courses[0]) != before
    assert "in_order" not in COURSE
    edit(tmp_path, FILE, "in_order: true", "watched_share: 60")
    assert _fingerprint(reading.read(tmp_path).courses[0]) != before


def test_notes_and_slides_are_marked_up_and_every_block_keeps_its_place() -> None:
    html = to_html(DECK, language="en", pictures={"media/boot.svg": Picture("/media/0/boot.svg", 7, 3)}, deck=True)
    assert html.count("<section") == html.count("</section>") == 2
    assert (
        '<aside class="slide-notes" aria-labelledby="p3"><p class="callout-title" id="p3">What is said to it</p>'
        in html
    )
    assert "<hr" not in html
