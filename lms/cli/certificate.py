"""``lms certificate``: list, export and verify certificates."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import click

from lms.accounts.rules import ERASED_NAMES
from lms.cli.frame import ACTOR, answer, as_json, opened, refuse
from lms.core import clock
from lms.core.config import Config
from lms.core.storage import Storage
from lms.credentials import queries
from lms.credentials.models import Certificate
from lms.credentials.queries import Shown, Verified


@click.group()
def certificate() -> None:
    """List, export and verify certificates."""


@certificate.command(name="list")
@as_json
def list_all(as_json: bool) -> None:
    """List every certificate, the newest first."""
    with opened(json_answer=as_json) as (_, database):
        with database.transaction(read_only=True):
            rows = [_row(shown) for shown in queries.all_certificates(ACTOR)]
        if as_json:
            answer(rows)
            return
        for row in rows:
            click.echo(
                "  ".join(str(row[key]) for key in ("number", "verdict", "valid_through", "state", "level", "name"))
            )


@certificate.command()
@click.argument("code")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@as_json
def export(code: str, folder: Path, as_json: bool) -> None:
    """Write the certificate of CODE into FOLDER: the PDF as it was issued, and its printed facts as JSON."""
    with opened(json_answer=as_json) as (config, database):
        with database.transaction(read_only=True):
            found = queries.certificate_by_code(ACTOR, code)
        pdf = _frozen(config, found, json_answer=as_json)
        folder.mkdir(parents=True, exist_ok=True)
        files = {
            folder / f"{found.number}.pdf": pdf,
            folder / f"{found.number}.json": (json.dumps(found.facts, ensure_ascii=False, indent=2) + "\n").encode(),
        }
        for path, content in files.items():
            path.write_bytes(content)
        written = [str(path) for path in files]
        answer({"written": written}) if as_json else click.echo("\n".join(written))


@certificate.command()
@click.argument("code_or_file")
@as_json
def verify(code_or_file: str, as_json: bool) -> None:
    """Say whether the certificate with this code, or this PDF, is valid, expired, suspended, revoked, replaced, unknown or tampered."""
    path = Path(code_or_file)
    with opened(json_answer=as_json) as (_, database):
        with database.transaction(read_only=True):
            is_file = path.is_file()
            today = clock.today()
            verified = (
                queries.verify_file(path.read_bytes(), today) if is_file else queries.verify_code(code_or_file, today)
            )
        answer(_told(verified)) if as_json else _say(verified)


def _row(shown: Shown) -> dict[str, Any]:
    facts = shown.facts
    return {
        "number": facts.number,
        "code": facts.code,
        "edition": facts.edition,
        "verdict": shown.answer.verdict.value,
        "state": shown.certificate.state,
        "level": shown.certificate.certification.level_key,
        "name": ERASED_NAMES[1] if shown.is_erased else " ".join(facts.name.in_order(facts.language)),
        "valid_through": facts.valid_through.isoformat(),
        "sha256": shown.certificate.pdf_sha256,
    }


def _told(verified: Verified) -> dict[str, Any]:
    return {
        "verdict": verified.answer.verdict.value,
        "facts": verified.facts.as_json() if verified.facts else None,
        "name_withheld": verified.is_erased,
        "reasons": [told.sentence.render("en") for told in (verified.answer, verified.genuine) if told],
    }


def _say(verified: Verified) -> None:
    click.echo(f"{verified.answer.verdict.value}: {verified.answer.sentence.render('en')}")
    if verified.facts is not None:
        facts = verified.facts
        for said in (
            facts.number,
            "name withheld: the holder was erased" if verified.is_erased else " ".join(facts.name.in_order("en")),
            facts.level.en,
            f"valid through {facts.valid_through}",
        ):
            click.echo(f"  {said}")


def _frozen(config: Config, found: Certificate, *, json_answer: bool) -> bytes:
    if found.erased_at is not None:
        refuse([f"the holder of {found.number} was erased, and the file with them"], json_answer=json_answer)
    if found.pdf_sha256 is None:
        refuse([f"{found.number} is still being drawn; is the worker running?"], json_answer=json_answer)
    try:
        content = Storage(config.data / "files").get(found.pdf_sha256)
    except FileNotFoundError:
        refuse([f"the file of {found.number} is missing from {config.data / 'files'}"], json_answer=json_answer)
    if hashlib.sha256(content).hexdigest() != found.pdf_sha256:
        refuse([f"the file of {found.number} is damaged: it is not the one that was issued"], json_answer=json_answer)
    return content
