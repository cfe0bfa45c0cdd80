"""Everything about the code that a tool can judge without running it. All of it runs, as many at once as there are processors, then what
failed is shown: `make check`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

CHECKS = {
    "laws": ["pytest", "-q", "tests/architecture"],
    "types": ["mypy"],
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "templates": ["djlint", "lms", "--lint", "--quiet"],
    "translations": ["python", ".ci/translations.py", "check"],
    "content": ["lms", "content", "check"],
}
"""What is run, by name; what takes longest begins first."""


def main() -> int:
    """Run all checks; the process's exit code."""
    failed = {}
    with ThreadPoolExecutor(os.cpu_count()) as running:
        begun = {running.submit(run, command): name for name, command in CHECKS.items()}
        for done in as_completed(begun):
            name, (said, code, seconds) = begun[done], done.result()
            print(f"{name:<18}{'FAILED' if code else 'ok'}  {seconds:4.1f} s", flush=True)
            if code:
                failed[name] = f"\n── {name}: {' '.join(CHECKS[name])}\n{said}"
    print("".join(failed.values()), end="")
    return 1 if failed else 0


def run(command: list[str]) -> tuple[str, int, float]:
    """What a command said, its exit code, the seconds that it took."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    began = time.monotonic()
    done = subprocess.run(
        command,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout, done.returncode, time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
