"""``/staff/audit``: every deed of power, with who, what, on whom, before and after, when and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.reports.queries import audit as report
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.staff.audit.telling import Told, subject_name, told
from lms.web.staff.audit.words import DEEDS, KINDS, kind_word
from lms.web.viewer import current_actor

pages = Blueprint("audit", __name__, url_prefix="/staff/audit")
opened = access(Permission.STAFF_AREA, Permission.AUDIT_SEE)
IN_A_FILE = 500
HEADS = ("at", "by", "by_id", "deed", "kind", "subject_id", "subject", "person", "before", "after", "reason", "request")


@pages.get("", endpoint="list")
@opened
def list_entries() -> str:
    """The trail, the newest first."""
    actor, state = current_actor(), _state()
    wanted = _wanted(state)
    found = report.entries(actor, wanted)
    page = page_of(found, report.ORDERS, sort=state.sort, after=state.after)
    lines = told(actor, [row[0] for row in page.rows])
    return render_template(
        "staff/audit/list.html",
        state=state,
        page=page,
        lines=lines,
        total=count_of(found),
        by=_doer(wanted.by, lines),
        subject=subject_name(actor, wanted.kind, wanted.subject) if wanted.subject else "",
        kind=kind_word(wanted.kind) if wanted.subject else "",
        choices=[
            Choice("deed", _("Deed"), _sorted(DEEDS.items())),
            Choice("kind", _("Done to"), [] if wanted.subject else _sorted(KINDS.items())),
        ],
    )


@pages.get("/export.csv")
@opened
def export() -> Response:
    """The trail as a file, as it is searched and narrowed."""
    actor, state = current_actor(), _state()
    found = report.entries(actor, _wanted(state))

    def rows() -> Iterator[Sequence[object]]:
        after: str | None = ""
        while after is not None:
            page = page_of(found, report.ORDERS, sort=state.sort, after=after, size=IN_A_FILE)
            yield from map(_cells, told(actor, [row[0] for row in page.rows]))
            after = page.next_key

    return csv_file("audit.csv", HEADS, rows)


def _sorted(words: Any) -> list[tuple[str, str]]:
    return sorted(((key, str(word)) for key, word in words), key=lambda one: one[1])


def _state() -> ListState:
    given: Mapping[str, Any] = {"deed": DEEDS, "kind": KINDS, "by": None, "of": None, "since": None, "until": None}
    return ListState.read(report.ORDERS, given)


def _wanted(state: ListState) -> report.Wanted:
    chosen = state.filters
    kind, _colon, subject = chosen.get("of", "").partition(":")
    if kind == "user" and parse_id(subject) is None:
        subject = ""
    by = chosen.get("by", "")
    return report.Wanted(
        state.search,
        by if by == report.SYSTEM or parse_id(by) else "",
        chosen.get("deed", ""),
        kind if kind in KINDS and subject else chosen.get("kind", ""),
        subject if kind in KINDS else "",
        _day(chosen.get("since", "")),
        _day(chosen.get("until", "")),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _doer(by: str, lines: Sequence[Told]) -> str:
    """What whoever is asked for is called: as the list calls them, so that nobody is named here who is not named there."""
    if by == report.SYSTEM:
        return _("the system")
    return next((line.who for line in lines if line.who), _("this person")) if by else ""


def _cells(line: Told) -> tuple[object, ...]:
    entry = line.entry
    sides = (json.dumps(side, ensure_ascii=False) if side is not None else None for side in (entry.before, entry.after))
    return (
        entry.at.isoformat(),
        line.who or entry.actor_label,
        entry.actor_id,
        entry.deed,
        entry.subject_type,
        entry.subject_id,
        line.subject,
        line.person,
        *sides,
        entry.reason,
        entry.request_id,
    )
