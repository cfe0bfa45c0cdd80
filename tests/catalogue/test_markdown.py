"""What a lesson's Markdown becomes: clean HTML with places to come back to, figures, call-outs, tables that scroll."""

from __future__ import annotations

import re

import pytest

from lms.catalogue.content.markdown import Picture, plain_text, to_fragment, to_html

PICTURES = {"media/boot.svg": Picture("/media/abc/boot.svg", 720, 360)}


def html(text: str, language: str = "en") -> str:
    return to_html(text, language=language, pictures=PICTURES)


def test_the_first_paragraph_is_the_lead_and_every_block_has_its_place() -> None:
    made = html("Lead.\n\n## Head\n\n- one\n- two\n\n> said\n\nMore.")
    assert made.startswith('<p id="p1" class="lede">Lead.</p>')
    assert re.findall(r'<(\w+) id="(p\d+)"', made) == [
        ("p", "p1"),
        ("h2", "p2"),
        ("ul", "p3"),
        ("blockquote", "p4"),
        ("p", "p5"),
    ]


def test_a_lone_picture_becomes_a_figure_that_keeps_its_room() -> None:
    assert html('Lead.\n\n![A "boot"](media/boot.svg "The boot")') == (
        '<p id="p1" class="lede">Lead.</p>\n'
        '<figure id="p2"><img src="/media/abc/boot.svg" alt="A &quot;boot&quot;" width="720" height="360" loading="lazy" '
        'decoding="async"><figcaption>The boot</figcaption></figure>'
    )


@pytest.mark.parametrize(
    ("source", "language", "title"),
    [
        ("::: case The pass", "en", '<span class="callout-kind">Case</span> The pass'),
        ("::: case 雪山", "zh", '<span class="callout-kind">案例</span> 雪山'),
        ("::: key", "en", "Remember"),
        ("::: key What to remember", "en", "What to remember"),
        ("::: key 要点", "zh", "要点"),
        ("::: tip <b>", "en", '<span class="callout-kind">Tip</span> &lt;b&gt;'),
    ],
)
def test_a_call_out_says_its_kind_and_its_title(source: str, language: str, title: str) -> None:
    made = html(f"Lead.\n\n{source}\nSocks.\n:::\n", language)
    kind = source.split()[1]
    assert f'<aside class="callout callout-{kind}" aria-labelledby="p2"><p class="callout-title" id="p2">' in made
    assert f'<span class="callout-icon" aria-hidden="true"></span>{title}</p>' in made
    assert '<p id="p3">Socks.</p>\n</aside>' in made


def test_a_table_scrolls_by_itself_and_its_corner_is_no_head() -> None:
    made = html("| | G1 |\n|---|---:|\n| Points | 200 |")
    assert made.startswith('<div class="table-scroll" id="p1" role="region" tabindex="0" aria-label="Table">\n<table>')
    assert '<td></td>\n<th class="text-end">G1</th>' in made
    assert 'style="' not in made


def test_lessons_are_linked_as_siblings_and_strangers_get_no_opener() -> None:
    made = html("See [it](lesson:summit) and [them](https://elsewhere.example).")
    assert 'href="./summit"' in made
    assert '<a href="https://elsewhere.example" rel="noopener noreferrer">' in made


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"]
)
def test_what_was_never_checked_still_cannot_run(text: str) -> None:
    for made in (html(f"Lead {text}\n\n{text}"), to_fragment(text)):
        assert "<script" not in made
        assert "<img" not in made
        assert "href" not in made


def test_the_words_for_a_search_hold_no_addresses() -> None:
    words = plain_text("See [the summit](https://elsewhere.example/deep).\n\n::: case Wet pass\n`code` **bold**\n:::")
    assert "elsewhere" not in words
    assert {"summit", "Wet", "code", "bold"} <= set(re.findall(r"\w+", words))
