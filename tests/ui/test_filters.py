from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import lazy_gettext

from lms.core.i18n import msg
from lms.ui import filters

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def said(look: Flask, english: str, chinese: str) -> str:
    with look.app_context():
        return chinese if filters.language() == "zh_Hans" else english


def test_the_page_says_its_language_as_html_does(look: Flask) -> None:
    assert filters.html_lang() == said(look, "en", "zh-Hans")


def test_a_day_of_an_instant_is_the_day_on_the_readers_clock(look: Flask) -> None:
    late = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 02:30 the next day in Shanghai
    assert filters.day(late) == filters.day(date(2026, 11, 23))
    assert filters.hour(late) == "02:30"
    assert filters.moment(late).endswith("02:30")


@pytest.mark.parametrize(
    ("passed", "english", "chinese"),
    [
        (timedelta(minutes=-3), "3 minutes ago", "3分钟前"),
        (timedelta(hours=5), "in 5 hours", "5小时后"),
        (timedelta(days=-2), "2 days ago", "2天前"),
    ],
)
def test_an_instant_is_said_relatively_with_the_exact_one_beside(
    look: Flask, passed: timedelta, english: str, chinese: str
) -> None:
    at = NOW + passed
    made = filters.instant(at, NOW)
    assert f">{said(look, english, chinese)}</time>" in made
    assert f'datetime="{at.isoformat(timespec="seconds")}"' in made
    assert f'title="{filters.moment(at)}"' in made
    assert f'data-ago="{passed.total_seconds():.0f}"' in made


def test_an_instant_long_ago_is_a_day(look: Flask) -> None:
    at = NOW - timedelta(days=400)
    assert f">{filters.day(at)}</time>" in filters.instant(at, NOW)


@pytest.mark.parametrize(("seconds", "shown"), [(1122, "18:42"), (3723, "1:02:03"), (5, "0:05"), (-3, "0:00")])
def test_time_left(seconds: int, shown: str) -> None:
    assert filters.clock(seconds) == shown


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [(6, "6 min", "6 分钟"), (60, "1 h", "1 小时"), (95, "1 h 35 min", "1 小时 35 分钟")],
)
def test_lengths_name_both_units(look: Flask, minutes: int, english: str, chinese: str) -> None:
    assert filters.duration_minutes(minutes) in (english, chinese)


@pytest.mark.parametrize(("size", "shown"), [(900, "900 B"), (2_400_000, "2.4 MB"), (1_250_000_000, "1.2 GB")])
def test_sizes(look: Flask, size: int, shown: str) -> None:
    assert filters.size(size) == shown


def test_an_authors_words_are_marked_when_they_are_not_in_the_readers_language(look: Flask) -> None:
    assert filters.words({"en": "Gateway", "zh": "网关"}) == said(look, "Gateway", "网关")
    only_other = {"zh": "网关"} if filters.language() == "en" else {"en": "Gateway"}
    assert f'<span lang="{said(look, "zh-Hans", "en")}">' in filters.words(only_other)
    assert "&lt;" in filters.words({next(iter(only_other)): "<b>"})


def test_a_message_is_said_with_its_parameters(look: Flask) -> None:
    assert "12" in filters.say(msg("{count} left", count=12))


def test_errors_of_a_field_are_one_sentence_whatever_their_shape() -> None:
    assert filters.flat_words(["A.", ("B.",), {"x": ["C."]}.values(), []]) == "A. B. C."
    assert filters.flat_words({"inner": ["A."]}) == "A."


def test_a_lazy_translation_is_a_word_and_no_list_of_letters(look: Flask) -> None:
    assert filters.flat_words([lazy_gettext("no such words")]) == "no such words"


def test_typed_text_keeps_its_paragraphs_and_loses_its_markup() -> None:
    assert filters.paragraphs("a <b>\r\nb\r\n\r\nc") == "<p>a &lt;b&gt;<br>b</p><p>c</p>"


@pytest.mark.parametrize("name", sorted(filters.FILTERS))
def test_a_filter_of_a_constant_is_worked_out_for_each_reader_and_not_once_when_compiled(
    look: Flask, name: str
) -> None:
    constant = "0" if name in ("clock", "duration_minutes", "size", "number", "percent") else "'x'"
    assert f"filters['{name}']" in look.jinja_env.compile(f"{{{{ {constant}|{name} }}}}", raw=True)
