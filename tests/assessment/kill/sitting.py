"""A learner over HTTP, as the player's script is one: each packet is sent until it is acknowledged, whatever dies meanwhile."""

from __future__ import annotations

import http.client
import json
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.factories.assessment import RIGHT, WRONG

OPTIONS = (RIGHT, WRONG, "c", "d")
PATIENCE = 300.0
"""Seconds until a packet that nobody acknowledges fails the run."""
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Learner:
    """One learner at one test. ``given``: the last answer to each question; ``acknowledged``: every (position, number) that was."""

    port: int
    cookie: str
    luck: random.Random
    questions: int
    heard: Callable[[], None]
    attempt: str = ""
    token: str = ""
    tries: int = 0
    number: int = 1
    given: dict[int, str] = field(default_factory=dict)
    acknowledged: list[tuple[int, int]] = field(default_factory=list)

    def sit(self, test: str) -> None:
        """The whole attempt: start, every question (some twice, with packets sent again and out of order), hand in."""
        self._open(test)
        places = list(range(1, self.questions + 1))
        self.luck.shuffle(places)
        again = self.luck.sample(places, len(places) // 3)
        for position in [*places, *again]:
            self._say(position, self.luck.choice(OPTIONS))
        self.until("POST", f"/attempts/{self.attempt}/hand-in", self._named(), lambda answer: "result" in answer.text)

    def _open(self, test: str) -> None:
        page = self.until("GET", f"/tests/{test}", None, lambda answer: TOKEN.search(answer.text) is not None)
        found = TOKEN.search(page.text)
        assert found is not None
        self.token = found[1]
        begun = self.until("POST", f"/tests/{test}/start", {}, lambda answer: answer.location.startswith("/attempts/"))
        self.attempt = begun.location.split("/")[2]
        self.until(
            "POST",
            f"/attempts/{self.attempt}/pen",
            self._named() | {"knowingly": "0"},
            lambda a: '"mine":true' in a.text,
        )

    def _say(self, position: int, option: str) -> None:
        older, self.number = self.number, self.number + 1
        packet = self._named() | {"chosen": option, "revision": str(self.number)}
        path = f"/attempts/{self.attempt}/{position}/response"
        self.given[position] = option

        def kept(answer: Answer) -> bool:
            if answer.status != 200:
                return False
            reply: dict[str, Any] = json.loads(answer.text)
            return bool(reply["revision"] == self.number and not reply["newer"])

        self.until("POST", path, packet, kept)
        self.acknowledged.append((position, self.number))
        self.heard()
        if self.luck.random() < 0.2:
            self.until("POST", path, packet, kept)  # the acknowledgement was lost, as far as the browser knows
        if self.luck.random() < 0.2:  # a packet that was overtaken
            other = self.luck.choice(OPTIONS)
            late = self._named() | {"chosen": other, "revision": str(older)}
            self.until("POST", path, late, lambda answer: answer.status == 200)

    def _named(self) -> dict[str, str]:
        return {"source": "learner1.page01"}

    def until(self, method: str, path: str, fields: Mapping[str, str] | None, good: Callable[[Answer], bool]) -> Answer:
        """Send until the answer is good."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._send(method, path, fields)
            if answer is not None and answer.status < 500:
                assert good(answer), f"{method} {path}: {answer.status} {answer.text[:400]}"
                return answer
            assert time.monotonic() < deadline, f"nobody answers {method} {path}"
            self.tries += 1
            time.sleep(self.luck.uniform(0.1, 0.6))

    def _send(self, method: str, path: str, fields: Mapping[str, str] | None) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        json_wanted = "/attempts/" in path
        headers = {"Cookie": f"academy={self.cookie}", "X-CSRFToken": self.token}
        headers["Accept"] = "application/json" if json_wanted else "text/html"
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            reply = connection.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException):
            return None  # it is dead, or died while it answered
        finally:
            connection.close()
        for header in reply.headers.get_all("Set-Cookie", []):
            if header.startswith("academy="):
                self.cookie = header.split(";")[0].removeprefix("academy=")
        return Answer(reply.status, reply.headers.get("Location", ""), text)
