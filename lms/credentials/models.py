"""Certificates and the running numbers they carry."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.certification.models import Certification
from lms.core.db import Base
from lms.core.ids import new_id


class Certificate(Base):
    """One edition of the document of a certification. ``facts`` is all that is printed, frozen when it was issued.

    ``state``: waiting (the worker is drawing it), issued. A new edition names the one it replaces, and why. Of an erased holder's,
    ``facts`` lack name and company, the file is gone, and ``name_hashes`` (``rules.names``) tell whether a name fits.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("certification_id", "edition"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    certification_id: Mapped[UUID] = mapped_column(ForeignKey("certification.id"))
    edition: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str]
    facts: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    recorded_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    pdf_sha256: Mapped[str | None] = mapped_column(index=True)
    pdf_size: Mapped[int | None]
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("certificate.id"), index=True)
    reason: Mapped[str | None]
    erased_at: Mapped[datetime | None]
    name_hashes: Mapped[list[Any] | None]

    certification: Mapped[Certification] = relationship(lazy="raise")


class NumberSeries(Base):
    """The last running number given in a series such as ``NPA-EE1-2026``."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
