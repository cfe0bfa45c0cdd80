"""``python -m tests.assessment.kill.ready``: a process that has read the academy's code, and nothing more. For each line of its input it
forks one that does ``lms`` with what the line says, in a group of its own, and prints that one's id.

Reading the code is nine tenths of a start. What a server does from its first line on (settings, database, files, port, its own web
processes) each that was forked does anew, as after any crash.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress

import gunicorn.workers.gthread
import psycopg  # noqa: F401 - what the database's address may ask for

import lms.cli.serve  # noqa: F401 - else each that is forked reads it again
from lms.cli import main


def fork(told: dict[str, object]) -> int:
    """A process that does it; its id."""
    pid = os.fork()
    with suppress(ProcessLookupError):  # both say it: whoever is told the id may kill the group at once
        os.setpgid(pid, pid)
    if pid:
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    environment, arguments = told["environment"], told["arguments"]
    assert isinstance(environment, dict)
    assert isinstance(arguments, list)
    os.environ.update(environment)
    main(arguments, prog_name="lms")
    os._exit(0)


if __name__ == "__main__":
    assert gunicorn.workers.gthread.ThreadWorker
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who is killed is gone at once
    print("ready", flush=True)
    for line in sys.stdin:
        print(fork(json.loads(line)), flush=True)
