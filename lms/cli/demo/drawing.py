"""A plan that somebody of the demo drew: a picture to hand in."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

INK, PAPER, LINE = "#1d2b44", "#fbf8f0", "#8a94a6"
STEPS = (
    ("Vendor", 60, 380),
    ("Distributor: notebooks", 330, 180),
    ("Distributor: gateways", 330, 580),
    ("Dealers", 640, 100),
    ("System houses", 640, 340),
    ("Plant engineers", 640, 620),
    ("Offices", 930, 100),
    ("Factories", 930, 480),
)
LINES = ((0, 1), (0, 2), (1, 3), (1, 4), (2, 4), (2, 5), (3, 6), (4, 7), (5, 7))
WIDE, HIGH = 230, 76


def a_plan() -> bytes:
    """Who sells what to whom in a region, as a PNG."""
    picture = Image.new("RGB", (1220, 800), PAPER)
    draw = ImageDraw.Draw(picture)
    for one, other in LINES:
        (_, x, y), (_, to_x, to_y) = STEPS[one], STEPS[other]
        draw.line([(x + WIDE, y + HIGH // 2), (to_x, to_y + HIGH // 2)], fill=LINE, width=4)
    for words, x, y in STEPS:
        draw.rounded_rectangle((x, y, x + WIDE, y + HIGH), 10, fill="white", outline=INK, width=3)
        draw.text((x + 14, y + 26), words, fill=INK, font_size=20)
    draw.text((60, 30), "My region: who sells what to whom", fill=INK, font_size=30)
    draw.text((60, 730), "Next year: gateways leave the notebook distributor.", fill=INK, font_size=22)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
