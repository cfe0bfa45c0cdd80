"""The pages: a campaign from the plan to the result without a script; refused with a reason, what was typed kept; bounded statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core import clock, db
from lms.core.db import Database
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from tests.cast import Cast
from tests.counting import statements
from tests.factories.accounts import make_user
from tests.factories.certification import JUNIOR
from tests.factories.credentials import grant_junior
from tests.factories.spotchecks import call, check_of, holders, running
from tests.web.reading import main_of

Browser = Callable[[str], FlaskClient]
ADMIN, EXAMINER = "admin@academy.example", "examiner@academy.example"
LEARNER, MANAGER = "learner@acme.example", "manager@acme.example"
CAMPAIGNS = "/staff/spot-checks/campaigns"
PLAN = {
    "name_en": "Autumn calls",
    "levels": JUNIOR,
    "region": "",
    "unchecked_months": "6",
    "size": "5",
    "call_from": "0",
    "call_until": "24",
    "weekends": "y",
    "tries": "3",
    "pause_hours": "0",
    "questions": "2",
    "pass_mark": "70",
    "after_failed": "propose",
}


@pytest.fixture
def drawn(database: Database, cast: Cast) -> str:
    """The address of the check of Acme's learner."""
    with database.transaction():
        check = check_of(running(cast, cast.learner.user_id, questions=2), cast.learner.user_id)
        return f"/staff/spot-checks/checks/{check.id}"


def test_from_the_plan_to_the_result_without_a_script(database: Database, cast: Cast, client_of: Browser) -> None:
    with database.transaction():
        holders(cast, cast.learner.user_id)
        grant_junior(cast, cast.manager.user_id)
    admin, examiner = client_of(ADMIN), client_of(EXAMINER)
    days = {"starts_on": clock.today().isoformat(), "ends_on": (clock.today() + timedelta(days=9)).isoformat()}
    wrong = admin.post(f"{CAMPAIGNS}/new", data={**PLAN, **days, "size": "0"})
    assert (wrong.status_code, 'value="Autumn calls"' in wrong.text) == (422, True), "what was typed is kept"
    page = admin.post(f"{CAMPAIGNS}/new", data=PLAN | days)
    draft = main_of(admin.get(page.location).text)
    assert "1 can be drawn" in draft
    assert "No telephone number" in draft
    assert "Wang Lei" in draft, "who is left out is named"
    admin.post(f"{page.location}/draw")
    shown = main_of(admin.get(page.location).text)
    assert "Draw again: same" in shown
    assert "Frame: unchanged" in shown
    with database.transaction(read_only=True):
        campaign, check = (
            db.session().scalars(select(SpotCampaign)).one(),
            db.session().scalars(select(SpotCheck)).one(),
        )
        assert campaign.seed in shown
        assert campaign.frame_hash in shown
    assert "Ouyang Nana" in main_of(admin.get(f"{page.location}/people?reason=in").text)
    frame = admin.get(f"{page.location}/frame.csv").text
    assert str(cast.learner.user_id) in frame
    assert "Ouyang" not in frame, "ids, never names"
    assert admin.post(f"{page.location}/draw").status_code == 409
    url = f"/staff/spot-checks/checks/{check.id}"
    assert "tel:" not in examiner.get(url).text, "the number is for who has taken the call"
    examiner.post(f"{url}/take")
    assert "tel:+49171" in examiner.get(url).text
    examiner.post(f"{url}/confirm")
    for number in ("1", "2"):
        answer = examiner.post(f"{url}/mark", data={"number": number, "mark": "0", "sequence": number})
        assert answer.location.endswith(f"#q{number}")
    examiner.post(f"{url}/undo")
    unfinished = examiner.post(f"{url}/finish", data={"note": "Bad line"})
    assert unfinished.status_code == 422
    assert "These questions have no mark yet: 2." in unfinished.text
    assert "Bad line</textarea>" in unfinished.text
    examiner.post(f"{url}/mark", data={"number": "2", "mark": "1", "sequence": "3"})
    examiner.post(f"{url}/finish", data={"note": "Bad line"})
    assert "25 %" in main_of(examiner.get("/staff/spot-checks/results").text)
    own = main_of(client_of(LEARNER).get(f"/spot-checks/{check.id}").text)
    assert "Not passed" in own
    assert "Stem of q" in own
    assert "Option right" not in own, "what would have been right is not shown"
    assert "25 %" in main_of(client_of(MANAGER).get("/manager/spot-checks").text)
    assert "Ouyang" not in client_of("manager@other.example").get("/manager/spot-checks").text
    assert "1 failed check proposes something" in main_of(admin.get("/staff/").text)


def test_a_script_marks_and_is_told_what_went_wrong(drawn: str, client_of: Browser) -> None:
    examiner, json = client_of(EXAMINER), {"Accept": "application/json"}
    examiner.post(f"{drawn}/take")
    early = examiner.post(f"{drawn}/mark", data={"number": "1", "mark": "2", "sequence": "1"}, headers=json)
    assert (early.status_code, "who is on the line" in early.json["error"]) == (409, True)
    examiner.post(f"{drawn}/confirm")
    kept = examiner.post(f"{drawn}/mark", data={"number": "1", "mark": "2", "sequence": "1"}, headers=json)
    assert (kept.status_code, kept.json) == (200, {"sequence": 1})
    wrong = examiner.post(f"{drawn}/mark", data={"number": "1", "mark": "7", "sequence": "2"}, headers=json)
    assert wrong.status_code == 422
    assert examiner.post(f"{drawn}/note", data={"note": "So far"}, headers=json).json == {"kept": True}
    assert "So far</textarea>" in examiner.get(drawn).text
    assert examiner.post(f"{drawn}/note", data={"note": "x" * 2001}, headers=json).status_code == 422


def test_a_call_back_at_night_is_refused_and_what_was_typed_stays(
    database: Database, cast: Cast, client_of: Browser
) -> None:
    with database.transaction():
        campaign = running(cast, cast.learner.user_id, call_until=23)
        check = check_of(campaign, cast.learner.user_id)
        check.due_at = clock.now() - timedelta(days=1)
    examiner, url = client_of(EXAMINER), f"/staff/spot-checks/checks/{check.id}"
    with clock.at(clock.start_of(clock.today()) + timedelta(hours=11)):
        examiner.post(f"{url}/take")
        at = f"{clock.today() + timedelta(days=1)}T23:30"
        answer = examiner.post(f"{url}/log", data={"outcome": "call_back", "call_back": at, "call_note": "In a shift"})
    assert answer.status_code == 422
    assert "It is 23:30 where they are" in answer.text
    assert f'value="{at}"' in answer.text
    assert 'value="In a shift"' in answer.text


def test_who_comes_second_is_told_who_has_the_call(
    database: Database, cast: Cast, client_of: Browser, drawn: str
) -> None:
    client_of(EXAMINER).post(f"{drawn}/take")
    second = client_of(ADMIN).post(f"{drawn}/take")
    assert second.status_code == 409
    assert "Sun Li is calling this person now." in second.text


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/staff/spot-checks?when=now", 14),
        ("/staff/spot-checks/results", 14),
        ("/staff/spot-checks/scores", 14),
        (CAMPAIGNS, 12),
        ("/staff/cards/proposals", 12),
    ],
)
def test_a_page_asks_as_little_with_ten_people_as_with_one(
    database: Database, cast: Cast, client_of: Browser, path: str, most: int
) -> None:
    admin = client_of(ADMIN)

    def asked() -> int:
        admin.get(path)
        with statements(database) as seen:
            assert admin.get(path).status_code == 200
        return len(seen)

    def more(people: int) -> None:
        with database.transaction():
            someone = [make_user(works_for=cast.acme).id for _ in range(2 * people)]
            campaign = running(cast, *someone, after_failed="propose")
            for one in someone[:people]:
                call(cast.examiner.actor, check_of(campaign, one), 0)

    more(1)
    few = asked()
    more(4)
    assert asked() == few <= most
