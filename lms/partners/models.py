"""Regions, tiers, partners."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base
from lms.core.ids import new_id
from lms.core.search import haystack


class Region(Base):
    """A sales region; roles may be granted for one."""

    __tablename__ = "region"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]


class Tier(Base):
    """A partner's standing with the vendor, e.g. gold; ``rank`` 1 is the highest."""

    __tablename__ = "tier"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    rank: Mapped[int]


class Partner(Base):
    """A company of the channel. Names in Chinese and Latin are kept apart; either may be empty, not both."""

    __tablename__ = "partner"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str] = mapped_column(default="")
    name_latin: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("partner.id"), index=True)
    region_id: Mapped[UUID] = mapped_column(ForeignKey("region.id"), index=True)
    tier_id: Mapped[UUID | None] = mapped_column(ForeignKey("tier.id"))
    active: Mapped[bool] = mapped_column(default=True)

    search: Mapped[str] = mapped_column(default="")  # kept by _keep_search

    region: Mapped[Region] = relationship(lazy="raise")
    tier: Mapped[Tier | None] = relationship(lazy="raise")
    parent: Mapped[Partner | None] = relationship(lazy="raise", remote_side=[id])

    def searched_by(self) -> str:
        """What lists find the company by."""
        return haystack(self.name_zh, self.name_latin, self.code)


class PartnerActivity(Base):
    """A company came into the channel or left it, from a day on. Only ever added: ``partner.active`` is what the last one says."""

    __tablename__ = "partner_activity"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), index=True)
    active: Mapped[bool]
    holds_from: Mapped[date]
    recorded_at: Mapped[datetime]


@event.listens_for(Partner, "before_insert")
@event.listens_for(Partner, "before_update")
def _keep_search(_mapper: object, _connection: object, partner: Partner) -> None:
    partner.search = partner.searched_by()
