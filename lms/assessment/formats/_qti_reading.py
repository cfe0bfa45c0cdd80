"""One QTI item (2.x or 3.0) as an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lms.assessment.formats._cloze import Skipped
from lms.assessment.formats._qti_asking import ASKED, Asking
from lms.assessment.formats._qti_declared import declared, scores_plainly
from lms.assessment.formats._qti_gaps import passage_of
from lms.assessment.formats._qti_words import as_rich, attribute, markup, name, part, rich, within
from lms.assessment.formats._xml import Element
from lms.assessment.formats.items import Item, Rich
from lms.core.i18n import Message, msg

_GAPS = {"textEntryInteraction", "inlineChoiceInteraction"}
_REASONS: Mapping[str, Message] = {
    "adaptive": msg("It is adaptive: what it asks next depends on the answer. Such questions cannot be taken over."),
    "template": msg("Its values are drawn at random each time. Such questions cannot be taken over."),
    "body": msg("The item has no <itemBody>."),
}


def item_of(root: Element, lost: list[Message]) -> Item:
    """The item; raises :class:`Skipped` for one that cannot be read. ``lost`` gets what of it is not carried."""
    if attribute(root, "adaptive") == "true":
        raise Skipped(_REASONS["adaptive"])
    if part(root, "templateDeclaration") is not None:
        raise Skipped(_REASONS["template"])
    body = part(root, "itemBody")
    if body is None:
        raise Skipped(_REASONS["body"])
    while len(body) == 1 and name(body[0]) == "div" and not (body.text or "").strip():
        body = body[0]
    interactions = [one for one in body.iter() if name(one).endswith("Interaction")]
    asking = [one for one in interactions if name(one) != "endAttemptInteraction"]
    if len(asking) < len(interactions):
        lost.append(msg("A button that shows a hint is left out."))
    about = _about(root, body)
    _name_lost(root, body, lost)
    if not asking:
        feedback = Asking(root, body, {}, lost).feedback(())[1]
        return replace(about, stem=_stem(body, None), feedback=feedback)
    if not scores_plainly(root):
        lost.append(msg("Its own rules of scoring are not taken over: what is declared as right earns the points."))
    return _asked(about, Asking(root, body, declared(root), lost), asking)


def _asked(about: Item, ways: Asking, asking: Sequence[Element]) -> Item:
    kinds = {name(one) for one in asking}
    if kinds <= _GAPS and (len(asking) > 1 or _stands_in_words(asking[0])):
        return passage_of(about, ways, asking)
    if len(asking) > 1:
        said = ", ".join(sorted(kinds))
        raise Skipped(
            msg("Several answers of different kinds in one question ({kinds}): split it into several.", kinds=said)
        )
    kind = next(iter(kinds))
    if kind not in ASKED:
        raise Skipped(msg("Questions of the kind “{kind}” cannot be taken over.", kind=kind))
    item = ASKED[kind](replace(about, stem=_stem(ways.body, asking[0])), ways, asking[0])
    if not item.stem.text and item.type not in ("select-words", "gap-fill"):
        raise Skipped(msg("There is no question here: its text is empty."))
    return item


def _about(root: Element, body: Element) -> Item:
    identifier = attribute(root, "identifier")
    label = attribute(root, "label")
    own = identifier if identifier and not identifier.startswith("_n") else None
    if label.startswith("id:"):
        own = label.removeprefix("id:")
    guidance = [one for one in within(body, "rubricBlock") if {"scorer", "tutor"} & set(attribute(one, "view").split())]
    return Item(
        "description",
        Rich(""),
        title=attribute(root, "title") or None,
        id=own,
        guidance=as_rich("".join(markup(one) for one in guidance)) if guidance else None,
        line=root.sourceline,
    )


def _name_lost(root: Element, body: Element, lost: list[Message]) -> None:
    if any(
        not {"candidate", "scorer", "tutor"} & set(attribute(one, "view").split())
        for one in within(body, "rubricBlock")
    ):
        lost.append(msg("Notes for authors and others are left out."))
    if within(root, "printedVariable"):
        lost.append(msg("A value that the other program reckons is left out of the text."))


def _stem(body: Element, interaction: Element | None) -> Rich:
    """All words of the body but those inside the interaction; its prompt stands where it stood."""
    return as_rich(markup(body, lambda one: _around(one, interaction)))


def _around(element: Element, interaction: Element | None) -> str | None:
    kind = name(element)
    if interaction is not None and kind == "p" and interaction in element and not _stands_in_words(interaction):
        return ""  # a paragraph for a single answer says nothing
    if element is interaction:
        prompt = part(element, "prompt")
        said = rich(prompt)
        if not said.text:
            return ""
        return f"<p>{markup(prompt)}</p>" if prompt is not None else ""
    if kind == "endAttemptInteraction":
        return ""
    if kind == "rubricBlock" and "candidate" in attribute(element, "view").split():
        return markup(element)
    return None


def _stands_in_words(element: Element) -> bool:
    """Whether a single gap stands in a sentence, and not alone in its paragraph."""
    around = element.getparent()
    others = "".join(around.itertext()).strip() if around is not None else ""
    inner = "".join(element.itertext()).strip()
    return others != inner


__all__ = ["Skipped", "item_of"]
