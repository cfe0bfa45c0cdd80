"""A program of its own: a stranger's PDF on standard input, what it says on standard output. Run by ``reader``, never imported.

A PDF is a program of sorts: it may unfold to gigabytes or never end. What it does here ends with this process, which has
little time and memory; whatever goes wrong, the texts written before it count.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress

from pypdf import PdfReader

SECONDS = 6
MEMORY = 768 * 1024 * 1024
MOST_PAGES = 4
MOST_TEXT = 100_000
MOST_UNFOLDED = 1024 * 1024
"""Bytes of one stream."""
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_WORDS = re.compile(rb"[ -~]{28,}")


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


def words_in_streams(content: bytes) -> Iterator[str]:
    """Plain words in the streams of a file that is out of order: a browser repairs such a file and shows it, so it counts."""
    for stream in _STREAM.finditer(content):
        for words in _WORDS.findall(_unfolded(memoryview(content)[stream.end() :])):
            yield words.decode("ascii")


def _unfolded(data: memoryview) -> bytes:
    """What a stream holds, up to the first byte that is wrong."""
    unfolding, found = zlib.decompressobj(), bytearray()
    try:
        for start in range(0, len(data), 512):
            found += unfolding.decompress(data[start : start + 512], MOST_UNFOLDED)
            if unfolding.eof or len(found) >= MOST_UNFOLDED:
                break
    except zlib.error:
        pass
    return bytes(found)


def main() -> None:
    """Read, write, stop."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content, left = sys.stdin.buffer.read(), MOST_TEXT
    for said in (texts(content), words_in_streams(content)):
        with suppress(Exception):  # pypdf fails in many ways on a file that somebody wrote into
            left = _write(said, left)


def _write(said: Iterator[str], left: int) -> int:
    for text in said:
        sys.stdout.buffer.write(text[:left].encode("utf-8", "replace") + b"\n\n")
        sys.stdout.flush()
        left -= len(text)
        if left <= 0:
            break
    return max(left, 0)


if __name__ == "__main__":
    main()
