"""The academy's own settings: who may change them, what is refused, and that every process learns of a change."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select

from lms.core import academy, clock
from lms.core import config as settings
from lms.core.academy import logo, operations
from lms.core.academy import present as keeping
from lms.core.academy.present import BELL
from lms.core.audit import AuditEntry
from lms.core.config import Config
from lms.core.db import Database
from lms.core.errors import AcademyError, Forbidden, Refused
from lms.core.storage import Storage
from lms.credentials.models import Certificate
from lms.credentials.rules.facts import Facts
from tests.cast import Cast
from tests.counting import statements
from tests.factories.certification import make_track
from tests.factories.content import PNG
from tests.factories.credentials import grant_junior

NAMES = {"name_en": "Harbour Academy", "name_zh": "海港学院", "code": "HA", "address": "https://learn.harbour.example"}
DAYS = {"time_zone": "Europe/Berlin", "languages": ["en"], "language": "en"}


@pytest.fixture(autouse=True)
def installation(database: Database, config: Config) -> None:
    """Bells ring in this test's own data folder, and days begin where they began before."""
    settings.keep(config)
    academy.forget()
    clock.keep_days_of(config.time_zone)


@pytest.fixture
def named(database: Database, cast: Cast) -> Database:
    with database.transaction():
        operations.rename(cast.admin.actor, **NAMES)
    academy.refresh(database)
    return database


def field_of(refused: AcademyError) -> str | None:
    return refused.field


# ---- precedence ------------------------------------------------------------------------------------------------------


def test_before_anybody_sets_anything_the_environment_holds(database: Database, config: Config) -> None:
    academy.refresh(database)
    now = academy.current()
    assert now.name == {"en": config.academy_name_en, "zh": config.academy_name_zh}
    assert (now.address, now.time_zone, now.languages) == (config.base_url, "Asia/Shanghai", ("en", "zh_Hans"))


def test_what_an_admin_set_beats_the_environment(named: Database) -> None:
    now = academy.current()
    assert now.name == {"en": "Harbour Academy", "zh": "海港学院"}
    assert (now.code, now.address) == ("HA", "https://learn.harbour.example")


def test_a_language_without_a_name_does_not_fall_back_to_the_invented_one(database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.rename(cast.admin.actor, **NAMES | {"name_zh": ""})
    academy.refresh(database)
    assert academy.name() == {"en": "Harbour Academy"}


def test_certificates_bear_the_name_and_code_that_were_set(named: Database, cast: Cast) -> None:
    with named.transaction() as session:
        make_track()
        certificate = session.get_one(Certificate, grant_junior(cast).id)
        facts = Facts.from_json(certificate.facts)
    assert (facts.academy.en, facts.academy.zh) == ("Harbour Academy", "海港学院")
    assert facts.number.startswith("HA-")
    assert facts.verify_url.startswith("https://learn.harbour.example/verify/")


# ---- who, and on record ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["trainer", "examiner", "inspector", "manager", "learner"])
def test_nobody_else_sets_the_academy_up(unit: object, cast: Cast, who: str, config: Config) -> None:
    actor = getattr(cast, who).actor
    storage = Storage(config.data / "files")
    deeds: list[Callable[[], None]] = [
        lambda: operations.rename(actor, **NAMES),
        lambda: operations.dress(actor, storage, colour="", logo=None),
        lambda: operations.set_days_and_languages(actor, **DAYS),
        lambda: operations.skip_step(actor, "look"),
        lambda: operations.end_guide(actor),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()


def test_each_change_is_on_record_with_before_and_after(named: Database, cast: Cast) -> None:
    with named.transaction():
        operations.rename(cast.admin.actor, **NAMES | {"code": "HRB"})
        operations.rename(cast.admin.actor, **NAMES | {"code": "HRB"})  # nothing new, so nothing to tell
    with named.transaction(read_only=True) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.deed == "academy.renamed").order_by(AuditEntry.id)
        ).all()
    assert len(entries) == 2
    assert (entries[1].before, entries[1].after) == ({"code": "HA"}, {"code": "HRB"})


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name_en": " ", "name_zh": ""}, "name_en"),
        ({"name_en": "x" * 101}, "name_en"),
        ({"name_zh": "海\u200b港"}, "name_zh"),
        ({"name_zh": "海港🎓"}, "name_zh"),  # no certificate could print it
        ({"code": "1A"}, "code"),
        ({"code": "H-A"}, "code"),
        ({"code": "TOOLONGCODE"}, "code"),
        ({"address": "learn.harbour.example"}, "address"),
        ({"address": "ftp://learn.harbour.example"}, "address"),
        ({"address": "https://learn.harbour.example/path"}, "address"),
        ({"address": "https://user:secret@learn.harbour.example"}, "address"),
        ({"address": "https://learn.harbour.example:port"}, "address"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_a_name_that_cannot_stand_is_refused_at_its_field(
    unit: object, cast: Cast, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.rename(cast.admin.actor, **NAMES | given)
    assert field_of(refused.value) == field


def test_an_address_loses_its_last_slash_and_capitals(database: Database, cast: Cast) -> None:
    with database.transaction():
        operations.rename(cast.admin.actor, **NAMES | {"address": " https://Learn.Harbour.example:8443/ "})
    academy.refresh(database)
    assert academy.current().address == "https://learn.harbour.example:8443"


def test_a_pale_colour_is_refused_with_its_ratio_and_the_nearest_that_passes(
    unit: object, cast: Cast, config: Config
) -> None:
    with pytest.raises(Refused) as refused:
        operations.dress(cast.admin.actor, Storage(config.data / "files"), colour="#ffcc00", logo=None)
    said = refused.value.message.render("en")
    assert field_of(refused.value) == "colour"
    assert "1.3 : 1" in said
    assert "#81670d" in said


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"languages": []}, "languages"),
        ({"languages": ["tlh"]}, "languages"),
        ({"languages": ["en"], "language": "zh_Hans"}, "language"),
    ],
)
def test_days_and_languages_that_cannot_be_are_refused(
    unit: object, cast: Cast, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.set_days_and_languages(cast.admin.actor, **DAYS | given)  # type: ignore[arg-type]
    assert field_of(refused.value) == field


# ---- the logo --------------------------------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), "#14463f").save(made, "PNG")
    return made.getvalue()


HOSTILE = {
    "a script": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>',
    "a handler": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="alert(1)"/>',
    "a page inside": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><foreignObject/></svg>',
    "something from elsewhere": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><image href="https://evil.example/x"/></svg>',
    "entities that multiply": b'<!DOCTYPE s [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">&a;</svg>',
    "a page that says it is a picture": b"<html><script>alert(1)</script></html>",
    "half a PNG": png(10, 10)[:60],
    "a JPEG": b"\xff\xd8\xff\xe0rest",
    "a PDF": b"%PDF-1.7",
    "a very wide PNG": png(5000, 1),
    "a heavy SVG": b"<svg" + b" " * logo.LARGEST_SVG,
    "far too much": b"\x89PNG\r\n\x1a\n" + b"0" * logo.LARGEST,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_logo_that_is_more_or_less_than_a_picture_is_refused(
    unit: object, cast: Cast, config: Config, what: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.dress(cast.admin.actor, Storage(config.data / "files"), colour="", logo=HOSTILE[what])
    assert field_of(refused.value) == "logo"
    assert not (config.data / "files").exists(), "nothing of it is kept"


def test_nothing_hides_behind_a_png() -> None:
    content, kind = logo.clean(png(900, 300) + b"<script>alert(1)</script>")
    assert kind == "image/png"
    assert b"script" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (256, 85)


def test_a_logo_is_kept_replaced_and_taken_away(database: Database, cast: Cast, config: Config) -> None:
    storage = Storage(config.data / "files")

    def dressed(**how: object) -> academy.Logo | None:
        with database.transaction():
            operations.dress(cast.admin.actor, storage, colour="#14463f", **{"logo": None, **how})  # type: ignore[arg-type]
        academy.refresh(database)
        return academy.current().logo

    first = dressed(logo=png(20, 10))
    assert first is not None
    assert dressed() == first, "saving the colour alone leaves the logo"
    other = dressed(logo=PNG)
    assert other is not None
    assert other.sha256 != first.sha256
    assert dressed(without_logo=True) is None
    assert academy.current().colour == "#14463f"


# ---- days ------------------------------------------------------------------------------------------------------------


def test_days_begin_elsewhere_at_once(database: Database, cast: Cast) -> None:
    midnight_in_shanghai = datetime(2026, 3, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert clock.day_of(midnight_in_shanghai).isoformat() == "2026-03-01"
    with database.transaction():
        operations.set_days_and_languages(cast.admin.actor, **DAYS)
    academy.refresh(database)
    assert clock.day_of(midnight_in_shanghai).isoformat() == "2026-02-28"


def test_once_there_are_certifications_moving_the_days_takes_a_yes(database: Database, cast: Cast) -> None:
    with database.transaction():
        make_track()
        grant_junior(cast)
    with pytest.raises(Refused, match="begin and end at another") as refused, database.transaction():
        operations.set_days_and_languages(cast.admin.actor, **DAYS)
    assert field_of(refused.value) == "time_zone"
    academy.refresh(database)
    assert academy.current().time_zone == "Asia/Shanghai"
    with database.transaction():  # the languages alone are no matter of days
        operations.set_days_and_languages(cast.admin.actor, **DAYS | {"time_zone": "Asia/Shanghai"})
    with database.transaction():
        operations.set_days_and_languages(cast.admin.actor, **DAYS, accepted=True)
    academy.refresh(database)
    assert academy.current().time_zone == "Europe/Berlin"


# ---- every process learns of it --------------------------------------------------------------------------------------


def test_another_process_learns_of_it_by_the_bell_and_asks_the_database_once(
    database: Database, cast: Cast, config: Config
) -> None:
    academy.refresh(database)
    kept_elsewhere = keeping._kept  # what another process still believes
    with database.transaction():
        operations.rename(cast.admin.actor, **NAMES)
    academy.refresh(database)
    keeping._kept = kept_elsewhere
    assert academy.name()["en"] == config.academy_name_en
    with statements(database) as asked:
        for _ in range(5):
            academy.refresh(database)
    assert len(asked) == 1
    assert academy.name()["en"] == "Harbour Academy"


def test_a_change_that_was_undone_rings_no_bell(database: Database, cast: Cast, config: Config) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction():
        operations.rename(cast.admin.actor, **NAMES)
        raise ZeroDivisionError
    assert not (config.data / BELL).exists()


def test_a_bell_that_nobody_heard_is_made_up_for_within_a_minute(
    database: Database, cast: Cast, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    academy.refresh(database)
    with database.transaction():
        operations.rename(cast.admin.actor, **NAMES)
    (config.data / BELL).unlink()
    academy.refresh(database)
    assert academy.name()["en"] == config.academy_name_en
    monkeypatch.setattr(keeping, "LOOK_EVERY", 0)
    academy.refresh(database)
    assert academy.name()["en"] == "Harbour Academy"


def test_a_database_that_is_away_leaves_what_is_known(named: Database, tmp_path: Path, config: Config) -> None:
    away = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    (config.data / BELL).write_text("again")
    academy.refresh(away)
    away.engine.dispose()
    assert academy.name()["en"] == "Harbour Academy"
