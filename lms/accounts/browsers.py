"""Browsers that are known to an account: one in which somebody signed in to it keeps a token that says so.

It opens nothing. It only gives the browser a count of its own, so that whoever guesses elsewhere does not lock people out
(OWASP, device cookies). A token names no account.
"""

from __future__ import annotations

import base64
import secrets
from uuid import UUID

from lms.core.seals import is_seal, seal

MOST = 5
"""Accounts that one browser remembers: colleagues share a tablet."""
_ID_BYTES = _SEAL_BYTES = 16


def recognised(cookie: str, user_id: UUID) -> str | None:
    """The browser's id for this account, if one of the cookie's tokens is for it."""
    for token in cookie.split(".")[:MOST]:
        try:
            raw = base64.b64decode(token + "=", altchars=b"-_", validate=True)
        except ValueError:
            continue
        browser, given = raw[:_ID_BYTES], raw[_ID_BYTES:]
        if len(given) == _SEAL_BYTES and is_seal(given, "browser", user_id, browser.hex()):
            return browser.hex()
    return None


def introduced(cookie: str, user_id: UUID) -> str:
    """The cookie with a token for this account in it, the newest first; the oldest account is forgotten when there are too many."""
    if recognised(cookie, user_id) is not None:
        return cookie
    browser = secrets.token_bytes(_ID_BYTES)
    raw = browser + seal("browser", user_id, browser.hex())[:_SEAL_BYTES]
    token = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return ".".join([token, *filter(None, cookie.split("."))][:MOST])
