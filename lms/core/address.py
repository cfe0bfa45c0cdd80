"""The academy's public address, as certificates and letters print it: what is set, else the one that the request came by."""

from __future__ import annotations

from contextvars import ContextVar

from lms.core import academy
from lms.core.errors import Unavailable
from lms.core.i18n import msg

_came_by: ContextVar[str] = ContextVar("came_by", default="")


def came_by(url: str) -> None:
    """Tell by which address the present request reached us; its last slash does not matter."""
    _came_by.set(url.rstrip("/"))


def public_address() -> str:
    """Without a slash at the end. Raises :class:`Unavailable` outside of a request when none is set."""
    address = academy.current().address or _came_by.get()
    if not address:
        raise Unavailable(
            msg(
                "The academy's public address, which certificates print, is not known. Set it on the page of the academy, or by LMS_BASE_URL."
            )
        )
    return address
