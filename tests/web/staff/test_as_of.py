"""Pages as of a day: the list of holders, its file, and a person; what later was recorded, what is out of reach, what is typed wrongly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.certification.operations import granting
from lms.core import clock
from lms.core.db import Database
from tests.cast import Cast
from tests.factories.certification import JUNIOR, eligible_for_junior, make_track

ClientOf = Callable[[str], FlaskClient]
ADMIN, MANAGER, OTHER_MANAGER = "admin@academy.example", "manager@acme.example", "manager@other.example"
AS_OF = "/staff/certifications/as-of"


@pytest.fixture
def granted(database: Database, cast: Cast) -> Cast:
    """Acme's learner holds junior since twenty days ago."""
    with database.transaction(), clock.at(clock.now() - timedelta(days=20)):
        make_track()
        eligible_for_junior(cast.learner.user_id)
        granting.grant(cast.admin.actor, cast.learner.user_id, JUNIOR)
    return cast


def ago(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def test_the_holders_of_a_day_by_what_is_known_now_and_by_what_was_believed_then(
    granted: Cast, client_of: ClientOf
) -> None:
    browser = client_of(ADMIN)
    today = browser.get(AS_OF).text
    assert ("Ouyang Nana" in today, "As is known today" in today) == (True, True)
    assert "Nobody held anything that day" in browser.get(f"{AS_OF}?on={ago(21)}").text
    assert "Nobody held anything that day" not in browser.get(f"{AS_OF}?on={ago(20)}").text
    before = browser.get(f"{AS_OF}?on={ago(1)}&known_by={ago(30)}").text
    assert "As it was believed on" in before
    assert "Ouyang Nana" not in before
    assert "<strong>1</strong>" in before, "what is known now is told beside it"


def test_the_file_says_its_day_and_what_was_known_in_each_line(granted: Cast, client_of: ClientOf) -> None:
    lines = client_of(ADMIN).get(f"{AS_OF}/export.csv?on={ago(3)}&known_by={ago(2)}").text.splitlines()
    assert lines[0].endswith(
        "as_of,known_by,name_zh,name_latin,email,partner,company_zh,company_latin,level,valid_from,valid_through"
    )
    assert len(lines) == 2
    assert lines[1].startswith(f"{ago(3)},")
    assert JUNIOR in lines[1]


@pytest.mark.parametrize("wrong", ["2026-02-30", "yesterday", "9999-12-31", "'", "", "2026-06-30T00:00"])
def test_a_day_that_is_none_or_to_come_is_today(granted: Cast, client_of: ClientOf, wrong: str) -> None:
    page = client_of(ADMIN).get(AS_OF, query_string={"on": wrong, "known_by": wrong})
    assert page.status_code == 200
    assert "Ouyang Nana" in page.text


def test_a_person_as_of_a_day_with_the_story_until_then(granted: Cast, client_of: ClientOf) -> None:
    browser, here = client_of(ADMIN), f"/staff/people/{granted.learner.user_id}/as-of"
    now = browser.get(here).text
    for words in ("Junior Engineer granted", "Online test: ", "84 of 100", "Worked for Acme"):
        assert words in now, words
    before = browser.get(f"{here}?on={ago(21)}").text
    assert "No level was held, then or before." in before
    assert "Nothing was on record." in before
    assert "As of a day" in browser.get(f"/staff/people/{granted.learner.user_id}").text


def test_a_manager_sees_what_their_people_held_and_no_score_and_never_anothers(
    granted: Cast, client_of: ClientOf
) -> None:
    here = f"/manager/people/{granted.learner.user_id}/as-of"
    seen = client_of(MANAGER).get(here).text
    assert "Junior Engineer granted" in seen
    assert "of 100" not in seen, "evidence is for those who decide on it"
    assert client_of(OTHER_MANAGER).get(here).status_code == 404
