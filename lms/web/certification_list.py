"""The list of certifications as the manager's and the staff's pages share it: what the address asks, its filters, its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flask import Response
from flask_babel import gettext as _

from lms.accounts.actor import Actor
from lms.certification.queries.levels import level_names
from lms.certification.rules import Standing
from lms.core.address import public_address
from lms.core.ids import parse_id
from lms.core.paging import Rows, all_rows, count_of, page_of
from lms.reports.queries import certifications as report
from lms.web.fact_words import STANDINGS, standing_chip
from lms.web.lists import Choice, ListState, csv_file
from lms.web.places import place_choices

Source = Callable[[Actor, report.Wanted], Rows]


def asked() -> ListState:
    """What the address asks."""
    return ListState.read(
        report.ORDERS,
        {
            "company": None,
            "region": None,
            "level": set(level_names()),
            "standing": [standing.value for standing in Standing],
            "ends": report.ENDS,
        },
    )


def shown(actor: Actor, source: Source) -> dict[str, object]:
    """What the template draws: a page of the list, and the choices of its filters."""
    state = asked()
    listed = source(actor, _wanted(state))
    page = page_of(listed, report.ORDERS, sort=state.sort, after=state.after)
    return {
        "state": state,
        "page": page,
        "lines": [report.certified(row) for row in page.rows],
        "total": count_of(listed),
        "names": level_names(),
        "standing_chip": standing_chip,
        "choices": _choices(source(actor, report.Wanted())),
    }


def as_file(actor: Actor, source: Source) -> Response:
    """The list as it was searched, narrowed and sorted, with the address at which each certificate is verified."""
    state = asked()
    verify = f"{public_address()}/verify/"

    def rows() -> Iterator[Sequence[object]]:
        for one in map(report.certified, all_rows(source(actor, _wanted(state)), report.ORDERS, sort=state.sort)):
            held, holder, partner = one.certification, one.holder, one.partner
            company = (partner.code, partner.name_zh, partner.name_latin) if partner else ("", "", "")
            yield (
                *(holder.name_zh, holder.name_latin, holder.email, *company, held.level_key, one.standing.value),
                *(held.granted_on, held.valid_from, held.valid_through),
                *(one.number, verify + one.code if one.code else ""),
            )

    heads = ("name_zh", "name_latin", "email", "partner", "company_zh", "company_latin", "level", "standing")
    return csv_file(
        "certifications.csv", (*heads, "granted_on", "valid_from", "valid_through", "number", "verify"), rows
    )


def _wanted(state: ListState) -> report.Wanted:
    chosen = state.filters
    return report.Wanted(
        state.search,
        parse_id(chosen.get("company", "")),
        parse_id(chosen.get("region", "")),
        chosen.get("level", ""),
        chosen.get("standing", ""),
        chosen.get("ends", ""),
    )


def _choices(everything: Rows) -> list[Choice]:
    days = [("30", _("Within 30 days")), ("90", _("Within 90 days")), ("180", _("Within 180 days"))]
    return [
        Choice("level", _("Level"), [(name.key, name.title) for name in level_names().values()]),
        Choice("standing", _("Standing"), [(standing.value, STANDINGS[standing][0]) for standing in Standing]),
        Choice("ends", _("Ends, not renewed"), days),
        *place_choices(everything),
    ]
