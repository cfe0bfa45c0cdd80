"""Two admins change the academy at the same moment, on a database where nobody changed it before."""

from __future__ import annotations

from collections.abc import Callable

from lms.core import academy
from lms.core import config as settings
from lms.core.academy import operations
from lms.core.config import Config
from lms.core.db import Database
from tests.concurrency import at_once

NAMES = {"name_en": "Harbour Academy", "name_zh": "海港学院", "code": "HA", "address": "https://learn.harbour.example"}
DAYS = {"time_zone": "Europe/Berlin", "languages": ["en"], "language": "en"}


class Anybody:
    """An actor who may do everything."""

    user_id = None
    label = "somebody"

    def require(self, permission: object) -> None:
        """Yes."""


def test_two_admins_at_once_both_have_their_way(fresh_database: Database, config: Config) -> None:
    settings.keep(config)
    academy.forget()

    def change(deed: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            with fresh_database.transaction():
                deed()

        return run

    at_once(
        change(lambda: operations.rename(Anybody(), **NAMES)),
        change(lambda: operations.set_days_and_languages(Anybody(), **DAYS)),
    )
    academy.refresh(fresh_database)
    assert (academy.name()["en"], academy.current().time_zone) == ("Harbour Academy", "Europe/Berlin")
