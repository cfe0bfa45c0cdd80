"""A program of its own: a stranger's PDF on standard input, what it says on standard output. Run by ``reader``, never imported.

A PDF is a program of sorts: it may unfold to gigabytes or never end. What it does here ends with this process, which has
little time and memory; whatever goes wrong, the texts written before it count.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterator

from pypdf import PdfReader

SECONDS = 6
MEMORY = 768 * 1024 * 1024
MOST_PAGES = 4
MOST_TEXT = 100_000


def texts(content: bytes) -> Iterator[str]:
    """What the file says of itself, where its links lead, what its first pages show."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    for value in (reader.metadata or {}).values():
        yield str(value)
    for page in reader.pages[:MOST_PAGES]:
        for annotation in page.annotations or ():
            yield str(annotation.get_object().get("/A", ""))
        yield page.extract_text()


def main() -> None:
    """Read, write, stop."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    left = MOST_TEXT
    for text in texts(sys.stdin.buffer.read()):
        sys.stdout.buffer.write(text[:left].encode("utf-8", "replace") + b"\n\n")
        sys.stdout.flush()
        left -= len(text)
        if left <= 0:
            break


if __name__ == "__main__":
    main()
