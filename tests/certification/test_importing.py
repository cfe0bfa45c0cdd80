"""Certifications from before: read from a list, judged, recorded with the days they were held and as what they are."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.queries.signed_in import actor_of
from lms.accounts.roles import Grant, Role
from lms.certification.models import Certification, CertificationImport, CertificationImportRow, Decision
from lms.certification.operations import granting, importing
from lms.certification.queries import decisions
from lms.certification.rules import Standing
from lms.certification.rules.history import columns_of, day_of, read_row, wrong_days
from lms.core import clock, db
from lms.core.errors import Forbidden, Refused
from lms.core.jobs import Work
from tests.cast import Cast, make_cast
from tests.factories.accounts import make_user
from tests.factories.certification import INTERMEDIATE, JUNIOR, a_test_result, eligible_for_junior, make_track

HEAD = "email,level,valid_from,valid_through,granted_on"
TODAY = date(2026, 11, 30)


@pytest.fixture
def people(unit: Session) -> Cast:
    del unit
    make_track()
    return make_cast()


def sent(people: Cast, *rows: str, head: str = HEAD) -> CertificationImport:
    return importing.upload(people.admin.actor, "before.csv", io.BytesIO("\n".join([head, *rows]).encode()))


def rows_of(made: CertificationImport) -> list[CertificationImportRow]:
    rows = select(CertificationImportRow).where(CertificationImportRow.import_id == made.id)
    return list(db.session().scalars(rows.order_by(CertificationImportRow.position)))


def recorded(people: Cast, made: CertificationImport) -> None:
    importing.begin(people.admin.actor, made.id)
    for work in db.session().scalars(select(Work).where(Work.kind == importing.APPLY)).all():
        importing.apply_batch(**work.arguments)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024/3/1", date(2024, 3, 1)),
        ("2024年3月1日", date(2024, 3, 1)),
        ("2024-03-01 00:00:00", date(2024, 3, 1)),
        ("2024-13-01", None),
        ("1.3.24", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        (["a@b.example", JUNIOR, "2023-01-01", "2024-12-31", ""], None),
        (["a@b.example", JUNIOR, "soon", "2024-12-31", ""], "is no day"),
        (["a@b.example", JUNIOR, "2023-01-01", "2022-12-31", ""], "ends before it begins"),
        (["a@b.example", JUNIOR, "2027-01-01", "2028-12-31", ""], "begins in the future"),
        (["a@b.example", JUNIOR, "2023-01-01", "2024-12-31", "2027-01-01"], "granted in the future"),
        (["a@b.example", JUNIOR, "2023-01-01", "2024-12-31", "x"], "is no day"),
    ],
)
def test_a_row_is_judged_by_its_days(cells: list[str], wrong: str | None) -> None:
    said = wrong_days(read_row(cells, columns_of(HEAD.split(","))), TODAY)
    assert (said is None) if wrong is None else (said is not None and wrong in said.render("en"))


def test_headings_are_understood_in_both_languages_and_any_order(people: Cast) -> None:
    made = sent(people, f"2023-01-01,2024-12-31,learner@acme.example,{JUNIOR}", head="生效日期,到期日期,邮箱,级别")
    assert [row.state for row in rows_of(made)] == ["ready"]
    with pytest.raises(Refused, match="valid_through"):
        sent(people, "x", head="email,level,valid_from")


def test_a_look_records_nothing_and_every_refused_row_has_its_reason(people: Cast) -> None:
    made = sent(
        people,
        f"learner@acme.example,{JUNIOR},2021-03-01,2023-02-28,",
        f"learner@acme.example,{JUNIOR},2023-02-28,2024-02-28,",
        f"nobody@acme.example,{JUNIOR},2021-03-01,2023-02-28,",
        "learner@acme.example,expert-engineer/master,2021-03-01,2023-02-28,",
        f"admin@academy.example,{JUNIOR},2021-03-01,2023-02-28,",
    )
    rows = rows_of(made)
    assert [row.state for row in rows] == ["ready", *["refused"] * 4]
    said = [row.problem["key"] for row in rows if row.problem]
    assert [words in key for words, key in zip(["already", "Nobody whom", "no level", "themselves"], said, strict=True)]
    assert db.session().scalars(select(Certification)).all() == []


def test_each_is_dated_twice_and_says_where_it_comes_from(people: Cast) -> None:
    made = sent(people, f"learner@acme.example,{JUNIOR},2021-03-01,2023-02-28,2021-02-26")
    before = clock.now()
    recorded(people, made)
    one = db.session().scalars(select(Certification)).one()
    assert (one.valid_from, one.granted_on, one.basis) == (date(2021, 3, 1), date(2021, 2, 26), "import")
    assert one.recorded_at >= before
    decision, differences = decisions.rerun(people.admin.actor, one.decision_id)
    assert (decision.outcome, differences) == ("imported", [])
    assert "before.csv" in str(decision.explanation)
    then = decisions.situation_of(people.learner.user_id, on=date(2022, 1, 1), known_by=clock.now())
    assert then.held[JUNIOR].standing is Standing.VALID
    believed = decisions.situation_of(
        people.learner.user_id, on=date(2022, 1, 1), known_by=datetime(2022, 1, 1, tzinfo=UTC)
    )
    assert believed.held == {}, "what was known then stays what was known then"


def test_what_is_valid_still_opens_the_next_level_and_is_renewed_like_any_other(people: Cast) -> None:
    today = clock.today()
    recorded(
        people, sent(people, f"learner@acme.example,{JUNIOR},{today.replace(year=today.year - 1, day=1)},{today},")
    )
    eligible_for_junior(people.learner.user_id)
    renewed = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert renewed is not None
    assert (renewed.period, renewed.basis) == (2, "decision")
    a_test_result(people.learner.user_id, 90, test="intermediate-test")
    assert granting.grant(people.admin.actor, people.learner.user_id, INTERMEDIATE) is not None


def test_an_older_period_recorded_later_is_not_the_newest(people: Cast) -> None:
    eligible_for_junior(people.learner.user_id)
    granted = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert granted is not None
    recorded(people, sent(people, f"learner@acme.example,{JUNIOR},2015-03-01,2017-02-28,"))
    held = decisions.situation_of(people.learner.user_id, on=clock.today(), known_by=clock.now()).held
    assert held[JUNIOR].certification_id == granted.id
    again = granting.grant(people.admin.actor, people.learner.user_id, JUNIOR)
    assert again is not None
    assert again.id == granted.id


def test_recording_twice_records_once_and_judges_anew(people: Cast) -> None:
    made = sent(people, f"learner@acme.example,{JUNIOR},2021-03-01,2023-02-28,")
    other = sent(people, f"learner@acme.example,{JUNIOR},2022-03-01,2024-02-29,")
    recorded(people, made)
    recorded(people, made)
    recorded(people, other)
    assert len(db.session().scalars(select(Certification)).all()) == 1
    assert [row.state for row in rows_of(other)] == ["refused"], "meanwhile the level is held at that time"
    assert len(db.session().scalars(select(Decision)).all()) == 1


def test_the_lists_reach_is_its_senders(people: Cast) -> None:
    with pytest.raises(Forbidden):
        importing.upload(people.trainer.actor, "before.csv", io.BytesIO(HEAD.encode()))
    south = actor_of(make_user(roles=(Grant(Role.ADMIN, region_id=people.south.id),)).id)
    text = f"{HEAD}\nlearner@acme.example,{JUNIOR},2021-03-01,2023-02-28,"
    made = importing.upload(south, "before.csv", io.BytesIO(text.encode()))
    assert [row.state for row in rows_of(made)] == ["refused"], "out of reach is said in the same words as unknown"
