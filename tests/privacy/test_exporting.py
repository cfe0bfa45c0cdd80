"""A file of all of one's own data: complete, readable, one's own only, not too often, not for long."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import operations as accounts
from lms.accounts.actor import Actor
from lms.accounts.models import User
from lms.core import clock, db, personal
from lms.core.db import Database
from lms.core.errors import Forbidden, NotFound, Refused
from lms.core.i18n import msg
from lms.core.jobs import Work, Worker
from lms.core.personal import Part, Sheet
from lms.core.storage import Storage
from lms.privacy import jobs, operations, queries, writing
from lms.privacy.models import PersonalExport
from lms.privacy.rules import FILE_EVERY, FILE_LASTS
from lms.wiring import PERSONAL_PARTS
from tests.cast import Cast, make_cast
from tests.privacy.conftest import MARK, MARK_ZH, PDF, Life, ask, carry_out

STEPS = len(PERSONAL_PARTS) + 1


def made(life: Life, language: str = "en") -> PersonalExport:
    """The learner's file, with all the steps that the worker does."""
    export = operations.ask_for_file(life.cast.learner.actor, language)
    kinds = jobs.work(life.data, life.storage)
    for _ in range(STEPS):
        work = db.session().get_one(Work, export.work_id)
        steps = kinds[work.kind]
        arguments = work.arguments
        steps.keep(**arguments, made=steps.make(**arguments))  # type: ignore[union-attr]
        db.session().flush()
    return export


def archive(life: Life, export: PersonalExport) -> zipfile.ZipFile:
    return zipfile.ZipFile(jobs.file_of(life.data, export.id))


def test_it_holds_a_readable_page_a_file_for_each_list_and_the_certificates(life: Life) -> None:
    export = made(life)
    assert export.ready_at is not None
    with archive(life, export) as found:
        assert found.testzip() is None
        names = set(found.namelist())
        assert names >= {
            "index.html",
            "style.css",
            "data/accounts/account.json",
            "data/accounts/sign-ins.json",
            "data/assessment/answers.json",
            "data/learning/enrolments.json",
            "data/certification/evidence.json",
            f"files/certificates/{life.certificate.number}.pdf",
        }
        assert found.read(f"files/certificates/{life.certificate.number}.pdf") == PDF
        page = found.read("index.html").decode()
    for words in (MARK, MARK_ZH, "Your data at Northstar Partner Academy", "Sign-ins", "Chief zebra", "gateways"):
        assert words in page, words


def test_every_mark_of_the_person_is_in_it(life: Life) -> None:
    with archive(life, made(life)) as found:
        data = {name: found.read(name).decode() for name in found.namelist() if name.endswith(".json")}
    for name, marked in {
        "accounts/account": "zebra@acme.example",
        "accounts/employments": "Chief zebra",
        "accounts/sign-ins": "203.0.113.7",
        "accounts/deeds": "zebra knows it",
        "assessment/answers": "zebra says",
        "certification/happenings": "zebra did something",
        "credentials/certificates": "zebra married",
    }.items():
        assert marked in data[f"data/{name}.json"], name


def test_nothing_of_another_person_is_in_it(life: Life) -> None:
    other = life.cast.other_learner
    accounts.begin_sign_in(other.user_id, address="198.51.100.9", agent="other-phone")
    with archive(life, made(life)) as found:
        everything = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    for theirs in (
        "Liu Yang",
        "198.51.100.9",
        "other-phone",
        "Other Networks",
        str(other.user_id),
        "Zhou Min",
        "Wang Lei",
    ):
        assert theirs not in everything, theirs


def test_each_field_is_explained(life: Life) -> None:
    with archive(life, made(life)) as found:
        for name in found.namelist():
            if not name.endswith(".json"):
                continue
            data = json.loads(found.read(name))
            assert data["title"]
            assert all(data["fields"].values())
            for row in data["rows"]:
                assert row.keys() == data["fields"].keys(), name


def test_answers_do_not_say_whether_they_were_right(life: Life) -> None:
    with archive(life, made(life)) as found:
        answers = json.loads(found.read("data/assessment/answers.json"))
    assert len(answers["rows"]) == 4
    assert not {"correct", "points"} & answers["fields"].keys()


def test_it_is_in_ones_own_language(life: Life) -> None:
    with archive(life, made(life, "zh_Hans")) as found:
        assert '<html lang="zh-Hans">' in found.read("index.html").decode()


def test_what_somebody_typed_is_text_on_the_page_and_no_markup(life: Life) -> None:
    db.session().get_one(User, life.user_id).name_latin = "<script>alert(1)</script>"
    db.session().flush()
    with archive(life, made(life)) as found:
        page = found.read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_long_list_is_whole_in_its_file_and_begun_on_the_page(unit: Session, tmp_path: Path) -> None:
    many = Sheet("many", msg("Many"), {"n": msg("A number")}, ([n] for n in range(50_000)))
    part = Part("test", *([msg("Words.")] * 4), frozenset(), lambda _: iter([many]), lambda *_: None)
    person = make_cast().learner.user_id
    writing.write_part(tmp_path / "work", 0, part, person, "en")
    target = tmp_path / "out.zip"
    assert (
        writing.pack(tmp_path / "work", target, Storage(tmp_path / "files"), "en", clock.now()) == target.stat().st_size
    )
    with zipfile.ZipFile(target) as found:
        assert len(json.loads(found.read("data/test/many.json"))["rows"]) == 50_000
        page = found.read("index.html").decode()
    assert page.count("<tr>") == writing.SHOWN + 1
    assert "The first 200 of 50,000" in page


def test_a_stored_file_that_is_missing_spoils_nothing(life: Life) -> None:
    life.storage.path(life.certificate.pdf_sha256 or "").unlink()
    with archive(life, made(life)) as found:
        assert not [name for name in found.namelist() if name.startswith("files/")]


def test_a_step_done_twice_is_done_once(life: Life) -> None:
    export = operations.ask_for_file(life.cast.learner.actor, "en")
    steps = jobs.work(life.data, life.storage)[jobs.WRITE]
    for _ in range(3):
        steps.keep(str(export.id), "0", made=steps.make(str(export.id), "0"))  # type: ignore[union-attr]
    assert export.done == 1
    assert len(db.session().scalars(select(Work).where(Work.kind == jobs.WRITE)).all()) == 2


def test_progress_is_said_step_by_step(life: Life) -> None:
    export = operations.ask_for_file(life.cast.learner.actor, "en")
    shown = queries.own_data(life.cast.learner.actor).file
    assert shown is not None
    assert (shown.state, shown.export.done, shown.export.total) == ("making", 0, STEPS)
    db.session().get_one(Work, export.work_id).state = "failed"
    db.session().flush()
    again = queries.own_data(life.cast.learner.actor)
    assert again.file is not None
    assert (again.file.state, again.again_at) == ("failed", None), "who was failed need not wait an hour"


def test_two_clicks_are_one_file(life: Life) -> None:
    learner = life.cast.learner.actor
    assert operations.ask_for_file(learner, "en").id == operations.ask_for_file(learner, "en").id


def test_once_an_hour_and_then_again(life: Life) -> None:
    export = made(life)
    learner = life.cast.learner.actor
    with pytest.raises(Refused, match="within the last hour"):
        operations.ask_for_file(learner, "en")
    with clock.at(export.asked_at + FILE_EVERY + timedelta(seconds=1)):
        assert operations.ask_for_file(learner, "en").id != export.id


def test_only_its_owner_may_fetch_it(life: Life) -> None:
    export = made(life)
    assert queries.own_file(life.cast.learner.actor, export.id).id == export.id
    for who in ("admin", "manager", "other_learner", "trainer"):
        with pytest.raises(NotFound):
            queries.own_file(getattr(life.cast, who).actor, export.id)


def test_nobody_fetches_what_is_not_ready(life: Life) -> None:
    export = operations.ask_for_file(life.cast.learner.actor, "en")
    with pytest.raises(NotFound):
        queries.own_file(life.cast.learner.actor, export.id)


def test_after_seven_days_it_is_gone_from_the_page_and_from_the_disk(life: Life) -> None:
    export = made(life)
    path = jobs.file_of(life.data, export.id)
    jobs.removing_files(life.data)()
    assert path.exists()
    with clock.at(clock.now() + FILE_LASTS + timedelta(minutes=1)):
        with pytest.raises(NotFound):
            queries.own_file(life.cast.learner.actor, export.id)
        jobs.removing_files(life.data)()
    assert not path.exists()
    assert export.removed_at is not None


def test_what_was_never_finished_is_cleared_away_too(life: Life) -> None:
    export = operations.ask_for_file(life.cast.learner.actor, "en")
    steps = jobs.work(life.data, life.storage)[jobs.WRITE]
    steps.make(str(export.id), "0")  # type: ignore[union-attr]
    assert (life.data / jobs.FOLDER / str(export.id)).is_dir()
    with clock.at(clock.now() + FILE_LASTS + timedelta(minutes=1)):
        jobs.removing_files(life.data)()
    assert list((life.data / jobs.FOLDER).iterdir()) == []


def test_erasure_takes_the_file_along(life: Life) -> None:
    export = made(life)
    erasure = ask(life)
    erasure.due_at = clock.now()
    carry_out(life, erasure, at=clock.now())
    jobs.removing_files(life.data)()
    assert not jobs.file_of(life.data, export.id).exists()


def test_an_erasure_in_the_midst_of_it_leaves_no_file(life: Life) -> None:
    export = operations.ask_for_file(life.cast.learner.actor, "en")
    erasure = ask(life)
    with clock.at(clock.now() + timedelta(hours=1)):
        erasure.due_at = clock.now()
        carry_out(life, erasure, at=clock.now())
    for kind, arguments in ((jobs.WRITE, {"number": "0"}), (jobs.PACK, {})):
        steps = jobs.work(life.data, life.storage)[kind]
        with clock.at(clock.now() + timedelta(hours=2)):
            steps.keep(str(export.id), **arguments, made=steps.make(str(export.id), **arguments))  # type: ignore[union-attr]
    assert not (life.data / jobs.FOLDER).exists()


def test_it_can_be_read_by_the_owner_of_the_machine_only(life: Life) -> None:
    export = made(life)
    assert jobs.file_of(life.data, export.id).stat().st_mode & 0o077 == 0
    assert (life.data / jobs.FOLDER).stat().st_mode & 0o077 == 0


def test_the_system_has_no_data_of_its_own(unit: Session) -> None:
    with pytest.raises(Forbidden):
        operations.ask_for_file(Actor.system("test"), "en")


def test_the_worker_makes_it_from_the_first_step_to_the_last(database: Database, cast: Cast, tmp_path: Path) -> None:
    with database.transaction():
        export = operations.ask_for_file(cast.learner.actor, "en")
    worker = Worker(database, jobs.work(tmp_path, Storage(tmp_path / "files")))
    for _ in range(STEPS):
        worker.sweep()
    with database.transaction(read_only=True):
        shown = queries.own_data(cast.learner.actor).file
    assert shown is not None
    assert (shown.state, shown.export.done) == ("ready", STEPS)
    assert zipfile.is_zipfile(jobs.file_of(tmp_path, export.id))


def test_the_list_of_parts_is_the_houses(unit: Session) -> None:
    assert personal.parts() == PERSONAL_PARTS
