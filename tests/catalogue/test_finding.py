"""Courses are found in both languages, best match first; without words, what the level in focus asks comes first."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.catalogue import queries
from lms.catalogue.models import Course, Level
from lms.catalogue.queries import Wanted
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import NotFound
from lms.core.storage import Storage
from tests.counting import statements
from tests.factories.content import edit, load, write_course


@pytest.fixture
def first(unit: Session, folder: Path, storage: Storage) -> Level:
    """The lowest level, with four courses in the catalogue."""
    write_course(folder, "maps", title="Maps and compass", text="About a boot, too.")
    write_course(folder, "boot-care", title="Care of a boot", summary="Wax.", text="网关 is no boot.")
    write_course(folder, "storms", title="Storms", summary="What to do: a boot on rock.", text="Café at the Straße.")
    load(folder, storage)
    return unit.scalars(select(Level).where(Level.key == "guides/first")).one()


def keys(wanted: Wanted, focus: Level | None = None) -> list[str]:
    return [card.key for card in queries.find(wanted, focus).cards]


def test_what_the_level_requires_comes_first_then_its_electives(first: Level) -> None:
    cards = queries.find(Wanted(), first).cards
    assert [(card.key, card.standing) for card in cards] == [
        ("mountain-walks", "required"),
        ("boot-care", "elective"),
        ("maps", "elective"),
        ("storms", "elective"),
    ]
    assert cards[0].places == (("guides/first", "walking"), ("guides/second", "walking"))


def test_a_level_and_a_category_keep_to_what_counts_there(first: Level) -> None:
    assert keys(Wanted(level_key="guides/second")) == ["mountain-walks"]
    assert keys(Wanted(level_key="guides/first", category_key="weather")) == ["boot-care", "maps", "storms"]
    assert keys(Wanted(level_key="guides/second", category_key="weather")) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("登山鞋", ["mountain-walks"]),
        ("鞋", ["mountain-walks"]),
        ("山顶", ["mountain-walks"]),
        ("网关", ["boot-care"]),
        ("rs-485", ["mountain-walks"]),
        ("RS485", ["mountain-walks"]),
        ("CAFE strasse", ["storms"]),
        ("comp", ["maps"]),
        ("compass maps", ["maps"]),
        ("compass storms", []),
        ("comp ", []),
        ("%", []),
        ("_", []),
        ("山网", []),
    ],
)
def test_courses_are_found_in_both_languages(first: Level, words: str, found: list[str]) -> None:
    assert keys(Wanted(words=words), first) == found


def test_a_title_beats_a_summary_and_a_summary_beats_a_text(first: Level) -> None:
    assert keys(Wanted(words="boot"), first) == ["boot-care", "storms", "mountain-walks", "maps"]


def test_words_and_filters_go_together(first: Level) -> None:
    assert keys(Wanted(words="boot", level_key="guides/second")) == ["mountain-walks"]


def test_the_words_of_an_older_version_find_nothing(first: Level, folder: Path, storage: Storage) -> None:
    edit(folder, "storms/lessons/only.en.md", "Café", "Inn")
    edit(folder, "storms/course.yaml", "version: 1", "version: 2")
    load(folder, storage)
    assert keys(Wanted(words="cafe")) == []
    assert keys(Wanted(words="inn")) == ["storms"]


@pytest.mark.parametrize("words", ["", "boot"])
def test_pages_follow_each_other_without_gap_or_repeat(first: Level, words: str) -> None:
    whole = keys(Wanted(words=words), first)
    met: list[str] = []
    after = ""
    for _ in range(10):
        page = queries.find(Wanted(words=words), first, after=after, size=1)
        met += [card.key for card in page.cards]
        if page.next_key is None:
            break
        after = page.next_key
    assert met == whole


@pytest.mark.parametrize("after", ["x", "x:y", ":", "99999999999999999999:maps"])
def test_a_made_up_key_begins_at_the_beginning(first: Level, after: str) -> None:
    assert len(queries.find(Wanted(), first, after=after).cards) == 4


def test_withdrawn_courses_are_gone_and_not_counted(unit: Session, first: Level) -> None:
    unit.execute(update(Course).where(Course.key == "maps").values(archived_at=clock.now()))
    assert "maps" not in keys(Wanted(), first)
    counted = queries.counts(first)
    assert counted.courses == 3
    assert counted.by_level == {"guides/first": 3, "guides/second": 1}
    assert counted.by_category == {"walking": 1, "weather": 2}


def test_unknown_media_are_not_found(unit: Session) -> None:
    with pytest.raises(NotFound):
        queries.media("0" * 64)


def test_the_number_of_queries_does_not_grow_with_the_courses(
    unit: Session, database: Database, first: Level, folder: Path, storage: Storage
) -> None:
    def counted() -> int:
        unit.expunge_all()
        with statements(database) as sent:
            queries.tracks()
            queries.find(Wanted(words="boot"), first)
            queries.find(Wanted(), first)
            queries.counts(first)
        return len(sent)

    few = counted()
    for number in range(12):
        write_course(folder, f"more-{number}", title=f"Boot {number}")
    load(folder, storage)
    assert counted() == few
