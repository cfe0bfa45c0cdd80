"""Debian's Chromium (or the one that CHROMIUM names) for Playwright: none is downloaded."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How Playwright starts the browser."""
    binary = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
    return {**browser_type_launch_args, "executable_path": binary, "args": ["--no-sandbox"]}
