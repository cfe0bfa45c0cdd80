"""LibreOffice itself draws slides: what is on them is seen, and it asks nobody for anything."""

from __future__ import annotations

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from lms.studio.office import drawing, read
from lms.studio.office._package import Package
from tests.factories.office import deck, picture, slide

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


def drawn(content: bytes) -> list[Image.Image]:
    """The pictures of a deck's slides, by the LibreOffice of this machine."""
    program = drawing.program()
    assert program, "make test installs LibreOffice"
    kept: list[bytes] = []

    def draw(package: Package) -> list[bytes]:
        kept.extend(drawing.drawn(package, program, lambda _done, _total: None))
        return kept

    read(content, "deck.pptx", draw)
    return [Image.open(io.BytesIO(one)).convert("RGB") for one in kept]


def shares(shown: Image.Image) -> tuple[float, float]:
    """The share of a picture that is ink, and the share that has a colour."""
    dots = list(shown.resize((320, 240)).get_flattened_data())
    ink = sum(min(dot) < 200 for dot in dots)
    coloured = sum(max(dot) - min(dot) > 60 for dot in dots)
    return ink / len(dots), coloured / len(dots)


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """A server that a deck points to, and what it was asked for."""
    asked: list[str] = []

    class Told(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - the names that the server looks for

    server = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_words_charts_and_chinese_are_on_the_pictures_and_a_hidden_slide_is_not(outside: tuple[str, list[str]]) -> None:
    address, asked = outside

    def write(presentation: Any) -> None:
        slide(presentation, 1, "Why gateways").placeholders[1].text = "停机一小时的损失"
        slide(presentation, 1, "Not for you")._element.set("show", "0")
        data = CategoryChartData()
        data.categories = ["A", "B"]
        data.add_series("Sold", (1, 2))
        chart = slide(presentation, 5, "Sales")
        chart.shapes.add_chart(XL_CHART_TYPE.PIE, Inches(1), Inches(2), Inches(8), Inches(5), data)
        linked = chart.part.relate_to(f"{address}/seen.png", IMAGE, is_external=True)
        blip = chart.shapes.add_picture(picture(), 0, 0)._element.blipFill.blip
        del blip.attrib[qn("r:embed")]
        blip.set(qn("r:link"), linked)
        slide(presentation, 6)

    words, pie, empty = drawn(deck(write))
    assert {one.width for one in (words, pie, empty)} == {drawing.WIDTH}
    assert 0.005 < shares(words)[0] < 0.3
    assert shares(words)[1] < 0.005
    assert shares(pie)[1] > 0.03
    assert shares(empty) == (0, 0)
    assert asked == []
