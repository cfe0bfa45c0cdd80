"""Makes a checkout ready: `python3 .ci/setup run` (or `test`, `shots`). Standard library only: it runs before anything is installed.

Asked again, it does only what changed since; interrupted, it goes on where it stopped.
"""

import os
import shutil
import sys

OLDEST = (3, 11)


def newer_python():
    """The newest Python on the path that is new enough, or None."""
    names = ["python3.{}".format(minor) for minor in range(20, OLDEST[1] - 1, -1)]
    return next((found for found in map(shutil.which, names) if found), None)


if sys.version_info < OLDEST:  # written so that an old Python can still say this
    if newer_python():
        os.execv(newer_python(), [newer_python(), *sys.argv])
    sys.exit(
        "Python {}.{} is too old: the academy needs 3.11 or newer.\n"
        "Install it (Debian, Ubuntu: apt-get install python3.11 python3.11-venv), or name it: make run PYTHON=/path/to/python3".format(
            *sys.version_info[:2]
        )
    )

from plan import prepare  # noqa: E402 - what an old Python could not even read comes after the check

if __name__ == "__main__":
    sys.exit(prepare(sys.argv[1:]))
