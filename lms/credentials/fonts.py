"""The fonts that certificates are set in, and which characters they have. Built by the front end's build, not kept in git."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lms.core import heavy
from lms.core.errors import Unavailable
from lms.core.i18n import msg

FOLDER = Path(__file__).parent.parent / "ui" / "fonts"
FACES = {
    "serif": ("NotoSerifSC_500Medium.ttf", "SourceSerif4_400Regular.ttf"),
    "sans": ("NotoSansSC_400Regular.ttf", "SourceSans3_400Regular.ttf"),
}
"""Each face's files: a character that the first lacks is drawn from the second, as base.css says."""


@cache
def coverage() -> dict[str, frozenset[int]]:
    """The code points that each face can draw. Read once a process; raises :class:`Unavailable` when the fonts are not there."""
    return {face: frozenset().union(*(_code_points(FOLDER / name) for name in names)) for face, names in FACES.items()}


def _code_points(path: Path) -> frozenset[int]:
    if not path.is_file():
        raise Unavailable(
            msg("The certificate font {name} is not installed. Run `node lms/ui/frontend/build.mjs`.", name=path.name)
        )
    with heavy.fonttools().TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
