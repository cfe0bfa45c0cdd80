"""Everything about the code that a tool can judge without running it. All of it runs, then what failed is shown: `make check`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "templates": ["djlint", "lms", "--lint", "--quiet"],
    "translations": ["python", ".ci/translations.py", "check"],
    "content": ["lms", "content", "check"],
    "laws": ["pytest", "-q", "tests/architecture"],
}


def main() -> int:
    """Run all checks; the process's exit code."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    failed = {}
    for name, command in CHECKS.items():
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
        print(f"{name:<18}{'ok' if done.returncode == 0 else 'FAILED'}  {time.monotonic() - began:4.1f} s", flush=True)
        if done.returncode:
            failed[name] = f"\n── {name}: {' '.join(command)}\n{done.stdout}"
    print("".join(failed.values()), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
