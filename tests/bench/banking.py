"""A question bank of thousands, taken in by ``lms content load`` into an academy of its own, then changed in a draft and published: how long,
and how much memory at its most; against reading the same YAML and nothing more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from lms.assessment.exchange import to_bank
from lms.assessment.formats.items import Item, Option, Rich
from tests.running import ROOT, environment

_COURSE = """format: 1
id: many
version: 1
title: {en: Many questions, zh: 很多题目}
summary: {en: A course whose bank is large., zh: 题库很大的课程。}
credits: 0
modules:
  - {id: one, title: {en: One, zh: 一}, lessons: [{id: first, kind: article, minutes: 1, title: {en: First, zh: 第一课}}]}
"""


@dataclass(frozen=True)
class Taken:
    """Seconds of the load, of reading the YAML alone, and MB that the load had at its most."""

    seconds: float
    bare: float
    megabytes: float


@cache
def taken(questions: int) -> Taken:
    """Load so many questions in a process of its own."""
    with _academy(questions) as (given, folder):
        began = time.perf_counter()
        megabytes = _lms(given, "content", "load", str(folder))
        return Taken(time.perf_counter() - began, _bare(folder), megabytes)


@cache
def published(questions: int) -> Taken:
    """Load so many, then change each of them in a draft and publish it, in a process of its own; the seconds that the worker computed."""
    with _academy(questions) as (given, folder):
        _lms(given, "content", "load", str(folder))
        _lms(given, "user", "create", "--admin", "--email", "admin@academy.example")
        command = [sys.executable, "-m", "tests.bench.publishing"]
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        assert told["changed"] == questions, told
        return Taken(told["computed"], _bare(folder), told["megabytes"])


@contextmanager
def _academy(questions: int) -> Iterator[tuple[dict[str, str], Path]]:
    """What a process of an empty academy is told, and a folder with a course that has so many questions."""
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name) / "courses", Path(name) / "data"
        lessons = folder / "many/lessons"
        lessons.mkdir(parents=True)
        for language in ("en", "zh"):
            (lessons / f"first.{language}.md").write_text("A lesson.\n", encoding="utf-8")
        (folder / "many/course.yaml").write_text(_COURSE, encoding="utf-8")
        (folder / "many/questions.yaml").write_text(_bank(questions), encoding="utf-8")
        given = environment(data, f"sqlite:///{data}/academy.db")
        data.mkdir()
        _lms(given, "db", "upgrade")
        yield given, folder


def _bare(folder: Path) -> float:
    text = (folder / "many/questions.yaml").read_text(encoding="utf-8")
    began = time.perf_counter()
    for _event in yaml.parse(text, Loader=yaml.CSafeLoader):
        pass
    return time.perf_counter() - began


def _lms(given: dict[str, str], *words: str) -> float:
    """Run a command; the MB that it had at its most."""
    command = [sys.executable, "-m", "tests.bench.weighed", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True
    )
    return float(done.stderr.splitlines()[-1])


def _bank(questions: int) -> str:
    options = [("The first model, since it costs the least", False), ("The second model, since it fits", True)]
    options += [("The third model, since it is the largest", False), ("None of the models", False)]
    items = (
        Item(
            "single-choice",
            Rich(
                f"Machine {n} gives {n % 200} values over a fieldbus, and a hall is not heated in winter. Which model do you propose?"
            ),
            id=f"many-{n}",
            options=tuple(
                Option(Rich(text), right, None, Rich(f"Look at the limits of {n}.")) for text, right in options
            ),
            feedback=Rich("Count what there is, and choose the smallest model that covers it."),
        )
        for n in range(questions)
    )
    return to_bank(items, language="en", bank="many").text
