"""Reading our codes out of a file that a stranger sent. The file is taken apart in a process of its own and never kept."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from lms.core.errors import Unavailable
from lms.core.i18n import msg
from lms.credentials.rules.codes import codes_in

PROGRAM = Path(__file__).with_name("extraction.py")
PATIENCE = 12
"""Seconds; the program's own limit counts only what it computes."""
MOST_TEXT = 100_000
MOST_AT_ONCE = 2
"""Of each web process: strangers' files must not take all of its threads, each for as long as PATIENCE."""
_places = BoundedSemaphore(MOST_AT_ONCE)
_PRINTABLE = re.compile(rb"[ -~]{28,}")


def codes_in_file(content: bytes) -> list[str]:
    """The codes that a file bears: in its text, links and metadata, else in its bare bytes; none where it cannot be read in time.

    Raises :class:`Unavailable` while so many files are taken apart that one more would keep other pages waiting.
    """
    if not _places.acquire(blocking=False):
        raise Unavailable(msg("Many files are being checked at this moment. Wait a minute, or type the code."))
    try:
        return _codes_in_file(content)
    finally:
        _places.release()


def _codes_in_file(content: bytes) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 - our own program, by this very Python, without our environment
            [sys.executable, "-I", str(PROGRAM)],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={},
        )
        said = done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode("utf-8", "replace")
    plain = b"\n".join(_PRINTABLE.findall(content)).decode("ascii")
    return codes_in(said[:MOST_TEXT]) or codes_in(plain[:MOST_TEXT])
