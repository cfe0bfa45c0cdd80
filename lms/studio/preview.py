"""What is being written, as learners will see it: by the same renderer, with a place for pictures that are not there yet."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.markdown import Picture, to_html
from lms.catalogue.content.markdown_check import problems_of, slide_problems
from lms.catalogue.content.parts import connected
from lms.core.documents import BadDocument, Problem, parse_yaml
from lms.core.shapes import Shape, shaped
from lms.studio.course_text import WRITTEN, Outline

PICTURE_ENDINGS = (".svg", ".png", ".jpg", ".jpeg", ".webp")


class _Pictures(dict[str, Picture]):
    """Every picture that a text may name, there or not."""

    def __init__(self, address: Callable[[str], str]) -> None:
        super().__init__()
        self.address = address

    def __missing__(self, name: str) -> Picture:
        return Picture(self.address(name.rpartition("/")[2]), None, None)


def page(text: str, language: str, address: Callable[[str], str], *, deck: bool = False) -> str:
    """Clean HTML of a lesson's text, of a ``deck`` in slides; ``address`` says where a picture of the draft is shown from."""
    return to_html(text, language=language, pictures=_Pictures(address), deck=deck)


def problems_in(path: str, text: str, outline: Outline, files: Collection[str]) -> list[Problem]:
    """What is wrong in one file by itself: quick enough for while one types. Publishing checks all of it, together."""
    name = path.partition("/")[2]
    if name.startswith("lessons/"):
        lessons = {lesson.key for lesson in outline.lessons}
        media = {one.partition("/")[2] for one in files if one.endswith(PICTURE_ENDINGS)}
        lesson = outline.lesson(name.removeprefix("lessons/").split(".")[0])
        is_deck = lesson is not None and lesson.kind == "slides"
        found = problems_of(text, path, lessons=lessons, media=media, deck=is_deck)
        return [*found, *slide_problems(text, path)] if is_deck else found
    kind = "test" if name.startswith("tests/") else name.removesuffix(".yaml")
    shapes = {key: shape for part in connected() for key, shape in part.schemas.items()}
    try:
        document = parse_yaml(text.removeprefix("\ufeff"), path)
        shape = shapes.get(kind)
        if shape is not None and issubclass(shape, Shape):
            shaped(document, shape)
    except BadDocument as bad:
        return bad.problems
    return []


def missing_languages(outline: Outline, files: Collection[str]) -> dict[str, list[str]]:
    """Of each lesson the languages that it lacks, in its title or its text, where the course has both."""
    both = [language for language in LANGUAGES if language in outline.title]
    found: dict[str, list[str]] = {}
    for lesson in outline.lessons:
        there = {one.rsplit(".", 2)[1] for one in files if one.partition("/lessons/")[2].startswith(f"{lesson.key}.")}
        lacks = [one for one in both if one not in lesson.title or (lesson.kind in WRITTEN and one not in there)]
        if lacks:
            found[lesson.key] = lacks
    return found
