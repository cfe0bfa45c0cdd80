"""Every page in a real browser as the person it is for: right status and language, clean console, nothing for axe, no sideways
scroll, nothing too small for a thumb.
"""

from __future__ import annotations

import pytest

from tests.browser.looking import DESK, PHONE
from tests.browser.pages import PAGES, Page
from tests.browser.visiting import LOOKS, Visitor

pytestmark = pytest.mark.browser
EVERY_DAY = {
    (PHONE, "zh_Hans", "dark"),
    (DESK, "en", "light"),
}  # each width, language and theme once; the others are long


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize(
    "look",
    [
        pytest.param(look, marks=() if look in EVERY_DAY else pytest.mark.long, id=".".join(map(str, look)))
        for look in LOOKS
    ],
)
def test_nothing_is_wrong_with_the_page(visitor: Visitor, page: Page, look: tuple[int, str, str]) -> None:
    assert visitor.findings(page, look) == []
