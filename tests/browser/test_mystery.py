"""A mystery check in real browsers: planned at a desk, made on a phone without a line, reviewed, disputed and decided; then it counts
towards a level.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from lms.certification.models import Evidence
from lms.certification.queries.evidence import facts_of
from lms.certification.requirements import registry
from lms.certification.rules import State
from lms.core import clock, db
from lms.core.jobs import Work
from lms.fieldchecks.mystery.models import MysteryAnswer, MysteryPhoto, MysteryVisit
from lms.fieldchecks.mystery.operations import counting
from tests.browser.field import HAS_KEPT_PAGES, opens_without_a_line
from tests.browser.looking import DESK, PHONE, of_the_page
from tests.browser.sitting import Place, let_in, serving
from tests.certification.stories import AROUND
from tests.factories.assessment import a_bank, a_section, a_test, single
from tests.factories.mystery import a_photo, a_programme

pytestmark = pytest.mark.browser
ADMIN, INSPECTOR, MANAGER = "admin@academy.example", "inspector@academy.example", "manager@acme.example"
ASKS = {"mystery_check": {"score": 60, "branch": "own", "within": "P12M"}}


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An academy with a checklist."""
    with serving(tmp_path_factory.mktemp("mystery"), a_bank(single("q")), a_test(a_section(draw=1))) as served:
        with served.app.database.transaction():
            a_programme(pass_mark=60)
        yield served


def plan(page: Page, place: Place) -> str:
    """Plan a visit to Acme and give it to the inspector; returns the visit's address for its inspector."""
    page.goto(f"{place.address}/staff/mystery/plans/new")
    page.fill("[name=title]", "Autumn")
    page.fill("[name=closes_on]", (clock.today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Make the plan").click()
    page.fill("[name=company]", "ACME")
    page.get_by_role("button", name="Add the place").click()
    expect(page.get_by_text("The place is in the plan.")).to_be_visible()
    page.get_by_role("row", name="Acme Systems").get_by_role("link").click()
    page.get_by_label("Zheng Kai").check()
    page.get_by_role("button", name="Give them the visit").click()
    expect(page.get_by_text("Done. The inspector is told.")).to_be_visible()
    with place.app.database.transaction(read_only=True):
        return f"{place.address}/staff/visits/{db.session().scalars(select(MysteryVisit.id)).one()}"


def visit(page: Page, here: str, photo: Path) -> None:
    """Make it: the line goes after the first answer, the phone loads the page again without it, and it is back after the hand-in."""
    page.goto(here)
    page.get_by_role("button", name="Open the form").click()
    expect(page.locator("[data-section-words]")).to_have_text("Section 1 of 3")
    assert of_the_page(page) == []
    page.locator("[data-item=greeted]").get_by_label("no", exact=True).check()
    expect(page.locator("[data-kept-text]")).to_have_text("Saved")
    opens_without_a_line(page)
    page.context.set_offline(offline=True)
    page.locator("[data-item=asked] label", has_text="3").click()
    page.locator("[data-item=offered]").get_by_label("no", exact=True).check()
    expect(page.locator("[data-kept-text]")).to_have_text("Kept on this phone")
    page.reload()
    for item, value in {"greeted": "no", "offered": "no"}.items():
        expect(page.locator(f"[data-item={item}]").get_by_label(value, exact=True)).to_be_checked()
    expect(page.locator("[data-item=asked] input[value='3']")).to_be_checked()
    expect(page.locator("[data-kept-text]")).to_have_text("Kept on this phone")
    page.get_by_role("button", name="Next").click()
    page.locator("[data-item=plate]").get_by_label("green").check()
    page.locator("[data-item=price]").get_by_label("yes", exact=True).check()
    page.locator("[data-item=front] [data-photo]").set_input_files(photo)
    expect(page.locator("[data-item=front] [data-waiting]")).to_have_count(1)
    expect(page.locator("[data-item=what]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-item=front] [data-waiting]")).to_have_count(1)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("[data-line]")).to_have_text("Waits for a line, then it is handed in once.")
    page.context.set_offline(offline=False)
    expect(page.get_by_text("Handed in. A reviewer reads it now.")).to_be_visible(timeout=20_000)


def test_from_a_plan_over_an_offline_visit_to_a_level(browser: Browser, academy: Place, tmp_path: Path) -> None:
    photo = tmp_path / "front.jpg"
    photo.write_bytes(a_photo(gps=True).getvalue())
    with (
        let_in(browser, academy, academy.cast[ADMIN], width=DESK) as desk,
        let_in(browser, academy, academy.cast[INSPECTOR], width=PHONE) as phone,
    ):
        here = plan(desk, academy)
        visit(phone, here, photo)
        phone.context.clear_cookies()
        phone.goto(here)
        expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
        phone.wait_for_function(f"async () => !({HAS_KEPT_PAGES})")
        with academy.app.database.transaction(read_only=True) as session:
            assert session.scalars(select(MysteryVisit.score)).one() == 700
            assert len(session.scalars(select(MysteryAnswer)).all()) == 5
            assert session.scalars(select(MysteryPhoto.latitude)).all() == [None]
        desk.goto(here.replace("/staff/visits/", "/staff/mystery/review/"))
        desk.get_by_role("button", name="Accept").click()
        expect(desk.get_by_text("Done. Whoever waited for it is told.")).to_be_visible()
        with let_in(browser, academy, academy.cast[MANAGER], width=PHONE) as manager:
            manager.goto(here.replace("/staff/visits/", "/manager/mystery/"))
            manager.select_option("[name=item]", "greeted")
            manager.fill("[name=words]", "He was with a customer.")
            manager.get_by_role("button", name="Send").click()
            expect(manager.get_by_text("Sent. A reviewer answers")).to_be_visible()
            assert "Zheng" not in manager.content()
            desk.reload()
            desk.get_by_label("Answer").fill("The photo shows it.")
            desk.get_by_role("button", name="Uphold: strike the item").click()
            manager.reload()
            expect(manager.get_by_text("The photo shows it.")).to_be_visible()
            expect(manager.locator(".stat .val")).to_contain_text("87.5")
    assert state_in(academy, 14) is State.NOT_MET
    assert state_in(academy, 15) is State.MET


def state_in(place: Place, days: int) -> State:
    """How a level's condition on mystery checks stands for Acme's learner so many days from now, once the worker has passed."""
    with place.app.database.transaction(), clock.at(clock.now() + timedelta(days=days)):
        counting.close_due()
        for row in db.session().scalars(select(Work).where(Work.kind == counting.COUNT)).all():
            counting.count(**row.arguments)
        learner = place.cast.learner.user_id
        facts = facts_of(learner, on=clock.today(), known_by=clock.now())
        assert len(facts) == len(db.session().scalars(select(Evidence).where(Evidence.user_id == learner)).all())
        return registry.read(ASKS, AROUND).look(facts, clock.today(), AROUND).state
