"""Texts with gaps in QTI items: those that are typed into, and those where one picks or drags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lms.assessment.formats._cloze import Skipped
from lms.assessment.formats._qti_declared import FULL, Declared, tolerance
from lms.assessment.formats._qti_words import as_rich, attribute, markup, name, parts, rich
from lms.assessment.formats._xml import Element
from lms.assessment.formats.items import Gap, Item, Option, Rich
from lms.core.i18n import msg

if TYPE_CHECKING:
    from lms.assessment.formats._qti_asking import Asking

_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")


def passage_of(item: Item, asking: Asking, gaps: Sequence[Element]) -> Item:
    """The item of a text with gaps in it: the blocks that have some are the text, the others the question."""
    made: list[Gap] = []
    marks: dict[Element, str] = {}
    exact = False
    for place, element in enumerate(gaps, 1):
        key = attribute(element, "responseIdentifier")
        response = asking.responses.get(key, Declared())
        name_ = key if _ID.fullmatch(key) and key not in {gap.id for gap in made} else f"g{place}"
        made.append(_gap(element, name_, response))
        if any(0 < response.per_cent(one.value) < FULL for one in response.mapping):
            asking.lost.append(msg("An answer of a gap that earns a part of the points is not taken over as right."))
        exact = exact or any(one.exact for one in response.mapping)
        marks[element] = f"[[{name_}]]"
    if tolerance(asking.root):
        asking.lost.append(msg("How far off a number may be is not taken over in a gap."))
    blocks = [one for one in asking.body if any(gap in marks for gap in one.iter())]
    passage = "".join(_outer(one, marks) for one in blocks)
    stem = as_rich(markup(asking.body, lambda one: "" if one in blocks else None))
    return replace(item, type="gap-fill", stem=stem, passage=as_rich(passage), gaps=tuple(made), exact=exact)


def _outer(block: Element, marks: dict[Element, str]) -> str:
    if block in marks:
        return marks[block]
    tag = name(block)
    return f"<{tag}>{markup(block, marks.get)}</{tag}>"


def _gap(element: Element, key: str, response: Declared) -> Gap:
    right = response.right()
    if not right:
        raise Skipped(msg("The file does not say what is right in a gap."))
    if name(element) == "inlineChoiceInteraction":
        options = tuple(
            Option(rich(one), attribute(one, "identifier") in right) for one in parts(element, "inlineChoice")
        )
        return Gap(key, options=options)
    mapped = tuple(one.key for one in response.mapping if one.value > 0 and response.per_cent(one.value) == FULL)
    return Gap(key, mapped or right)


def dragged(item: Item, asking: Asking, element: Element) -> Item:
    """Words that are dragged into the gaps of a text."""
    words = {attribute(one, "identifier"): rich(one) for one in parts(element, "gapText")}
    if any(True for _ in parts(element, "gapImg")):
        raise Skipped(msg("Pictures that are dragged cannot be taken over."))
    response = asking.response(element)
    right = {gap: word for word, _, gap in (one.partition(" ") for one in response.right())}
    gaps: list[Gap] = []

    def replaced(one: Element) -> str | None:
        if name(one) in ("gapText", "prompt"):
            return ""
        if name(one) != "gap":
            return None
        key = attribute(one, "identifier")
        if key not in right:
            raise Skipped(msg("The file does not say what is right in a gap."))
        own = f"g{len(gaps) + 1}"
        gaps.append(Gap(own, options=tuple(Option(said, word == right[key]) for word, said in words.items())))
        return f"[[{own}]]"

    passage = as_rich(markup(element, replaced))
    if not gaps:
        raise Skipped(msg("The text has no gaps."))
    return replace(item, type="gap-fill", passage=passage, gaps=tuple(gaps))


def marked(item: Item, asking: Asking, element: Element) -> Item:
    """Words of a text that are marked."""
    right = asking.right(element)

    def replaced(one: Element) -> str | None:
        if name(one) == "prompt":
            return ""
        if name(one) != "hottext":
            return None
        said = " ".join("".join(one.itertext()).split())
        return f"[[{attribute(one, 'identifier')}|{Rich(said).text}]]"

    return replace(item, type="select-words", passage=as_rich(markup(element, replaced)), right=tuple(right))
