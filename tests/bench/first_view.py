"""How much a browser that was never here must fetch until it can show a page: the page and what it names, as the server sends them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

NAMED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="(/[^"#]+)')
IN_STYLES = re.compile(r"""url\(["']?(?!data:)([^)"'#]+)""")
TAKES = {"Accept-Encoding": "br, gzip"}


def kilobytes_of(port: int, path: str, cookies: Mapping[str, str]) -> float:
    """Of a page with its style sheets, scripts, pictures, and what the style sheets name."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    sent = {**TAKES, "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    page, plain = _fetch(connection, path, sent), _fetch(connection, path, {"Cookie": sent["Cookie"]})
    found = {link for link in NAMED.findall(plain.decode()) if urlsplit(link).path.startswith("/static/")}
    assert any(link.endswith(".css") for link in found), plain[:500]
    for sheet in [link for link in found if link.endswith(".css")]:
        named = IN_STYLES.findall(_fetch(connection, sheet, {}).decode())
        found |= {urljoin(sheet, link) for link in named}
    together = len(page) + sum(len(_fetch(connection, link, TAKES)) for link in sorted(found))
    connection.close()
    return together / 1024


def _fetch(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> bytes:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, f"{path} answered {answer.status}"
    return body
