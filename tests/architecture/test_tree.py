"""Laws of the files that git keeps."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import ROOT, tracked

# Written apart, so that this file does not find itself.
HOSTS = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry." + "npmjs.org",
    "npmmirror" + ".com",
    "deb." + "debian.org",
]
MACHINE = ["/" + "work/", "/root/" + ".", "/opt/" + "pypi", "/home/" + "runner"]


def test_no_file_names_a_package_registry_or_this_kind_of_machine() -> None:
    found = [f"{path}: {word}" for path, text in tracked().items() for word in (*HOSTS, *MACHINE) if word in text]
    assert not found, f"which registry serves a machine is that machine's own setting: {found}"


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", ".ci/setup/tools.txt", ".ci/setup/node.txt"):
        text = tracked()[name]
        assert "http" not in text, name
        pins = re.findall(r"^[a-z0-9._-]+==", text, flags=re.M | re.I)
        assert pins, name
        assert len(re.findall(r"^[a-z0-9._-]+==[^\n]*\\\n\s+--hash=sha256:", text, flags=re.M | re.I)) == len(pins), (
            name
        )
    lock = tracked()["package-lock.json"]
    assert '"resolved": "http' not in lock
    assert lock.count('"integrity"') > 10


def test_the_two_requirement_files_agree() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", tracked()[name], flags=re.M | re.I))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_nothing_built_is_kept() -> None:
    built = re.compile(
        r"(^|/)(node_modules|__pycache__|\.venv)/|\.(pyc|mo|sqlite|gz|br)$|^(build|var|dist)/|^lms/ui/(static|fonts)/"
    )
    found = [path for path in tracked() if built.search(path)]
    assert not found, found


def test_every_folder_of_tests_mirrors_a_part_of_the_code() -> None:
    own = {"architecture", "bench", "browser", "factories", "journeys", "migrations", "walls"}
    parts = {path.name for path in (ROOT / "lms").iterdir() if path.is_dir()}
    found = {Path(name).parts[1] for name in tracked() if re.match(r"tests/[^/]+/", name)}
    assert found <= own | parts, found - own - parts
