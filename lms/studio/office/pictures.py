"""The pictures of a document as a course shows them: judged by their content, made small, freed of what a camera wrote; and their names in the words."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.catalogue.content.media import ENDINGS, kind_of
from lms.catalogue.library.judging import PHOTOGRAPHS
from lms.catalogue.library.pictures import BadPicture, Made, make_ready
from lms.core.i18n import Message, msg
from lms.studio.course_text import free_id
from lms.studio.office.neutral import Lesson, Reading, Remark

_SHOWN = re.compile(r"!\[([^\]]*)\]\((picture/\w+)\)")
_HEAD = 4096
_FILE_NAME = re.compile(r"\S+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|webp|svg)", re.IGNORECASE)
"""What programs write where nobody said what one sees."""
_SENTENCES = {"en": "Picture {number}", "zh": "图 {number}"}
_SLIDES = {"en": ("Slide {number}", "Slide {number}: {title}"), "zh": ("第 {number} 页", "第 {number} 页：{title}")}
_BETWEEN = "\n\n---\n\n"
"""Two slides."""
_HEADING = re.compile(r"## (.+)\n*")


@dataclass(frozen=True)
class Ready:
    """A reading whose pictures stand in ``media/``: each by that name. A lesson's ``pages`` are such names too, empty where a slide's picture
    could not be kept.
    """

    title: str
    lessons: tuple[Lesson, ...]
    pictures: Mapping[str, Made]
    remarks: tuple[Remark, ...]


def made_ready(reading: Reading, language: str, progress: Callable[[int, int], None]) -> Ready:
    """What cannot be shown is taken out of the words and named; so is a picture of which nobody says what one sees."""
    names: dict[str, str] = {}
    made: dict[str, Made] = {}
    bad: dict[str, Message] = {"picture/none": msg("A picture is not in the file itself: add it by hand.")}
    stem = free_id({"en": reading.title}, (), "picture")[:40].rstrip("-")
    for number, (key, content) in enumerate(reading.pictures.items(), 1):
        progress(number, len(reading.pictures))
        try:
            small = _small(content)
        except BadPicture as error:
            bad[key] = error.reason
            continue
        names[key] = f"media/{stem}-{number}{ENDINGS[small.content_type][0]}"
        made[names[key]] = small
    remarks = list(reading.remarks)
    lessons: list[Lesson] = []
    for lesson in reading.lessons:
        text, pages, found = _named(lesson, names, bad, language)
        remarks += found
        if text:
            lessons.append(replace(lesson, text=text, pages=pages))
    return Ready(reading.title, tuple(lessons), made, tuple(remarks))


def _small(content: bytes) -> Made:
    kind = kind_of(content[:_HEAD])
    if kind not in PHOTOGRAPHS:
        raise BadPicture(msg("A picture is none of PNG, JPEG and WebP: save it as one of them and add it by hand."))
    return make_ready(io.BytesIO(content))


def _named(
    lesson: Lesson, names: Mapping[str, str], bad: Mapping[str, Message], language: str
) -> tuple[str, tuple[str, ...], list[Remark]]:
    remarks: list[Remark] = []
    number = 0

    def shown(found: re.Match[str]) -> str:
        nonlocal number
        alt, key = found[1].strip(), found[2]
        number += 1
        slide = lesson.text.count(_BETWEEN, 0, found.start()) + 1
        place = (
            msg("Slide {number}", number=slide)
            if lesson.kind == "slides"
            else msg("Under “{title}”", title=lesson.title[:80])
        )
        if key in bad:
            remarks.append(Remark(bad[key], place))
            return ""
        if not alt or _FILE_NAME.fullmatch(alt):
            remarks.append(
                Remark(msg("Nobody says what one sees in {file}: say it in the lesson.", file=names[key]), place)
            )
            alt = _SENTENCES[language].format(number=number)
        return f"![{alt}]({names[key]})"

    text = _SHOWN.sub(shown, lesson.text)
    if lesson.kind == "slides":
        slides = [re.sub(r"\n{3,}", "\n\n", one).strip() for one in text.split(_BETWEEN)]
        pages = [names.get(page, "") for page in lesson.pages] or [""] * len(slides)
        left = [(one, page) for one, page in zip(slides, pages, strict=True) if one and not one.startswith("::: notes")]
        kept = tuple(page for _, page in left) if any(pages) else ()
        return _BETWEEN.join(one for one, _ in left), kept, remarks
    return re.sub(r"\n{3,}", "\n\n", text).strip(), (), remarks


def with_slides_shown(text: str, pages: Sequence[str], language: str) -> str:
    """A deck that shows a picture of each slide, right below its heading, with its words under it. ``pages``: the pictures' names in the order of
    the slides, empty where there is none; no names at all where none were drawn.
    """
    if not pages:
        return text
    slides = text.split(_BETWEEN)
    return _BETWEEN.join(
        _shown(one, page, number, language) for number, (one, page) in enumerate(zip(slides, pages, strict=True), 1)
    )


def _shown(slide: str, page: str, number: int, language: str) -> str:
    if not page or f"]({page})" in slide:
        return slide
    heading = _HEADING.match(slide)
    plain, titled = _SLIDES[language]
    title = re.sub(r"[\[\]\\*_`]+", "", heading[1]).strip() if heading else ""
    seen = (titled if title else plain).format(number=number, title=title)
    above, below = (heading[0].strip(), slide[heading.end() :]) if heading else ("", slide)
    return "\n\n".join(part for part in (above, f"![{seen}]({page})", below.strip()) if part)
