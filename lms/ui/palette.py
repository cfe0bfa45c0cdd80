"""The academy's own colour as a style sheet of custom properties: it comes after ours and takes the place of a few tokens.

It is a function of the colour alone, so it is served by the colour's name and kept for ever; its mark changes when we reckon otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

from lms.core.academy.colour import palette


@lru_cache(maxsize=64)
def style_of(colour: str) -> str:
    """The sheet of a colour (``#rrggbb``) for every page: light, dark where chosen, and dark where the system asks for it."""
    themes = palette(colour)
    light, dark = _properties(themes["light"]), _properties(themes["dark"])
    return (
        f':root,[data-bs-theme="light"]{{{light}}}[data-bs-theme="dark"]{{{dark}}}'
        f"@media (prefers-color-scheme:dark){{:root:not([data-bs-theme]){{{dark}}}}}\n"
    )


def preview_of(colour: str) -> str:
    """The sheet of a colour for the preview alone (``.look``), whatever the page around it wears."""
    return "".join(
        f'.look[data-bs-theme="{theme}"]{{{_properties(values)}}}\n' for theme, values in palette(colour).items()
    )


@lru_cache(maxsize=64)
def style_mark(colour: str) -> str:
    """What the sheet's address is told apart by: the first digits of its content's SHA-256."""
    return hashlib.sha256(style_of(colour).encode()).hexdigest()[:10]


def _properties(values: Mapping[str, str]) -> str:
    return ";".join(f"--ac-{name}:{value}" for name, value in values.items())
