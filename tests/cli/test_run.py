"""``lms run``: one command brings the academy up, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.running import LMS, ROOT, academy, wait_for


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_with_both_processes_when_told_to(tmp_path: Path, ending: signal.Signals) -> None:
    with academy(tmp_path / "var") as running:
        assert running.opens(), running.said
        assert f"The academy is open: {running.address}" in running.said
        assert running.answers()
        children = running.children()
        assert len(children) == 2
        running.process.send_signal(ending)
        assert running.process.wait(30) == 0
        assert not running.answers()
        assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_when_one_process_falls_the_other_is_ended_and_the_exit_code_says_so(tmp_path: Path) -> None:
    with academy(tmp_path / "var") as running:
        assert running.opens(), running.said
        worker = running.children()[0]
        os.kill(worker, signal.SIGKILL)
        assert running.process.wait(30) == 1
        assert "`lms worker` (exit code -9) ended by itself" in running.said
        assert not running.answers()


def test_when_it_is_killed_itself_nothing_goes_on_without_it(tmp_path: Path) -> None:
    with academy(tmp_path / "var") as running:
        assert running.opens(), running.said
        running.process.kill()
        assert wait_for(lambda: not running.answers(), 30)


def test_a_port_that_is_taken_is_named_with_the_way_out_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with academy(tmp_path / "var", port) as running:
            assert running.process.wait(30) == 1
            assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)" in running.said
            assert "make run PORT=" in running.said
            assert not (tmp_path / "var").exists()


def test_a_setting_that_cannot_be_used_is_wrong_usage(tmp_path: Path) -> None:
    environment = {**os.environ, "LMS_DATA": str(tmp_path), "LMS_LANGUAGE": "de", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*LMS, "run"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "LMS_LANGUAGE is 'de'; it takes one of en, zh_Hans" in done.stderr
