"""Whether a WebVTT file is one that browsers show: its cues have times, in order, each with words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lms.core.i18n import Message, msg

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?$")
_LONGEST = 2 * 1024 * 1024


def problems_of_subtitles(content: bytes) -> Iterator[tuple[int, Message]]:
    """Everything wrong, by line."""
    try:
        text = content[:_LONGEST].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield content[: error.start].count(b"\n") + 1, msg("Subtitles are written in UTF-8; save the file as that.")
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues, last = 0, -1.0
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        cues += 1
        found = _CUE.match(line.strip())
        if found is None:
            yield number, msg("“{line}” is no time; it is written 00:01.000 --> 00:04.000.", line=line.strip()[:60])
            continue
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        if end <= start:
            yield number, msg("These subtitles end before they begin.")
        if start < last:
            yield number, msg("These subtitles begin before those above them.")
        last = max(last, start)
        if number >= len(lines) or not lines[number].strip():
            yield number, msg("There are no words under this time.")
    if not cues:
        yield 1, msg("There are no subtitles in this file.")


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
