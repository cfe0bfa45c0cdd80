"""Colours by numbers: how far two stand apart for the eye, and the nearest one that can be read.

Contrast is WCAG 2.2's (success criteria 1.4.3 and 1.4.11; https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Nearness is measured
in OKLab (https://bottosson.github.io/posts/oklab/), where equal steps look equal. A colour is a string such as ``#14463f``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

TEXT = 4.5
"""The least contrast of text (WCAG 1.4.3, level AA)."""
CONTROL = 3.0
"""The least contrast of what a control is known by (WCAG 1.4.11)."""

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_LIGHTNESS_STEPS = 200
_CHROMA_STEPS = 12

Lab = tuple[float, float, float]


def read(text: str) -> str | None:
    """A colour as people write it (``14463F``, ``#abc``) as ``#rrggbb``; None where it is none."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def luminance(colour: str) -> float:
    """How light a colour is, from 0 (black) to 1 (white)."""
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, against: Sequence[str]) -> float:
    """The contrast with the one of several that it stands least apart from."""
    return min(contrast(colour, other) for other in against)


def mixed(one: str, other: str, share: float) -> str:
    """``share`` (0 to 1) of the other colour in the one."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written([a + (b - a) * share for a, b in pairs])


def lighter(colour: str, step: float) -> str:
    """The colour with its OKLab lightness (0 to 1) moved by ``step``; darker for a negative one."""
    light, a, b = _lab(colour)
    return _within(min(max(light + step, 0), 1), a, b)


@lru_cache(maxsize=256)
def nearest(colour: str, against: tuple[str, ...], ratio: float) -> str:
    """The colour that looks most like this one, in its own hue, and reaches ``ratio`` with all of ``against``; itself, when it does.

    Black or white reach every ratio up to 4.58 with any one colour; ``against`` must be all light or all dark.
    """
    if least_contrast(colour, against) >= ratio:
        return colour
    own = _lab(colour)
    steps = (_within(step / _LIGHTNESS_STEPS, own[1], own[2]) for step in range(_LIGHTNESS_STEPS + 1))
    passing = [found for found in steps if least_contrast(found, against) >= ratio]
    return min(passing, key=lambda found: _distance(own, _lab(found)))


def _channels(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value]


def _written(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _companded(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * float(value ** (1 / 2.4)) - 0.055


def _distance(one: Lab, other: Lab) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _lab(colour: str) -> Lab:
    red, green, blue = map(_linear, _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _within(light: float, a: float, b: float) -> str:
    """The colour of these OKLab values; paler, in the same hue, where no screen shows it."""
    for step in range(_CHROMA_STEPS, -1, -1):
        share = step / _CHROMA_STEPS
        channels = _rgb(light, a * share, b * share)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return _written([_companded(max(channel, 0)) for channel in channels])
    return _written([light**3] * 3)


def _rgb(light: float, a: float, b: float) -> tuple[float, float, float]:
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
