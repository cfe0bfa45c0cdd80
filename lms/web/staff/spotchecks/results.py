"""``/staff/spot-checks/results``: what came of the checks; ``/staff/spot-checks/scores``: by category, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.core.i18n import pick
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.fieldchecks.spotchecks.queries import checks as queries
from lms.fieldchecks.spotchecks.queries.scores import CategoryScores
from lms.fieldchecks.spotchecks.queries.scores import partners as partners_of
from lms.fieldchecks.spotchecks.queries.scores import scores as scores_of
from lms.web import spot_words
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import Choice, ListState, csv_file
from lms.web.places import place_choices
from lms.web.viewer import current_actor

pages = Blueprint("spot_results", __name__, url_prefix="/staff/spot-checks")
opened = access(Permission.STAFF_AREA, Permission.SPOT_CHECK_CALL)


@pages.get("/results", endpoint="list")
@opened
def results() -> str:
    """The results, the latest first; searched, narrowed and sorted by the address."""
    actor, state = current_actor(), spot_words.results_asked()
    found = queries.results(actor, spot_words.results_wanted(state))
    page = page_of(found, queries.RESULT_ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/spotchecks/results.html",
        lines=[queries.listed(row) for row in page.rows],
        page=page,
        state=state,
        total=count_of(found),
        choices=[*spot_words.result_choices(), *place_choices(queries.results(actor, queries.Wanted()))],
        tabs=spot_words.tabs(actor, "spot_results.list"),
        **spot_words.words(),
    )


@pages.get("/results/export.csv")
@opened
def export() -> Response:
    """The list as a file."""
    return spot_words.results_file(current_actor(), Permission.SPOT_CHECK_CALL, spot_words.results_asked())


@pages.get("/scores")
@opened
def scores() -> str:
    """How well people answer, by category, month by month; the weakest category first."""
    actor, state = current_actor(), _asked()
    return render_template(
        "staff/spotchecks/scores.html",
        state=state,
        scores=_scores(actor, state),
        partners=partners_of(actor, level=state.filters.get("level", "")),
        choices=[
            Choice("level", _("Level"), [(key, name.title) for key, name in level_names().items()]),
            *place_choices(queries.results(actor, queries.Wanted()))[:1],
        ],
        tabs=spot_words.tabs(actor, "spot_results.scores"),
    )


@pages.get("/scores.csv")
@opened
def scores_file() -> Response:
    """The table of the plots as a file."""
    actor, state = current_actor(), _asked()
    found, language = _scores(actor, state), current_language()

    def rows() -> Iterator[Sequence[object]]:
        for line in found:
            for month in line.months:
                names = (pick(line.bank, language), pick(line.title, language))
                yield (*names, month.first.strftime("%Y-%m"), month.answers, round(month.share, 1))

    return csv_file("spot-check-scores.csv", ("bank", "category", "month", "answers", "per_cent"), rows)


@pages.get("/scores/partners.csv")
@opened
def partners_file() -> Response:
    """The companies beside their region as a file."""
    found, language = partners_of(current_actor(), level=_asked().filters.get("level", "")), current_language()

    def rows() -> Iterator[Sequence[object]]:
        for one in found:
            yield one.partner.code, pick(one.region.name, language), one.checks, one.failed, one.mean, one.region_mean

    heads = ("partner", "region", "checks", "not_passed", "mean", "mean_of_region")
    return csv_file("spot-check-partners.csv", heads, rows)


def _asked() -> ListState:
    return ListState.read(queries.RESULT_ORDERS, {"level": set(level_names()), "company": None})


def _scores(actor: Actor, state: ListState) -> list[CategoryScores]:
    return scores_of(actor, level=state.filters.get("level", ""), company=parse_id(state.filters.get("company", "")))
