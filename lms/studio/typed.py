"""Between a text area and a file: what a browser sends has line feeds alone and no mark; the file keeps the hand it was written in."""

from __future__ import annotations

_MARK = "\ufeff".encode()


def as_file(typed: str, before: bytes | None) -> bytes:
    """The bytes of a typed text: with the line ends and the mark of the file that it replaces; a new one ends with a line feed."""
    if before is None:
        text = typed if not typed or typed.endswith("\n") else typed + "\n"
        return text.encode()
    windows = b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n")
    text = typed.replace("\n", "\r\n") if windows else typed
    return (_MARK if before.startswith(_MARK) else b"") + text.encode()
