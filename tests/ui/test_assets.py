from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from flask import Flask

from lms.ui import blueprint
from lms.ui.assets import LOOK_EVERY, FrontEndNotBuilt, Manifest, UnknownAsset


@pytest.fixture
def built(tmp_path: Path) -> Manifest:
    data = {"files": {"academy.css": "academy.0123456789.css"}, "icons": ["bell"]}
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    (tmp_path / "academy.0123456789.css").write_text("body{}")
    (tmp_path / "academy.0123456789.css.gz").write_bytes(gzip.compress(b"body{}"))
    return Manifest(tmp_path)


def test_a_name_leads_to_its_fingerprint(built: Manifest) -> None:
    assert built.file("academy.css") == "academy.0123456789.css"


def test_a_file_that_was_not_built_is_named_with_those_that_were(built: Manifest) -> None:
    with pytest.raises(UnknownAsset, match=r"player\.js.*academy\.css"):
        built.file("player.js")


def test_an_icon_that_the_sprite_lacks_is_refused(built: Manifest) -> None:
    built.check_icon("bell")
    with pytest.raises(UnknownAsset, match="'trumpet'"):
        built.check_icon("trumpet")


def test_a_new_build_is_seen_without_a_restart(built: Manifest) -> None:
    built.file("academy.css")
    path = built.folder / "manifest.json"
    path.write_text(json.dumps({"files": {"academy.css": "academy.ffffffffff.css"}, "icons": []}))
    stat = path.stat()
    os.utime(path, (stat.st_atime, stat.st_mtime + 5))
    built._looked_at -= LOOK_EVERY  # so long ago was the last look
    assert built.file("academy.css") == "academy.ffffffffff.css"


def test_without_a_build_the_error_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FrontEndNotBuilt, match=r"build\.mjs"):
        Manifest(tmp_path).file("academy.css")


def test_without_a_build_tests_of_pages_get_plain_names(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, lenient=True)
    assert manifest.file("academy.css") == "academy.css"
    manifest.check_icon("anything")


@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, br", "gzip"), ("gzip;q=0", None), ("", None)])
def test_a_built_file_is_kept_for_ever_and_packed_where_wanted(
    look: Flask, built: Manifest, monkeypatch: pytest.MonkeyPatch, accepts: str, encoding: str | None
) -> None:
    monkeypatch.setattr(blueprint, "FOLDER", built.folder)
    with look.test_client().get("/static/academy.0123456789.css", headers={"Accept-Encoding": accepts}) as response:
        assert response.headers.get("Content-Encoding") == encoding
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.mimetype == "text/css"


def test_no_file_outside_the_build_is_served(look: Flask) -> None:
    client = look.test_client()
    assert client.get("/static/../assets.py").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404


def test_only_the_worker_of_the_field_may_look_after_addresses_beside_its_own(
    look: Flask, built: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blueprint, "FOLDER", built.folder)

    def allowed(name: str, base: str = "http://x") -> str | None:
        (built.folder / name).write_text("")
        with look.test_client().get(f"/static/{name}", base_url=base) as response:
            return response.headers.get("Service-Worker-Allowed")

    assert allowed("field-worker.ABC.js") == "/staff/"
    assert allowed("field-worker.ABC.js", "http://x/academy") == "/academy/staff/"
    assert allowed("app.ABC.js") is None
