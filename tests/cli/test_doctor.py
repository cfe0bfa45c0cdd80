"""``lms doctor`` finds each planted fault, names the way out, and finds nothing where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text, update

from lms.catalogue.content import parts, reading
from lms.cli.backup import BACKED_UP
from lms.cli.doctor import command, database, machine, running
from lms.cli.doctor.finding import Examination, Finding, Looked, State
from lms.cli.frame import ACTOR
from lms.core import academy, audit, clock, jobs, schema
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.credentials.models import Certificate
from lms.wiring import CONTENT_PARTS
from tests.cast import make_cast
from tests.cli.calling import caller
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior


@pytest.fixture
def looked(fresh_database: Database, config: Config) -> Looked:
    """An installation in which nothing is wrong so far."""
    config.data.mkdir(mode=0o700)
    settings.keep(config)
    academy.forget()
    return Looked(config, fresh_database, is_migrated=True)


def says(examine: Examination, looked: Looked) -> list[tuple[str, State]]:
    return [(finding.subject, finding.state) for finding in examine(looked)]


def the_one(examine: Examination, looked: Looked, state: State) -> Finding:
    """The finding of that state, which must be alone and say what to do."""
    (found,) = [finding for finding in examine(looked) if finding.state is state]
    assert found.way_out or state is State.OK
    return found


# ---- the machine -----------------------------------------------------------------------------------------------------


def test_a_sound_machine_is_well(looked: Looked) -> None:
    for examine in (machine.data_folder, machine.space, machine.front_end, machine.time):
        assert {state for _, state in says(examine, looked)} == {State.OK}, examine.__name__


def test_a_data_folder_that_is_not_there_is_broken(looked: Looked) -> None:
    looked.config.data.rmdir()
    assert says(machine.data_folder, looked) == [("data folder", State.BROKEN)]


def test_a_data_folder_that_others_may_enter_is_told(looked: Looked) -> None:
    looked.config.data.chmod(0o755)
    assert "chmod 700" in the_one(machine.data_folder, looked, State.WARNING).way_out


def test_a_key_that_others_may_read_is_broken(looked: Looked) -> None:
    looked.config.kept_secret("secret")
    (looked.config.data / "keys" / "secret").chmod(0o644)
    assert "chmod 600" in the_one(machine.data_folder, looked, State.BROKEN).way_out


def test_sqlite_on_a_network_file_system_is_broken(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_file_system", lambda _folder: "nfs4")
    broken = [finding for finding in machine.data_folder(looked) if finding.state is State.BROKEN]
    assert bool(broken) is looked.database.is_sqlite


@pytest.mark.parametrize(
    ("little", "too_little", "state"), [(10**18, 0, State.WARNING), (10**18, 10**18, State.BROKEN)]
)
def test_a_disk_that_fills_up_is_told(
    looked: Looked, monkeypatch: pytest.MonkeyPatch, little: int, too_little: int, state: State
) -> None:
    monkeypatch.setattr(machine, "LITTLE", little)
    monkeypatch.setattr(machine, "TOO_LITTLE", too_little)
    assert says(machine.space, looked) == [("disk", state)]


def test_a_missing_library_is_named_with_its_package(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = {"libnowhere.so.0": ("libnowhere0", True), "libslow.so.0": ("libslow0", False)}
    monkeypatch.setattr(machine, "LIBRARIES", gone)
    found = {finding.way_out: finding.state for finding in machine.drawing(looked)}
    assert found["apt-get install libnowhere0"] is State.BROKEN
    assert found["apt-get install libslow0"] is State.WARNING


def test_the_invented_academys_art_is_a_warning_and_ones_own_is_not(looked: Looked, tmp_path: Path) -> None:
    assert "LMS_CERTIFICATE_ART" in the_one(machine.drawing, looked, State.WARNING).way_out
    own = tmp_path / "art"
    own.mkdir()
    for name in ("seal.svg", "mark.svg"):
        (own / name).write_text("<svg/>")
    settings.keep(Config(certificate_art=str(own)))
    assert ("certificates", State.WARNING) not in says(machine.drawing, looked)


def test_signatories_that_cannot_be_read_are_broken(looked: Looked, tmp_path: Path) -> None:
    (tmp_path / "signatories.yaml").write_text("- name: 7")
    settings.keep(Config(certificate_art=str(tmp_path)))
    assert "signatories.yaml" in the_one(machine.drawing, looked, State.BROKEN).says


def test_a_front_end_that_was_not_built_is_broken(
    looked: Looked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "FRONT_END", tmp_path)
    assert says(machine.front_end, looked) == [("front end", State.BROKEN)]


def test_a_clock_that_stands_behind_what_was_recorded_is_broken(looked: Looked) -> None:
    with looked.database.transaction(), clock.at(clock.now() + timedelta(hours=2)):
        audit.record(ACTOR, "x", "x", 1)
    assert "from later" in the_one(machine.time, looked, State.BROKEN).says


# ---- the database ----------------------------------------------------------------------------------------------------


def test_a_sound_database_is_well(looked: Looked) -> None:
    for examine in (database.answers, database.migrated, database.sqlite):
        assert {state for _, state in says(examine, looked)} <= {State.OK}, examine.__name__


def test_a_postgres_that_may_lose_what_it_acknowledged_is_broken(looked: Looked) -> None:
    """The tests' own is such a one: it is quick, and gone afterwards."""
    if not looked.database.is_sqlite:
        assert "power cut" in the_one(database.postgres, looked, State.BROKEN).says


def test_a_database_that_is_away_is_broken_and_the_rest_is_still_examined(looked: Looked) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    found = list(command.findings(Looked(looked.config, away, is_migrated=False)))
    broken = {finding.subject for finding in found if finding.state is State.BROKEN}
    assert {"database", "schema"} <= broken
    assert "disk" in {finding.subject for finding in found if finding.state is State.OK}


def test_a_database_that_is_not_migrated_is_broken(looked: Looked) -> None:
    schema.downgrade(looked.database, "0002")
    assert (
        "lms db upgrade"
        in the_one(database.migrated, Looked(looked.config, looked.database, False), State.BROKEN).way_out
    )


def test_a_schema_that_somebody_changed_is_broken(looked: Looked) -> None:
    with looked.database.transaction() as session:
        session.execute(text("CREATE TABLE somebody_elses (id integer)"))
    assert "1 differences" in the_one(database.migrated, looked, State.BROKEN).says


def test_rows_that_point_to_nothing_are_broken(looked: Looked) -> None:
    if not looked.database.is_sqlite:
        return  # it lets nobody do this
    with looked.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(
            "INSERT INTO role_grant (id, user_id, role, granted_at) VALUES ('a', 'nobody', 'admin', '2026-01-01')"
        )
        driver.execute("PRAGMA foreign_keys=ON")
    assert "role_grant" in the_one(database.sqlite, looked, State.BROKEN).says


# ---- the academy as it runs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "state", "hint"),
    [
        ({"base_url": ""}, State.WARNING, "LMS_BASE_URL"),
        ({"base_url": "http://a.example", "https_only": True}, State.BROKEN, "https"),
        ({"base_url": "https://a.example"}, State.WARNING, "LMS_HTTPS_ONLY"),
        ({"base_url": "https://a.example", "https_only": True}, State.WARNING, "LMS_TRUSTED_PROXIES"),
        ({"base_url": "https://a.example", "https_only": True, "trusted_proxies": 1}, State.OK, ""),
        ({"base_url": "http://127.0.0.1:8000"}, State.OK, ""),
    ],
)
def test_address_and_what_stands_in_front_must_fit(
    looked: Looked, given: dict[str, object], state: State, hint: str
) -> None:
    config = Config(data=looked.config.data, **given)  # type: ignore[arg-type]
    settings.keep(config)
    assert hint in the_one(running.address, Looked(config, looked.database, is_migrated=True), state).way_out


@pytest.fixture
def a_worker(looked: Looked) -> Iterator[None]:
    """Somebody who does what is recorded."""
    stop = Event()

    def work() -> None:
        while not stop.wait(0.05):
            Worker(looked.database, {}).sweep()

    thread = Thread(target=work)
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_worker_that_works_is_well(looked: Looked, a_worker: None) -> None:
    assert says(running.worker, looked) == [("worker", State.OK)]


def test_without_a_worker_it_is_broken(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.3)
    assert "lms worker" in the_one(running.worker, looked, State.BROKEN).way_out


def test_late_and_failed_work_is_told_with_its_error(looked: Looked) -> None:
    assert says(running.work, looked) == [("work", State.OK)]
    with looked.database.transaction() as session:
        jobs.record("late.work", due_at=clock.now() - timedelta(hours=1))
        given_up = jobs.record("failed.work")
        session.flush()
        session.execute(
            update(Work)
            .where(Work.id == given_up.id)
            .values(state="failed", finished_at=clock.now(), error="disk full")
        )
    told = [finding.says for finding in running.work(looked) if finding.state is State.WARNING]
    assert len(told) == 2
    assert "1 pieces" in told[0]
    assert "failed.work: disk full" in told[1]


def test_an_academy_without_admin_and_courses_is_told(looked: Looked) -> None:
    assert says(running.people, looked) == [("admin", State.BROKEN), ("content", State.WARNING)]
    with looked.database.transaction():
        make_cast()
        parts.load(ACTOR, CONTENT_PARTS, reading.read(reading.folder()), Storage(looked.config.data / "files"))
    assert says(running.people, looked) == [("admin", State.OK), ("content", State.OK)]
    (looked.config.data / "demo").touch()
    assert ("demo", State.WARNING) in says(running.people, looked)


def test_a_certificate_that_lost_its_file_is_broken(looked: Looked) -> None:
    with looked.database.transaction() as session:
        cast = make_cast()
        make_track()
        certificate = session.get_one(Certificate, grant_junior(cast).id)
        certificate.pdf_sha256 = Storage(looked.config.data / "files").put(b"%PDF")
    assert says(running.files, looked) == [("files", State.OK)]
    Storage(looked.config.data / "files").path(certificate.pdf_sha256).unlink()
    assert "1 of 1" in the_one(running.files, looked, State.BROKEN).says


def test_a_backup_is_missed_until_it_is_taken_and_again_after_a_week(looked: Looked) -> None:
    assert says(running.backups, looked) == [("backup", State.WARNING)]
    with looked.database.transaction():
        audit.record(ACTOR, BACKED_UP, "academy", 1)
    assert says(running.backups, looked) == [("backup", State.OK)]
    with clock.at(clock.now() + timedelta(days=8)):
        assert says(running.backups, looked) == [("backup", State.WARNING)]


# ---- the command -----------------------------------------------------------------------------------------------------


def test_an_examination_that_fails_itself_is_a_finding(looked: Looked, monkeypatch: pytest.MonkeyPatch) -> None:
    def faint(_looked: Looked) -> Iterator[Finding]:
        raise ZeroDivisionError

    faints: tuple[Callable[[Looked], Iterator[Finding]], ...] = (faint, machine.space)
    monkeypatch.setattr(command, "EXAMINATIONS", faints)
    assert [finding.state for finding in command.findings(looked)] == [State.BROKEN, State.OK]


def test_the_command_ends_with_1_when_something_is_broken_and_answers_in_json(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.3)
    (tmp_path / "var").mkdir()
    lms = caller(fresh_database, tmp_path / "var", monkeypatch)
    answer = lms("doctor", "--json")
    told = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert told["broken"] == sum(finding["state"] == "broken" for finding in told["findings"]) > 0
    assert all(finding["way_out"] for finding in told["findings"] if finding["state"] != "ok")
    said = lms("doctor").stdout
    assert "✗ worker" in said
    assert "→ start lms worker" in said


def test_a_wrong_setting_is_its_first_and_only_finding(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lms = caller(fresh_database, tmp_path / "var", monkeypatch, LMS_TIME_ZONE="Mars/Olympus")
    told = json.loads(lms("doctor", "--json").stdout)
    assert [finding["subject"] for finding in told["findings"]] == ["settings"]
    assert "Mars/Olympus" in told["findings"][0]["says"]
