"""A step of the set-up: done once for given inputs, remembered by a stamp, told in one line while it takes time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"


class Stop(Exception):
    """The set-up cannot go on; the text says why, and what to type."""


def say(text: str) -> None:
    """A line for the person in front of the terminal; standard output is left to what comes after the set-up."""
    print(text, file=sys.stderr, flush=True)


def fingerprint(*inputs: Path | str) -> str:
    """A hash over texts and the contents of files and folders."""
    digest = hashlib.sha256()
    for given in inputs:
        if isinstance(given, str):
            digest.update(given.encode())
            continue
        for path in sorted(given.rglob("*")) if given.is_dir() else [given]:
            if path.is_file():
                digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_done(name: str, mark: str, made: Iterable[Path] = ()) -> bool:
    """Whether a step was completed for these inputs and what it made is still there."""
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == mark and all(path.exists() for path in made)


def step(name: str, title: str, mark: str, do: Callable[[], None], made: Iterable[Path] = ()) -> None:
    """Do a step unless it is done. Its stamp goes first and comes back last, so a half-done step is done again."""
    if is_done(name, mark, made):
        return
    say(f"· {title} …")
    began = time.monotonic()
    (STAMPS / name).unlink(missing_ok=True)
    do()
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark)
    say(f"  done in {time.monotonic() - began:.0f} s")


def run(*command: str | Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a command in the checkout; what it printed is shown only when it fails, which stops the set-up."""
    shown = " ".join(str(part) for part in command)
    told = {**os.environ, **(environment or {})}
    try:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=ROOT,
            env=told,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise Stop(f"{shown}: {error}") from None
    if done.returncode:
        raise Stop(
            f"{done.stdout.rstrip()}\n\nThe set-up stopped at: {shown}\nTyping the same make command again goes on from here."
        )
