"""Designing checklists: a draft is changed piece by piece, then published as a version that never changes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import audit, clock, db
from lms.core.documents import BadDocument, LocatedDocument
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Message, Text, msg
from lms.core.shapes import Shape, shaped
from lms.fieldchecks.mystery.checklist import Checklist, Item
from lms.fieldchecks.mystery.models import MysteryProgramme, MysteryVersion

DESIGNER, FILE = "designer", "file"
Draft = dict[str, Any]
MOST_SECTIONS, MOST_ITEMS = 20, 40


def problems_of(draft: Draft) -> list[Message]:
    """Everything that keeps a draft from being published."""
    try:
        shaped(LocatedDocument("", draft, {}), Checklist)
    except BadDocument as bad:
        return [problem.reason for problem in bad.problems]
    return []


def create(actor: Actor, title: Text) -> MysteryProgramme:
    """Begin a programme of one's own, with one section and one item to start from."""
    actor.require(Permission.MYSTERY_PLAN)
    if not all(title.get(language, "").strip() for language in ("en", "zh")):
        raise Refused(msg("Say what it is called in both languages."), field="title")
    key = _free_key(title["en"])
    item = {"id": "greeting", "kind": "yes-no", "ask": {"en": "Were you greeted?", "zh": "是否有人主动招呼？"}}
    section = {"id": "arrival", "title": {"en": "Arrival", "zh": "到店"}, "items": [item]}
    return _made(actor, key, {"format": 1, "id": key, "version": 1, "title": dict(title), "sections": [section]})


def copy(actor: Actor, programme_id: UUID) -> MysteryProgramme:
    """A programme of one's own, that begins with what another one asks today."""
    actor.require(Permission.MYSTERY_PLAN)
    source = _locked(programme_id)
    document = newest(source.id).document if source.draft is None else source.draft
    title = {language: f"{words} (2)" for language, words in source.title.items()}
    key = _free_key(source.key)
    return _made(actor, key, {**document, "id": key, "version": 1, "title": title})


def change(actor: Actor, programme_id: UUID, deed: Callable[[Draft], Draft]) -> None:
    """Change the draft; begun anew from the last version where there is none."""
    actor.require(Permission.MYSTERY_PLAN)
    programme = _locked(programme_id)
    _require_ours(programme)
    before = programme.draft or newest(programme.id).document
    programme.draft = deed(dict(before))
    programme.draft_at, programme.draft_by = clock.now(), actor.user_id
    programme.title = programme.draft["title"]
    db.session().flush()


def discard(actor: Actor, programme_id: UUID) -> None:
    """Let the draft go; the last version stands."""
    actor.require(Permission.MYSTERY_PLAN)
    programme = _locked(programme_id)
    _require_ours(programme)
    document = newest(programme.id).document
    programme.draft, programme.draft_at, programme.draft_by = None, None, None
    programme.title = document["title"]
    db.session().flush()


def publish(actor: Actor, programme_id: UUID) -> MysteryVersion:
    """Make the draft the next version; raises :class:`Refused` with the first of what is wrong with it."""
    actor.require(Permission.MYSTERY_PLAN)
    programme = _locked(programme_id)
    _require_ours(programme)
    if programme.draft is None:
        raise Conflict(msg("There is no draft to publish: it was published or discarded meanwhile."))
    if problems := problems_of(programme.draft):
        raise Refused(problems[0])
    number = _last_number(programme.id) + 1
    version = keep_version(actor, programme, {**programme.draft, "version": number})
    programme.draft, programme.draft_at, programme.draft_by = None, None, None
    audit.record(actor, "mystery_programme.published", "mystery_programme", programme.id, after={"version": number})
    db.session().flush()
    return version


def retire(actor: Actor, programme_id: UUID, *, ended: bool) -> None:
    """No new plan uses it, or again; plans that there are go on."""
    actor.require(Permission.MYSTERY_PLAN)
    programme = _locked(programme_id)
    programme.ended_at = clock.now() if ended else None
    deed = "mystery_programme.retired" if ended else "mystery_programme.taken_up"
    audit.record(actor, deed, "mystery_programme", programme.id)
    db.session().flush()


def keep_version(actor: Actor, programme: MysteryProgramme, document: Draft) -> MysteryVersion:
    """Keep a checklist that was found sound as a version."""
    version = MysteryVersion(
        programme_id=programme.id,
        number=document["version"],
        document=document,
        published_at=clock.now(),
        published_by=actor.user_id,
    )
    programme.title = document["title"]
    db.session().add(version)
    db.session().flush()
    return version


def newest(programme_id: UUID) -> MysteryVersion:
    """The version by which visits are made from now on; raises Conflict where none was published yet."""
    found = db.session().scalar(
        select(MysteryVersion)
        .where(MysteryVersion.programme_id == programme_id)
        .order_by(MysteryVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise Conflict(msg("This checklist was not published yet."))
    return found


# ---- pieces of a draft: each gives a draft as it is afterwards ---------------------------------


def with_terms(draft: Draft, terms: Mapping[str, Any]) -> Draft:
    """Titles and terms, as the whole checklist has them."""
    return {**draft, **{name: value for name, value in terms.items() if value is not None}}


def with_section(draft: Draft, section_id: str | None, title: Text) -> Draft:
    """A section added at the end, or called otherwise."""
    sections = [dict(one) for one in draft["sections"]]
    if section_id is None:
        if len(sections) >= MOST_SECTIONS:
            raise Refused(msg("A checklist has {most} sections at most.", most=MOST_SECTIONS))
        sections.append(
            {"id": _free(slug(title["en"]), {one["id"] for one in sections}), "title": dict(title), "items": []}
        )
    else:
        _find(sections, section_id)["title"] = dict(title)
    return {**draft, "sections": sections}


def with_item(draft: Draft, section_id: str, item_id: str | None, item: Mapping[str, Any]) -> Draft:
    """An item added at the end of a section, or put in the place of the one of that id; raises :class:`Refused` for a bad one."""
    sections = [{**one, "items": list(one["items"])} for one in draft["sections"]]
    items = _find(sections, section_id)["items"]
    taken = {each["id"] for one in sections for each in one["items"]}
    if item_id is None:
        if len(items) >= MOST_ITEMS:
            raise Refused(msg("A section has {most} items at most.", most=MOST_ITEMS))
        items.append(_sound({**item, "id": _free(slug(item["ask"]["en"]), taken)}))
    else:
        place = next((n for n, each in enumerate(items) if each["id"] == item_id), None)
        if place is None:
            raise NotFound
        items[place] = _sound({**item, "id": item_id})
    return {**draft, "sections": sections}


def without(draft: Draft, section_id: str, item_id: str | None) -> Draft:
    """A section, or an item of one, taken away."""
    if item_id is None:
        kept = [one for one in draft["sections"] if one["id"] != section_id]
        return {**draft, "sections": kept}
    sections = [
        {**one, "items": [each for each in one["items"] if (one["id"], each["id"]) != (section_id, item_id)]}
        for one in draft["sections"]
    ]
    return {**draft, "sections": sections}


def moved(draft: Draft, section_id: str, item_id: str | None, by: int) -> Draft:
    """A section, or an item within its section, moved up (-1) or down (1)."""
    sections = [{**one, "items": list(one["items"])} for one in draft["sections"]]
    line = sections if item_id is None else _find(sections, section_id)["items"]
    wanted = section_id if item_id is None else item_id
    place = next((n for n, each in enumerate(line) if each["id"] == wanted), None)
    if place is None:
        raise NotFound
    to = min(max(place + by, 0), len(line) - 1)
    line.insert(to, line.pop(place))
    return {**draft, "sections": sections}


def slug(words: str) -> str:
    """An id made of words."""
    cleaned = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].strip("-")
    return cleaned if cleaned[:1].isalpha() else f"i-{cleaned}".strip("-")


def _sound(item: Draft) -> Draft:
    class One(Shape):
        item: Item

    try:
        shaped(LocatedDocument("", {"item": item}, {}), One)
    except BadDocument as bad:
        raise Refused(bad.problems[0].reason) from None
    return item


def _find(sections: list[Draft], section_id: str) -> Draft:
    found = next((one for one in sections if one["id"] == section_id), None)
    if found is None:
        raise NotFound
    return found


def _free(wanted: str, taken: set[str]) -> str:
    return next(name for n in range(1, 500) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def _free_key(words: str) -> str:
    wanted = slug(words)
    taken = db.session().scalar(select(MysteryProgramme.id).where(MysteryProgramme.key == wanted))
    return wanted if taken is None else f"{wanted}-{secrets.token_hex(3)}"


def _made(actor: Actor, key: str, draft: Draft) -> MysteryProgramme:
    programme = MysteryProgramme(
        key=key, source=DESIGNER, title=draft["title"], draft=draft, draft_at=clock.now(), draft_by=actor.user_id
    )
    db.session().add(programme)
    db.session().flush()
    audit.record(actor, "mystery_programme.made", "mystery_programme", programme.id, after={"key": key})
    return programme


def _last_number(programme_id: UUID) -> int:
    last = select(func.max(MysteryVersion.number)).where(MysteryVersion.programme_id == programme_id)
    return db.session().scalar(last) or 0


def _locked(programme_id: UUID) -> MysteryProgramme:
    found = db.session().scalar(select(MysteryProgramme).where(MysteryProgramme.id == programme_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def _require_ours(programme: MysteryProgramme) -> None:
    if programme.source != DESIGNER:
        raise Refused(msg("This checklist is a file of the content. Copy it, and change the copy."))
