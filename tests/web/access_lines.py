"""The words in which :mod:`tests.web.access_table` is written: who gets through a door, and which record an address names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.cast import EMAILS, Cast
from tests.factories.similarity import KEY
from tests.web import access_contents as contents
from tests.web import access_records as records

NOBODY = "nobody"
STAFF = ("admin", "trainer", "examiner", "inspector")
MANAGERS = ("manager", "other_manager")
LEARNERS = ("learner", "other_learner")
ALL = (*EMAILS,)
NOT_ACMES_LEARNER = tuple(name for name in ALL if name != "learner")


@dataclass(frozen=True)
class Line:
    """Who gets through, for which record."""

    opens: tuple[str, ...]
    hidden_from: tuple[str, ...] = ()
    of: Mapping[str, Callable[[Cast], object]] = field(default_factory=dict)


def anybody(**of: Callable[[Cast], object]) -> Line:
    """Everybody in the world."""
    return Line((NOBODY, *ALL), of=of)


def own_of_acmes_learner(**of: Callable[[Cast], object]) -> Line:
    """What belongs to Acme's learner alone: for all others there is no such thing."""
    return Line(("learner",), NOT_ACMES_LEARNER, of)


def only(*who: str, hidden_from: tuple[str, ...] = (), **of: Callable[[Cast], object]) -> Line:
    """Some of the cast."""
    return Line(who, hidden_from, of)


def of_acme(**of: Callable[[Cast], object]) -> Line:
    """What Acme's manager may open; for another manager there is no such thing."""
    return Line(("manager",), ("other_manager",), of)


JOB: Mapping[str, Callable[[Cast], object]] = {
    "user_id": records.learner,
    "fact_id": records.job_of_learner,
    "deed": lambda _: "leave",
}
ALIKE: Mapping[str, Callable[[Cast], object]] = {
    "key": lambda _: KEY,
    "one": records.one_of_two_alike,
    "other": records.other_of_two_alike,
}
ROLE: Mapping[str, Callable[[Cast], object]] = {
    "user_id": records.learner,
    "role_id": records.role_of_learner,
    "deed": lambda _: "end",
}


LESSON: Mapping[str, Callable[[Cast], object]] = {
    "course_key": contents.course_of_learner,
    "lesson_key": lambda _: "first",
}


def lesson_of(kind: str, **more: Callable[[Cast], object]) -> Mapping[str, Callable[[Cast], object]]:
    """A lesson of a kind, in the course of Acme's learner."""
    return {"course_key": contents.course_with(kind), "lesson_key": lambda _: kind, **more}


QUESTION: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.attempt, "position": lambda _: 1}

MARKERS = ("admin", "trainer", "examiner")
ESSAY: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.essay, "position": lambda _: 3}
PROJECT: Mapping[str, Callable[[Cast], object]] = {"attempt_id": records.project, "position": lambda _: 2}
FILE: Mapping[str, Callable[[Cast], object]] = {**PROJECT, "file_id": records.file_of_project}
SUPERVISORS = ("admin", "trainer", "examiner")

AUTHORS = ("admin", "trainer")


DRAFT: Mapping[str, Callable[[Cast], object]] = {
    "draft_id": contents.course_draft,
    "lesson_key": lambda _: "boots",
    "module_key": lambda _: "setting-out",
    "number": lambda _: 2,
    "name": lambda _: "boot.svg",
    "test": lambda _: "mountain-check",
    "publication_id": contents.publication,
}


def of_draft(*names: str) -> Line:
    """A page of a draft, and what else its address names."""
    return only(*AUTHORS, **{name: DRAFT[name] for name in ("draft_id", *names)})


def of_sheet() -> Line:
    """Questions on their way: their trainer's; for everybody else who writes courses there are none."""
    return only("trainer", hidden_from=("admin",), sheet_id=contents.question_sheet)


PREVIEW = "POST /staff/studio/questions/preview"
TRIAL = "POST /staff/studio/drafts/<uuid:draft_id>/tests/<test>"
