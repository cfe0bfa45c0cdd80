"""Designing forms: a draft is changed piece by piece, then published as a version that never changes."""

from __future__ import annotations

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
from lms.fieldchecks.exams.form import Criterion, ExamForm
from lms.fieldchecks.exams.models import ExamRubric, ExamRubricVersion
from lms.fieldchecks.mystery.operations.programmes import DESIGNER, FILE, slug

__all__ = ["DESIGNER", "FILE", "slug"]
Draft = dict[str, Any]
MOST_CRITERIA = 20


def problems_of(draft: Draft) -> list[Message]:
    """Everything that keeps a draft from being published."""
    try:
        shaped(LocatedDocument("", draft, {}), ExamForm)
    except BadDocument as bad:
        return [problem.reason for problem in bad.problems]
    return []


def create(actor: Actor, title: Text) -> ExamRubric:
    """Begin a form of one's own, without criteria."""
    actor.require(Permission.EXAM_MANAGE)
    if not all(title.get(language, "").strip() for language in ("en", "zh")):
        raise Refused(msg("Say what it is called in both languages."), field="title")
    key = _free_key(title["en"])
    return _made(actor, key, {"format": 1, "id": key, "version": 1, "title": dict(title), "criteria": []})


def copy(actor: Actor, rubric_id: UUID) -> ExamRubric:
    """A form of one's own, that begins with what another one asks today."""
    actor.require(Permission.EXAM_MANAGE)
    source = _locked(rubric_id)
    document = newest(source.id).document if source.draft is None else source.draft
    title = {language: f"{words} (2)" for language, words in source.title.items()}
    key = _free_key(source.key)
    return _made(actor, key, {**document, "id": key, "version": 1, "title": title})


def change(actor: Actor, rubric_id: UUID, deed: Callable[[Draft], Draft]) -> None:
    """Change the draft; begun anew from the last version where there is none."""
    actor.require(Permission.EXAM_MANAGE)
    rubric = _own(rubric_id)
    rubric.draft = deed(dict(rubric.draft or newest(rubric.id).document))
    rubric.draft_at, rubric.draft_by = clock.now(), actor.user_id
    rubric.title = rubric.draft["title"]
    db.session().flush()


def discard(actor: Actor, rubric_id: UUID) -> None:
    """Let the draft go; the last version stands."""
    actor.require(Permission.EXAM_MANAGE)
    rubric = _own(rubric_id)
    rubric.title = newest(rubric.id).document["title"]
    rubric.draft, rubric.draft_at, rubric.draft_by = None, None, None
    db.session().flush()


def publish(actor: Actor, rubric_id: UUID) -> ExamRubricVersion:
    """Make the draft the next version; raises :class:`Refused` with the first of what is wrong with it."""
    actor.require(Permission.EXAM_MANAGE)
    rubric = _own(rubric_id)
    if rubric.draft is None:
        raise Conflict(msg("There is no draft to publish: it was published or discarded meanwhile."))
    if problems := problems_of(rubric.draft):
        raise Refused(problems[0])
    last = select(func.max(ExamRubricVersion.number)).where(ExamRubricVersion.rubric_id == rubric.id)
    number = (db.session().scalar(last) or 0) + 1
    version = keep_version(actor, rubric, {**rubric.draft, "version": number})
    rubric.draft, rubric.draft_at, rubric.draft_by = None, None, None
    audit.record(actor, "exam_form.published", "exam_form", rubric.id, after={"version": number})
    db.session().flush()
    return version


def retire(actor: Actor, rubric_id: UUID, *, ended: bool) -> None:
    """No new sitting uses it, or again; sittings that there are go on."""
    actor.require(Permission.EXAM_MANAGE)
    rubric = _locked(rubric_id)
    rubric.ended_at = clock.now() if ended else None
    audit.record(actor, "exam_form.retired" if ended else "exam_form.taken_up", "exam_form", rubric.id)
    db.session().flush()


def keep_version(actor: Actor, rubric: ExamRubric, document: Draft) -> ExamRubricVersion:
    """Keep a form that was found sound as a version."""
    version = ExamRubricVersion(
        rubric_id=rubric.id,
        number=document["version"],
        document=document,
        published_at=clock.now(),
        published_by=actor.user_id,
    )
    rubric.title = document["title"]
    db.session().add(version)
    db.session().flush()
    return version


def newest(rubric_id: UUID) -> ExamRubricVersion:
    """The version that sittings opened from now on are marked by; raises Conflict where none was published yet."""
    found = db.session().scalar(
        select(ExamRubricVersion)
        .where(ExamRubricVersion.rubric_id == rubric_id)
        .order_by(ExamRubricVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise Conflict(msg("This form was not published yet."))
    return found


# ---- pieces of a draft: each gives a draft as it is afterwards ---------------------------------


def with_terms(draft: Draft, terms: Mapping[str, Any]) -> Draft:
    """Titles and terms."""
    return {**draft, **{name: value for name, value in terms.items() if value is not None}}


def with_criterion(draft: Draft, key: str | None, given: Mapping[str, Any]) -> Draft:
    """A criterion added at the end, or put in the place of the one of that id; raises :class:`Refused` for a bad one."""
    criteria = list(draft["criteria"])
    if key is None:
        if len(criteria) >= MOST_CRITERIA:
            raise Refused(msg("A form has {most} criteria at most.", most=MOST_CRITERIA))
        taken = {one["id"] for one in criteria}
        wanted = slug(given["title"]["en"])
        free = next(name for n in range(1, 50) if (name := wanted if n == 1 else f"{wanted}-{n}") not in taken)
        criteria.append(_sound({**given, "id": free}))
    else:
        place = _place(criteria, key)
        criteria[place] = _sound({**given, "id": key})
    return {**draft, "criteria": criteria}


def without(draft: Draft, key: str) -> Draft:
    """A criterion taken away."""
    criteria = list(draft["criteria"])
    criteria.pop(_place(criteria, key))
    return {**draft, "criteria": criteria}


def moved(draft: Draft, key: str, by: int) -> Draft:
    """A criterion moved up (-1) or down (1)."""
    criteria = list(draft["criteria"])
    place = _place(criteria, key)
    criteria.insert(min(max(place + by, 0), len(criteria) - 1), criteria.pop(place))
    return {**draft, "criteria": criteria}


def _place(criteria: list[Draft], key: str) -> int:
    found = next((n for n, one in enumerate(criteria) if one["id"] == key), None)
    if found is None:
        raise NotFound
    return found


def _sound(given: Draft) -> Draft:
    class One(Shape):
        criterion: Criterion

    try:
        shaped(LocatedDocument("", {"criterion": given}, {}), One)
    except BadDocument as bad:
        raise Refused(bad.problems[0].reason) from None
    return given


def _free_key(words: str) -> str:
    wanted = slug(words)
    taken = db.session().scalar(select(ExamRubric.id).where(ExamRubric.key == wanted))
    return wanted if taken is None else f"{wanted}-{secrets.token_hex(3)}"


def _made(actor: Actor, key: str, draft: Draft) -> ExamRubric:
    about = {"draft_at": clock.now(), "draft_by": actor.user_id}
    rubric = ExamRubric(key=key, source=DESIGNER, title=draft["title"], draft=draft, **about)
    db.session().add(rubric)
    db.session().flush()
    audit.record(actor, "exam_form.made", "exam_form", rubric.id, after={"key": key})
    return rubric


def _locked(rubric_id: UUID) -> ExamRubric:
    found = db.session().scalar(select(ExamRubric).where(ExamRubric.id == rubric_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def _own(rubric_id: UUID) -> ExamRubric:
    rubric = _locked(rubric_id)
    if rubric.source != DESIGNER:
        raise Refused(msg("This form is a file of the content. Copy it, and change the copy."))
    return rubric
