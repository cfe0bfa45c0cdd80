"""Taking the test ``junior`` as a browser does: by its forms, and as the player's script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.app import Academy
from lms.assessment.models import Attempt
from lms.core import clock
from tests.factories.masking import as_seen

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)  # noon in the academy's time zone
MINUTE = timedelta(minutes=1)
ClientOf = Callable[[str], FlaskClient]


@contextmanager
def after(passed: timedelta) -> Iterator[None]:
    """So long after noon."""
    with clock.at(NOON + passed):
        yield


def start(browser: FlaskClient, key: str = "junior") -> str:
    """Begin; the attempt's address: one is led to the first question."""
    return str(browser.post(f"/tests/{key}/start").location).removesuffix("/1")


def say(browser: FlaskClient, base: str, position: int, option: str, **more: Any) -> Any:
    """Answer by the form."""
    return browser.post(f"{base}/{position}", data={**as_seen(browser, base, position, {"chosen": option}), **more})


def send(browser: FlaskClient, base: str, position: int, option: str, revision: int = 1) -> Any:
    """Answer as the script does."""
    return browser.post(
        f"{base}/{position}/response",
        data={**as_seen(browser, base, position, {"chosen": option}), "revision": revision},
    )


def place_of(browser: FlaskClient, base: str, option: str) -> str:
    """What the first question's page calls an option."""
    return as_seen(browser, base, 1, {"chosen": option})["chosen"][0]


def attempts(app: Academy) -> int:
    """How many there are."""
    with app.database.transaction(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(Attempt)) or 0
