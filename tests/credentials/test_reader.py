"""Files of strangers are taken apart a few at a time: whoever sends many keeps nobody else waiting."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms.credentials import reader

SLOW = "import sys, time\nsys.stdin.buffer.read()\ntime.sleep(30)\n"


def sent(client: FlaskClient, content: bytes) -> int:
    return client.post("/verify", data={"file": (BytesIO(content), "certificate.pdf")}).status_code


def test_one_file_too_many_is_told_to_wait(client: FlaskClient) -> None:
    for _ in range(reader.MOST_AT_ONCE):
        assert reader._places.acquire(blocking=False)
    try:
        assert sent(client, b"%PDF-1.7 something") == 503
        assert client.get("/verify").status_code == 200
    finally:
        for _ in range(reader.MOST_AT_ONCE):
            reader._places.release()
    assert sent(client, b"%PDF-1.7 something") == 200


def test_a_file_that_never_ends_gives_its_place_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "slow.py"
    program.write_text(SLOW)
    monkeypatch.setattr(reader, "PROGRAM", program)
    monkeypatch.setattr(reader, "PATIENCE", 0.5)
    for _ in range(reader.MOST_AT_ONCE + 1):
        assert reader.codes_in_file(b"%PDF-1.7 something") == []
