"""What an admin has set in the browser: one row, none until the first time. A column without a value leaves it to the environment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base

THE_ONE = 1


class AcademySettings(Base):
    """The academy as its admins want it. ``version`` grows with each change; ``guide_*`` is how far the first-run guide has come."""

    __tablename__ = "academy_settings"
    __table_args__ = (CheckConstraint(f"id = {THE_ONE}", name="the_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=THE_ONE)
    version: Mapped[int] = mapped_column(default=0)
    name_en: Mapped[str | None]
    name_zh: Mapped[str | None]
    code: Mapped[str | None]
    address: Mapped[str | None]
    colour: Mapped[str | None]  # #rrggbb; None: the product's own colours
    logo_sha256: Mapped[str | None]
    logo_type: Mapped[str | None]
    time_zone: Mapped[str | None]
    languages: Mapped[list[Any] | None]
    language: Mapped[str | None]
    guide_skipped: Mapped[list[Any]] = mapped_column(default=list)
    guide_ended_at: Mapped[datetime | None]
