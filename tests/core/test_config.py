"""The secret of an installation that was given none."""

from __future__ import annotations

from pathlib import Path

from lms.core.config import Config
from tests.concurrency import at_once


def test_processes_that_start_together_sign_with_the_same_secret(tmp_path: Path) -> None:
    """`lms serve` starts several at once: none may read the file before its content is there."""
    for attempt in range(60):
        config = Config(data=tmp_path / str(attempt))
        secrets = at_once(*[config.signing_secret] * 4)
        assert len(set(secrets)) == 1
        assert len(secrets[0]) > 40
    kept = tmp_path / "0" / "keys"
    assert [path.name for path in kept.iterdir()] == ["secret"]
    assert (kept / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_that_a_crash_left_empty_is_made_again(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret").touch()
    assert len(config.signing_secret()) > 40
    assert config.signing_secret() == config.signing_secret()
