"""Pictures of slides, where LibreOffice is there: it prints a presentation as PDF, a page for each slide that is shown, and each page becomes
a picture. Nothing else needs it: without it, or where it fails, a deck is its words and pictures.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lxml import etree

from lms.core import heavy
from lms.core.i18n import Message, msg
from lms.core.logs import logger
from lms.studio.office._package import Package, parsed

log = logger(__name__)
PROGRAMS = ("soffice", "libreoffice")
PATIENCE = 300.0
"""Seconds that it may take: a deck of three hundred slides on a slow machine."""
WIDTH = 1600
"""Pixels."""
_LONGEST = 20
"""How many times as high as wide a page may be; whatever is more is no slide."""


class NotDrawn(Exception):
    """There are no pictures of the slides; ``reason`` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.key)
        self.reason = reason


def program() -> str | None:
    """Where LibreOffice is; None where it is not."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def drawn(package: Package, program: str, progress: Callable[[int, int], None]) -> list[bytes]:
    """A picture (WebP) of each slide that is not hidden, in order. Raises :class:`NotDrawn`."""
    with tempfile.TemporaryDirectory(prefix="academy-slides-") as name:
        folder = Path(name)
        (folder / "deck.pptx").write_bytes(_alone(package))
        _print(program, folder)
        try:
            return _pictures(folder / "deck.pdf", progress)
        except (OSError, heavy.pypdfium2().PdfiumError) as error:
            log.warning("slides_not_drawn", reason=str(error))
            raise NotDrawn(msg("LibreOffice could not print the slides: there are no pictures of them.")) from None


def _alone(package: Package) -> bytes:
    """The presentation without what it would fetch from elsewhere: whoever opens it asks nobody for anything. Links that one presses stay."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for path, content in package.files.items():
            out.writestr(path, _without_outside(content, path) if path.endswith(".rels") else content)
    return made.getvalue()


def _without_outside(content: bytes, path: str) -> bytes:
    root: Any = parsed(content, path)
    for one in list(root):
        if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink"):
            root.remove(one)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _print(program: str, folder: Path) -> None:
    """Have the PDF made, by a LibreOffice of its own: no profile, no window, no lock of anybody else's; it ends with all that it began."""
    command = [program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"]
    command += [f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", str(folder)]
    given = {
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PATH": f"{Path(program).parent}{os.pathsep}{os.defpath}",
        "LANG": "C.UTF-8",
    }
    running = subprocess.Popen(  # noqa: S603 - the program on the path, words of ours alone
        [*command, str(folder / "deck.pptx")],
        cwd=folder,
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        log.warning("slides_not_drawn", reason="LibreOffice did not end")
        raise NotDrawn(msg("LibreOffice took too long: there are no pictures of the slides.")) from None
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _pictures(file: Path, progress: Callable[[int, int], None]) -> list[bytes]:
    document = heavy.pypdfium2().PdfDocument(file)
    try:
        return [_picture(document, number, progress) for number in range(len(document))]
    finally:
        document.close()


def _picture(document: Any, number: int, progress: Callable[[int, int], None]) -> bytes:
    progress(number, len(document))
    page = document[number]
    wide, high = page.get_size()
    if wide <= 0 or not 0 < high / wide < _LONGEST:
        raise OSError(f"page {number + 1} is {wide} by {high} points")
    made = io.BytesIO()
    page.render(scale=WIDTH / wide).to_pil().convert("RGB").save(made, "WEBP", quality=90)
    page.close()
    return made.getvalue()
