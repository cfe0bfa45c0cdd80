"""The art of certificates: the academy's own where its folder (``LMS_CERTIFICATE_ART``) has it, else the invented academy's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from lms.core import config
from lms.core.errors import Unavailable
from lms.core.i18n import Message, msg
from lms.credentials.rules.facts import Signatory
from lms.credentials.sheet import DESIGN

_SIGNATORIES: TypeAdapter[tuple[Signatory, ...]] = TypeAdapter(tuple[Signatory, ...])
MOST_SIGNATORIES = 2


def file_of(name: str) -> Path:
    """Where a piece of art stands; ``name`` is a bare file name. The file may be missing."""
    return _own(name) or DESIGN / "art" / name


def signatories() -> tuple[Signatory, ...]:
    """Who signs at present. Raises :class:`Unavailable` for a list that cannot be used, saying what is wrong with it."""
    path = _own("signatories.yaml") or DESIGN / "signatories.yaml"
    try:
        given: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        signing = _SIGNATORIES.validate_python(given)
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise Unavailable(_wrong(str(error))) from None
    if len(signing) > MOST_SIGNATORIES:
        raise Unavailable(_wrong(f"{len(signing)} people sign; the sheet has room for {MOST_SIGNATORIES}"))
    for who in signing:
        if who.image and (who.image != Path(who.image).name or not file_of(who.image).is_file()):
            raise Unavailable(_wrong(f"{who.image}: no such file in the folder"))
    return signing


def _wrong(why: str) -> Message:
    return msg("signatories.yaml in LMS_CERTIFICATE_ART cannot be used: {why}", why=why)


def _own(name: str) -> Path | None:
    folder = config.current().certificate_art
    path = Path(folder) / name
    return path if folder and path.is_file() else None
