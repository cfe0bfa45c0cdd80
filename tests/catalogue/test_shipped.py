"""The content that ships: nothing wrong, both languages whole, and the ladders as the handbook writes them."""

from __future__ import annotations

from functools import cache

import pytest

from lms.catalogue.content import parts, reading
from lms.catalogue.content.reading import Content
from lms.catalogue.content.track_file import TrackFile
from lms.catalogue.lesson_kinds import KINDS
from lms.wiring import CONTENT_PARTS

COURSES = {
    "building-and-running-a-marketing-channel",
    "industrial-connectivity-fundamentals",
    "product-training-junior",
    "talk-tracks-junior",
}
TOOLKIT = "sales-toolkit"
WORKSHOP = "gateway-workshop"
ROW = ("junior", "intermediate", "senior", "principal", "expert")
MATRIX = {
    "fundamentals": "EE---",
    "product-training": "RRRRR",
    "talk-tracks": "RRRRR",
    "sales-skills": "-RRRR",
    "trends": "--RRR",
    "marketing": "---RR",
    "principal-value-added": "---EE",
}


@cache
def shipped() -> Content:
    return reading.read(reading.folder())


def track(key: str) -> TrackFile:
    return next(source.shape for source in shipped().tracks if source.shape.id == key)


def test_nothing_is_wrong() -> None:
    assert [str(problem) for problem in parts.check(CONTENT_PARTS, shipped())] == []


def test_four_courses_ship_with_their_questions_a_toolkit_of_the_other_kinds_and_a_workshop() -> None:
    assert {course.shape.id for course in shipped().courses} == COURSES | {TOOLKIT, WORKSHOP}
    assert all(len(bank.data["questions"]) >= 15 for bank in shipped().question_banks)


@pytest.mark.parametrize("key", sorted(COURSES))
def test_a_shipped_course_is_whole_in_both_languages(key: str) -> None:
    course = next(source for source in shipped().courses if source.shape.id == key)
    articles = [lesson for lesson in course.shape.lessons if lesson.kind == "article"]
    assert len(articles) >= 4
    assert all(lesson.title.keys() == {"en", "zh"} for lesson in course.shape.lessons)
    written = {(text.lesson, text.language) for text in course.texts}
    assert written >= {(lesson.id, language) for lesson in articles for language in ("en", "zh")}


def test_every_kind_of_lesson_ships_in_both_languages() -> None:
    lessons = [lesson for course in shipped().courses for lesson in course.shape.lessons]
    assert {lesson.kind for lesson in lessons} == {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}
    toolkit = next(course for course in shipped().courses if course.shape.id == TOOLKIT)
    assert {(text.lesson, text.language) for text in toolkit.texts} == {
        (lesson.id, language) for lesson in toolkit.shape.lessons for language in ("en", "zh")
    }


def test_the_expert_engineers_matrix_is_the_handbooks() -> None:
    words = {"required": "R", "elective": "E"}
    levels = track("expert-engineer").levels
    assert [level.id for level in levels] == list(ROW)
    found = {
        category.id: "".join(words.get(level.categories.get(category.id, ""), "-") for level in levels)
        for category in track("expert-engineer").categories
    }
    assert found == MATRIX


def test_the_expert_engineers_terms_and_benefits_are_the_handbooks() -> None:
    levels = track("expert-engineer").levels
    assert [level.valid_for for level in levels] == ["P2Y", "P2Y", "P2Y", "P2Y", "P3Y"]
    assert {benefit.kind for level in levels for benefit in level.benefits} == {
        "plaque",
        "allowance",
        "bonus",
        "lecturer",
    }


def test_marketing_managers_have_quota_goal_and_medals() -> None:
    managers = track("channel-marketing-manager")
    assert managers.quota == {"manager": 60, "senior": 30, "principal": 10}
    assert managers.goal
    assert managers.goal.holders == 1000
    medals = {level: reward.metal for reward in managers.rewards for level in reward.levels if reward.kind == "medal"}
    assert medals == {"manager": "silver", "senior": "gold", "principal": "gold"}
    stars = next(reward for reward in managers.rewards if reward.kind == "stars")
    assert stars.at_most == 5


@pytest.mark.parametrize("level", [("expert-engineer", "junior"), ("channel-marketing-manager", "manager")])
def test_the_first_level_of_each_track_can_be_reached_with_what_ships(level: tuple[str, str]) -> None:
    first = next(found for found in track(level[0]).levels if found.id == level[1])
    required = {category for category, kind in first.categories.items() if kind == "required"}
    covered = {
        place.category
        for course in shipped().courses
        for place in course.shape.counts_for
        if place.track == level[0] and level[1] in place.levels
    }
    assert required <= covered
    tests = {condition["online_test"]["test"] for condition in first.requires["all"] if "online_test" in condition}
    assert tests <= {test.data["id"] for test in shipped().tests}
