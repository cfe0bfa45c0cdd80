"""Routes read from the app, answers without what differs from one look to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms.app import Academy
from lms.core import clock
from tests.walls.places import COMMON, COMMON_AT, EXEMPT, RECORDS
from tests.walls.world import World

CLOSED = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_CHANGING = (
    (re.compile(r'(csrf[-_]token"\s+(?:content|value)=")[^"]*'), r"\1"),
    (re.compile(r"<time\b.*?</time>", re.S), ""),
)


@dataclass(frozen=True, eq=False)
class Place:
    """A route and method. ``records``: the parts of its address that name a person's record."""

    endpoint: str
    method: str
    rule: Rule
    records: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    def url(self, app: Academy, records: Mapping[str, object] | None = None) -> str:
        """The address of a record."""
        said = self.rule.arguments - (self.rule.defaults or {}).keys()
        values = {name: COMMON[name] for name in said if name in COMMON}
        values |= {**COMMON_AT.get(self.endpoint, {}), **(records or {})}
        with app.test_request_context():
            return str(app.url_map.bind("localhost").build(self.endpoint, values, method=self.method))


def places(app: Academy, method: str) -> list[Place]:
    """Every route that takes ``method`` and is not exempt."""
    return [
        Place(rule.endpoint, method, rule, tuple(sorted(rule.arguments & RECORDS.keys())))
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in EXEMPT
    ]


def lists(app: Academy) -> list[Place]:
    """The pages whose address names nobody's record."""
    return [place for place in places(app, "GET") if not place.records]


def asked_lists(world: World) -> list[Place]:
    """The pages and files that can be searched, filtered or paged, for whichever viewer: they have a search field or a pager, or are CSV."""
    found: set[str] = set()
    for who in ("admin", "chief_ding", "trainer", "ding_holder"):
        client = world.browser(who)
        for place in lists(world.app):
            answer = look(world, client, place.url(world.app))
            text = text_of(answer)
            if answer.mimetype == "text/csv" or 'role="search"' in text or 'class="pager"' in text:
                found.add(place.endpoint)
    return [place for place in lists(world.app) if place.endpoint in found]


def look(world: World, client: FlaskClient, url: str, method: str = "GET", **sent: object) -> TestResponse:
    """An answer, always at the same minute, so that two can be compared; a failure of ours fails the test."""
    with clock.at(world.now):
        answer = client.open(url, method=method, **sent)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, f"{method} {url}: {answer.status_code}"
    return answer


def text_of(answer: TestResponse) -> str:
    """What was answered, a place that one is sent to included; nothing of what differs from look to look."""
    text = f"{answer.location or ''}\n{answer.get_data(as_text=True) if _is_text(answer) else ''}"
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    answer.close()
    return text


def _is_text(answer: TestResponse) -> bool:
    return answer.mimetype.startswith("text/") or answer.mimetype == "application/json"


def unexplained(app: Academy) -> Iterator[str]:
    """Parts of addresses of which nobody has said what they name."""
    for method in ("GET", "POST"):
        for place in places(app, method):
            yield from (f"{place}: {name}" for name in place.rule.arguments - RECORDS.keys() - COMMON.keys())
