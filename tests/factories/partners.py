"""Regions and companies."""

from __future__ import annotations

from itertools import count
from typing import TypeVar

from lms.core import db
from lms.partners.models import Partner, Region

Row = TypeVar("Row", Region, Partner)
_number = count(1)


def make_region(key: str = "") -> Region:
    """A region of its own."""
    key = key or f"region-{next(_number)}"
    return _kept(Region(key=key, name={"en": key.title(), "zh": f"{key} 区"}))


def make_partner(
    code: str = "",
    *,
    region: Region | None = None,
    parent: Partner | None = None,
    name_zh: str = "",
    name_latin: str = "",
) -> Partner:
    """A company, below ``parent`` and in its region where one is given."""
    code = code or f"company-{next(_number)}"
    region_id = region.id if region else parent.region_id if parent else make_region().id
    name = name_latin or code.title()
    return _kept(
        Partner(
            code=code, name_latin=name, name_zh=name_zh, region_id=region_id, parent_id=parent.id if parent else None
        )
    )


def _kept(row: Row) -> Row:
    db.session().add(row)
    db.session().flush()
    return row
