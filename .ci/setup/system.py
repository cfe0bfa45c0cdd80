"""What only the system's own package manager can give: found by trying it, installed when we may, else the line to type."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from step import ROOT, Stop, run, say


@dataclass(frozen=True)
class Need:
    """Something of the system: ``packages`` are Debian's names, ``brew`` Homebrew's."""

    what: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    brew: str = ""


def library(linux: str, mac: str) -> Callable[[], bool]:
    """Whether a shared library loads: what counts is that, not which package brought it."""

    def loads() -> bool:
        for name in (linux, mac, f"/opt/homebrew/lib/{mac}", f"/usr/local/lib/{mac}"):
            try:
                ctypes.CDLL(name)
            except OSError:
                continue
            return True
        return False

    return loads


def _asked(file: str, question: str) -> Callable[[], bool]:
    """Whether the tests' own way of finding something finds it, so that both agree. ``file`` needs the standard library only."""

    def finds() -> bool:
        spec = importlib.util.spec_from_file_location(Path(file).stem, ROOT / file)
        assert spec is not None
        assert spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return getattr(module, question)() is not None

    return finds


def _module(name: str) -> Callable[[], bool]:
    # In a fresh process: one that is imported once stays known to have failed.
    base = getattr(sys, "_base_executable", sys.executable)
    return lambda: subprocess.run([base, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


def _shows_chinese() -> bool:
    if shutil.which("fc-list"):
        return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())
    return any(Path("/usr/share/fonts").rglob("*CJK*")) or sys.platform == "darwin"


_VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"

VENV = Need("Python's venv and ensurepip", _module("ensurepip, venv"), (f"{_VERSION}-venv",), "python")
PDF = (
    Need("Pango (text in PDFs)", library("libpango-1.0.so.0", "libpango-1.0.dylib"), ("libpango-1.0-0",), "pango"),
    Need(
        "Pango's FreeType part",
        library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
        ("libpangoft2-1.0-0",),
        "pango",
    ),
    Need(
        "HarfBuzz's subsetter",
        library("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        ("libharfbuzz-subset0",),
        "harfbuzz",
    ),
)
POSTGRES = Need(
    "PostgreSQL's programs (the tests start their own server)",
    _asked("tests/postgres.py", "find_binaries"),
    ("postgresql",),
    "postgresql",
)
CHROMIUM = Need(
    "Chromium (or name one: CHROMIUM=/path)",
    _asked("tests/browser/chromium.py", "find_chromium"),
    ("chromium",),
    "--cask chromium",
)
LIBREOFFICE = Need(
    "LibreOffice Impress (slides become pictures)",
    lambda: any(map(shutil.which, ("soffice", "libreoffice"))),
    ("libreoffice-impress",),
    "--cask libreoffice",
)
CHINESE = Need("a font with Chinese for pictures", _shows_chinese, ("fonts-noto-cjk",), "--cask font-noto-sans-cjk")


def provide(needs: Iterable[Need]) -> None:
    """Have all of ``needs``, by installing what is missing when we are root on Debian or Ubuntu; raises :class:`Stop` otherwise."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    packages = sorted({name for need in missing for name in need.packages})
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"· System packages: {' '.join(packages)} …")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run("apt-get", "update", "-qq", environment=quiet)
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages, environment=quiet)
        missing = [need for need in missing if not need.is_there()]
    if missing:
        raise Stop(_what_to_type(missing))


def _what_to_type(missing: list[Need]) -> str:
    said = "\n".join(f"  - {need.what}" for need in missing)
    packages = " ".join(sorted({name for need in missing for name in need.packages}))
    if shutil.which("apt-get"):
        line = f"sudo apt-get update && sudo apt-get install -y {packages}"
    elif sys.platform == "darwin":
        line = " && ".join(f"brew install {name}" for name in sorted({need.brew for need in missing}))
    else:
        line = f"(your system's package manager) install what Debian calls: {packages}"
    return f"This machine lacks:\n{said}\nType this, then the same make command again:\n\n    {line}\n"
