"""Media are judged by their content; an SVG only draws."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from lms.catalogue.content.media import read_media
from lms.core.documents import BadDocument
from lms.core.svg import examine
from tests.factories.content import PNG, SVG, VTT, WEBM, put


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "size"),
    [
        ("a.svg", SVG.encode(), "image/svg+xml", (720, 360)),
        ("a.png", PNG, "image/png", (1, 1)),
        ("a.jpg", picture("JPEG"), "image/jpeg", (30, 20)),
        ("a.webp", picture("WEBP"), "image/webp", (30, 20)),
        ("a.webm", WEBM, "video/webm", (None, None)),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(64), "video/mp4", (None, None)),
        ("a.mp3", b"ID3\x03" + bytes(64), "audio/mpeg", (None, None)),
        ("b.mp3", b"\xff\xfb\x90\x64" + bytes(64), "audio/mpeg", (None, None)),
        ("a.ogg", b"OggS" + bytes(24) + b"\x01vorbis", "audio/ogg", (None, None)),
        ("a.vtt", VTT.encode(), "text/vtt", (None, None)),
    ],
)
def test_a_file_is_what_its_content_says(
    tmp_path: Path, name: str, content: bytes, kind: str, size: tuple[int | None, int | None]
) -> None:
    put(tmp_path, name, content)
    media = read_media(tmp_path, name)
    assert (media.content_type, (media.width, media.height), media.size) == (kind, size, len(content))


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.html"])
def test_a_name_that_tells_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, picture("JPEG"))
    with pytest.raises(BadDocument, match=r"the name must end in \.jpg"):
        read_media(tmp_path, name)


def test_a_page_in_disguise_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.svg", "<html><svg></svg><script>alert(1)</script></html>")
    with pytest.raises(BadDocument, match="This is no SVG"):
        read_media(tmp_path, "a.svg")


@pytest.mark.parametrize(
    "inner",
    [
        "<script/>",
        "<foreignObject/>",
        '<g onclick="x()"/>',
        '<image href="https://elsewhere.example/a.png"/>',
        '<image xmlns:x="http://www.w3.org/1999/xlink" x:href="file:///etc/passwd"/>',
        '<use href="other.svg#a"/>',
        '<a href="javascript:alert(1)"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        "<rect style=\"fill: url( 'https://elsewhere.example' )\"/>",
        "<style>@import 'https://elsewhere.example/a.css';</style>",
        "<style>rect { fill: url(https://elsewhere.example) }</style>",
        "<?xml-stylesheet href='a.css'?>",
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inner: str) -> None:
    found = examine(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n{inner}</svg>'.encode()).found
    assert [place.line for place in found] == [2]


def test_an_svg_may_refer_to_itself_and_bring_pictures_along() -> None:
    drawing = examine(
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9.4 5"><defs><g id="a"/></defs>'
        b'<use href="#a"/><rect fill="url(#a)"/><image href="data:image/png;base64,AAAA"/><style>rect{fill:#fff}</style></svg>'
    )
    assert (drawing.width, drawing.height, drawing.found) == (9, 5, [])


def test_entities_are_never_read() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    assert [found.reason.key for found in examine(bomb).found] == ["Leave out <!DOCTYPE>; a picture needs none."]
