"""The pages of online tests for those who write them: the list, the analysis, the files, and the work in the background."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.assessment import jobs as assessment_jobs
from lms.assessment import operations
from lms.assessment.models import AttemptItem, KeptAnalysis
from lms.assessment.operations.analysing import ANALYSE
from lms.assessment.queries import analysis as analysing
from lms.core import clock, db
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.assessment import RIGHT, WRONG, a_bank, a_section, a_test, publish, single

Browser = Callable[[str], FlaskClient]
TRAINER = "trainer@academy.example"
TEST = "/staff/tests/fixed"
PATH = f"{TEST}/analysis"


@pytest.fixture
def taken(database: Database, cast: object) -> Callable[[int], None]:
    """Have so many people take a test of three fixed questions: the first everybody knows, the last has the wrong key."""
    keys = ["easy", "usual", "miskeyed"]
    with database.transaction():
        publish(
            a_bank(*[single(key) for key in keys], key="fixed-bank"),
            a_test({**a_section(bank="fixed-bank"), "questions": keys}, key="fixed"),
        )

    def take(people: int) -> None:
        for number in range(people):
            with database.transaction():
                actor = accounts.actor_of(make_user().id)
                attempt_id = operations.start(actor, "fixed")
                able = number % 2 == 0
                for position, knows in enumerate((True, able, not able), 1):
                    chosen = RIGHT if knows else WRONG
                    operations.save_response(actor, attempt_id, position, {"chosen": [chosen]}, 1)
                operations.hand_in(actor, attempt_id)

    return take


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Even twenty attempts are many."""
    monkeypatch.setattr(analysing, "LIVE_AT_MOST", 10)
    return


def test_a_trainer_finds_the_tests_and_how_they_went(client_of: Browser, taken: Callable[[int], None]) -> None:
    taken(4)
    page = client_of(TRAINER).get("/staff/tests?q=JUNIOR").text
    assert f'href="{TEST}"' in page
    assert PATH in client_of(TRAINER).get(TEST).text
    assert "50 %" not in page  # nobody reached 70 per cent
    assert "0 %" in page
    assert "No test found" in client_of(TRAINER).get("/staff/tests?q=zzz").text
    assert TEST not in client_of(TRAINER).get("/staff/tests?purpose=practice").text


def test_too_few_attempts_are_too_few(client_of: Browser, taken: Callable[[int], None]) -> None:
    taken(3)
    page = client_of(TRAINER).get(PATH).text
    assert "Too few attempts" in page
    assert "3 attempts are finished" in page


def test_the_question_with_the_wrong_key_stands_first(client_of: Browser, taken: Callable[[int], None]) -> None:
    taken(20)
    page = client_of(TRAINER).get(PATH).text
    first, second = page.index("Stem of miskeyed"), page.index("Stem of easy")
    assert first < second
    assert "Look at the key first" in page
    assert "Nearly everybody gets it right" in page
    assert "Option right of miskeyed" in page


def test_the_file_has_every_figure(client_of: Browser, taken: Callable[[int], None]) -> None:
    taken(20)
    answer = client_of(TRAINER).get(f"{PATH}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0]["question"] == "miskeyed"
    assert {row["question"]: row["facility"] for row in rows} == {"miskeyed": "50.0", "usual": "50.0", "easy": "100.0"}
    assert rows[0]["guess"] == "25.0"


def test_many_attempts_are_left_to_the_worker(
    client_of: Browser, taken: Callable[[int], None], database: Database, large: None
) -> None:
    taken(20)
    client = client_of(TRAINER)
    assert "Not worked out yet" in client.get(PATH).text
    for _ in range(2):
        assert client.post(PATH).status_code == 303
    assert "It is being worked out" in client.get(PATH).text
    with database.transaction():
        work = db.session().scalars(select(Work).where(Work.kind == ANALYSE)).one()
    assert Worker(database, {ANALYSE: assessment_jobs.ANALYSE}).perform(work.id)
    page = client.get(PATH).text
    assert "Look at the key first" in page
    assert "Work it out anew" in page
    with database.transaction():
        assert db.session().scalars(select(KeptAnalysis)).one().figures is not None


def test_the_page_of_a_version_that_is_not_there_is_not_there(client_of: Browser, taken: Callable[[int], None]) -> None:
    client = client_of(TRAINER)
    assert client.get(f"{PATH}?version=9").status_code == 404
    assert client.get("/staff/tests/nowhere/analysis").status_code == 404


def test_nobodys_name_is_in_it(client_of: Browser, taken: Callable[[int], None], database: Database) -> None:
    taken(20)
    page = client_of(TRAINER).get(PATH).text + client_of(TRAINER).get(f"{PATH}.csv").text
    assert "@somewhere.example" not in page
    assert "Person" not in page


def test_both_pages_ask_as_much_for_many_as_for_few(
    client_of: Browser, taken: Callable[[int], None], database: Database
) -> None:
    client = client_of(TRAINER)

    def asked(path: str) -> int:
        client.get(path)
        with statements(database) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    taken(20)
    few = [asked("/staff/tests"), asked(PATH)]
    taken(20)
    assert [asked("/staff/tests"), asked(PATH)] == few


def test_what_is_kept_says_when_it_was_made(
    client_of: Browser, taken: Callable[[int], None], database: Database, large: None
) -> None:
    taken(20)
    client_of(TRAINER).post(PATH)
    with database.transaction():
        kept = db.session().scalars(select(KeptAnalysis)).one()
        assert kept.is_awaited
        kept.made_at = kept.asked_at + timedelta(seconds=1)
        assert not kept.is_awaited
        assert kept.asked_at <= clock.now()
        assert db.session().scalar(select(AttemptItem.position).limit(1)) is not None
