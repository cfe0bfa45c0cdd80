"""Recorded work as a list: what was given up and why, what waits, what is being done."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.core import db
from lms.core.jobs import Work
from lms.core.paging import Orders, Rows
from lms.core.search import needles

STATES = ("failed", "waiting", "running")
ORDERS = Orders({"recorded": Work.recorded_at, "kind": Work.kind}, Work.id, "-recorded")


def work(actor: Actor, *, state: str = "", kind: str = "", search: str = "") -> Rows:
    """Work that is not done, for :mod:`lms.core.paging`; ``search`` looks into kind and error."""
    actor.require(Permission.ACADEMY_SET_UP)
    asked: list[ColumnElement[bool]] = [Work.state == state if state else Work.state.in_(STATES)]
    if kind:
        asked.append(Work.kind == kind)
    said = func.lower(Work.kind + " " + func.coalesce(Work.error, ""))
    asked += [said.contains(needle, autoescape=True) for needle in needles(search)]
    return select(Work).where(*asked)


def kinds(actor: Actor) -> list[str]:
    """The kinds of work that is not done, by name."""
    found = work(actor).with_only_columns(Work.kind).distinct().order_by(Work.kind)
    return list(db.session().scalars(found))
