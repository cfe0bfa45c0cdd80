"""What tests of pages and files read out of answers."""

from __future__ import annotations

import csv
import html
import io
import re

from flask.testing import FlaskClient


def main_of(page: str) -> str:
    """The part that is the page's own."""
    return page.partition("<main")[2].partition("</main>")[0]


def doors(page: str) -> set[str]:
    """The addresses within the academy to which the page's own part links."""
    return {html.unescape(url) for url in re.findall(r'<a [^>]*href="(/[^"]*)"', main_of(page))}


def lines(client: FlaskClient, path: str, **asked: object) -> list[dict[str, str]]:
    """The lines of a CSV file, by its heads."""
    answer = client.get(path, query_string=asked)
    assert answer.status_code == 200, path
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by its mark"
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def next_page(page: str) -> str:
    """Where the list goes on."""
    return html.unescape(page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0])
