"""What a stranger is told: about a code as typed, and about a file, ours or altered."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from lms.certification.operations import afterwards
from lms.core import clock, db
from lms.core.storage import Storage
from lms.credentials import operations, queries, reader, sheet
from lms.credentials.jobs import Drawn, Press, freeze
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import grouped, new_code, with_check
from lms.credentials.rules.facts import Facts
from tests.cast import Cast
from tests.factories.credentials import facts, grant_junior


@pytest.fixture
def issued(people: Cast, press: Press, tmp_path: Path) -> tuple[Certificate, bytes]:
    """A certificate that was granted, drawn and frozen, with its file."""
    certificate = grant_junior(people)
    pdf = press.draw(sheet.html_of(Facts.from_json(certificate.facts)))
    freeze(str(certificate.id), made=Drawn(Storage(tmp_path).put(pdf), len(pdf)))
    db.session().flush()
    return certificate, pdf


def verdict_of(typed: str) -> str:
    return queries.verify_code(typed, clock.today()).answer.verdict.value


def test_a_code_is_answered_however_it_is_typed(people: Cast) -> None:
    certificate = grant_junior(people)
    for typed in (certificate.code, grouped(certificate.code).lower(), "-".join(certificate.code)):
        told = queries.verify_code(typed, clock.today())
        assert told.answer.verdict == "valid"
        assert told.facts is not None
        assert told.facts.number == certificate.number


def test_the_answers_follow_what_happens_to_the_certification(people: Cast) -> None:
    certificate = grant_junior(people)
    admin, certification_id = people.admin.actor, certificate.certification_id
    assert verdict_of(certificate.code) == "valid"
    afterwards.change(admin, certification_id, "suspended", "A complaint.")
    db.session().expire_all()
    assert verdict_of(certificate.code) == "suspended"
    newer = operations.reissue(admin, certificate.id, "New name.")
    told = queries.verify_code(certificate.code, clock.today())
    assert (told.answer.verdict, told.newer_code) == ("replaced", newer.code)
    newest = operations.reissue(admin, newer.id, "Newer name.")
    assert queries.verify_code(certificate.code, clock.today()).newer_code == newest.code
    assert verdict_of(newest.code) == "suspended"
    afterwards.change(admin, certification_id, "revoked", "Proved.")
    db.session().expire_all()
    assert [verdict_of(one.code) for one in (certificate, newer, newest)] == ["revoked"] * 3


def test_the_last_valid_day_is_inclusive(people: Cast) -> None:
    certificate = grant_junior(people)
    last = Facts.from_json(certificate.facts).valid_through
    assert queries.verify_code(certificate.code, last).answer.verdict == "valid"
    assert queries.verify_code(certificate.code, last + timedelta(days=1)).answer.verdict == "expired"


def test_a_forged_code_is_unknown_and_shows_nothing(people: Cast) -> None:
    certificate = grant_junior(people)
    told = queries.verify_code(new_code(), clock.today())
    assert (told.answer.verdict, told.facts, told.newer_code) == ("unknown", None, None)
    wrong = ("Z" if certificate.code[0] != "Z" else "Y") + certificate.code[1:]
    assert verdict_of(wrong) == "unknown"


def test_our_file_is_known_to_the_last_byte(issued: tuple[Certificate, bytes]) -> None:
    certificate, pdf = issued
    told = queries.verify_file(pdf, clock.today())
    assert told.answer.verdict == "valid"
    assert told.facts is not None
    assert told.facts.code == certificate.code


def test_our_file_of_a_revoked_certification_is_revoked(people: Cast, issued: tuple[Certificate, bytes]) -> None:
    certificate, pdf = issued
    afterwards.change(people.admin.actor, certificate.certification_id, "revoked", "Bought.")
    db.session().expire_all()
    assert queries.verify_file(pdf, clock.today()).answer.verdict == "revoked"


def _one_byte_more(pdf: bytes) -> bytes:
    return pdf + b"\n"


def _saved_by_another_program(pdf: bytes) -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf)).save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    return out.getvalue()


def _without_metadata(pdf: bytes) -> bytes:
    opened, out = pikepdf.open(io.BytesIO(pdf)), io.BytesIO()
    del opened.docinfo, opened.Root.Metadata
    opened.save(out)
    return out.getvalue()


def _encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf)).save(out, encryption=pikepdf.Encryption(owner="o", user="", R=4))
    return out.getvalue()


@pytest.mark.parametrize("alter", [_one_byte_more, _saved_by_another_program, _without_metadata, _encrypted])
def test_a_file_that_bears_our_code_and_differs_is_tampered_with(
    issued: tuple[Certificate, bytes], alter: object
) -> None:
    certificate, pdf = issued
    told = queries.verify_file(alter(pdf), clock.today())  # type: ignore[operator]
    assert told.answer.verdict == "tampered"
    assert told.facts is not None
    assert told.facts.number == certificate.number, "what was issued is shown, so that the difference is seen"
    assert told.genuine is not None
    assert told.genuine.verdict == "valid"


def test_one_changed_byte_is_tampering_wherever_it_is(issued: tuple[Certificate, bytes]) -> None:
    _certificate, pdf = issued
    where_the_structure_is = [-4, -16, -22, -37, *range(-292, -6500, -970)]
    for place in [0, len(pdf) // 2, *where_the_structure_is]:
        altered = bytearray(pdf)
        altered[place] ^= 1
        assert queries.verify_file(bytes(altered), clock.today()).answer.verdict == "tampered", place


def test_a_forgery_with_another_name_and_our_code_is_tampered_with(
    issued: tuple[Certificate, bytes], press: Press
) -> None:
    certificate, _pdf = issued
    theirs = Facts.from_json(certificate.facts)
    forged = press.draw(sheet.html_of(facts(code=theirs.code, number=theirs.number, verify_url=theirs.verify_url)))
    told = queries.verify_file(forged, clock.today())
    assert told.answer.verdict == "tampered"
    assert told.facts is not None
    assert told.facts.name == theirs.name


def test_a_file_with_a_code_that_we_never_issued_is_unknown(people: Cast, press: Press) -> None:
    assert queries.verify_file(press.draw(sheet.html_of(facts())), clock.today()).answer.verdict == "unknown"


BOMB = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    b"trailer<</Root 1 0 R>>"
)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x00" * 1000, b"PK\x03\x04", BOMB, b"hello"], ids=range(6))
def test_a_file_that_is_no_pdf_of_ours_is_unknown(people: Cast, content: bytes) -> None:
    assert queries.verify_file(content, clock.today()).answer.verdict == "unknown"


def test_the_code_in_a_plain_text_is_found_too() -> None:
    code = with_check(2**129 + 77)
    assert reader.codes_in_file(f"see https://academy.example/verify/{code} \n".encode()) == [code]


def test_a_file_that_unfolds_without_end_is_given_up(
    press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("import sys\nsys.stdout.write('x'); sys.stdout.flush()\nwhile True: pass\n")
    monkeypatch.setattr(reader, "PROGRAM", endless)
    monkeypatch.setattr(reader, "PATIENCE", 0.5)
    assert reader.codes_in_file(b"%PDF") == []


def test_the_program_that_takes_files_apart_has_limits() -> None:
    source = reader.PROGRAM.read_text(encoding="utf-8")
    assert "RLIMIT_CPU" in source
    assert "RLIMIT_AS" in source
