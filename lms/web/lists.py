"""Lists in pages: what the address says of one (search, filters, order), the links that change it, and the same list as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response, current_app, request, stream_with_context, url_for

from lms.core.paging import Orders
from lms.core.tables import guarded


@dataclass(frozen=True)
class ListState:
    """What the address asks of a list; whatever it says wrongly is left out."""

    endpoint: str
    search: str
    sort: str
    after: str
    filters: Mapping[str, str]
    default_sort: str

    @classmethod
    def read(
        cls,
        orders: Orders,
        filters: Mapping[str, Iterable[str] | None] | None = None,
        usual: Mapping[str, str] | None = None,
    ) -> ListState:
        """Of the request at hand. ``filters`` names them, each with the values it takes (None: any); ``usual``: what the bare address
        means, where that is not everything; ``all`` then asks for everything.
        """
        found: dict[str, str] = {}
        for name, allowed in (filters or {}).items():
            value = request.args.get(name, "").strip() or ("" if request.args else (usual or {}).get(name, ""))
            if value and (allowed is None or value in allowed):
                found[name] = value
        sort = orders.known(request.args.get("sort", ""))
        search = request.args.get("q", "").strip()[:200]
        after = request.args.get("after", "")
        return cls(request.endpoint or "", search, sort, after, found, orders.default)

    def url(self, endpoint: str | None = None, **changes: str | None) -> str:
        """The same list with something else asked of it, from its beginning; None leaves a thing out."""
        sort = self.sort if self.sort != self.default_sort else None
        asked: dict[str, str | None] = {"q": self.search or None, "sort": sort, **self.filters}
        asked |= changes
        return url_for(endpoint or self.endpoint, **{**(request.view_args or {}), **_said(asked)})

    def next_url(self, next_key: str | None) -> str | None:
        """The next page, or None at the end."""
        return self.url(after=next_key) if next_key else None

    def column(self, label: object, name: str, *, numeric: bool = False) -> dict[str, Any]:
        """A sortable heading for ``table.headers``: a click sorts by it, another turns it round."""
        up = self.sort == name
        direction = "ascending" if up else "descending" if self.sort == f"-{name}" else None
        return {
            "label": label,
            "url": self.url(sort=f"-{name}" if up else name),
            "direction": direction,
            "numeric": numeric,
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves some of the list out."""
        return bool(self.search or self.filters)

    def only(self, *names: str) -> bool:
        """Whether nothing narrows the list but, at most, these filters."""
        return not self.search and set(self.filters) <= set(names)

    def whole_url(self) -> str:
        """The list with nothing asked of it."""
        return url_for(self.endpoint, **(request.view_args or {}))

    def bare_url(self, *kept: str) -> str:
        """The same list in its order without search and filters, but for those ``kept``."""
        return self.url(**{"q": None, **{name: None for name in self.filters if name not in kept}})


class Choice(NamedTuple):
    """A filter as ``list.bar`` draws it: a select named as in the address, with each value and its words."""

    name: str
    label: object
    options: Sequence[tuple[str, object]]


def csv_file(name: str, headers: Sequence[object], rows: Callable[[], Iterator[Sequence[object]]]) -> Response:
    """A list as a CSV file (UTF-8 with its mark, for spreadsheets), streamed in a reading transaction of its own.

    ``rows`` runs when the answer has begun, too late to say no: what authorises stands before the call.
    A text that a spreadsheet would take for a formula is sent with an apostrophe before it (OWASP, CSV Injection).
    """
    database = current_app.database  # type: ignore[attr-defined]
    head = [str(header) for header in headers]  # lazy words are said now, while there is a request to say the language

    def written() -> Iterator[str]:
        with database.transaction(read_only=True):
            yield "\ufeff" + _line(head)
            for row in rows():
                yield _line(row)

    answer = Response(stream_with_context(written()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def harmless(value: object) -> object:
    """A cell that no spreadsheet runs."""
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value


def _line(row: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([harmless(cell) for cell in row])
    return written.getvalue()


def _said(asked: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in asked.items() if value}
