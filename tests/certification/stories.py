"""Evidence and requirements told in a line, for tests of rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from lms.certification.requirements import registry
from lms.certification.rules import Decided, Fact, Requirement, Surroundings, decide

TODAY = date(2026, 11, 23)
AROUND = Surroundings(
    track="expert-engineer",
    level="senior",
    matrix={"products": "required", "talk": "required", "basics": "elective"},
    categories={
        "products": {"en": "Products", "zh": "产品"},
        "talk": {"en": "Talk tracks"},
        "basics": {"en": "Basics"},
    },
    levels={
        "junior": {"en": "Junior Engineer", "zh": "初级工程师"},
        "intermediate": {"en": "Intermediate Engineer"},
        "senior": {"en": "Senior Engineer"},
        "principal": {"en": "Principal Engineer"},
    },
    titles={"senior-test": {"en": "Senior online test", "zh": "高级网络测试"}, "handbook": {"en": "The handbook"}},
)


def fact(kind: str, subject: str, held_on: date, counts_from: date | None = None, **value: Any) -> Fact:
    return Fact(f"{kind}/{subject}/{held_on}", kind, subject, held_on, counts_from or held_on, value)


def course(key: str, category: str, held_on: date, *, credits: int = 1, levels: tuple[str, ...] = ("senior",)) -> Fact:
    places = [{"track": "expert-engineer", "category": category, "levels": list(levels)}]
    return fact("course_completed", key, held_on, version=1, credits=credits, title={"en": key}, counts_for=places)


def result(percent: str, held_on: date, test: str = "senior-test", **more: object) -> Fact:
    return fact("test_result", test, held_on, percent=percent, passed=float(percent) >= 80, **more)


def visit(score: int, held_on: date, counts_from: date | None = None, *, own_branch: bool = True) -> Fact:
    return fact("mystery_check", "branch", held_on, counts_from, score=score, own_branch=own_branch)


def held(level: str, first: date, last: date) -> Fact:
    return fact(
        "level_held", f"expert-engineer/{level}", first, **{"from": first.isoformat(), "through": last.isoformat()}
    )


def decided(expression: object, *facts: Fact, on: date = TODAY, around: Surroundings = AROUND) -> Decided:
    """What an expression comes to with these facts, on a day."""
    requirement = Requirement(1, date(2024, 1, 1), registry.read(expression, around), around, "P2Y", "P90D")
    return decide(requirement, facts, on)
