"""``/staff/mystery/figures``: score by section over time, partners against their region, critical misses; each as a file too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from lms.accounts.roles import Permission
from lms.core.errors import NotFound
from lms.core.i18n import pick
from lms.core.ids import parse_id
from lms.fieldchecks.mystery.models import MysteryProgramme
from lms.fieldchecks.mystery.queries import figures as queries
from lms.fieldchecks.mystery.queries.figures import Figures
from lms.fieldchecks.mystery.queries.visits import programmes
from lms.web.access import access
from lms.web.language import current_language
from lms.web.lists import csv_file
from lms.web.mystery_words import WORDS
from lms.web.viewer import current_actor

pages = Blueprint("mystery_figures", __name__, url_prefix="/staff/mystery/figures")


@pages.get("")
@access(Permission.STAFF_AREA, Permission.MYSTERY_REVIEW)
def show() -> str:
    """The figures of a programme: the first one, or the one that the address names."""
    known, chosen = _chosen()
    found = queries.figures(current_actor(), chosen.id) if chosen else None
    return render_template("staff/mystery/figures.html", programmes=known, programme=chosen, f=found, **WORDS)


@pages.get("/<any('sections','partners','misses'):part>.csv")
@access(Permission.STAFF_AREA, Permission.MYSTERY_REVIEW)
def export(part: str) -> Response:
    """One of the three as a file."""
    _known, chosen = _chosen()
    if chosen is None:
        raise NotFound
    found, language = queries.figures(current_actor(), chosen.id), current_language()
    heads: dict[str, Sequence[object]] = {
        "sections": (_("Section"), *(one.isoformat()[:7] for one in found.months)),
        "partners": (_("Company"), _("Region"), _("Visits"), _("Mean"), _("Mean of the region")),
        "misses": (_("Critical item"), _("Missed"), _("Visits")),
    }
    return csv_file(f"mystery-{part}.csv", heads[part], lambda: _rows(found, part, language))


def _rows(found: Figures, part: str, language: str) -> Iterator[Sequence[object]]:
    if part == "sections":
        for line in found.sections:
            yield pick(line.title, language), *line.by_month
    elif part == "partners":
        for one in found.partners:
            yield one.partner.code, pick(one.region.name, language), one.visits, one.mean, one.region_mean
    else:
        for miss in found.misses:
            yield pick(miss.ask, language), miss.missed, miss.visits


def _chosen() -> tuple[Sequence[MysteryProgramme], MysteryProgramme | None]:
    known = [one for one, number in programmes() if number]
    asked = parse_id(request.args.get("programme", ""))
    return known, next((one for one in known if one.id == asked), known[0] if known else None)
