"""The partner manager's home on a phone: the answer is the first thing one sees, and one tap leads to who counts and to what if."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from lms.compliance.operations.judging import judge_companies
from tests.browser.looking import PHONE
from tests.browser.sitting import Place, let_in, serving
from tests.factories.assessment import a_bank, a_section, a_test, single
from tests.factories.certification import make_track
from tests.factories.standing import ONE_LEADS, a_rule, give_tier
from tests.factories.team import certify

pytestmark = pytest.mark.browser
HEIGHT = 844
"""What a phone of this width shows at once."""


@pytest.fixture(scope="module")
def academy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An academy in which Acme meets silver by Nana alone."""
    with serving(tmp_path_factory.mktemp("standing"), a_bank(single("q")), a_test(a_section(draw=1))) as served:
        with served.app.database.transaction():
            make_track()
            a_rule("silver", **ONE_LEADS)
            give_tier(served.cast.acme, "silver")
            certify(served.cast.learner.user_id)
            judge_companies([served.cast.acme.id])
        yield served


def test_the_answer_is_seen_first_and_what_if_is_a_tap_away(academy: Place, browser: Browser) -> None:
    with let_in(browser, academy, academy.cast.manager) as page:
        page.goto(f"{academy.address}/manager/")
        answer = page.get_by_role("heading", level=1)
        expect(answer).to_have_text("Silver: everything asked is there")
        box = answer.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < HEIGHT / 2
        page.get_by_role("link", name="Who counts, and who is nearest").click()
        expect(page.get_by_role("heading", name="Who fills which role")).to_be_visible()
        page.get_by_label("Person").fill("Ouyang")
        page.get_by_role("button", name="Show").first.click()
        expect(page.get_by_text("Silver: at risk until").last).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
