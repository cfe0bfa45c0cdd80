"""The academy's own colour: where it must be readable, and what the pages' colours become of it in both themes.

The surfaces are those of ``lms/ui/frontend/scss/_tokens.scss``; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from lms.core import colours

SURFACES = {
    "light": {"paper": "#f7f4ee", "surface": "#fffdf9", "raised": "#ffffff", "sunken": "#efebe2"},
    "dark": {"paper": "#131716", "surface": "#1a1f1d", "raised": "#222826", "sunken": "#0e1211"},
}
_ON_HERO = {"light": "#f6f3ea", "dark": "#f1eee5"}
_HERO_BUTTON = "#fbf6e9"
_SOFT = 0.13
_HERO_SHARE = 0.22
_STEP = 0.05


@dataclass(frozen=True)
class Finding:
    """How a colour does as the academy's own.

    ``wanted``: as given; ``ratio``: its least contrast as text on a light page, ``control_ratio`` as a control there;
    ``light`` and ``dark``: the nearest colours that can be read in each theme, with their ratios.
    """

    wanted: str
    ratio: float
    light: str
    light_ratio: float
    dark: str
    dark_ratio: float

    @property
    def passes(self) -> bool:
        """Whether it can be used as it is: links and buttons on a light page; the dark page's colour is made from it."""
        return self.light == self.wanted


def examine(colour: str) -> Finding:
    """Judge a colour (``#rrggbb``) as text and control on every surface of both themes."""
    on_light, on_dark = (tuple(SURFACES[theme].values()) for theme in ("light", "dark"))
    light = colours.nearest(colour, on_light, colours.TEXT)
    dark = colours.nearest(colour, on_dark, colours.TEXT)
    return Finding(
        wanted=colour,
        ratio=colours.least_contrast(colour, on_light),
        light=light,
        light_ratio=colours.least_contrast(light, on_light),
        dark=dark,
        dark_ratio=colours.least_contrast(dark, on_dark),
    )


@lru_cache(maxsize=64)
def palette(colour: str) -> Mapping[str, Mapping[str, str]]:
    """Theme to the values of the tokens that the colour decides (``primary``, ``link``, ``hero``, …), each pair of them readable."""
    found = examine(colour)
    return {"light": _light(found.light), "dark": _dark(found.dark)}


def _light(own: str) -> dict[str, str]:
    darker = colours.lighter(own, -_STEP)
    return {
        "primary": own,
        "primary-hover": darker,
        "on-primary": "#ffffff",
        "primary-soft": _soft(own, "light"),
        "link": own,
        "hero-btn": _HERO_BUTTON,
        "on-hero-btn": darker,
        **_hero(own, "light"),
    }


def _dark(own: str) -> dict[str, str]:
    return {
        "primary": own,
        "primary-hover": colours.lighter(own, _STEP),
        "on-primary": SURFACES["dark"]["sunken"],
        "primary-soft": _soft(own, "dark"),
        "link": own,
        **_hero(colours.mixed(SURFACES["dark"]["surface"], own, _HERO_SHARE), "dark"),
    }


def _soft(own: str, theme: str) -> str:
    """A breath of the colour on a surface: as much of it as lets the colour itself be read there."""
    ground = SURFACES[theme]["surface"]
    shares = (_SOFT * step / 10 for step in range(10, -1, -1))
    mixtures = (colours.mixed(ground, own, share) for share in shares)
    return next(found for found in mixtures if colours.contrast(own, found) >= colours.TEXT)


def _hero(ground: str, theme: str) -> dict[str, str]:
    on = _ON_HERO[theme]
    second = (colours.mixed(ground, on, share / 20) for share in range(14, 21))
    return {
        "hero": ground,
        "on-hero": on,
        "hero-2": next(found for found in second if colours.contrast(found, ground) >= colours.TEXT),
        "hero-track": colours.mixed(ground, on, 0.25),
    }
