"""The documentation leads where it says."""

from __future__ import annotations

import re

from lms.accounts.importing import limits
from tests.architecture.source import ROOT, tracked

PAGES = {path: text for path, text in tracked().items() if path.endswith(".md") and not path.startswith("courses/")}


def test_links_between_pages_lead_somewhere() -> None:
    prose = {path: re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.S) for path, text in PAGES.items()}
    links = [(path, link) for path, text in prose.items() for link in re.findall(r"\]\(([^)#:\s]+)[^):]*\)", text)]
    assert len(links) > 10
    found = [f"{path}: {link}" for path, link in links if not (ROOT / path).parent.joinpath(link).exists()]
    assert not found, found


def test_make_targets_that_pages_name_exist() -> None:
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    named = {(path, target) for path, text in PAGES.items() for target in re.findall(r"`make ([a-z-]+)", text)}
    assert named
    assert not {(path, target) for path, target in named if target not in known}


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_examples_of_proxies_let_through_what_the_academy_takes() -> None:
    examples = ROOT / "docs" / "howto" / "examples"
    sizes = [
        int(megabytes) * 1_000_000
        for name, pattern in (("nginx.conf", r"client_max_body_size (\d+)m;"), ("Caddyfile", r"max_size (\d+)MB"))
        for megabytes in re.findall(pattern, (examples / name).read_text())
    ]
    assert len(sizes) == 2
    assert min(sizes) > limits.FILE + 100_000, "the file, and the form around it"
