"""Loads, as lines of the table: journeys by several people at once, a thousand who start within a minute, and the memory then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from tests.bench.crowd import Crowd
from tests.bench.first_view import kilobytes_of
from tests.bench.journeys import JOURNEYS, Journey, Load, at_once, measure
from tests.bench.measuring import Result
from tests.bench.processes import megabytes_of
from tests.bench.rush import Rush, rush
from tests.bench.site import DATABASES, Bench
from tests.browser.pages import LEARNER

READS = "a bare Flask page with three primary-key reads"
Comparison = Callable[[Bench], Result]
WARMING = 8
"""People at once who go before anything is measured: enough that every web process is asked for every page."""


@cache
def _crowd(bench: Bench) -> Crowd:
    return Crowd(bench.config)


@cache
def _warm(bench: Bench) -> None:
    """Each web process has drawn each page before it is measured: templates are compiled once, and not by each journey."""
    crowd = _crowd(bench)
    at_once(WARMING, [Journey(bench.academy, crowd, person).go for person in crowd.people(3 * WARMING)])


@cache
def _load(bench: Bench, people: int) -> Load:
    _warm(bench)
    return measure(people, _crowd(bench), (bench.academy, bench.web), (bench.bare, bench.bare_web))


def _per_request(database: str, people: int) -> Comparison:
    def comparison(bench: Bench) -> Result:
        load = _load(bench.on(database), people)
        ours = load.seconds / load.requests * 1000
        return Result(f"assessment.journey_{database}_{people}", load.ratio, 4, READS, ours, load.bare_seconds * 1000)

    return comparison


def _cpu(database: str, people: int) -> Comparison:
    def comparison(bench: Bench) -> Result:
        load = _load(bench.on(database), people)
        bare = f"{load.requests:.0f} bare pages"
        return Result(
            f"assessment.journey_{database}_{people}_cpu",
            load.seconds,
            0.15,
            bare,
            load.seconds * 1000,
            load.bare_seconds * load.requests * 1000,
            "CPU seconds",
        )

    return comparison


def _statements(database: str) -> Comparison:
    def comparison(bench: Bench) -> Result:
        load = _load(bench.on(database), 1)
        bare = f"three for each of {load.requests:.0f} bare pages"
        name = f"assessment.journey_{database}_statements"
        times = (load.seconds * 1000, load.bare_seconds * load.requests * 1000)
        return Result(name, load.statements, 120, bare, *times, "statements")

    return comparison


@cache
def _rush(bench: Bench) -> Rush:
    return rush(bench.academy, _crowd(bench))


def _slowest(database: str) -> Comparison:
    def comparison(bench: Bench) -> Result:
        went = _rush(bench.on(database))
        times = (went.slowest * 1000, went.median * 1000)
        return Result(f"assessment.start_{database}", went.slowest, 5, "the one in the middle", *times, "seconds")

    return comparison


def _refused(database: str) -> Comparison:
    def comparison(bench: Bench) -> Result:
        went = _rush(bench.on(database))
        said = went.refused[0][:200] if went.refused else "nobody"
        times = (went.slowest * 1000, went.median * 1000)
        return Result(f"assessment.start_{database}_refused", len(went.refused), 0, said, *times, "people")

    return comparison


def web_memory(bench: Bench) -> Result:
    """What the web processes hold together after sixty-four people at once; what they share counts once."""
    load = _load(bench, 64)
    held = megabytes_of(bench.web)
    alone = megabytes_of(bench.bare_web)
    name = "web.memory"
    return Result(name, held, 200, f"{alone:.0f} MB of the bare server", load.seconds * 1000, 0, "MB")


def worker_memory(bench: Bench) -> Result:
    """What the worker holds, which has drawn certificates."""
    held = megabytes_of(bench.worker)
    return Result("credentials.worker_memory", held, 320, "nothing", 0, 0, "MB")


def first_view(bench: Bench) -> Result:
    """What a browser that was never here fetches for the heaviest page of a journey: the player."""
    client = bench.signed_in(LEARNER)
    held = kilobytes_of(bench.academy, f"/attempts/{bench.places['attempt']}/1", client.cookies)
    return Result("web.first_view", held, 100, "the player with all that it names, as sent", 0, 0, "KB")


LOADS: Mapping[str, Comparison] = {
    "credentials.worker_memory": worker_memory,
    "web.first_view": first_view,
    "web.memory": web_memory,
    **{f"assessment.start_{database}": _slowest(database) for database in DATABASES},
    **{f"assessment.start_{database}_refused": _refused(database) for database in DATABASES},
} | {
    f"assessment.journey_{database}_{name}": comparison
    for database in DATABASES
    for name, comparison in [
        ("statements", _statements(database)),
        *((str(people), _per_request(database, people)) for people in JOURNEYS),
        *((f"{people}_cpu", _cpu(database, people)) for people in JOURNEYS),
    ]
}
