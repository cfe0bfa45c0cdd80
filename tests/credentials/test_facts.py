"""What is printed, and what can be drawn of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lms.credentials import fonts
from lms.credentials.rules.facts import Facts, Pair, number_in, number_series
from lms.credentials.rules.glyphs import missing_glyphs, refusal
from tests.factories.credentials import FACTS, facts


def test_facts_come_back_from_json_as_they_were() -> None:
    kept = json.loads(json.dumps(FACTS.as_json()))
    assert Facts.from_json(kept) == FACTS


def test_facts_that_lack_something_are_not_read() -> None:
    kept = FACTS.as_json()
    del kept["valid_through"]
    with pytest.raises(ValueError, match="valid_through"):
        Facts.from_json(kept)


def test_a_number_names_academy_track_level_year_and_counts_up() -> None:
    assert number_in(number_series("NPA", "EE", 3, 2026), 4127) == "NPA-EE3-2026-004127"


@pytest.mark.parametrize(
    ("level", "count", "look"), [(1, 5, 1), (3, 5, 3), (5, 5, 5), (1, 3, 1), (2, 3, 3), (3, 3, 5), (1, 1, 5), (7, 7, 5)]
)
def test_the_first_and_last_level_wear_the_first_and_last_look(level: int, count: int, look: int) -> None:
    assert facts(level_number=level, level_count=count).look == look


def test_the_readers_language_comes_first_and_what_is_empty_is_left_out() -> None:
    assert Pair("王一", "Wang Yi").in_order("en") == ("Wang Yi", "王一")
    assert Pair("王一", "Wang Yi").in_order("zh_Hans") == ("王一", "Wang Yi")
    assert Pair("", "Wang Yi").in_order("zh_Hans") == ("Wang Yi",)


@pytest.mark.parametrize(
    "name",
    [
        Pair("欧阳娜娜·阿卜杜热合曼", "Ouyang Nana Abdurahman"),
        Pair("㐂䶮㛃", "Łukasz Żółtowski"),
        Pair("𬭎", "Çağrı Şahin Őry Ștefan"),
        Pair("", "Айгүл Сәрсенбаева"),
    ],
)
def test_rare_names_that_the_fonts_have_are_drawn(name: Pair) -> None:
    assert missing_glyphs(facts(name=name), fonts.coverage()) == []


def test_a_character_without_a_glyph_is_named_with_its_field() -> None:
    missing = missing_glyphs(facts(name=Pair("王𪚥𪚥", "Wang 😀"), firm=Pair("𡃁记", "")), fonts.coverage())
    assert [(m.character, m.code_point, m.field) for m in missing] == [
        ("𪚥", "U+2A6A5", "name_zh"),
        ("😀", "U+1F600", "name_latin"),
        ("𡃁", "U+210C1", "company_zh"),
    ]


def test_a_letter_and_its_accent_apart_count_as_one() -> None:
    assert missing_glyphs(facts(name=Pair("", "Zoe\u0308 Cafe\u0301")), fonts.coverage()) == []


def test_the_refusal_names_the_characters_and_the_way_out() -> None:
    missing = missing_glyphs(facts(name=Pair("王𪚥", ""), level=Pair("𮧵", "x")), fonts.coverage())
    said = refusal(missing).render("en")
    assert "𪚥 (U+2A6A5) in Chinese name" in said
    assert "𮧵 (U+2E9F5) in the level's Chinese title" in said
    assert "Latin letters" in said


def test_every_text_of_the_facts_is_looked_at() -> None:
    odd = "\U0001f600"
    for field in ("name", "firm", "level", "programme", "academy"):
        changed = replace(FACTS, **{field: Pair(odd, odd)})
        assert len(missing_glyphs(changed, fonts.coverage())) == 2, field
    changed = replace(
        FACTS, assessed_by=(Pair(odd, ""),), signatories=(replace(FACTS.signatories[0], post=Pair("", odd)),)
    )
    assert {m.field for m in missing_glyphs(changed, fonts.coverage())} == {"assessed_by_zh", "signatory_latin"}
