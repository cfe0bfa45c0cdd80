"""The virtual environment and the Python packages in it: versions and hashes from requirements files, nothing else.

uv installs them in seconds; where it cannot, pip does. Both use the package index that pip is set up with on this machine.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys

from step import ROOT, VENV, Stop, fingerprint, run, say, step

PYTHON = VENV / "bin" / "python"
TOOLS = ROOT / ".ci" / "setup" / "tools.txt"
USE = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
TRANSLATIONS = ROOT / "lms" / "ui" / "translations"


def provide(*, development: bool) -> None:
    """The environment for use, or for development too; what was once set up for development stays so."""
    base = getattr(sys, "_base_executable", sys.executable)
    kind = fingerprint(sys.version, base)
    step(
        "venv",
        "Virtual environment .venv",
        kind,
        lambda: run(base, "-m", "venv", "--clear", VENV),
        [PYTHON, VENV / "bin" / "pip"],
    )
    step("tools", "The installer", fingerprint(kind, TOOLS), _tools, [VENV / "bin" / "uv"])
    wanted = [TOOLS, DEVELOPMENT if development or (VENV / "stamps" / "development").exists() else USE]
    step("packages", f"Python packages of {wanted[1].name}", fingerprint(kind, *wanted), lambda: _packages(wanted))
    if wanted[1] == DEVELOPMENT:
        (VENV / "stamps" / "development").touch()
    own = fingerprint(kind, str(ROOT), ROOT / "pyproject.toml", *wanted)
    step("academy", "The command .venv/bin/lms", own, _academy, [VENV / "bin" / "lms"])
    _translations()


def _tools() -> None:
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", TOOLS)


def _packages(files: list) -> None:
    listed = [part for file in files for part in ("-r", file)]
    _uv_or_pip(["pip", "sync", "--require-hashes", *files], ["install", "--require-hashes", *listed])


def _academy() -> None:
    common = ["--no-deps", "--no-build-isolation", "-e", "."]
    _uv_or_pip(["pip", "install", *common], ["install", *common])


def _uv_or_pip(uv: list, pip: list) -> None:
    try:
        run(VENV / "bin" / "uv", *uv, environment=uv_environment())
    except Stop:
        say("  uv could not do it; pip tries, which takes longer …")
        run(PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *pip)


def _translations() -> None:
    catalogues = sorted(TRANSLATIONS.glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        return
    command = [PYTHON, ROOT / ".ci" / "translations.py", "compile"]
    made = [path.with_suffix(".mo") for path in catalogues]
    step("translations", "Translations", fingerprint(*catalogues), lambda: run(*command), made)


def uv_environment() -> dict[str, str]:
    """pip's own settings on this machine (files and environment) as uv's variables; those already set for uv stay."""
    settings = pip_settings()
    meant = {
        "VIRTUAL_ENV": str(VENV),
        "UV_NO_CONFIG": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        # pip takes the best version from all indexes, and so must uv: the hashes say which file is meant.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": settings.get("index-url", ""),
        "UV_INDEX": " ".join(settings.get("extra-index-url", "").split()),
        "UV_FIND_LINKS": ",".join(settings.get("find-links", "").split()),
        "UV_INSECURE_HOST": " ".join(settings.get("trusted-host", "").split()),
        "UV_HTTP_TIMEOUT": settings.get("default-timeout", settings.get("timeout", "")),
        "SSL_CERT_FILE": settings.get("cert", ""),
        "UV_OFFLINE": "",
    }
    if settings.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        meant["UV_NO_INDEX"] = "1"
    return {name: value for name, value in meant.items() if value and not os.environ.get(name)}


def pip_settings() -> dict[str, str]:
    """``pip config list`` without its sections: later ones (user, environment) beat earlier ones (the machine's)."""
    listed = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False).stdout
    rank = {"global": 0, "user": 1, "site": 2, "install": 3, ":env:": 4}
    found: dict[str, tuple[int, str]] = {}
    for line in listed.splitlines():
        name, mark, value = line.partition("=")
        section, _, key = name.rpartition(".")
        if mark and rank.get(section, -1) >= found.get(key, (0, ""))[0]:
            found[key] = (rank[section], str(ast.literal_eval(value)))
    return {key: value for key, (_, value) in found.items()}
