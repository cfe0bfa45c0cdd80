"""Interleaved pairs over kept connections: both sides see the same machine at the same moments, and medians forget the odd one."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

Doing = Callable[[int], object]


@dataclass(frozen=True)
class Result:
    """A line of the table and of build/bench.json. ``value`` is the ratio's upper side over its lower one, or what ``unit`` says."""

    name: str
    value: float
    limit: float
    ratio_to: str
    ours_ms: float
    theirs_ms: float
    unit: str = "ratio"

    @property
    def holds(self) -> bool:
        """Whether it is quick enough."""
        return self.value <= self.limit

    def as_json(self) -> dict[str, object]:
        """As ``build/bench.json`` has it."""
        return {
            "name": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "limit": self.limit,
            "holds": self.holds,
            "ratio_to": self.ratio_to,
            "milliseconds": {"this": round(self.ours_ms, 3), "that": round(self.theirs_ms, 3)},
        }


def compare(
    name: str, ours: Doing, theirs: Doing, *, limit: float, ratio_to: str, pairs: int, warm: int = 20
) -> Result:
    """Do both in turns, ``pairs`` times after ``warm`` uncounted ones; the ratio of their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-warm, pairs):
        turns = ((ours, times[0]), (theirs, times[1]))
        for do, kept in turns if number % 2 else reversed(turns):  # neither always comes first
            began = time.perf_counter()
            do(number + warm)
            passed = time.perf_counter() - began
            if number >= 0:
                kept.append(passed * 1000)
    mine, other = median(times[0]), median(times[1])
    return Result(name, mine / other, limit, ratio_to, mine, other)


Note = Callable[[str, str, int], None]
"""Called with method, path and the statements that the answer says it took."""


class Client:
    """One kept connection to a server on this machine, with the cookies of whoever is signed in; ``location``: where the last answer
    led to.
    """

    def __init__(self, port: int, cookies: dict[str, str] | None = None, note: Note | None = None) -> None:
        self.port, self.cookies, self.location = port, cookies or {}, ""
        self._note = note
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def ask(
        self,
        method: str,
        path: str,
        form: Mapping[str, str | Sequence[str]] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """The body of an answer; raises where it has another status."""
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form, doseq=True)
        answer = self._answer(method, path, body, sent)
        text = answer.read().decode()
        if answer.status != status:
            raise RuntimeError(f"{method} {path} answered {answer.status}, not {status}: {text[:300]}")
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.location = answer.headers.get("Location", "")
        if self._note is not None:
            self._note(method, path, int(answer.headers.get("X-Statements", "0")))
        return text

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """As a browser does: where the server has hung up a connection that nobody used for a while, it calls again."""
        for again in (True, False):
            try:
                self._connection.request(method, path, body, headers)
                return self._connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection.close()
                if not again:
                    raise
        raise AssertionError("either answered or raised")


def token_of(html: str) -> str:
    """The CSRF token that a page holds."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    assert found, html[:500]
    return found.group(1)
