"""The machine: data folder, space, what PDFs need, the built front end, time."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import TZPATH

from sqlalchemy import func, select, text

from lms.cli.doctor.finding import Examination, Finding, Looked, broken, ok, warning
from lms.core import academy, clock
from lms.core.audit import AuditEntry
from lms.core.errors import Unavailable
from lms.core.i18n import TRANSLATIONS
from lms.credentials import art, fonts
from lms.credentials.sheet import DESIGN
from lms.studio.office import drawing as office
from lms.ui.assets import FOLDER as FRONT_END

LITTLE, TOO_LITTLE = 2 * 10**9, 200 * 10**6
"""Free bytes below which it is worth a warning, and below which the next film or backup fails."""
MOST_DRIFT = timedelta(seconds=30)
REMOTE = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "glusterfs")
LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", True),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", True),
    "libharfbuzz-subset.so.0": ("libharfbuzz-subset0", False),
}
"""Shared library, Debian's package, and whether drawing fails without it (else it is only slow)."""


def data_folder(looked: Looked) -> Iterator[Finding]:
    """Whether it can be written, and by whom it can be read."""
    folder = looked.config.data.absolute()
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield ok("data folder", f"{folder} can be written")
    except OSError as error:
        yield broken("data folder", f"{folder}: {error.strerror}", "give it to the user that runs the academy")
        return
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        yield warning("data folder", f"everybody on this machine may look into {folder}", f"chmod 700 {folder}")
    for key in sorted((folder / "keys").glob("*")):
        if stat.S_IMODE(key.stat().st_mode) & 0o077:
            yield broken("keys", f"{key} can be read by others", f"chmod 600 {key}")
    kind = _file_system(folder)
    if looked.database.is_sqlite and kind.startswith(REMOTE):
        yield broken(
            "data folder",
            f"SQLite on a network file system ({kind}) loses data",
            "move it to a local disk, or use PostgreSQL",
        )


def space(looked: Looked) -> Iterator[Finding]:
    """How much is left on the data folder's disk."""
    free = shutil.disk_usage(looked.config.data).free
    says = f"{free / 1e9:.1f} GB are free"
    if free < TOO_LITTLE:
        yield broken("disk", says, "make room: writing fails soon")
    elif free < LITTLE:
        yield warning("disk", says, "make room before the next film or backup")
    else:
        yield ok("disk", says)


def drawing(_looked: Looked) -> Iterator[Finding]:
    """What the worker draws certificates with: system libraries, fonts, the academy's own art."""
    missing = [(name, package, needed) for name, (package, needed) in LIBRARIES.items() if not _loads(name)]
    for name, package, needed in missing:
        way_out = f"apt-get install {package}"
        yield (
            broken("PDF", f"{name} is missing: certificates cannot be drawn", way_out)
            if needed
            else warning("PDF", f"{name} is missing: a certificate takes seconds", way_out)
        )
    if not missing:
        yield ok("PDF", "the libraries that draw certificates are there")
    try:
        drawable = fonts.coverage()
        art.signatories()
    except Unavailable as error:
        yield broken("certificates", error.message.render("en"), "mend it, or no grant succeeds")
        return
    yield ok("fonts", f"names may hold {len(drawable['serif'])} different characters")
    invented = [name for name in ("seal.svg", "mark.svg") if art.file_of(name).parent == DESIGN / "art"]
    if invented:
        yield warning(
            "certificates",
            f"they bear the invented academy's {' and '.join(name.removesuffix('.svg') for name in invented)}, and perhaps its signatories",
            "put your own into a folder and set LMS_CERTIFICATE_ART, before the first grant",
        )


def slides(_looked: Looked) -> Iterator[Finding]:
    """Whether presentations come with pictures of their slides."""
    found = office.program()
    yield ok(
        "slides",
        f"{found} draws pictures of slides"
        if found
        else "presentations come as words: LibreOffice would draw pictures of their slides",
    )


def front_end(_looked: Looked) -> Iterator[Finding]:
    """Whether style sheets, scripts and translations were built."""
    if not any(TRANSLATIONS.glob("*/LC_MESSAGES/messages.mo")):
        yield broken(
            "translations", "the Chinese sentences are missing", "install a wheel that was built after make check"
        )
    if (FRONT_END / "manifest.json").is_file():
        yield ok("front end", "style sheets and scripts are built")
    else:
        yield broken(
            "front end", "style sheets and scripts are missing", "node lms/ui/frontend/build.mjs, or install the wheel"
        )


def time(looked: Looked) -> Iterator[Finding]:
    """The time zones' data, and the clock against what was recorded before."""
    zone = academy.current().time_zone
    try:
        data = f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        data = "the system's data"
    yield ok("time zone", f"{zone}; today is {clock.today()} ({data}{', ' + TZPATH[0] if TZPATH else ''})")
    if not looked.is_migrated:
        return
    with looked.database.transaction(read_only=True) as session:
        newest = session.scalar(select(func.max(AuditEntry.at)))
        theirs = clock.now() if looked.database.is_sqlite else session.scalar(text("SELECT clock_timestamp()"))
    apart = [(newest - clock.now(), "the newest record is from later")] if newest else []
    apart.append((abs(theirs - clock.now()), "the database's clock is another one"))
    wrong = [(by, why) for by, why in apart if by > MOST_DRIFT]
    for by, why in wrong:
        yield broken("clock", f"{why}: {by.total_seconds():.0f} s apart", "set the clock by NTP (timedatectl)")
    if not wrong:
        yield ok("clock", f"{clock.now():%Y-%m-%d %H:%M:%S} UTC agrees with what was recorded")


MACHINE: tuple[Examination, ...] = (data_folder, space, drawing, slides, front_end, time)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _file_system(folder: Path) -> str:
    """The kind of file system a folder lies on; empty where the system does not tell (only Linux does)."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return ""
    above = [(len(place), kind) for _, place, kind, *_rest in mounts if _is_above(place, folder)]
    return max(above, default=(0, ""))[1]


def _is_above(place: str, folder: Path) -> bool:
    return os.path.commonpath([place, folder.resolve()]) == place
