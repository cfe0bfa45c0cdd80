"""Every deed that the code records has words in the audit trail, and so has what it was done to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lms.web.staff.audit.words import DEEDS, KINDS
from tests.architecture.source import modules


def recorded() -> Iterator[tuple[ast.expr, ast.expr]]:
    """The deed and the kind of subject of each entry that is written somewhere."""
    for module in modules():
        for call, name in module.calls:
            if name in ("audit.record", "audit.record_many"):
                yield call.args[1], call.args[2]


def said(one: ast.expr) -> str:
    """What stands there as it is; empty for what is put together."""
    return str(one.value) if isinstance(one, ast.Constant) else ""


def test_every_deed_and_every_subject_has_words() -> None:
    found = [(said(deed), said(kind)) for deed, kind in recorded()]
    assert len(found) > 50
    assert not {deed for deed, _kind in found if deed} - DEEDS.keys(), "name them in lms/web/staff/audit/words.py"
    assert not {kind for _deed, kind in found if kind} - KINDS.keys(), "name them in lms/web/staff/audit/words.py"
