"""The figures of a kill run: printed, and kept in ``build/kills/`` so that they can go into a closing note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "build" / "kills"


def tell(name: str, figures: Mapping[str, object]) -> None:
    """Print and keep the figures of a run."""
    print(name, json.dumps(figures, ensure_ascii=False))
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
