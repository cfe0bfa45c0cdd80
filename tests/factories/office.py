"""Real documents of Word and PowerPoint, written by libraries that write them as Office does."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pptx
from PIL import Image

ALT = "A boot on a rock"


def picture(colour: str = "red", form: str = "PNG", size: tuple[int, int] = (60, 40)) -> io.BytesIO:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, form)
    made.seek(0)
    return made


def word(write: Callable[[Any], None]) -> bytes:
    """A Word document that ``write`` filled."""
    document = docx.Document()
    write(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def add_picture(paragraph: Any, alt: str = "", **how: Any) -> None:
    """A picture in a paragraph of Word, with its alternative text."""
    shape = paragraph.add_run().add_picture(picture(**how))
    shape._inline.docPr.set("descr", alt)


def deck(write: Callable[[Any], None]) -> bytes:
    """A presentation that ``write`` filled."""
    presentation = pptx.Presentation()
    write(presentation)
    made = io.BytesIO()
    presentation.save(made)
    return made.getvalue()


def slide(presentation: Any, layout: int, title: str = "") -> Any:
    """A slide of the usual template: 1 has a title and a list, 5 a title, 6 nothing."""
    made = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if title:
        made.shapes.title.text = title
    return made


def boots(document: Any) -> None:
    """A walk in two lessons, one picture, one chart of cells that nobody can carry whole."""
    document.add_heading("A walk in the rain", 0)
    document.add_heading("Boots", 1)
    document.add_paragraph("Dry feet begin the day before.")
    add_picture(document.add_paragraph(), ALT)
    document.add_heading("The way", 1)
    document.add_paragraph("Up first, then down.")


def with_part(document: bytes, path: str, change: Callable[[bytes], bytes]) -> bytes:
    """The document with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == path else content)
    return made.getvalue()


SOFFICE = """#!{python}
import os, sys, time, zipfile
from pathlib import Path
from lxml import etree
from PIL import Image, ImageDraw
folder = Path(sys.argv[sys.argv.index("--outdir") + 1])
deck = zipfile.ZipFile(sys.argv[-1])
slides = sorted((n for n in deck.namelist() if n.startswith("ppt/slides/slide")), key=lambda n: int("".join(filter(str.isdecimal, n))))
shown = [n for n in slides if etree.fromstring(deck.read(n)).get("show") not in ("0", "false")]
rels = b"".join(deck.read(n) for n in deck.namelist() if n.endswith(".rels"))
Path({told!r}).write_bytes(rels)
{deed}
def page(name):
    made = Image.new("RGB", (960, 540), "white")
    ImageDraw.Draw(made).text((20, 20), name, fill="black")
    return made
first, *more = [page(name) for name in shown]
first.save(folder / "deck.pdf", save_all=True, append_images=more)
"""


def stand_in(folder: Path, told: Path, deed: str = "") -> None:
    """A program that takes LibreOffice's words and prints a page for each slide that is shown, as LibreOffice does; ``deed``: what it does before,
    ``told``: where it writes what the deck it was given points to.
    """
    folder.mkdir(exist_ok=True)
    made = folder / "soffice"
    made.write_text(SOFFICE.format(python=sys.executable, told=str(told), deed=deed), encoding="utf-8")
    made.chmod(0o755)
