"""All of a file or nothing of it: crashes in the middle, two at once, and what changed since it was shown."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lms.accounts import operations as accounts
from lms.accounts.events import UserCreated
from lms.accounts.importing import jobs, operations, queries
from lms.accounts.importing.models import ImportState, PersonImport
from lms.accounts.models import Employment, User
from lms.core import clock, events
from lms.core.audit import AuditEntry
from lms.core.db import Database
from lms.core.jobs import Worker
from lms.partners.operations import create_partner
from tests.cast import Cast, make_cast
from tests.concurrency import at_once
from tests.factories.accounts import make_user
from tests.factories.importing import (
    COMPANIES,
    a_company,
    a_person,
    applied,
    checked,
    csv_of,
    press,
    rows,
    seen,
    verdicts,
    work_off,
)
from tests.running import ROOT

MANY = [a_person("", f"Person {number}", f"p{number}@acme.example") for number in range(30)]


def imported(database: Database) -> int:
    with database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).where(User.email.like("p%@acme.example"))) or 0


def test_what_fails_in_the_middle_leaves_nothing_and_is_done_later(database: Database, cast: Cast) -> None:
    """A reaction that raises, after people and jobs are written: as near to the end as a failure can be."""
    import_id = checked(database, cast.admin.actor, csv_of(*MANY))

    def fail(_event: UserCreated) -> None:
        raise RuntimeError("the disk is full")

    events.connect({UserCreated: (fail,)})
    with database.transaction():
        operations.apply(cast.admin.actor, import_id)
    worker = Worker(database, jobs.JOBS)
    assert worker.sweep() == 0
    assert imported(database) == 0
    assert seen(database, import_id).state == ImportState.APPLYING
    events.connect({})
    with clock.at(clock.now() + timedelta(hours=1)):
        assert worker.sweep() == 1
    assert (imported(database), seen(database, import_id).state) == (30, ImportState.DONE)


def test_work_that_is_given_up_says_so_and_may_be_tried_again(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(*MANY))
    events.connect({UserCreated: (lambda _event: 1 / 0,)})  # type: ignore[arg-type, return-value]
    with database.transaction():
        operations.apply(cast.admin.actor, import_id)
    for hour in range(8):
        with clock.at(clock.now() + timedelta(hours=hour)):
            Worker(database, jobs.JOBS).sweep()
    with database.transaction(read_only=True):
        assert queries.progress_of(queries.import_seen(cast.admin.actor, import_id)).failed
    events.connect({})
    with database.transaction():
        operations.check_again(cast.admin.actor, import_id)
    work_off(database, import_id)
    assert (imported(database), seen(database, import_id).state) == (30, ImportState.DONE)


KILLED = """
import os, signal, sys
from lms.accounts.events import UserCreated
from lms.accounts.importing import jobs
from lms.core import events
from lms.core.db import Database
from lms.core.jobs import Worker

seen = []
def die(event):
    seen.append(event)
    if len(seen) == 20:
        os.kill(os.getpid(), signal.SIGKILL)

events.connect({UserCreated: (die,)})
Worker(Database(sys.argv[1]), jobs.JOBS).sweep()
"""


def test_a_worker_that_is_killed_in_the_middle_is_taken_over(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
    import_id = checked(fresh_database, cast.admin.actor, csv_of(*MANY))
    with fresh_database.transaction():
        operations.apply(cast.admin.actor, import_id)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, fresh_database.url.render_as_string(hide_password=False)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert imported(fresh_database) == 0
    assert Worker(fresh_database, jobs.JOBS).sweep(stale_after=timedelta(0)) == 1
    assert (imported(fresh_database), seen(fresh_database, import_id).state) == (30, ImportState.DONE)


def test_two_imports_of_the_same_people_at_once_make_them_once(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
    both = [checked(fresh_database, cast.admin.actor, csv_of(*MANY)) for _ in range(2)]
    at_once(*(lambda import_id=each: press(fresh_database, cast.admin.actor, import_id) for each in both))  # type: ignore[misc]
    assert imported(fresh_database) == 30
    assert sorted(seen(fresh_database, each).state for each in both) == [ImportState.DONE, ImportState.STALE]


def test_the_button_pressed_twice_at_once_imports_once(fresh_database: Database) -> None:
    with fresh_database.transaction():
        cast = make_cast()
    import_id = checked(fresh_database, cast.admin.actor, csv_of(*MANY))
    at_once(*[lambda: press(fresh_database, cast.admin.actor, import_id)] * 2)
    with fresh_database.transaction(read_only=True) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.deed == "import.applied")) == 1
    assert imported(fresh_database) == 30


def test_somebody_who_took_an_address_meanwhile_refuses_the_whole(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(*MANY))
    with database.transaction():
        make_user("p7@acme.example", name_latin="Faster")
    press(database, cast.admin.actor, import_id)
    made = seen(database, import_id)
    assert (made.state, imported(database)) == (ImportState.STALE, 1)
    assert made.problem is not None
    assert "Nothing was imported" in made.problem["key"]


def test_after_a_second_check_it_is_imported(database: Database, cast: Cast) -> None:
    import_id = checked(database, cast.admin.actor, csv_of(*MANY))
    with database.transaction():
        make_user("p7@acme.example", name_latin="Faster", works_for=cast.acme)
    press(database, cast.admin.actor, import_id)
    with database.transaction():
        operations.check_again(cast.admin.actor, import_id)
    work_off(database, import_id)
    assert seen(database, import_id).counts["changed"] == 1
    press(database, cast.admin.actor, import_id)
    assert (seen(database, import_id).state, imported(database)) == (ImportState.DONE, 30)


@pytest.mark.parametrize("deed", ["moved", "closed", "renamed"])
def test_somebody_who_was_changed_meanwhile_refuses_the_whole(deed: str, database: Database, cast: Cast) -> None:
    content = csv_of(*MANY, a_person("欧阳娜", "", "learner@acme.example", job="Presales"))
    import_id = checked(database, cast.admin.actor, content)
    with database.transaction():
        admin, learner = cast.admin.actor, cast.learner.user_id
        if deed == "moved":
            accounts.move(admin, learner, cast.other.id, starts_on=date(2026, 1, 1))
        elif deed == "closed":
            accounts.close_account(admin, learner, reason="left")
        else:
            accounts.rename_user(admin, learner, name_zh="欧阳", name_latin="", reason="typo")
    press(database, cast.admin.actor, import_id)
    assert (seen(database, import_id).state, imported(database)) == (ImportState.STALE, 0)


def test_a_company_that_was_made_meanwhile_refuses_the_whole(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_company("NEW", "新公司", region="north"), a_person("", "P", "p1@acme.example", "", "NEW"), headers=COMPANIES
    )
    import_id = checked(database, cast.admin.actor, content)
    with database.transaction():
        create_partner(cast.admin.actor, "NEW", region_id=cast.north.id, name_zh="新公司")
    press(database, cast.admin.actor, import_id)
    assert (seen(database, import_id).state, imported(database)) == (ImportState.STALE, 0)


def test_a_company_without_people_that_was_made_meanwhile_refuses_too(database: Database, cast: Cast) -> None:
    import_id = checked(
        database, cast.admin.actor, csv_of(a_company("NEW", "新公司", region="north"), headers=COMPANIES)
    )
    with database.transaction():
        create_partner(cast.admin.actor, "NEW", region_id=cast.north.id, name_zh="新公司")
    press(database, cast.admin.actor, import_id)
    assert seen(database, import_id).state == ImportState.STALE


def test_companies_in_a_circle_and_below_refused_ones_are_refused(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_company("A", "甲", parent="B"),
        a_company("B", "乙", parent="A"),
        a_company("C", "丙", parent="C"),
        a_company("D", "丁", parent="A"),
        a_company("no code", "戊", region="north"),
        a_company("F", region="north"),
        a_company("G", "庚"),
        a_company("H", "辛", region="north", tier="none"),
        headers=COMPANIES,
    )
    import_id = checked(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["refused"] * 8


def test_a_very_long_line_of_companies_is_cut_and_does_not_keep_the_worker(database: Database, cast: Cast) -> None:
    line = [a_company(f"L{number}", "公司", parent=f"L{number + 1}") for number in range(500)]
    content = csv_of(*line, a_company("L500", "总", region="north"), headers=COMPANIES)
    import_id = applied(database, cast.admin.actor, content)
    assert seen(database, import_id).counts == {"company": 21, "companies": 21, "refused": 480}


def test_an_undecided_row_that_is_decided_does_what_was_said(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_person("欧阳娜娜", "", "nana@private.example", job="Presales"), a_person("欧阳娜娜", "", "other@acme.example")
    )
    import_id = checked(database, cast.admin.actor, content)
    assert verdicts(database, import_id) == ["undecided", "undecided"]
    first, second = rows(database, import_id).values()
    with database.transaction():
        operations.decide(cast.admin.actor, import_id, {first.id: str(cast.learner.user_id), second.id: "new"})
    assert verdicts(database, import_id) == ["changed", "new"]
    press(database, cast.admin.actor, import_id)
    with database.transaction(read_only=True) as session:
        learner = session.get_one(User, cast.learner.user_id)
        assert learner.email == "learner@acme.example"  # what lets her in is not changed by a file
        assert session.scalar(select(func.count()).where(User.email == "other@acme.example")) == 1
        jobs_of_learner = (
            select(Employment.job).where(Employment.user_id == learner.id).order_by(Employment.recorded_at)
        )
        assert session.scalars(jobs_of_learner).all() == ["", "Presales"]


def test_one_person_is_not_chosen_for_two_rows(database: Database, cast: Cast) -> None:
    content = csv_of(
        a_person("欧阳娜娜", "", "a@private.example"), a_person("", "", "learner@acme.example", job="Presales")
    )
    import_id = checked(database, cast.admin.actor, content)
    first, _second = rows(database, import_id).values()
    with database.transaction():
        operations.decide(cast.admin.actor, import_id, {first.id: str(cast.learner.user_id)})
    assert verdicts(database, import_id) == ["refused", "changed"]
    press(database, cast.admin.actor, import_id)
    assert seen(database, import_id).state == ImportState.DONE


def test_work_of_an_earlier_reading_does_nothing(database: Database, cast: Cast) -> None:
    """The file is read anew while the rows of the first reading are still being checked."""
    import_id = checked(database, cast.admin.actor, csv_of(*MANY))
    with database.transaction() as session:
        made = session.get_one(PersonImport, import_id)
        jobs.begin(made, jobs.CHECK, after=0)
        made.state = ImportState.CHECKED
        operations.check_again(cast.admin.actor, import_id)
    Worker(database, jobs.JOBS).sweep()
    work_off(database, import_id)
    assert verdicts(database, import_id) == ["new"] * 30
    assert (seen(database, import_id).run, seen(database, import_id).state) == (2, ImportState.CHECKED)
