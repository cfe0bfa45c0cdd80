"""Pictures of slides: where a program prints them as LibreOffice does, a deck can show them; whatever that program does, the words come."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from lms.catalogue.content.markdown_check import problems_of, slide_problems
from lms.studio.office import Reading, drawing, pictures, read
from lms.studio.office._package import Package
from tests.factories.office import deck, picture, slide, stand_in, with_part


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with such a program; the file says what its deck pointed to."""
    stand_in(tmp_path / "bin", tmp_path / "told")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "told"


def draw(package: Package) -> list[bytes]:
    found = drawing.program()
    assert found
    return drawing.drawn(package, found, lambda _done, _total: None)


def shown(found: Reading, language: str = "en") -> tuple[str, set[str]]:
    """The deck with a picture of each slide, and the names of its pictures; in order by the laws that publishing asks for."""
    ready = pictures.made_ready(found, language, lambda _done, _total: None)
    (lesson,) = ready.lessons
    text = pictures.with_slides_shown(lesson.text, lesson.pages, language)
    for one in (text, lesson.text):
        assert not problems_of(one, "a.md", lessons=(), media=set(ready.pictures), deck=True)
        assert not slide_problems(one, "a.md")
    return text, set(ready.pictures)


def reasons(found: Reading) -> list[str]:
    return [one.reason.render("en") for one in found.remarks]


def three(presentation: Any) -> None:
    """Words; a chart; nothing at all; and one that is hidden."""
    slide(presentation, 1, "Why [gateways]").placeholders[1].text = "They connect."
    hidden = slide(presentation, 1, "Not for you")
    hidden._element.set("show", "0")
    data = CategoryChartData()
    data.categories = ["A", "B"]
    data.add_series("Sold", (1, 2))
    slide(presentation, 5, "Sales").shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 10**6, 10**6, data)
    slide(presentation, 6)


def test_each_slide_that_is_shown_has_its_picture_below_its_heading_and_its_words_under_it(told: Path) -> None:
    text, names = shown(read(deck(three), "x.pptx", draw))
    assert text == (
        "## Why \\[gateways\\]\n\n![Slide 1: Why gateways](media/why-gateways-1.webp)\n\n- They connect."
        "\n\n---\n\n## Sales\n\n![Sales](media/why-gateways-2.webp)"
        "\n\n---\n\n![Picture 2](media/why-gateways-3.webp)"
    )
    assert names == {f"media/why-gateways-{number}.webp" for number in (1, 2, 3)}


def test_what_nobody_can_read_is_shown_by_the_slides_picture_also_where_words_are_chosen(told: Path) -> None:
    found = read(deck(three), "x.pptx", draw)
    (lesson,) = pictures.made_ready(found, "zh", lambda _done, _total: None).lessons
    assert "why-gateways-1.webp" not in lesson.text
    assert "![Sales](media/why-gateways-2.webp)" in lesson.text
    assert "![图 2](media/why-gateways-3.webp)" in lesson.text
    assert not any("chart" in one for one in reasons(found))
    assert "第 1 页：Why gateways" in shown(found, "zh")[0]


def test_a_picture_is_as_wide_as_a_screen_and_shows_the_page(told: Path) -> None:
    made = draw_of(deck(three))
    opened = Image.open(io.BytesIO(made[0]))
    assert (opened.format, opened.size, len(made)) == ("WEBP", (1600, 900), 3)
    darkest, lightest = opened.convert("L").getextrema()
    assert darkest < 64
    assert lightest > 250


def draw_of(content: bytes) -> list[bytes]:
    kept: list[bytes] = []
    read(content, "x.pptx", lambda package: kept.extend(draw(package)) or kept)  # type: ignore[func-returns-value]
    return kept


def test_who_prints_it_is_given_no_address_to_fetch_from_and_keeps_the_links_that_one_presses(told: Path) -> None:
    def write(presentation: Any) -> None:
        made = slide(presentation, 1, "Links")
        run = made.placeholders[1].text_frame.paragraphs[0].add_run()
        run.text, run.hyperlink.address = "Read on", "https://example.com/read-on"
        made.shapes.add_picture(picture(), 0, 0)
        made.part.relate_to("http://10.0.0.1/secret.png", IMAGE, is_external=True)

    assert len(draw_of(deck(write))) == 1
    pointed = told.read_text(encoding="utf-8")
    assert "https://example.com/read-on" in pointed
    assert "10.0.0.1" not in pointed


IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("sys.exit(1)", "could not print"),
        ('(folder / "deck.pdf").write_bytes(b"no PDF"); sys.exit()', "could not print"),
        ("shown = shown[:-1]", "another number of slides"),
        ("time.sleep(60)", "took too long"),
    ],
)
def test_where_it_fails_the_words_come_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str, reason: str
) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 3.0 if "took" in reason else 60.0)
    stand_in(tmp_path / "bin", tmp_path / "told", deed)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = read(deck(three), "x.pptx", draw)
    assert any(reason in one for one in reasons(found))
    assert any("chart" in one for one in reasons(found))
    text, names = shown(found)
    assert (text, names) == ("## Why \\[gateways\\]\n\n- They connect.\n\n---\n\n## Sales", set())


def test_one_that_does_not_end_is_ended_with_all_that_it_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 3.0)
    child = tmp_path / "child"
    deed = f"pid = os.fork() or os.execvp('/bin/sleep', ['sleep', '60']); Path({str(child)!r}).write_text(str(pid)); time.sleep(60)"
    stand_in(tmp_path / "bin", tmp_path / "told", deed)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    read(deck(three), "x.pptx", draw)
    state = Path(f"/proc/{child.read_text()}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_machine_without_it_says_nothing_and_asks_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert drawing.program() is None


def test_a_part_that_is_no_xml_is_a_reason_and_no_crash(told: Path) -> None:
    broken = with_part(deck(three), "ppt/slides/_rels/slide1.xml.rels", lambda _content: b"<no")
    with pytest.raises(Exception, match="cannot be read"):
        read(broken, "x.pptx", draw)
