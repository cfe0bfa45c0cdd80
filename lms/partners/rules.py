"""Decisions about companies, without a database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from uuid import UUID

from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.pinyin import readings

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")


def clean_key(text: str) -> str:
    """A region's or tier's key: small letters, digits and hyphens; raises :class:`Refused` on field ``key``."""
    if not _KEY.fullmatch(text) or len(text) > 40:
        raise Refused(msg("A key is at most 40 small letters, digits and hyphens, such as north-east."), field="key")
    return text


def key_of(name: Mapping[str, str]) -> str:
    """A key made of a name: of the English one, else of how the Chinese one is read; ``region`` where nothing is left."""
    plain = unicodedata.normalize("NFKD", name.get("en") or next(iter(readings(name.get("zh", ""))), ""))
    letters = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower())
    return letters.strip("-")[:40].strip("-") or "region"


def clean_code(text: str) -> str:
    """A company's code, in capitals; raises :class:`Refused` on field ``code``."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code) or len(code) > 40:
        raise Refused(msg("A code is at most 40 letters, digits and hyphens, such as ACME-HRB."), field="code")
    return code


def clean_company_name(name_zh: str, name_latin: str) -> tuple[str, str]:
    """Both names without superfluous space, composed; raises :class:`Refused` where both are empty."""
    zh, latin = (" ".join(unicodedata.normalize("NFC", name).split()) for name in (name_zh, name_latin))
    if not zh and not latin:
        raise Refused(msg("A company has a name, in Chinese or in Latin letters."), field="name_latin")
    return zh, latin


def check_parent(partner_id: UUID, above_parent: Collection[UUID]) -> None:
    """Raise :class:`Refused` where a company would stand below itself. ``above_parent``: the parent with all above it."""
    if partner_id in above_parent:
        raise Refused(msg("A company cannot stand below itself or one of its own branches."), field="parent_id")


def clean_text(name: Mapping[str, str]) -> dict[str, str]:
    """The name of a region or tier by language (``en``, ``zh``), the empty left out; raises :class:`Refused` where none is left."""
    found = {language: " ".join(unicodedata.normalize("NFC", words).split()) for language, words in name.items()}
    found = {language: words for language, words in found.items() if words}
    if not found:
        raise Refused(msg("Write a name, in English or in Chinese."), field="name_en")
    return found


def clean_reason(reason: str) -> str:
    """Why a company is dealt with so; raises :class:`Refused` on field ``reason`` where nothing is said."""
    if not reason.strip():
        raise Refused(msg("Say why: it stays on record."), field="reason")
    return reason.strip()
