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

from tests.factories.uploads import PDF

OPTIONS = ("1", "2", "3", "4")
"""What the page calls them: their places."""
PATIENCE = 300.0
"""Seconds without an answer to anybody until the run fails. On a busy machine one learner may wait for many kills; that is no fault."""
EDGE, FORM = "-------kill", "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class File:
    """A form with a file, as a browser sends it."""

    fields: Mapping[str, str]
    content: bytes

    def body(self) -> tuple[bytes, str]:
        """Its bytes, and what they are."""
        said = "".join(
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in self.fields.items()
        )
        said += f'--{EDGE}\r\nContent-Disposition: form-data; name="upload"; filename="plan.pdf"\r\n\r\n'
        return said.encode() + self.content + f"\r\n--{EDGE}--\r\n".encode(), f"multipart/form-data; boundary={EDGE}"


Fields = Mapping[str, str] | File | None


def ids_in(answer: Answer) -> set[str]:
    """The files that the server says it keeps."""
    assert answer.status == 200, answer.text[:400]
    return {str(one) for one in json.loads(answer.text)["fields"].get("file", ())}


@dataclass
class Pulse:
    """When any learner was answered last."""

    at: float = field(default_factory=time.monotonic)

    def beat(self) -> None:
        """Just now."""
        self.at = time.monotonic()


@dataclass
class Learner:
    """One learner at one test of ``questions`` to choose at, and then one for files. ``given``: the last answer to each question;
    ``acknowledged``: every (position, number) that was; ``files``: those that stand as kept, by the server's id; ``taken_away``: those
    that it was told do not.
    """

    port: int
    cookie: str
    luck: random.Random
    questions: int
    heard: Callable[[], None]
    pulse: Pulse
    attempt: str = ""
    token: str = ""
    tries: int = 0
    number: int = 1
    given: dict[int, str] = field(default_factory=dict)
    acknowledged: list[tuple[int, int]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    taken_away: list[bytes] = field(default_factory=list)

    def sit(self, test: str) -> None:
        """The whole attempt: start, every question (some twice, with packets sent again and out of order; the one for files at some
        moment between), hand in.
        """
        self._open(test)
        places = list(range(1, self.questions + 1))
        self.luck.shuffle(places)
        places += self.luck.sample(places, len(places) // 3)
        for_files = self.luck.sample(range(len(places)), 2)
        for turn, position in enumerate(places):
            self._say(position, self.luck.choice(OPTIONS))
            if turn in for_files:
                self._add_file()
        if self.luck.random() < 0.5:
            self._take_away()
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

    def _add_file(self) -> None:
        content = PDF + self.luck.randbytes(self.luck.randint(10, 200_000))
        path = f"/attempts/{self.attempt}/{self.questions + 1}/files"

        def kept(answer: Answer) -> bool:
            return answer.status == 200 and len(ids_in(answer)) == len(self.files) + 1

        answer = self.until("POST", path, File(self._named(), content), kept)
        (new,) = ids_in(answer) - self.files.keys()
        self.files[new] = content
        self.heard()
        if self.luck.random() < 0.2:
            self.until("POST", path, File(self._named(), content), lambda again: ids_in(again) == self.files.keys())

    def _take_away(self) -> None:
        away = self.luck.choice(sorted(self.files))
        path = f"/attempts/{self.attempt}/{self.questions + 1}/files/{away}/remove"
        self.taken_away.append(self.files.pop(away))
        self.until("POST", path, self._named(), lambda answer: ids_in(answer) == self.files.keys())
        self.heard()

    def _named(self) -> dict[str, str]:
        return {"source": "learner1.page01"}

    def until(self, method: str, path: str, fields: Fields, good: Callable[[Answer], bool]) -> Answer:
        """Send until the answer is good."""
        while True:
            answer = self._send(method, path, fields)
            if answer is not None and answer.status < 500:
                assert good(answer), f"{method} {path}: {answer.status} {answer.text[:400]}"
                self.pulse.beat()
                return answer
            last = "" if answer is None else f": {answer.status} {answer.text[:400]}"
            assert time.monotonic() < self.pulse.at + PATIENCE, f"nobody answers {method} {path}{last}"
            self.tries += 1
            time.sleep(self.luck.uniform(0.1, 0.6))

    def _send(self, method: str, path: str, fields: Fields) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        json_wanted = "/attempts/" in path
        headers = {"Cookie": f"academy={self.cookie}", "X-CSRFToken": self.token}
        headers["Accept"] = "application/json" if json_wanted else "text/html"
        body, kind = fields.body() if isinstance(fields, File) else (urlencode(fields or {}), FORM)
        if fields is not None:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body if fields is not None else None, headers)
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
