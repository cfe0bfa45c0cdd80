"""The report as HTML, made of what the partner may read alone: what the worker draws. Loads nothing that draws."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.core import academy
from lms.core.i18n import Message, Text, localise, msg, pick
from lms.fieldchecks.mystery.checklist import Item
from lms.fieldchecks.mystery.operations.disputing import OUTCOME
from lms.fieldchecks.mystery.queries.reports import Report, Seen
from lms.fieldchecks.mystery.rules.answers import Answer, number_of

DESIGN = Path(__file__).parent / "design"
_templates = Environment(loader=FileSystemLoader(DESIGN), autoescape=True, undefined=StrictUndefined)
OUTCOMES: Mapping[str, Message] = {
    "made": msg("The visit was made"),
    "refused": msg("Turned away"),
    "closed": msg("Found closed"),
}
DISPUTED: Mapping[str, Message] = {
    "open": msg("Waits for an answer"),
    "upheld": msg("Upheld: the item is struck"),
    "rejected": msg("Not upheld"),
}
_WORDS = {
    "title": msg("Mystery check report"),
    "scores": msg("Score"),
    "total": msg("Total, of 100"),
    "seen": msg("What was seen"),
    "disputes": msg("Disputed items"),
}


def said(item: Item, answer: Answer) -> Message | Text:
    """An answer in words: the same on the page and on paper."""
    if answer.na:
        return msg("does not apply")
    if not answer.value:
        return {"en": "–", "zh": "–"}
    if item.kind == "yes-no":
        return msg("yes") if answer.value == "yes" else msg("no")
    if item.kind == "choice":
        return next(one.title for one in item.options if one.id == answer.value)
    if item.kind == "scale":
        return msg("{value} of {high}", value=int(answer.value), high=item.steps.high)
    if item.kind == "number" and item.range.unit:
        return msg("{value} {unit}", value=number_of(answer.value), unit=item.range.unit)
    return {"en": answer.value, "zh": answer.value}


def html_of(report: Report, language: str, picture: Callable[[UUID], bytes]) -> str:
    """The whole sheet; ``picture`` gives the small picture of a photo."""
    tongue = "zh" if language.startswith("zh") else "en"

    def words(value: object) -> str:
        return str(localise(value, language))

    titles = {section.id: section.title for section in report.checklist.sections}
    result = report.result
    sections = [
        (words(titles[one.id]), words(one.got.normalize() + 0), words(one.most), _percent(one.percent, words))
        for one in (result.sections if result else ())
        if one.most
    ]
    return _templates.get_template("report.html").render(
        r=report,
        w={name: words(one) for name, one in _WORDS.items()},
        lang="zh-Hans" if tongue == "zh" else "en",
        face="zs" if tongue == "zh" else "es",
        academy=pick(academy.name(), language),
        facts=[(words(term), words(value)) for term, value in facts(report)],
        taken_back=words(msg("This check was taken back and counts for nothing: {reason}", reason=report.taken_back))
        if report.taken_back
        else "",
        sections=sections,
        total=_percent(result.percent if result else None, words),
        missed=[words(one) for one in misses(report)],
        answers=[(words(titles[key]), [_line(one, words, picture) for one in part]) for key, part in report.sections],
        disputes=_disputes(report, words),
    )


def facts(report: Report) -> list[tuple[Message, Any]]:
    """What stands at the head of a report."""
    name = {
        "en": report.partner.name_latin or report.partner.name_zh,
        "zh": report.partner.name_zh or report.partner.name_latin,
    }
    rows: list[tuple[Message, Any]] = [
        (msg("Reference"), report.reference),
        (msg("Company"), name),
        (msg("Checklist"), msg("{title}, version {number}", title=report.checklist.title, number=report.number)),
        (msg("Visited on"), report.visited_on),
        (msg("Outcome"), OUTCOMES[report.outcome]),
        (msg("Accepted on"), report.accepted_on),
        (msg("Items could be disputed through"), report.disputable_through),
    ]
    if report.counted_on is not None:
        rows.append((msg("Counts since"), report.counted_on))
    return rows


def misses(report: Report) -> list[Message]:
    """The critical items that were missed, and what that does to the score."""
    if report.result is None or not report.result.missed:
        return []
    items = [item for key in report.result.missed if (item := report.checklist.item(key)) is not None]
    return [
        msg(
            "Critical and missed: “{ask}”. The visit does not pass, and {raw} points count as {cap} at most.",
            ask=item.ask,
            raw=report.result.raw,
            cap=report.checklist.critical_cap,
        )
        for item in items
    ]


def _percent(value: Decimal | None, words: Callable[[object], str]) -> str:
    return "–" if value is None else words(value)


def _line(seen: Seen, words: Callable[[object], str], picture: Callable[[UUID], bytes]) -> dict[str, Any]:
    return {
        "ask": words(seen.item.ask),
        "said": words(said(seen.item, seen.answer)),
        "note": seen.answer.note,
        "struck": seen.struck,
        "pictures": [f"data:image/webp;base64,{base64.b64encode(picture(one)).decode()}" for one in seen.photos],
    }


def _disputes(report: Report, words: Callable[[object], str]) -> list[dict[str, str]]:
    found = []
    for one in report.disputes:
        item = report.checklist.item(one.item)
        ask = words(item.ask) if item else words(OUTCOMES[report.outcome]) if one.item == OUTCOME else one.item
        found.append({"ask": ask, "state": words(DISPUTED[one.state]), "words": one.words, "answer": one.answer})
    return found
