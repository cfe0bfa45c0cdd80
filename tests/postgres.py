"""A throw-away PostgreSQL for the tests: its own cluster in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DURABLE = "-c listen_addresses='' -c max_connections=60"
FAST = f"{DURABLE} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def find_binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``, newest version first, or None."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    return next((place for place in places if (place / "pg_ctl").exists()), None)


def _as_other_user() -> dict[str, int]:
    """PostgreSQL refuses to run as root; then it runs as the user that Debian's package made."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam("postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


@contextmanager
def throw_away_cluster(options: str = FAST) -> Iterator[str]:
    """A running server; yields its SQLAlchemy address without a database's name, ending before the ``?``-part's host."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="academy-pg-"))
    user = _as_other_user()
    if user:
        os.chown(folder, user["user"], user["group"])

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd=folder, **user)  # type: ignore[call-overload]

    try:
        run(
            str(binaries / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "academy",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        run(
            str(binaries / "pg_ctl"),
            "-D",
            str(folder / "data"),
            "-w",
            "-l",
            str(folder / "log"),
            "-o",
            f"{options} -k {folder}",
            "start",
        )
        yield f"postgresql+psycopg://academy@/{{name}}?host={folder}"
        run(str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
