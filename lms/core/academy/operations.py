"""Commands on the academy itself. Each is audited; every process learns of it once it is durable."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from sqlalchemy.dialects import postgresql, sqlite

from lms.core import audit, clock, colours, db, events
from lms.core.academy import logo as logos
from lms.core.academy.colour import examine
from lms.core.academy.events import AcademyRenamed, TimeZoneMoved
from lms.core.academy.models import THE_ONE, AcademySettings
from lms.core.academy.present import current, ring
from lms.core.errors import Refused
from lms.core.i18n import LANGUAGES, msg
from lms.core.storage import Storage

SET_UP = "academy.set_up"  # accounts.roles.Permission.ACADEMY_SET_UP, which is above this package
LONGEST_NAME = 100
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")


class Keeper(audit.Acting, Protocol):
    """Whoever sets the academy up: an ``accounts.actor.Actor``, of whom this package knows no more than this."""

    def require(self, permission: Any) -> None:
        """Raise ``Forbidden`` unless the permission is held everywhere."""


def rename(actor: Keeper, *, name_en: str, name_zh: str, code: str, address: str) -> None:
    """Call the academy so, in one language or both; ``code`` begins the numbers of certificates issued from now on.

    ``address`` is the public one, which certificates and letters print; empty leaves it to the environment. Raises
    :class:`Refused`, naming the field.
    """
    actor.require(SET_UP)
    english, chinese = (_clean_name(name, field) for field, name in (("name_en", name_en), ("name_zh", name_zh)))
    if not english and not chinese:
        raise Refused(msg("Write the academy’s name, in one language at least."), field="name_en")
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise Refused(
            msg("The code is two to eight letters and digits and begins with a letter, such as NPA."), field="code"
        )
    row = locked()
    _change(actor, row, "academy.renamed", name_en=english, name_zh=chinese, code=code, address=_clean_address(address))
    events.publish(AcademyRenamed({lang: words for lang, words in (("en", english), ("zh", chinese)) if words}))


def dress(actor: Keeper, storage: Storage, *, colour: str, logo: bytes | None, without_logo: bool = False) -> None:
    """Give the pages the academy's colour (empty: the product's own) and logo (None: as it is; ``without_logo``: the seal).

    Raises :class:`Refused` for a colour that cannot be read on the pages, offering the nearest that can, and for a picture that is
    more than a picture.
    """
    actor.require(SET_UP)
    values: dict[str, Any] = {"colour": clean_colour(colour)}
    if without_logo:
        values |= {"logo_sha256": None, "logo_type": None}
    elif logo:
        content, kind = logos.clean(logo)
        values |= {"logo_sha256": storage.put(content), "logo_type": kind}
    _change(actor, locked(), "academy.dressed", **values)


def clean_colour(written: str) -> str | None:
    """A colour as ``#rrggbb``, None for none; raises :class:`Refused` on field ``colour``."""
    if not written.strip():
        return None
    colour = colours.read(written)
    if colour is None:
        raise Refused(msg("A colour is written as #14463f: six digits from 0 to f."), field="colour")
    found = examine(colour)
    if not found.passes:
        raise Refused(
            msg(
                "{colour} is too pale to be read: text in it has a contrast of {ratio} : 1 and needs {least} : 1. The nearest "
                "colour that can be read is {nearest}.",
                colour=colour,
                ratio=round(found.ratio, 1),
                least=colours.TEXT,
                nearest=found.light,
            ),
            field="colour",
        )
    return colour


def set_days_and_languages(
    actor: Keeper, *, time_zone: str, languages: list[str], language: str, accepted: bool = False
) -> None:
    """Say where the academy's days begin and end, which languages it offers and which of them comes first.

    Raises :class:`Refused` for what is none of these; once there are certifications, a new time zone must be ``accepted``.
    """
    actor.require(SET_UP)
    if time_zone not in available_timezones():
        raise Refused(msg("This is no time zone. It looks like Asia/Shanghai."), field="time_zone")
    offered = [code for code in LANGUAGES if code in languages]
    if not offered:
        raise Refused(msg("Choose one language at least."), field="languages")
    if language not in offered:
        raise Refused(msg("The first language is one of those offered."), field="language")
    row = locked()
    before = row.time_zone or current().time_zone
    _change(actor, row, "academy.days_and_languages_set", time_zone=time_zone, languages=offered, language=language)
    if before != time_zone:
        events.publish(TimeZoneMoved(before, time_zone, accepted))


def skip_step(actor: Keeper, step: str) -> None:
    """Leave a step of the first-run guide out; it can still be done."""
    actor.require(SET_UP)
    row = locked()
    if step not in row.guide_skipped:
        _change(actor, row, "academy.guide_step_skipped", guide_skipped=[*row.guide_skipped, step])


def end_guide(actor: Keeper) -> None:
    """The first-run guide stands on the admins' homes no longer."""
    actor.require(SET_UP)
    row = locked()
    if row.guide_ended_at is None:
        _change(actor, row, "academy.guide_ended", guide_ended_at=clock.now())


def locked() -> AcademySettings:
    """The one row, made where it is missing, and held until the transaction ends: whoever else changes the academy waits."""
    session = db.session()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(AcademySettings).values(id=THE_ONE, version=0, guide_skipped=[]).on_conflict_do_nothing())
    return session.get_one(AcademySettings, THE_ONE, with_for_update=True, populate_existing=True)


def _change(actor: Keeper, row: AcademySettings, deed: str, **values: Any) -> None:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: _told(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    db.session().flush()
    after = {name: _told(value) for name, value in changed.items()}
    audit.record(actor, deed, "academy", THE_ONE, before=before, after=after)
    db.after_commit(ring)


def _told(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, list)) else value.isoformat()


def _clean_name(name: str, field: str) -> str:
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if len(cleaned) > LONGEST_NAME:
        raise Refused(msg("A name has at most {most} characters.", most=LONGEST_NAME), field=field)
    if not cleaned.isprintable():
        raise Refused(msg("An unprintable character stands here; remove it."), field=field)
    return cleaned


def _clean_address(address: str) -> str | None:
    """``https://academy.example.com``, or None for an empty one: no path, for pages stand at the root."""
    text = address.strip().rstrip("/")
    if not text:
        return None
    wrong = msg("An address looks like https://academy.example.com: no path, no spaces.")
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        raise Refused(wrong, field="address") from None
    odd = parts.path or parts.query or parts.fragment or "@" in parts.netloc or not text.isascii()
    if parts.scheme not in ("http", "https") or not parts.hostname or odd or any(c.isspace() for c in text):
        raise Refused(wrong, field="address")
    return f"{parts.scheme}://{parts.netloc.lower()}"
