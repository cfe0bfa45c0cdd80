"""Laws of the Python code that no general tool knows."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, Module, modules

LONGEST_FUNCTION = 60
LONGEST_MODULE = 400
LONGEST_TEST_MODULE = 600
TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
}
NAMELESS = {"utils", "helpers", "common", "services", "misc", "util"}


def test_imports_keep_to_their_contracts() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_there_is_one_commit_and_it_stands_in_the_database_module() -> None:
    found = [
        module.at(call)
        for module in modules()
        for call, name in module.calls
        if name.rpartition(".")[2] in {"commit", "rollback"} and module.path != "lms/core/db.py"
    ]
    assert not found, f"a request or a job is one transaction, and core/db.py commits it: {found}"


def test_time_comes_from_the_clock() -> None:
    found = [
        f"{module.at(call)} {name}()"
        for module in modules()
        for call, name in module.calls
        if name in TIME and module.path != "lms/core/clock.py"
    ]
    assert not found, f"ask lms.core.clock instead: {found}"


def test_what_people_search_for_is_taken_literally() -> None:
    found = [
        module.at(call)
        for module in modules()
        for call, name in module.calls
        if name.rpartition(".")[2] in {"like", "ilike", "not_like", "not_ilike"}
        and not (name.endswith(".like") and isinstance(call.args[0], ast.Constant))
    ]
    assert not found, f"% and _ are signs like any other: search with core/search.matching: {found}"


def test_imports_stand_at_the_top() -> None:
    found = [
        module.at(node)
        for module in modules()
        for function in module.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, f"an import inside a function hides a dependency: {found}"


def test_functions_stay_short() -> None:
    found = [
        f"{module.at(function)} {function.name}: {length} lines"
        for module in (*modules(), *modules("tests"), *modules(".ci"))
        for function in module.functions
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not found, found


def test_modules_stay_short() -> None:
    def limit(module: Module) -> int:
        return LONGEST_TEST_MODULE if module.path.startswith("tests/") else LONGEST_MODULE

    found = [
        f"{module.path}: {lines} lines"
        for module in (*modules(), *modules("tests"), *modules(".ci"))
        if (lines := module.text.count("\n")) > limit(module)
    ]
    assert not found, f"make it a package of the same name: {found}"


def test_every_module_says_what_it_is_for() -> None:
    found = [module.path for module in modules() if not ast.get_docstring(module.tree)]
    assert not found, found


def test_everything_public_has_a_docstring() -> None:
    found = [
        f"{module.at(node)} {node.name}"
        for module in modules()
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not found, found


def test_no_module_is_named_for_nothing() -> None:
    found = [module.path for module in modules() if NAMELESS & set(Path(module.path).with_suffix("").parts)]
    assert not found, f"name it for its subject: {found}"


def test_the_web_process_never_loads_weasyprint() -> None:
    script = "import sys, lms.app, lms.cli.serve; sys.exit(any(name.startswith('weasyprint') for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 0, "weasyprint is slow to load and large: only lms.worker may import what imports it"
