"""What tests of a learner's pages share: the online test ``junior`` on a moved clock, and a browser in which Acme's learner is signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.app import Academy
from tests.cast import Cast
from tests.factories.assessment import a_bank, a_section, a_test, publish, ten_questions
from tests.web.learner.taking import after


@pytest.fixture
def junior(cast: Cast, app: Academy) -> None:
    """The test ``junior``: six questions in thirty minutes, three attempts, a day between two."""
    del cast
    with after(-timedelta(days=1)), app.database.transaction():
        publish(
            a_bank(*ten_questions()),
            a_test(
                a_section("gateways", draw=4, categories=["gateways"]),
                a_section("services", draw=2, categories=["services"], points=2),
                minutes=30,
                attempts=3,
                wait="P1D",
                review={"after_passing": {"correctness": True, "answers": True, "feedback": True}},
            ),
            a_test(a_section(draw=2), key="check-yourself", purpose="practice", pass_mark=60),
        )


@pytest.fixture
def learner(client_of: Callable[[str], FlaskClient], junior: None) -> FlaskClient:
    """Acme's learner, signed in at noon; the test is there."""
    del junior
    with after(timedelta(0)):
        return client_of("learner@acme.example")
