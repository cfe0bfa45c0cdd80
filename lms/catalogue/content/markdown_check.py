"""What may stand in Markdown that authors write, each thing that may not with its line and its way out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from markdown_it.token import Token

from lms.catalogue.content.markdown import KINDS, LESSON, NOTES, parser
from lms.core.documents import Problem
from lms.core.i18n import Message, msg

Finding = tuple[int, Message]

_OUT = re.compile(r"(https?://[^\s/]+|mailto:[^\s@]+@)", re.IGNORECASE)
_CHECKING = parser(html=True)
setattr(_CHECKING, "validateLink", lambda _: True)  # noqa: B010 - a forbidden address is to be seen, and named


def problems_of(
    text: str, file: str, *, lessons: Collection[str], media: Collection[str], deck: bool = False
) -> list[Problem]:
    """Everything wrong with a lesson's Markdown; ``lessons`` are the course's ids, ``media`` its usable pictures."""
    if not text.strip():
        return [Problem(file, 1, msg("The lesson has no text."))]
    lines = text.split("\n")
    tokens = _CHECKING.parse(text)
    found = [*_structure(tokens, lines, deck=deck), *_headings(tokens), *_inlines(tokens, lessons, media)]
    return [Problem(file, line, reason) for line, reason in found]


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _structure(tokens: list[Token], lines: list[str], *, deck: bool) -> Iterator[Finding]:
    for token in tokens:
        if token.type == "html_block":
            yield _line(token), msg("HTML is not read here; write Markdown.")
        elif token.type == "container_notes_open" and not deck:
            yield (
                _line(token),
                msg("“{given}” is no call-out; there are: {kinds}.", given=NOTES, kinds=", ".join(KINDS)),
            )
        elif token.type in ("container_callout_open", "container_notes_open") and token.map:
            end = token.map[1]
            if end >= len(lines) or not lines[end].strip().startswith(":::"):
                yield _line(token), msg("This call-out is not closed; end it with “:::” on a line of its own.")
        elif token.type == "inline" and (stray := re.match(r":::+\s*(\S*)", token.content)):
            kinds = ", ".join(KINDS)
            yield (
                _line(token),
                msg("“{given}” is no call-out; there are: {kinds}.", given=stray[1] or ":::", kinds=kinds),
            )


MOST_SLIDES = 300


def slide_count(text: str) -> int:
    """How many slides a deck has."""
    return 1 + sum(token.type == "hr" and token.level == 0 for token in _CHECKING.parse(text))


def slide_problems(text: str, file: str) -> list[Problem]:
    """What is wrong with a deck as such: a slide without anything on it, a line that begins none."""
    found: list[Problem] = []
    shown, begins = False, 1
    tokens = _CHECKING.parse(text)
    for token in tokens:
        if token.type == "hr" and token.level:
            found.append(
                Problem(
                    file, _line(token), msg("A slide begins on the left: “---” stands alone, not within something.")
                )
            )
        elif token.type == "heading_open" and token.markup in ("-", "="):
            found.append(
                Problem(
                    file, _line(token), msg("Leave an empty line before “---”; else the line above becomes a heading.")
                )
            )
        elif token.type == "hr":
            if not shown:
                found.append(Problem(file, begins, msg("There is nothing on this slide; one has a picture or words.")))
            shown, begins = False, _line(token) + 1
        elif token.level == 0 and token.nesting >= 0 and token.type != "container_notes_open":
            shown = True
    if not shown:
        found.append(Problem(file, begins, msg("There is nothing on this slide; one has a picture or words.")))
    if slide_count(text) > MOST_SLIDES:
        found.append(
            Problem(file, 1, msg("The deck has more than {most} slides; make two lessons of it.", most=MOST_SLIDES))
        )
    return found


def _headings(tokens: list[Token]) -> Iterator[Finding]:
    last = 1
    for token in tokens:
        if token.type != "heading_open":
            continue
        depth = int(token.tag[1])
        if depth == 1:
            yield _line(token), msg("The title comes from course.yaml; headings begin at “## ”.")
        elif depth > last + 1:
            yield _line(token), msg("This heading leaves out a level; “{marks} ” is next.", marks="#" * (last + 1))
        last = max(depth, 2) if depth == 1 else depth


def _inlines(tokens: list[Token], lessons: Collection[str], media: Collection[str]) -> Iterator[Finding]:
    for token in tokens:
        if token.type != "inline":
            continue
        line = _line(token)
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            elif child.type == "html_inline":
                yield line, msg("HTML is not read here; write Markdown.")
            elif child.type == "link_open" and (reason := _link(str(child.attrGet("href") or ""), lessons)):
                yield line, reason
            elif child.type == "image":
                yield from ((line, reason) for reason in _image(child, token, media))


def _link(address: str, lessons: Collection[str]) -> Message | None:
    if address.startswith(LESSON):
        key = address.removeprefix(LESSON)
        return None if key in lessons else msg("There is no lesson “{key}” in this course.", key=key)
    if _OUT.match(address):
        return None
    return msg("“{address}” leads nowhere; links go to lesson:…, https://… or mailto:….", address=address)


def _image(image: Token, paragraph: Token, media: Collection[str]) -> Iterator[Message]:
    source = str(image.attrGet("src") or "")
    if not source.startswith("media/"):
        yield msg("“{address}” is no picture of this course; pictures stand in media/.", address=source)
    elif source not in media:
        yield msg("There is no picture “{file}” that can be used.", file=source)
    if not image.content.strip():
        yield msg("Say in the square brackets what one sees, for those who do not.")
    if len(paragraph.children or ()) != 1:
        yield msg("A picture stands alone in its paragraph.")


def pictures_in(text: str) -> set[str]:
    """The pictures that a lesson shows, as it writes them: ``media/name.svg``."""
    inlines = (child for token in _CHECKING.parse(text) for child in token.children or ())
    return {str(child.attrGet("src")) for child in inlines if child.type == "image"}
