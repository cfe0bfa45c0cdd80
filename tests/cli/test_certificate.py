"""``lms certificate``: answers on standard output, JSON when asked; refusals with their reasons."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog
from click.testing import CliRunner, Result

from lms.certification.operations import afterwards
from lms.cli import main
from lms.core.db import Database
from lms.core.storage import Storage
from lms.credentials.jobs import Drawn, freeze
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import grouped, new_code
from lms.credentials.rules.facts import Facts
from tests.cast import Cast, make_cast
from tests.factories.certification import make_track
from tests.factories.credentials import grant_junior

PDF = b"%PDF-1.7 a sheet"
Lms = Callable[..., Result]


@pytest.fixture
def lms(fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lms:
    """The command, on this test's database and data folder."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    environment = {
        "LMS_DATA": str(tmp_path / "var"),
        "LMS_DATABASE_URL": fresh_database.url.render_as_string(hide_password=False),
        "LMS_BASE_URL": "https://academy.example",
    }

    def run(*arguments: str) -> Result:
        try:
            return CliRunner().invoke(main, ["certificate", *arguments], env=environment)
        finally:
            structlog.reset_defaults()

    return run


@pytest.fixture
def academy(fresh_database: Database, tmp_path: Path) -> SimpleNamespace:
    """One certificate drawn and one still waiting."""
    with fresh_database.transaction() as session:
        make_track()
        cast = make_cast()
        issued, waiting = grant_junior(cast), grant_junior(cast, cast.other_learner.user_id)
        freeze(str(issued.id), made=Drawn(Storage(tmp_path / "var" / "files").put(PDF), len(PDF)))
        session.flush()
    return SimpleNamespace(cast=cast, issued=issued, waiting=waiting, database=fresh_database)


def test_the_list_names_every_certificate(lms: Lms, academy: SimpleNamespace) -> None:
    rows = json.loads(lms("list", "--json").stdout)
    assert [(row["number"][-6:], row["verdict"], row["state"]) for row in rows] == [
        ("000002", "valid", "waiting"),
        ("000001", "valid", "issued"),
    ]
    assert rows[1]["code"] == academy.issued.code
    assert rows[1]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert academy.issued.number in lms("list").stdout


def test_export_writes_the_file_as_issued_and_its_facts(lms: Lms, academy: SimpleNamespace, tmp_path: Path) -> None:
    answer = lms("export", grouped(academy.issued.code).lower(), str(tmp_path / "out" / "deep"), "--json")
    assert answer.exit_code == 0
    pdf, facts = (Path(path) for path in json.loads(answer.stdout)["written"])
    assert pdf.read_bytes() == PDF
    assert Facts.from_json(json.loads(facts.read_text(encoding="utf-8"))).number == academy.issued.number


def test_export_refuses_what_it_cannot_write(lms: Lms, academy: SimpleNamespace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for code in (new_code(), "nonsense"):
        refused = lms("export", code, str(out), "--json")
        assert refused.exit_code == 1
        assert json.loads(refused.stdout)["refused"]
    waiting = lms("export", academy.waiting.code, str(out))
    assert waiting.exit_code == 1
    assert "still being drawn" in waiting.stderr
    stored = Storage(tmp_path / "var" / "files").path(academy_sha(academy.issued))
    stored.write_bytes(PDF + b"!")
    assert "damaged" in lms("export", academy.issued.code, str(out)).stderr
    stored.unlink()
    assert "missing" in lms("export", academy.issued.code, str(out)).stderr
    assert not out.exists()


def academy_sha(_certificate: Certificate) -> str:
    return hashlib.sha256(PDF).hexdigest()


def test_verify_answers_about_a_code(lms: Lms, academy: SimpleNamespace) -> None:
    told = json.loads(lms("verify", academy.issued.code, "--json").stdout)
    assert told["verdict"] == "valid"
    assert told["facts"]["number"] == academy.issued.number
    assert len(told["reasons"]) == 1
    revoke(academy.database, academy.cast, academy.issued)
    assert json.loads(lms("verify", academy.issued.code, "--json").stdout)["verdict"] == "revoked"
    assert lms("verify", academy.issued.code).stdout.startswith("revoked: Not valid.")


def test_verify_answers_about_a_file(lms: Lms, academy: SimpleNamespace, tmp_path: Path) -> None:
    ours, altered, strange = tmp_path / "ours.pdf", tmp_path / "altered.pdf", tmp_path / "strange.pdf"
    ours.write_bytes(PDF)
    altered.write_bytes(PDF + f"\n{academy.issued.code}\n".encode())
    strange.write_bytes(b"%PDF nothing")
    verdicts = [json.loads(lms("verify", str(path), "--json").stdout)["verdict"] for path in (ours, altered, strange)]
    assert verdicts == ["valid", "tampered", "unknown"]
    told = json.loads(lms("verify", str(altered), "--json").stdout)
    assert told["facts"]["number"] == academy.issued.number
    assert len(told["reasons"]) == 2


def test_an_unknown_code_is_an_answer_and_no_refusal(lms: Lms, academy: SimpleNamespace) -> None:
    answer = lms("verify", new_code(), "--json")
    assert answer.exit_code == 0
    found = json.loads(answer.stdout) | {"reasons": []}
    assert found == {"verdict": "unknown", "facts": None, "name_withheld": False, "reasons": []}


def revoke(database: Database, cast: Cast, certificate: Certificate) -> None:
    with database.transaction():
        afterwards.change(cast.admin.actor, certificate.certification_id, "revoked", "Bought.")
