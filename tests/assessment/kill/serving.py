"""``lms serve`` as a process of its own that is killed without warning, all of it at once, and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.running import LMS, ROOT, environment, free_port, wait_for


class Served:
    """The web processes of an installation; they form a group of their own, so that one signal ends them all."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.port = free_port()
        self._environment = environment(data, database_url, base_url="") | {"LMS_WEB_WORKERS": "2"}
        self._log = (data.parent / f"served-{self.port}.log").open("w")
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it; the learners find out by themselves when it answers."""
        self._process = subprocess.Popen(
            [*LMS, "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self._environment,
            text=True,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def answers(self) -> bool:
        """Whether somebody listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def wait(self) -> None:
        """Until it listens."""
        assert wait_for(self.answers), f"lms serve does not start: {self._log.name}"

    def kill(self) -> None:
        """End the group of processes that was started here, in the middle of whatever it does."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        while self.answers():
            time.sleep(0.01)

    def close(self) -> None:
        """At the end."""
        self.kill()
        self._log.close()
