"""The set-up's own promises: done once, done again when its inputs change or it was interrupted, never silently half."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source import ROOT

NAMES = ("step", "python", "system", "front_end")


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, ModuleType]]:
    """The set-up's modules, with a checkout of their own for stamps."""
    monkeypatch.syspath_prepend(str(ROOT / ".ci" / "setup"))
    loaded = {name: importlib.import_module(name) for name in NAMES}
    monkeypatch.setattr(loaded["step"], "STAMPS", tmp_path / "stamps")
    yield loaded
    for name in NAMES:
        sys.modules.pop(name, None)


def test_a_step_is_done_once_for_the_same_inputs(setup: dict[str, ModuleType]) -> None:
    done: list[str] = []
    for mark in ("a", "a", "b", "b"):
        setup["step"].step("one", "One", mark, lambda mark=mark: done.append(mark))
    assert done == ["a", "b"]


def test_a_step_whose_work_is_gone_is_done_again(setup: dict[str, ModuleType], tmp_path: Path) -> None:
    made = tmp_path / "made"
    for _ in range(2):
        setup["step"].step("one", "One", "a", made.touch, [made])
        assert made.exists()
        made.unlink()


def test_an_interrupted_step_is_done_again(setup: dict[str, ModuleType]) -> None:
    done: list[str] = []

    def interrupted() -> None:
        raise KeyboardInterrupt

    step = setup["step"].step
    step("one", "One", "a", lambda: done.append("first"))
    with pytest.raises(KeyboardInterrupt):
        step("one", "One", "b", interrupted)
    step("one", "One", "a", lambda: done.append("again"))
    assert done == ["first", "again"]


def test_a_command_that_fails_stops_with_what_it_said_and_how_to_go_on(setup: dict[str, ModuleType]) -> None:
    with pytest.raises(setup["step"].Stop, match=r"(?s)disk full.*stopped at: .*Typing the same make command again"):
        setup["step"].run(sys.executable, "-c", "print('disk full'); raise SystemExit(3)")


def test_uv_is_given_the_indexes_that_pip_is_set_up_with(
    setup: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://mirror.example/simple\nextra-index-url = https://a.example https://b.example\n"
    )
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setattr(setup["python"], "PYTHON", sys.executable)
    given = setup["python"].uv_environment()
    assert given["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "https://closer.example/simple")
    monkeypatch.setenv("UV_INDEX", "https://chosen.example")
    given = setup["python"].uv_environment()
    assert given["UV_DEFAULT_INDEX"] == "https://closer.example/simple", "the environment beats the file, as in pip"
    assert "UV_INDEX" not in given, "what is set for uv itself stays"


def test_what_is_missing_is_named_with_the_line_to_type(
    setup: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = setup["system"]
    needs = [
        system.Need("Pango (text in PDFs)", lambda: False, ("libpango-1.0-0",)),
        system.Need("There", lambda: True, ("there",)),
    ]
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    with pytest.raises(setup["step"].Stop) as stopped:
        system.provide(needs)
    assert "Pango (text in PDFs)" in str(stopped.value)
    assert "sudo apt-get update && sudo apt-get install -y libpango-1.0-0\n" in str(stopped.value)


def test_what_root_cannot_install_either_stops_the_set_up(
    setup: dict[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    system = setup["system"]
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(system, "run", lambda *command, environment: asked.append(command))
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(setup["step"].Stop):
        system.provide([system.Need("A thing", lambda: False, ("thing",))])
    assert asked[-1][-1] == "thing"


def test_an_unknown_purpose_is_wrong_usage() -> None:
    done = subprocess.run(
        [sys.executable, ".ci/setup", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "usage: python3 .ci/setup run|test|shots" in done.stderr


def test_the_entry_can_be_read_by_a_python_that_is_too_old() -> None:
    text = (ROOT / ".ci" / "setup" / "__main__.py").read_text()
    compile(text, "__main__.py", "exec")
    assert "from __future__ import annotations" not in text
    assert "match " not in text
    assert ":=" not in text
