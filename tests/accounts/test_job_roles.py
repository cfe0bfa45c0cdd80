"""The kind of work that a job is: it goes along with the job, and stands in files under either language's word."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from lms.accounts import operations, queries
from lms.accounts.importing import rows
from lms.accounts.importing.columns import Field, guess
from lms.accounts.job_roles import clean_job_role
from lms.accounts.models import Employment
from lms.core import clock
from lms.core.db import Database
from lms.core.errors import Refused
from tests.cast import Cast
from tests.factories.importing import HEADERS, a_person, applied, csv_of


@pytest.mark.parametrize("text", ["field_engineer", "Field Engineer", " FIELD  engineer ", "现场工程师"])
def test_it_is_known_by_key_and_by_word(text: str) -> None:
    assert clean_job_role(text) == "field_engineer"


def test_another_word_is_refused_and_nothing_is_nothing() -> None:
    assert clean_job_role("  ") == ""
    with pytest.raises(Refused):
        clean_job_role("astronaut")


def test_it_goes_along_until_it_is_said_otherwise(unit: Session, cast: Cast) -> None:
    def now() -> Employment:
        found = queries.employment_on(cast.learner.user_id, clock.today())
        assert found is not None
        return found

    admin = cast.admin.actor
    operations.retitle(admin, now().id, title="Engineer", job_role="field_engineer")
    operations.move(admin, cast.learner.user_id, cast.other.id, starts_on=clock.today())
    assert now().job_role == "field_engineer"
    operations.retitle(admin, now().id, title="Lead engineer")
    assert (now().job, now().job_role) == ("Lead engineer", "field_engineer")
    operations.leave(admin, now().id, ends_on=clock.today())
    assert now().job_role == "field_engineer"
    operations.retitle(admin, now().id, title="Lead engineer", job_role="management")
    assert now().job_role == "management"


@pytest.mark.parametrize("heading", ["Kind of work", "job_role", "工作类别", "岗位类别"])
def test_a_column_of_a_file_says_it(heading: str) -> None:
    assert guess(["姓名", heading]) == {0: Field.NAME_ZH, 1: Field.JOB_ROLE}
    assert rows.read_person({Field.NAME_ZH: "王伟", Field.JOB_ROLE: "销售"}).job_role == "sales"
    wrong = rows.read_person({Field.NAME_ZH: "王伟", Field.JOB_ROLE: "pilot"})
    assert (wrong.job_role, len(wrong.problems)) == ("", 1)


def test_a_file_records_it_and_a_row_that_says_nothing_leaves_it(database: Database, cast: Cast) -> None:
    headers = (*HEADERS, "Kind of work")
    admin = cast.admin.actor
    applied(database, admin, csv_of([*a_person("", "", "learner@acme.example"), "Sales"], headers=headers))
    applied(database, admin, csv_of(a_person("", "", "learner@acme.example", job="Presales")))
    with database.transaction(read_only=True):
        found = queries.employment_on(cast.learner.user_id, clock.today())
        assert found is not None
        assert (found.job, found.job_role) == ("Presales", "sales")
