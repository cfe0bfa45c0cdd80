"""``/staff/mystery/checklists``: the checklists, and the designer of one's own: sections, items, terms, versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.roles import Permission
from lms.core import db
from lms.core.errors import AcademyError, Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.fieldchecks.mystery.operations import programmes as operations
from lms.fieldchecks.mystery.operations.programmes import DESIGNER, Draft
from lms.fieldchecks.mystery.queries import visits as queries
from lms.web.access import access
from lms.web.language import current_language
from lms.web.mystery_words import KINDS, WORDS
from lms.web.numbers import number_in
from lms.web.term_fields import UNITS, parts_of, term_in
from lms.web.viewer import current_actor

pages = Blueprint("mystery_design", __name__, url_prefix="/staff/mystery/checklists")
P = Permission
TERMS = ("pass_mark", "critical_cap", "dispute_days")


@pages.get("", endpoint="list")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def checklists() -> str:
    """All of them, and the way to a new one."""
    return _list()


@pages.post("", endpoint="make")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def make() -> BaseResponse | tuple[str, int]:
    """Begin a new one."""
    try:
        with db.attempt():
            made = operations.create(current_actor(), _both("title"))
    except Refused as refusal:
        return _list(refusal), refusal.status
    return redirect(url_for("mystery_design.show", programme_id=made.id), 303)


@pages.get("/<uuid:programme_id>")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def show(programme_id: UUID) -> str:
    """A checklist: its draft, or its last version."""
    return _page(programme_id)


@pages.post("/<uuid:programme_id>")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def change(programme_id: UUID) -> BaseResponse | tuple[str, int]:
    """Whatever a button of the page says: terms, sections, order, publishing."""
    actor, form = current_actor(), request.form
    deed, section, item = form.get("deed", ""), form.get("section", ""), form.get("item") or None
    pieces: Mapping[str, Callable[[Draft], Draft]] = {
        "terms": lambda draft: operations.with_terms(draft, _terms()),
        "section": lambda draft: operations.with_section(draft, section or None, _both("title")),
        "remove": lambda draft: operations.without(draft, section, item),
        "up": lambda draft: operations.moved(draft, section, item, -1),
        "down": lambda draft: operations.moved(draft, section, item, 1),
    }
    whole: Mapping[str, Callable[[], object]] = {
        "publish": lambda: operations.publish(actor, programme_id),
        "discard": lambda: operations.discard(actor, programme_id),
        "retire": lambda: operations.retire(actor, programme_id, ended=True),
        "take-up": lambda: operations.retire(actor, programme_id, ended=False),
    }
    try:
        with db.attempt():
            if deed == "copy":
                programme_id = operations.copy(actor, programme_id).id
            elif deed in whole:
                whole[deed]()
            elif deed in pieces:
                operations.change(actor, programme_id, pieces[deed])
            else:
                _nothing_chosen()
    except (Conflict, Refused) as refusal:
        return _page(programme_id, refusal), refusal.status
    flash(_("Published. New visits are made with it.") if deed == "publish" else _("Kept."), "ok")
    return redirect(url_for("mystery_design.show", programme_id=programme_id), 303)


@pages.get("/<uuid:programme_id>/<section_id>/<item_id>")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def item(programme_id: UUID, section_id: str, item_id: str) -> str:
    """The form of an item; ``new`` is a new one."""
    return _item_page(programme_id, section_id, item_id)


@pages.post("/<uuid:programme_id>/<section_id>/<item_id>", endpoint="keep_item")
@access(P.STAFF_AREA, P.MYSTERY_PLAN)
def keep_item(programme_id: UUID, section_id: str, item_id: str) -> BaseResponse | tuple[str, int]:
    """Keep it."""
    actor = current_actor()
    try:
        with db.attempt():
            given = _item()
            known = None if item_id == "new" else item_id
            operations.change(actor, programme_id, lambda draft: operations.with_item(draft, section_id, known, given))
    except (Conflict, Refused) as refusal:
        return _item_page(programme_id, section_id, item_id, refusal), refusal.status
    flash(_("Kept."), "ok")
    return redirect(url_for("mystery_design.show", programme_id=programme_id), 303)


def _list(error: AcademyError | None = None) -> str:
    return render_template(
        "staff/mystery/checklists.html",
        programmes=queries.programmes(),
        error=_words(error),
        given=request.form,
        **WORDS,
    )


def _page(programme_id: UUID, error: AcademyError | None = None) -> str:
    programme = queries.programme(programme_id)
    document = programme.draft or (programme.versions[-1].document if programme.versions else {"sections": []})
    return render_template(
        "staff/mystery/checklist.html",
        programme=programme,
        d=document,
        ours=programme.source == DESIGNER,
        problems=operations.problems_of(programme.draft) if programme.draft else [],
        error=_words(error),
        parts_of=parts_of,
        units=UNITS,
        **WORDS,
    )


def _item_page(programme_id: UUID, section_id: str, item_id: str, error: AcademyError | None = None) -> str:
    programme = queries.programme(programme_id)
    document = programme.draft or (programme.versions[-1].document if programme.versions else {"sections": []})
    section = next((one for one in document["sections"] if one["id"] == section_id), None)
    found = next((one for one in section["items"] if one["id"] == item_id), None) if section else None
    if section is None or (found is None and item_id != "new") or programme.source != DESIGNER:
        raise NotFound
    earlier = [
        one
        for part in document["sections"]
        for one in part["items"]
        if one["kind"] in ("yes-no", "choice") and one["id"] != item_id
    ]
    return render_template(
        "staff/mystery/item.html",
        programme=programme,
        section=section,
        item=found or {"kind": "yes-no", "ask": {}},
        is_new=found is None,
        earlier=earlier,
        f=request.form if error else _as_fields(found or {}),
        error=_words(error),
        **WORDS,
    )


def _both(name: str) -> dict[str, str]:
    return {language: request.form.get(f"{name}_{language}", "").strip() for language in ("en", "zh")}


def _maybe(name: str) -> dict[str, str] | None:
    found = _both(name)
    return found if any(found.values()) else None


def _terms() -> dict[str, Any]:
    form = request.form
    terms: dict[str, Any] = {name: number_in(form.get(name, ""), -1) for name in TERMS}
    return {
        "title": _both("title"),
        "summary": _maybe("summary"),
        **terms,
        "again_after": term_in(form, "again_after"),
        "conflict": term_in(form, "conflict"),
        "after_failed": form.get("after_failed") or "nothing",
        "failed_below": _whole("failed_below"),
    }


def _whole(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return int(text) if len(text) < 9 else None
    except ValueError:
        raise Refused(msg("“{text}” is no whole number.", text=text), field=name) from None


def _item() -> dict[str, Any]:
    """An item as the form says it: what its kind has no use for is left out, and its shape judges the rest."""
    form = request.form
    kind = form.get("kind", "")
    if kind not in KINDS:
        raise Refused(msg("Choose a kind."), field="kind")
    item: dict[str, Any] = {"kind": kind, "ask": _both("ask"), "hint": _maybe("hint"), "weight": _whole("weight")}
    item |= {name: True for name in ("critical", "optional", "not_applicable") if name in form}
    if form.get("known", "").strip():
        item["known"] = form["known"].strip()
    if form.get("when_item") and form.get("when_any", "").split():
        item["when"] = {"item": form["when_item"], "any_of": form["when_any"].replace(",", " ").split()}
    own: Mapping[str, Callable[[], dict[str, Any]]] = {
        "yes-no": lambda: {"good": "no"} if form.get("good") == "no" else {},
        "scale": lambda: {
            "scale": _filled(
                low=_whole("low"), high=_whole("high"), low_words=_maybe("low_words"), high_words=_maybe("high_words")
            )
        },
        "number": lambda: {
            "number": _filled(
                least=_whole("least"),
                most=_whole("most"),
                full=_whole("full"),
                none=_whole("none"),
                unit=_maybe("unit"),
            )
        },
        "choice": lambda: {"options": _options(form.get("options", ""))},
        "photo": lambda: {"photos": _filled(least=_whole("photos_least"), most=_whole("photos_most"))},
        "time": lambda: {"hours": {"first": form["first"], "last": form.get("last", "")}} if form.get("first") else {},
    }
    return _filled(**item, **(own[kind]() if kind in own else {}))


def _filled(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _options(text: str) -> list[dict[str, Any]]:
    """A line for each: points, English, Chinese."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not parts[0].isascii() or not parts[0].isdecimal():
            raise Refused(
                msg("Write each answer as: points | English | Chinese. This line is not: {line}", line=line),
                field="options",
            )
        taken = {one["id"] for one in found}
        key = operations.slug(parts[1])
        found.append(
            {
                "id": key if key not in taken else f"{key}-{len(found) + 1}",
                "points": int(parts[0][:4]),
                "title": {"en": parts[1], "zh": parts[2]},
            }
        )
    return found


def _as_fields(item: Mapping[str, Any]) -> dict[str, str]:
    """An item as the form shows it."""
    fields: dict[str, str] = {
        "kind": item.get("kind", "yes-no"),
        "known": item.get("known", ""),
        "good": item.get("good", "yes"),
    }
    for name in ("ask", "hint"):
        fields |= {f"{name}_{language}": words for language, words in item.get(name, {}).items()}
    fields |= {name: "1" for name in ("critical", "optional", "not_applicable") if item.get(name)}
    fields["weight"] = str(item.get("weight", ""))
    groups = {"scale": "", "number": "", "photos": "photos_", "hours": ""}
    for group, before in groups.items():
        for name, value in item.get(group, {}).items():
            if isinstance(value, dict):
                fields |= {f"{name}_{language}": words for language, words in value.items()}
            else:
                fields[f"{before}{name}"] = str(value)
    fields["options"] = "\n".join(
        f"{one.get('points', 0)} | {one['title'].get('en', '')} | {one['title'].get('zh', '')}"
        for one in item.get("options", ())
    )
    if item.get("when"):
        fields |= {"when_item": item["when"]["item"], "when_any": " ".join(item["when"]["any_of"])}
    return fields


def _words(error: AcademyError | None) -> str:
    return error.message.render(current_language()) if error else ""


def _nothing_chosen() -> None:
    raise Refused(msg("Choose what is to be done."))
