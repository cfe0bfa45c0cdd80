"""Small drawings as markup: icons of the sprite, level marks, and the numbers that charts need as SVG attributes.

Lengths are attributes, never ``style=``: the content security policy refuses inline styles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin
from typing import Any

from flask import current_app, g, url_for
from markupsafe import Markup

from lms.ui.assets import Manifest

TONE_ICONS = {
    "ok": "check-circle-fill",
    "warn": "exclamation-triangle",
    "danger": "exclamation-circle",
    "info": "info-circle",
}
# icons: check-circle-fill exclamation-triangle exclamation-circle info-circle


def manifest() -> Manifest:
    """The running app's manifest."""
    found = current_app.extensions["ui"]
    assert isinstance(found, Manifest)
    return found


def asset(name: str) -> str:
    """The address of a built file; found once a request, for a page asks for its sprite with every icon."""
    known: dict[str, str] = g.setdefault("assets", {})
    if name not in known:
        known[name] = url_for("ui.static", filename=manifest().file(name))
    return known[name]


def sprite(symbol: str) -> str:
    """The address of a symbol of the sprite: ``i-bell``, ``lv-3``, ``seal``."""
    return f"{asset('icons.svg')}#{symbol}"


def icon(name: str, css: str = "") -> Markup:
    """An icon of bootstrap-icons, hidden from readers: put words beside it. Drawn once a request: a list has the same few in each line."""
    drawn: dict[tuple[str, str], Markup] = g.setdefault("icons", {})
    if (name, css) not in drawn:
        manifest().check_icon(name)
        drawn[name, css] = _use(f"i-{name}", f"i {css}".strip())
    return drawn[name, css]


def mark(level: int) -> Markup:
    """The ladder with ``level`` rungs filled."""
    return _use(f"lv-{level}", "i")


def seal() -> Markup:
    """The academy's seal, as in the top bar."""
    return _use("seal", "seal")


def _use(symbol: str, css: str) -> Markup:
    return _drawn(sprite(symbol), css)


@lru_cache(maxsize=512)
def _drawn(address: str, css: str) -> Markup:
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>').format(css, address)


def tone_icon(tone: str | None) -> str:
    """The icon that stands beside words of a tone."""
    return TONE_ICONS.get(tone or "info", "info-circle")


def opt(thing: Any, name: str, default: Any = None) -> Any:
    """A part that plain data may lack, of a mapping or of an object; templates are strict about all others."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


@dataclass(frozen=True)
class Line:
    """A sparkline of 120 × 28: ``points`` for a polyline, where it ends, where the floor lies."""

    points: str
    end: tuple[float, float]
    floor: float | None


def sparkline(values: Sequence[float], floor: float | None = None) -> Line:
    """Values as a line that starts at zero, so that heights may be compared."""
    top = max([*values, floor or 0, 1])
    step = 116 / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return round(25 - 22 * value / top, 1)

    dots = [(round(2 + step * n, 1), y(value)) for n, value in enumerate(values)] or [(2.0, 25.0)]
    return Line(" ".join(f"{a},{b}" for a, b in dots), dots[-1], None if floor is None else y(floor))


def ring_tick(share: float) -> tuple[float, ...]:
    """The two ends of the tick that shows a mark (0–100) on a ring of 40 × 40."""
    angle = 2 * pi * share / 100 - pi / 2
    return tuple(round(20 + r * f(angle), 1) for r in (13.6, 18.4) for f in (cos, sin))
