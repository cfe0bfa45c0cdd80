"""A thousand people who start the same test within a minute, each at a moment of their own: how many were refused, how long the slowest
waited. They come when they come, whether or not those before them have been answered.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.bench.crowd import TEST, Crowd, Person
from tests.bench.measuring import Client, token_of

PEOPLE = 1000
SECONDS = 50.0
HANDS = 64
"""Threads that the people here share. Who comes while all are busy waits too, and that counts."""


@dataclass(frozen=True)
class Rush:
    """How it went: what those who were refused were told; how long the slowest and the one in the middle waited, in seconds."""

    refused: list[str]
    slowest: float
    median: float


def rush(port: int, crowd: Crowd) -> Rush:
    """Let them come."""
    people = crowd.people(PEOPLE, signed_in=True)
    began = time.monotonic()
    with ThreadPoolExecutor(HANDS) as hands:
        coming = [hands.submit(_come, port, person, began + SECONDS * n / PEOPLE) for n, person in enumerate(people)]
        told = [one.result(timeout=300) for one in coming]
    waited = sorted(seconds for seconds, _ in told)
    return Rush([why for _, why in told if why], waited[-1], waited[len(waited) // 2])


def _come(port: int, person: Person, at: float) -> tuple[float, str]:
    """Come at a moment, read what the test asks, start it. The seconds until the first question stands there, and what went wrong."""
    time.sleep(max(0.0, at - time.monotonic()))
    client = Client(port, dict(person.cookies))
    try:
        token = token_of(client.ask("GET", f"/tests/{TEST}"))
        client.ask("POST", f"/tests/{TEST}/start", {"csrf_token": token}, status=303)
        client.ask("GET", urlsplit(client.location).path)
    except (RuntimeError, OSError) as error:
        return time.monotonic() - at, str(error)
    finally:
        client.close()
    return time.monotonic() - at, ""
