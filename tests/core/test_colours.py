"""Contrast by WCAG's own numbers, and colours that can be read whatever an academy chooses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core import colours
from lms.core.academy.colour import SURFACES, examine, palette
from lms.ui.palette import preview_of, style_mark, style_of
from tests.architecture.source import ROOT

SOME_COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the palest grey that passes on white
        ("#777777", "#ffffff", 4.48),  # and the first that does not
        ("#949494", "#ffffff", 3.03),
        ("#ff0000", "#ffffff", 4.00),
        ("#008000", "#ffffff", 5.14),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffff00", "#ffffff", 1.07),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert round(colours.contrast(one, other), 2) == ratio
    assert colours.contrast(one, other) == colours.contrast(other, one)


@pytest.mark.parametrize(
    ("written", "read"),
    [("#14463F", "#14463f"), ("14463f", "#14463f"), (" #abc ", "#aabbcc"), ("red", None), ("#12345", None), ("", None)],
)
def test_a_colour_is_read_as_people_write_it(written: str, read: str | None) -> None:
    assert colours.read(written) == read


def test_a_colour_that_passes_is_left_as_it_is() -> None:
    assert examine("#14463f").passes
    assert examine("#14463f").light == "#14463f"


def test_one_that_does_not_gets_the_nearest_of_its_own_hue() -> None:
    found = examine("#ffcc00")
    assert not found.passes
    assert round(found.ratio, 1) == 1.3
    red, green, blue = (int(found.light[at : at + 2], 16) for at in (1, 3, 5))
    assert red > green > blue, "still a yellow, only darker"
    assert found.dark == "#ffcc00", "on a dark page it is as good as ever"


@settings(deadline=None)
@given(SOME_COLOUR)
def test_whatever_is_chosen_every_pair_can_be_read(colour: str) -> None:
    found = examine(colour)
    assert min(found.light_ratio, found.dark_ratio) >= colours.TEXT
    for theme, tokens in palette(colour).items():
        surfaces = tuple(SURFACES[theme].values())
        assert colours.least_contrast(tokens["link"], surfaces) >= colours.TEXT
        assert colours.least_contrast(tokens["primary"], surfaces) >= colours.CONTROL
        pairs = [("on-primary", "primary"), ("on-primary", "primary-hover"), ("primary", "primary-soft")]
        pairs += [("on-hero", "hero"), ("hero-2", "hero")]
        pairs += [("on-hero-btn", "hero-btn")] if "hero-btn" in tokens else []
        for text, ground in pairs:
            assert colours.contrast(tokens[text], tokens[ground]) >= colours.TEXT, (theme, text, ground)


@settings(deadline=None)
@given(SOME_COLOUR)
def test_the_nearest_colour_is_no_farther_than_it_needs_to_be(colour: str) -> None:
    light = tuple(SURFACES["light"].values())
    nearest = colours.nearest(colour, light, colours.TEXT)
    assert nearest == colour or colours.least_contrast(nearest, light) < colours.TEXT + 0.2


def test_the_surfaces_are_those_of_the_style_sheet() -> None:
    tokens = (ROOT / "lms/ui/frontend/scss/_tokens.scss").read_text()
    for theme, surfaces in SURFACES.items():
        block = re.search(rf"\${theme}: \((.*?)\n\);", tokens, flags=re.S)
        assert block
        written = dict(re.findall(r"^\s*([\w-]+): (#[0-9a-f]{6}),", block[1], flags=re.M))
        assert {name: written[name] for name in surfaces} == surfaces
        assert set(palette("#14463f")[theme]) <= set(written), "only tokens that there are"


def test_the_style_sheet_is_for_both_themes_and_the_preview_for_itself() -> None:
    sheet = style_of("#14463f")
    assert sheet.count("--ac-primary:") == 3
    assert "prefers-color-scheme:dark" in sheet
    assert style_mark("#14463f") != style_mark("#14463e")
    assert all(line.startswith(".look[") for line in preview_of("#14463f").splitlines())
