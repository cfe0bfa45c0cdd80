"""Items, and uploads on their way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base
from lms.core.ids import new_id


class MediaItem(Base):
    """A file of the library. ``alt`` by content language; ``poster_id`` and ``subtitles`` (language to item) belong to films;
    ``thumb_sha256``: the small picture of lists.
    """

    __tablename__ = "media_item"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(unique=True)
    thumb_sha256: Mapped[str | None]
    name: Mapped[str]
    content_type: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    pages: Mapped[int | None]
    alt: Mapped[dict[str, Any]]
    poster_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_item.id"))
    subtitles: Mapped[dict[str, Any]]
    search: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]


class MediaUpload(Base):
    """A file on its way. Its bytes so far stand in ``uploads/`` of the data folder, and their number is how far it is.
    ``state``: under_way, kept, refused; ``reason``: why it was refused, as a message.
    """

    __tablename__ = "media_upload"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str]
    length: Mapped[int]
    state: Mapped[str] = mapped_column(default="under_way")
    reason: Mapped[dict[str, Any] | None]
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_item.id"))
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
