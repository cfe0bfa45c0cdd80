"""``lms serve`` as a process of its own that is killed without warning, all of it at once, and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.running import ROOT, environment, free_port, listens, wait_for


class Ready:
    """The process that has read the code and forks servers (``ready.py``)."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.assessment.kill.ready"],
            cwd=ROOT,
            env=environment(log.parent, "", base_url=""),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        assert self._said() == "ready", f"the academy's code cannot be read: {log}"

    def fork(self, settings: Mapping[str, str], *arguments: str) -> int:
        """Have ``lms`` done with these settings and arguments; the id of the process, and of its group."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"environment": dict(settings), "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        return int(self._said())

    def close(self) -> None:
        """At the end."""
        self._process.communicate()
        self._log.close()

    def _said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


class Served:
    """The web processes of an installation; they form a group of their own, so that one signal ends them all."""

    def __init__(self, ready: Ready, data: Path, database_url: str) -> None:
        self.port = free_port()
        self._ready = ready
        self._settings = {
            "LMS_DATA": str(data),
            "LMS_DATABASE_URL": database_url,
            "LMS_WEB_WORKERS": "2",
        }
        self._group: int | None = None

    def start(self) -> None:
        """Start it; the learners find out by themselves when it answers."""
        self._group = self._ready.fork(self._settings, "serve", "--port", str(self.port))

    def wait(self) -> None:
        """Until it listens."""
        assert wait_for(lambda: listens(self.port)), "lms serve does not start"

    def kill(self) -> None:
        """End the group of processes that was started here, in the middle of whatever it does."""
        if self._group is None:
            return
        os.killpg(self._group, signal.SIGKILL)
        self._group = None
        while listens(self.port):
            time.sleep(0.01)
