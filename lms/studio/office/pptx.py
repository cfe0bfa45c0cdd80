"""PowerPoint presentations: a lesson of slides, each with its title, words, lists, tables, pictures and what is said to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from lms.catalogue.content.markdown_check import MOST_SLIDES
from lms.core.errors import Refused
from lms.core.i18n import Message, msg
from lms.studio.office._markdown import to_lesson
from lms.studio.office._package import Element, Package, first, name, value, within
from lms.studio.office._pptx_shapes import Slide, html_of
from lms.studio.office.neutral import Lesson, Reading, Remark

KEY = "pptx"
DRAWN = True


def is_mine(package: Package) -> bool:
    """Whether the document in it is one of PowerPoint."""
    root = package.xml(package.main())
    return root is not None and name(root) == "presentation"


def read(package: Package, title: str, shots: Sequence[bytes] = ()) -> Reading:
    """The deck; raises :class:`Refused`. ``shots``: a picture of each slide that is not hidden, or nothing."""
    paths = list(_slides(package))
    if len(paths) > MOST_SLIDES:
        raise Refused(msg("The deck has more than {most} slides; make two lessons of it.", most=MOST_SLIDES))
    remarks: list[Remark] = []
    visible = [number for number, path in enumerate(paths, 1) if not _is_hidden(package.xml(path))]
    if shots and len(shots) != len(visible):
        remarks.append(Remark(msg("LibreOffice printed another number of slides: there are no pictures of them.")))
        shots = ()
    pages = {number: f"picture/slide{number}" for number in visible} if shots else {}
    pictures = dict(zip(pages.values(), shots, strict=True))
    made = [
        _slide(package, path, number, pages.get(number, ""), pictures, remarks) for number, path in enumerate(paths, 1)
    ]
    shown = [(text, pages.get(number, "")) for number, (text, _) in enumerate(made, 1) if text]
    first_title = next((said for _, said in made if said), "") or title
    text = "\n\n---\n\n".join(text for text, _ in shown)
    lessons = (Lesson("slides", first_title, text, tuple(page for _, page in shown) if pages else ()),) if shown else ()
    return Reading(first_title, lessons, pictures, tuple(remarks))


def _is_hidden(root: Element | None) -> bool:
    return value(root, "show") in ("0", "false")


def _slides(package: Package) -> Iterator[str]:
    main = package.main()
    relations = package.relations(main)
    for one in within(package.xml(main), "sldId"):
        # ``id`` stands there twice, in two namespaces: the relation is the one that has a name of a relation
        keys = [said for said in one.values() if said in relations and relations[said].kind == "slide"]
        yield from (relations[key].target for key in keys[:1])


def _slide(
    package: Package, path: str, number: int, page: str, pictures: dict[str, bytes], remarks: list[Remark]
) -> tuple[str, str]:
    """The Markdown of a slide, and its title; empty where it shows nothing. ``page``: the picture of the slide, where there is one."""
    place = msg("Slide {number}", number=number)

    def told(reason: Message) -> None:
        remarks.append(Remark(reason, place))

    root = package.xml(path)
    if root is None:
        told(msg("The slide is not in the file."))
        return "", ""
    if _is_hidden(root):
        told(msg("The slide is hidden: it is left out."))
        return "", ""
    slide = Slide(package, package.relations(path), told, pictures, page)
    tree = first(root, "spTree")
    slide.read(() if tree is None else tree)
    heading = f"<h2>{escape(slide.title)}</h2>" if slide.title else ""
    text = to_lesson(heading + "".join(slide.parts), told)
    if not text and page:  # shapes, a background: what nobody can read is in its picture
        text = f"![]({page})"
    if not text:
        told(msg("There are no words and no pictures on this slide: it is left out."))
        return "", slide.title
    notes = _notes(slide)
    return (f"{text}\n\n::: notes\n{notes}\n:::" if notes else text), slide.title


def _notes(slide: Slide) -> str:
    path = next((one.target for one in slide.relations.values() if one.kind == "notesSlide" and not one.outside), "")
    root = slide.package.xml(path)
    for shape in () if root is None else within(root, "sp"):
        if value(first(shape, "ph"), "type") == "body":
            body: Element | None = first(shape, "txBody")
            words = "" if body is None else html_of(within(body, "p"), slide.package.relations(path), bulleted=False)
            return to_lesson(words, slide.told)
    return ""
