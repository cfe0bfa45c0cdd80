"""The certificate as HTML, made of its facts alone: what the worker draws. Loads nothing that draws."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import segno
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lms.credentials.rules.codes import groups
from lms.credentials.rules.facts import Facts, Pair

DESIGN = Path(__file__).parent / "design"
INK = "#14233d"
LEVEL_INKS = ("#2f6f5e", "#1f6489", "#2c3f8c", "#6a2a58", "#84591a")
_HAN = "零一二三四五六七八九十"

_templates = Environment(loader=FileSystemLoader(DESIGN), autoescape=True, undefined=StrictUndefined)


def html_of(facts: Facts) -> str:
    """The whole sheet; style sheets, fonts and art are the drawer's to bring."""
    chinese = facts.language.startswith("zh")
    written = groups(facts.code)
    return _templates.get_template("certificate.html").render(
        f=facts,
        zh=chinese,
        title=title_of(facts),
        issued=_worded(facts.issued_on),
        until=_worded(facts.valid_through),
        han=(_numeral(facts.level_number), _numeral(facts.level_count)),
        qr=qr_of(facts.verify_url),
        ladder=_ladder(facts),
        verify_host=facts.verify_url.split("://", 1)[-1].rsplit("/", 1)[0],
        code_lines=(" ".join(written[:4]), " ".join(written[4:])),
    )


def title_of(facts: Facts) -> str:
    """The document's title: what it is, its number, whose."""
    what = "认证证书" if facts.language.startswith("zh") else "Certificate"
    return " ".join((what, facts.number, *facts.name.in_order(facts.language)[:1]))


def qr_of(url: str) -> str:
    """The address as a QR code, error level M, without a quiet zone (the sheet is one): an SVG data URI."""
    return str(segno.make(url, error="m", micro=False).svg_data_uri(border=0, dark=INK))


def _worded(day: date) -> Pair:
    return Pair(zh=format_date(day, "long", locale="zh_Hans"), en=format_date(day, "long", locale="en_GB"))


def _numeral(number: int) -> str:
    return _HAN[number] if number < len(_HAN) else str(number)


def _ladder(facts: Facts) -> str:
    """As many rungs as the track has levels, filled up to this one: an SVG data URI, 300 by 250."""
    ink = LEVEL_INKS[facts.look - 1].replace("#", "%23")
    step = 244 / facts.level_count
    thick = min(30.0, step * 0.58)
    rungs = []
    for number in range(1, facts.level_count + 1):
        top = 244 - thick - (number - 1) * step
        if number <= facts.level_number:
            rungs.append(f"<rect x='0' y='{top:.0f}' width='300' height='{thick:.0f}' fill='{ink}'/>")
        else:
            rungs.append(
                f"<rect x='3' y='{top + 3:.0f}' width='294' height='{thick - 6:.0f}' fill='none' stroke='{ink}' stroke-width='6'/>"
            )
    return f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 250'>{''.join(rungs)}</svg>"
