"""A Word document that the demo's trainer uploaded and has not put into a course yet; one thing in it cannot be carried."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from html import escape

from lms.accounts.actor import Actor
from lms.cli.demo.stories import Deed
from lms.core import clock, config
from lms.core.storage import Storage
from lms.studio.office import operations

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = {"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2"}
TEXT = (
    ("Title", "Handing over a site"),
    ("Heading1", "Before you drive there"),
    ("", "Ask for the site survey and the list of ports. Whoever arrives without them comes twice."),
    ("Heading2", "What to take along"),
    ("", "A labelled spare cable of each kind, the console adapter, and the customer's acceptance form."),
    ("Heading1", "On site"),
    ("", "Photograph the cabinet before you touch anything. Then connect, measure, and write down what you measured."),
    ("object", ""),
    ("Heading1", "The signature"),
    ("", "Walk through the acceptance form together, line by line. What is open gets a day and a name."),
)


def deeds(trainer: Actor) -> Iterator[Deed]:
    """What was uploaded when."""
    yield Deed(clock.now() - timedelta(hours=2), lambda: _upload(trainer))


def _upload(trainer: Actor) -> None:
    storage = Storage(config.current().data / "files")
    operations.begin(trainer, storage, document(), file_name="Handing over a site.docx", language="en")


def document() -> bytes:
    """The file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        packed.writestr("_rels/.rels", _related("officeDocument", "word/document.xml"))
        packed.writestr("word/_rels/document.xml.rels", _related("styles", "styles.xml"))
        named = (
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{said}"/></w:style>'
            for key, said in _STYLES.items()
        )
        packed.writestr("word/styles.xml", f'<w:styles xmlns:w="{_WORDS}">{"".join(named)}</w:styles>')
        body = "".join(map(_paragraph, *zip(*TEXT, strict=True)))
        packed.writestr("word/document.xml", f'<w:document xmlns:w="{_WORDS}"><w:body>{body}</w:body></w:document>')
    return made.getvalue()


def _related(kind: str, target: str) -> str:
    one = f'<Relationship Id="r1" Type="{_TYPE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELATIONS}">{one}</Relationships>'


def _paragraph(style: str, words: str) -> str:
    if style == "object":
        return "<w:p><w:r><w:object/></w:r></w:p>"
    how = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{how}<w:r><w:t>{escape(words)}</w:t></w:r></w:p>"
