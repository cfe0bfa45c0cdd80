"""``/manager/people``: who works for one's companies, what they hold, how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core import clock
from lms.core.address import public_address
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.partners.models import Partner
from lms.reports.queries import team
from lms.web.access import access
from lms.web.lists import Choice, ListState, csv_file
from lms.web.manager.companies import companies_of, person_url
from lms.web.names import person_name
from lms.web.viewer import current_actor

pages = Blueprint("team", __name__, url_prefix="/manager/people")


@pages.get("")
@access(Permission.TEAM_SEE)
def people() -> str:
    """The team: search, filters and order in the address, fifty at a time; boxes to remind, or to invite again."""
    actor = current_actor()
    companies, state = companies_of(actor), _state()
    listed = team.team(actor, _wanted(state))
    page = page_of(listed, team.orders(clock.today()), sort=state.sort, after=state.after)
    return render_template(
        "manager/team/people.html",
        state=state,
        page=page,
        members=team.members(page.rows),
        total=count_of(listed),
        companies=companies,
        choices=_choices(companies.all),
        names=level_names(),
        person_url=person_url,
        new_person_url=url_for("team_people.new"),
    )


@pages.get("/export.csv")
@access(Permission.TEAM_SEE)
def export() -> Response:
    """The list as a file, as it was searched, narrowed and sorted; a level, its last day and its proof in columns of their own."""
    actor, state, today = current_actor(), _state(), clock.today()
    keys = list(level_names())
    verify = f"{public_address()}/verify/"

    def rows() -> Iterator[Sequence[object]]:
        found = all_rows(team.team(actor, _wanted(state)), team.orders(today), sort=state.sort)
        for one in team.all_members(found):
            user, partner = one.user, one.partner
            held = {sheet.level_key: sheet for sheet in one.holds}
            ends: list[object] = [held[key].valid_through if key in held else None for key in keys]
            proofs = " ".join(verify + sheet.code for sheet in one.holds if sheet.code)
            yield (
                *(user.name_zh, user.name_latin, user.email, user.phone),
                *(partner.code, partner.name_zh, partner.name_latin, one.job, one.since),
                *(
                    one.learning.completed,
                    one.learning.opened,
                    one.learning.touched_at and clock.day_of(one.learning.touched_at),
                ),
                *ends,
                proofs,
            )

    heads = ("name_zh", "name_latin", "email", "phone", "partner", "company_zh", "company_latin", "job", "starts_on")
    learned = ("courses_completed", "courses_open", "last_step_on")
    return csv_file("team.csv", (*heads, *learned, *(f"{key} valid_through" for key in keys), "verify"), rows)


def _state() -> ListState:
    return ListState.read(
        team.orders(clock.today()),
        {
            "company": None,
            "level": {*level_names(), team.NO_LEVEL},
            "ends": team.ENDS,
            "state": team.STATES,
        },
    )


def _wanted(state: ListState) -> team.Wanted:
    chosen = state.filters
    return team.Wanted(
        state.search,
        parse_id(chosen.get("company", "")),
        chosen.get("level", ""),
        chosen.get("ends", ""),
        chosen.get("state", ""),
    )


def _choices(companies: Sequence[Partner]) -> list[Choice]:
    firms = [(str(one.id), person_name(one)) for one in companies]
    levels = [(name.key, name.title) for name in level_names().values()]
    return [
        Choice("company", _("Company"), firms if len(firms) > 1 else []),
        Choice("level", _("Holds"), [*levels, (team.NO_LEVEL, _("No level"))]),
        Choice(
            "ends",
            _("Ends"),
            [
                ("30", _("Within 30 days")),
                ("90", _("Within 90 days")),
                ("180", _("Within 180 days")),
                ("ended", _("Has ended")),
            ],
        ),
        Choice(
            "state",
            _("Who"),
            [
                ("eligible", _("Waits for a grant")),
                ("stalled", _("Has stalled")),
                ("absent", _("Not signed in yet")),
                ("closed", _("Account closed")),
            ],
        ),
    ]
