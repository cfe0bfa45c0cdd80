"""The mail server of the settings: ``smtp://user:password@host:587`` or ``smtps://…``, read once into a typed value.

``smtp`` begins in the clear and goes on encrypted (STARTTLS, RFC 3207), except on this machine; ``smtps`` is encrypted from the
first byte (RFC 8314, 3.3). Certificates are checked against what the system trusts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
"""Submission (RFC 6409) and submissions (RFC 8314)."""
_ANSWERS = {"yes": True, "no": False}


class Encryption(StrEnum):
    """How the line to the server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. The password stays out of whatever prints this."""

    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def read(cls, url: str) -> MailServer:
        """The server that an address names. Raises ValueError saying what is wrong, without the address: it holds a password."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS:
            raise ValueError("it begins with smtp:// or smtps://")
        if not parts.hostname:
            raise ValueError("it names no host")
        if parts.path not in ("", "/") or parts.fragment:
            raise ValueError("after host and port it takes ?starttls=yes or ?starttls=no only")
        port = parts.port  # raises ValueError for what is no port
        encryption = _encryption(
            parts.scheme, parts.hostname, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        )
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if password and encryption is Encryption.NONE and not is_this_machine(parts.hostname):
            raise ValueError("it would send the password in the clear; leave starttls=no out, or use smtps://")
        return cls(parts.hostname, port or PORTS[parts.scheme], encryption, user, password)

    @property
    def place(self) -> str:
        """Host and port, for people to read."""
        return f"{self.host}:{self.port}"


def _encryption(scheme: str, host: str, options: dict[str, str]) -> Encryption:
    wanted = options.pop("starttls", None)
    if options or wanted not in (None, *_ANSWERS):
        raise ValueError("after host and port it takes ?starttls=yes or ?starttls=no only")
    if scheme == "smtps":
        if wanted is not None:
            raise ValueError("smtps:// is encrypted from the beginning; leave starttls out")
        return Encryption.TLS
    starttls = _ANSWERS[wanted] if wanted else not is_this_machine(host)
    return Encryption.STARTTLS if starttls else Encryption.NONE


def is_this_machine(host: str) -> bool:
    """Whether what is sent to ``host`` stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
