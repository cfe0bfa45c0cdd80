"""Exports and loads: each its maker's alone. What is here to be exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.catalogue import sources
from lms.catalogue.models import Course, CourseVersion
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.studio.transfer.models import ContentExport, ContentLoad
from lms.studio.transfer.rules import Item

MOST = 10
IN_WORK = ("waiting", "running", "loading")


@dataclass(frozen=True)
class Exportable:
    """A course whose files are kept."""

    key: str
    title: Mapping[str, str]
    version: int


def courses(actor: Actor) -> list[Exportable]:
    """All courses that can be exported, by key. Two queries."""
    actor.require(Permission.COURSE_AUTHOR)
    kept = sources.latest_snapshots()
    current = select(Course.key, CourseVersion.title, CourseVersion.number).join(
        CourseVersion, (CourseVersion.course_id == Course.id) & (CourseVersion.number == Course.current_number)
    )
    rows = db.session().execute(current.order_by(Course.key))
    return [Exportable(row.key, row.title, row.number) for row in rows if row.key in kept]


def may_beside(actor: Actor) -> bool:
    """Whether tracks, and tests that belong to no course, are theirs to export and load."""
    return actor.may(Permission.COURSE_AUTHOR) and actor.may(Permission.ACADEMY_SET_UP)


def export(actor: Actor, export_id: UUID) -> ContentExport:
    """One's own export; for everybody else there is none, nor for anybody once its time is over."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(ContentExport, export_id)
    if found is None or found.asked_by != actor.user_id or found.ends_at <= clock.now():
        raise NotFound
    return found


def exports(actor: Actor) -> list[ContentExport]:
    """One's own, the newest first."""
    actor.require(Permission.COURSE_AUTHOR)
    mine = select(ContentExport).where(ContentExport.asked_by == actor.user_id, ContentExport.ends_at > clock.now())
    return list(db.session().scalars(mine.order_by(ContentExport.id.desc()).limit(MOST)))


def load(actor: Actor, load_id: UUID) -> ContentLoad:
    """One's own load; for everybody else there is none."""
    actor.require(Permission.COURSE_AUTHOR)
    found = db.session().get(ContentLoad, load_id)
    if found is None or found.made_by != actor.user_id:
        raise NotFound
    return found


def loads(actor: Actor) -> list[ContentLoad]:
    """One's own, the newest first; those that are still arriving are seen where they are sent from."""
    actor.require(Permission.COURSE_AUTHOR)
    mine = select(ContentLoad).where(ContentLoad.made_by == actor.user_id, ContentLoad.state != "arriving")
    return list(db.session().scalars(mine.order_by(ContentLoad.id.desc()).limit(MOST)))


def plan_of(made: ContentLoad) -> list[Item]:
    """What the zip file holds, what needs a word first."""
    items = [Item.from_json(one) for one in made.plan or ()]
    return sorted(items, key=lambda one: (not one.needs_word, not one.is_refused, not one.is_open, one.course))
