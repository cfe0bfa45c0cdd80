"""Company and region as filters of a list: those that occur in it, where there is something to choose between."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from lms.core.paging import Rows
from lms.reports.queries.places import companies_in, regions_in
from lms.web.lists import Choice
from lms.web.names import person_name


def place_choices(listed: Rows) -> list[Choice]:
    """Two choices for ``list.bar``, of the list before it is narrowed; two queries."""
    companies = [(str(one.id), person_name(one)) for one in companies_in(listed)]
    regions = [(str(one.id), one.name) for one in regions_in(listed)]
    return [_choice("company", _("Company"), companies), _choice("region", _("Region"), regions)]


def _choice(name: str, label: str, options: Sequence[tuple[str, object]]) -> Choice:
    return Choice(name, label, options if len(options) > 1 else [])
