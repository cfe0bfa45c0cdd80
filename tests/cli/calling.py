"""Commands as an operator types them, on a test's own database and data folder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from lms.cli import main
from lms.core.db import Database

Lms = Callable[..., Result]


def caller(database: Database, data: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Lms:
    """``lms("user", "show", …)``; ``settings`` are further LMS_ variables."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    environment = {
        "LMS_DATA": str(data),
        "LMS_DATABASE_URL": database.url.render_as_string(hide_password=False),
        **settings,
    }

    def run(*arguments: str) -> Result:
        try:
            return CliRunner().invoke(main, list(arguments), env=environment)
        finally:
            structlog.reset_defaults()

    return run
