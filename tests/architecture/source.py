"""The code under the laws, read once: every module of ``lms/`` with its syntax tree, every template with its text."""

from __future__ import annotations

import ast
import gc
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """A Python file: where it stands, what it says."""

    path: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """A place to click on."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    @cached_property
    def calls(self) -> list[tuple[ast.Call, str]]:
        """Every call, with what is called as it is written: ``db.session``."""
        return [(node, ast.unparse(node.func)) for node in ast.walk(self.tree) if isinstance(node, ast.Call)]


@cache
def modules(folder: str = "lms") -> tuple[Module, ...]:
    """The Python files below a folder."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted((ROOT / folder).rglob("*.py"))}
    gc.disable()  # millions of nodes, none of them garbage: to look through them again and again takes longer than to read them
    found = tuple(Module(path, text, ast.parse(text)) for path, text in texts.items())
    gc.freeze()
    gc.enable()
    return found


@cache
def templates() -> dict[str, str]:
    """Path and text of every template."""
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted((ROOT / "lms").rglob("*.html"))}


@cache
def tracked() -> dict[str, str]:
    """Path and text of every file that git keeps, or would keep, and that is text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found = {}
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (content := path.read_bytes())[:4096]:
            found[name] = content.decode(errors="replace")
    return found
