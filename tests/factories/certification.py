"""A track with what its levels ask, and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from lms.accounts.actor import Actor
from lms.assessment.models import Assessment
from lms.catalogue.models import Category, Level, Track
from lms.certification.models import RequirementVersion
from lms.certification.operations.evidence import record_evidence
from lms.certification.queries import desk
from lms.core import clock, db, paging

TRACK = "expert-engineer"
JUNIOR, INTERMEDIATE = f"{TRACK}/junior", f"{TRACK}/intermediate"
TEST = "expert-engineer-junior"
ASKS: dict[str, Any] = {
    "junior": {"all": ["required_categories", {"online_test": {"test": TEST, "at_least": 70}}]},
    "intermediate": {
        "all": [{"held": {"level": "junior"}}, {"online_test": {"test": "intermediate-test", "at_least": 75}}]
    },
    "expert": {"all": [{"online_test": {"test": "expert-test", "at_least": 80}}, {"approval": {"admins": 2}}]},
}
TITLES = {
    "junior": {"en": "Junior Engineer", "zh": "初级工程师"},
    "intermediate": {"en": "Intermediate Engineer", "zh": "中级工程师"},
    "expert": {"en": "Expert Engineer", "zh": "专家工程师"},
}


def make_track(
    in_force_from: date = date(2024, 1, 1), asks: Mapping[str, Any] = ASKS, said: Mapping[str, Any] | None = None
) -> None:
    """Three levels: junior asks a product course and a test, intermediate junior and a test, expert a test and two admins.

    Unless ``asks`` says otherwise. ``said``: what else the rule of each level says, such as how it is renewed.
    """
    track = Track(
        key=TRACK,
        code="EE",
        position=1,
        version=1,
        in_force_from=in_force_from,
        title={"en": "Expert Engineer", "zh": "专家工程"},
        programme={"en": "Expert Engineer Programme", "zh": "专家工程"},
        summary={"en": "From the first cable to the whole plant.", "zh": "从第一根网线到整座工厂。"},
        higher_implies_lower=True,
        content_sha256="0" * 64,
    )
    db.session().add(track)
    db.session().flush()
    db.session().add(
        Category(
            track_id=track.id, key="product-training", position=1, title={"en": "Product training", "zh": "产品培训"}
        )
    )
    for number, (key, asked) in enumerate(asks.items(), start=1):
        _make_level(track, number, key, asked, said=said)
    db.session().flush()


def add_level(key: str, asks: Any, title: dict[str, str]) -> None:
    """One more level on top of the track."""
    track = db.session().scalars(select(Track)).one()
    number = db.session().scalars(select(func.count(Level.id))).one()
    _make_level(track, number + 1, key, asks, TITLES | {key: title})
    db.session().flush()


def _make_level(
    track: Track,
    number: int,
    key: str,
    asks: Any,
    titles: dict[str, dict[str, str]] = TITLES,
    said: Mapping[str, Any] | None = None,
) -> None:
    matrix = {"product-training": "required"}
    renewal = {"opens_before": "P90D", "grace": "P0D", "term_starts": "previous-end"} | dict(
        (said or {}).get("renewal", {})
    )
    db.session().add(
        Level(
            track_id=track.id,
            key=f"{TRACK}/{key}",
            number=number,
            short=titles[key],
            title=titles[key],
            matrix=matrix,
            valid_for="P2Y",
            renewal=renewal,
            assessed_by=[{"en": "Online test", "zh": "网络测试"}],
            requires=asks,
            benefits=[],
        )
    )
    db.session().add(
        RequirementVersion(
            level_key=f"{TRACK}/{key}",
            number=1,
            in_force_from=track.in_force_from,
            recorded_at=clock.start_of(track.in_force_from),
            rule={
                "level_key": f"{TRACK}/{key}",
                "requires": asks,
                "matrix": matrix,
                "categories": {"product-training": {"en": "Product training", "zh": "产品培训"}},
                "levels": [{"key": level, "title": title} for level, title in titles.items()],
                "titles": {TEST: {"en": "Junior online test", "zh": "初级网络测试"}},
                "higher_implies_lower": True,
                "valid_for": "P2Y",
                **(said or {}),
                "renewal": renewal,
            },
        )
    )


def product_course_completed(user_id: UUID, on: date | None = None) -> None:
    """Evidence of a completed product course that counts for junior."""
    record_evidence(
        user_id=user_id,
        kind="course_completed",
        subject="product-training-junior",
        held_on=on or clock.today(),
        value={
            "version": 1,
            "credits": 1,
            "title": {"en": "Product training, junior", "zh": "产品培训（初级）"},
            "counts_for": [{"track": TRACK, "category": "product-training", "levels": ["junior"]}],
        },
        source="enrolment",
        source_id=str(uuid4()),
    )


def publish_test(key: str = TEST) -> None:
    """The test that a level asks for, as far as its door needs it."""
    db.session().add(Assessment(key=key, current_number=1))
    db.session().flush()


def a_test_result(user_id: UUID, percent: int, *, test: str = TEST, on: date | None = None) -> None:
    """Evidence of an online test's result."""
    record_evidence(
        user_id=user_id,
        kind="test_result",
        subject=test,
        held_on=on or clock.today(),
        value={"percent": str(percent), "passed": percent >= 70, "version": 1},
        source="attempt",
        source_id=str(uuid4()),
    )


def eligible_for_junior(user_id: UUID) -> None:
    """All that junior asks."""
    product_course_completed(user_id)
    a_test_result(user_id, 84)


def waiting_for(actor: Actor) -> list[tuple[UUID, str]]:
    """Whom the actor finds on the desk, and for which level."""
    rows = paging.page_of(desk.on_desk(actor, desk.Wanted()), desk.ORDERS).rows
    return [(line.person.id, line.eligibility.level_key) for line in map(desk.waiting, rows)]
