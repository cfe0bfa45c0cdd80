"""A learner's whole way through an online test, as a browser with the player goes it: signs in, looks at home, course and test,
starts, answers twenty questions in steps of five (a packet each, on one page, which the player never leaves), hands in, looks at the result and the review. By one person,
and by several at once, each on a kept connection of their own; beside bare pages, asked for by as many people as often.

What the server computes is measured, and not how long it took: the people here compute too, on the same machine.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from tests.bench.bare import ROWS
from tests.bench.crowd import COURSE, QUESTIONS, TEST, Crowd, Person
from tests.bench.measuring import Client, token_of
from tests.bench.processes import seconds_of
from tests.factories.accounts import PASSWORD

T = TypeVar("T")
STEP = 5
SOURCE = "benchbench.page"
JOURNEYS = {1: 12, 8: 32, 32: 64, 64: 64}
"""How many are gone at each number of people at once: enough that ticks of the kernel's clock do not matter."""


@dataclass
class Told:
    """What the answers to a journey said: how many requests it took, and what they asked of the database, by address."""

    requests: int = 0
    statements: dict[str, int] = field(default_factory=dict)

    def note(self, method: str, path: str, counted: int) -> None:
        """One answer."""
        self.requests += 1
        place = f"{method} {re.sub(r'[0-9a-f-]{36}', '…', path)}"
        place = re.sub(r"/\d+", "/n", place)
        self.statements[place] = self.statements.get(place, 0) + counted

    @property
    def total(self) -> int:
        """Statements altogether."""
        return sum(self.statements.values())


@dataclass(frozen=True)
class Load:
    """What some people at once cost: the server's seconds for each journey, and each bare page's; what journeys asked for."""

    people: int
    seconds: float
    bare_seconds: float
    told: Sequence[Told]

    @property
    def requests(self) -> float:
        """Of a journey."""
        return sum(one.requests for one in self.told) / len(self.told)

    @property
    def statements(self) -> int:
        """Of the journey that asked most."""
        return max(one.total for one in self.told)

    @property
    def ratio(self) -> float:
        """A request on average, as a multiple of the bare page."""
        return self.seconds / self.requests / self.bare_seconds


class Journey:
    """One person's."""

    def __init__(self, port: int, crowd: Crowd, person: Person) -> None:
        self.told = Told()
        self.crowd, self.person = crowd, person
        self.client = Client(port, dict(person.cookies), self.told.note)

    def go(self) -> Told:
        """From the sign-in to the review. Raises where a page answers as it should not."""
        self.sign_in()
        for page in ("/home", f"/courses/{COURSE}"):
            self.client.ask("GET", page)
        base = self.start()
        self.answer(base)
        self.hand_in(base)
        self.client.close()
        return self.told

    def sign_in(self) -> None:
        """With address and password."""
        token = token_of(self.client.ask("GET", "/login"))
        form = {"csrf_token": token, "login": self.person.email, "password": PASSWORD}
        self.client.ask("POST", "/login", form, status=303)

    def start(self) -> str:
        """Read what the test asks, start, and be led to the first question; the attempt's address."""
        token = token_of(self.client.ask("GET", f"/tests/{TEST}"))
        self.client.ask("POST", f"/tests/{TEST}/start", {"csrf_token": token}, status=303)
        base, _, place = urlsplit(self.client.location).path.rpartition("/")
        assert place == "1", self.client.location
        return base

    def answer(self, base: str) -> None:
        """As ``player.js``: the page says who writes, fetches the forms of all questions and goes on by itself from one to the next; five
        answers that wait go in one packet.
        """
        right = self.crowd.right_answers(UUID(base.rsplit("/", 1)[1]))
        assert sorted(right) == list(range(1, QUESTIONS + 1)), right
        token = self.open_player(f"{base}/1", base)
        forms = self.client.ask("GET", f"{base}/questions")
        assert forms.count("data-position=") == QUESTIONS, forms[:500]
        for first in range(1, QUESTIONS + 1, STEP):
            number = int(time.time() * 1000)
            given = [
                {"position": place, "revision": number + place, "fields": right[place]}
                for place in range(first, first + STEP)
            ]
            said = self.client.ask(
                "POST",
                f"{base}/responses",
                {"answers": json.dumps(given), "source": SOURCE},
                headers={"X-CSRFToken": token},
            )
            assert said.count('"newer":false') == STEP, said

    def open_player(self, page: str, base: str) -> str:
        """A page of the player, which says at once that its browser writes; the token for what it sends."""
        token = token_of(self.client.ask("GET", page))
        mine = self.client.ask(
            "POST", f"{base}/pen", {"source": SOURCE, "knowingly": "0"}, headers={"X-CSRFToken": token}
        )
        assert '"mine":true' in mine, mine
        return token

    def hand_in(self, base: str) -> None:
        """To the review, which shows it all to who has passed."""
        token = self.open_player(f"{base}/hand-in", base)
        self.client.ask("POST", f"{base}/hand-in", {"csrf_token": token}, status=303)
        self.client.ask("GET", f"{base}/result")
        self.client.ask("GET", f"{base}/review")


def measure(people: int, crowd: Crowd, academy: tuple[int, list[int]], bare: tuple[int, list[int]]) -> Load:
    """Let so many at once go. ``academy`` and ``bare``: a server's port and its processes. Raises where an answer is lost."""
    count = JOURNEYS[people]
    who = crowd.people(count)
    before = _bare(people, bare)
    began = seconds_of(academy[1])
    told = at_once(people, [Journey(academy[0], crowd, person).go for person in who])
    seconds = (seconds_of(academy[1]) - began) / count
    lost = crowd.lost(who)
    assert not lost, f"with {people} at once: {lost}"
    return Load(people, seconds, (before + _bare(people, bare)) / 2, told)


def at_once(people: int, doing: Sequence[Callable[[], T]]) -> list[T]:
    """Do all, so many at a time; the first that fails fails all."""
    with ThreadPoolExecutor(people) as pool:
        return [one.result(timeout=300) for one in [pool.submit(do) for do in doing]]


BARE_PAGES = 800


def _bare(people: int, server: tuple[int, list[int]]) -> float:
    """Seconds that the server computes for a bare page."""

    def ask() -> None:
        client = Client(server[0])
        for number in range(BARE_PAGES // people):
            client.ask("GET", f"/three/{number % (ROWS - 3)}")
        client.close()

    began = seconds_of(server[1])
    at_once(people, [ask] * people)
    return (seconds_of(server[1]) - began) / (BARE_PAGES // people * people)
