"""What browsers may load for our pages: nothing but our own, and no script or style that stands in a page."""

from __future__ import annotations

from flask import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)

A_LETTER = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; sandbox"
"""A mail shown as mail programs show it: its own inline style, and nothing else: no script, no form, nothing fetched, and an
origin of its own, whatever it says."""


def with_frames(response: Response, *, framed: bool = False) -> Response:
    """A page that shows one of our own answers in a frame; ``framed``: one that another page of ours may show so itself."""
    policy = CONTENT_SECURITY_POLICY
    if framed:
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = f"{policy}; frame-src 'self'"
    return response


def as_letter(response: Response) -> Response:
    """An answer that is a mail, for such a frame."""
    response.headers["Content-Security-Policy"] = A_LETTER
    return response
