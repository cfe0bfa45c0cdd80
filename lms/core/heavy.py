"""Libraries that a process loads when it first needs them: large ones, for a page or two that few people open.

The one place where that is done (decision 0026). A library belongs here by what it weighs and how seldom it is needed, never for the
sake of the order of imports: none of ours stands here.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def openpyxl() -> Any:
    """Reads workbooks: lists of people that somebody brings."""
    return import_module("openpyxl")


def xlsxwriter() -> Any:
    """Writes workbooks: the template of such a list."""
    return import_module("xlsxwriter")


def fonttools() -> Any:
    """Says which characters a font has: before a certificate is issued, once a process."""
    return import_module("fontTools.ttLib")


def pillow() -> Any:
    """Opens pictures: those of courses and answers as they come in, and the academy's logo."""
    return import_module("PIL.Image")


def pillow_ops() -> Any:
    """Turns photographs upright: those of the media library as they come in."""
    return import_module("PIL.ImageOps")


def mammoth() -> Any:
    """Reads Word documents: those that trainers turn into lessons, in the worker."""
    return import_module("mammoth")


def pypdf() -> Any:
    """Counts the pages of documents: those of courses as they come in."""
    import_module("pypdf.errors")
    return import_module("pypdf")


def pypdfium2() -> Any:
    """Draws the pages of a PDF: slides that LibreOffice has printed, in the worker."""
    return import_module("pypdfium2")


def icalendar() -> Any:
    """Writes calendars: a booking as a file, and a person's feed."""
    return import_module("icalendar")


def networkx() -> Any:
    """Assigns people to the roles of a tier: when a company's standing is looked at in full."""
    return import_module("networkx")
