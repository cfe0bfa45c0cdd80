"""``lms run``: one command brings the academy up, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
from contextlib import closing
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


def has_people(data: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{data / 'academy.sqlite'}?mode=ro", uri=True)) as looked:
            return looked.execute('SELECT 1 FROM "user" LIMIT 1').fetchone() is not None
    except sqlite3.OperationalError:
        return False


def test_a_demo_whose_making_was_interrupted_is_marked_and_not_gone_on_with(tmp_path: Path) -> None:
    """Its people have a password that everybody knows: the banner must stand on its pages, or there must be no pages."""
    data = tmp_path / "var"
    with academy(data) as running:
        assert wait_for(lambda: has_people(data) or running.process.poll() is not None)
        running.process.kill()
        running.process.wait(30)
    assert (data / "demo").exists()
    with academy(data) as running:
        assert running.process.wait(60) == 1
        assert "The making of the demo was interrupted. Remove" in running.said
