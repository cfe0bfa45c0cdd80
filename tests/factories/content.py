"""A small folder of content in which nothing is wrong, to be spoiled one file at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lms.accounts.actor import Actor
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import Change, ContentPart
from lms.core.storage import Storage
from lms.wiring import CONTENT_PARTS

TRACK = """\
format: 1
id: guides
code: GU
position: 1
version: 1
in_force_from: 2024-01-01
title: {en: Guides, zh: 向导}
programme: {en: Guide Programme, zh: 向导认证}
summary: {en: For those who guide., zh: 面向向导。}
higher_implies_lower: true
categories:
  - {id: walking, title: {en: Walking, zh: 徒步}}
  - {id: weather, title: {en: Weather, zh: 天气}}
levels:
  - id: first
    short: {en: First, zh: 一级}
    title: {en: First guide, zh: 一级向导}
    categories: {walking: required, weather: elective}
    valid_for: P2Y
    renewal: {opens_before: P90D, grace: P0D, term_starts: previous-end}
    assessed_by: [{en: Online test, zh: 网络测试}]
    requires:
      all:
        - required_categories
        - online_test: {test: guides-first, at_least: 70}
    benefits:
      - {kind: plaque, title: {en: Plaque, zh: 授牌}}
  - id: second
    short: {en: Second, zh: 二级}
    title: {en: Second guide, zh: 二级向导}
    categories: {walking: required}
    valid_for: P2Y
    renewal: {opens_before: P90D, grace: P0D, term_starts: previous-end}
    requires:
      all:
        - held: {level: first}
        - course: {course: mountain-walks}
quota: {first: 90, second: 10}
rewards:
  - {id: silver, kind: medal, metal: silver, levels: [first], title: {en: Silver, zh: 银牌}}
"""

COURSE = """\
format: 1
id: mountain-walks
version: 1
title: {en: Mountain walks, zh: 山地徒步}
summary: {en: Afterwards you find the summit., zh: 学完能找到山顶。}
owner: trainer@academy.example
review_by: 2027-06-30
credits: 1
counts_for:
  - {track: guides, category: walking, levels: [first, second]}
modules:
  - id: setting-out
    title: {en: Setting out, zh: 出发}
    lessons:
      - {id: boots, kind: article, minutes: 5, title: {en: Boots, zh: 登山鞋}}
      - id: summit
        kind: video
        minutes: 3
        title: {en: The summit, zh: 山顶}
        video: media/summit.webm
        poster: media/summit.png
        subtitles: {en: media/summit.en.vtt}
      - {id: check, kind: online-test, minutes: 4, title: {en: Check, zh: 自测}, test: mountain-check}
"""

BOOTS_EN = """\
Boots carry you over **RS-485** scree.

## Choosing

See [the summit](lesson:summit) first.

![A boot beside a map](media/boot.svg "The boot")

::: case The wet pass
Socks help.
:::
"""

BOOTS_ZH = """\
登山鞋很重要。

## 选择

参见[山顶](lesson:summit)。

![地图旁的登山鞋](media/boot.svg "登山鞋")
"""

QUESTIONS = """\
format: 1
bank: mountain-walks
title: {en: Mountain walks, zh: 山地徒步}
categories:
  - {id: gear, title: {en: Gear, zh: 装备}}
questions:
  - id: wet-boots
    version: 1
    type: true-false
    category: gear
    difficulty: easy
    lesson: boots
    stem: {en: Wet boots are dry., zh: 湿鞋是干的。}
    correct: false
    feedback: {en: They are not., zh: 不是。}
"""


def _test(name: str, purpose: str) -> str:
    return f"""\
format: 1
id: {name}
version: 1
title: {{en: Test of {name}, zh: 测试}}
purpose: {purpose}
pass_mark: 70
sections:
  - id: gear
    title: {{en: Gear, zh: 装备}}
    draw: 1
    from: {{bank: mountain-walks}}
    points: 1
"""


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360">\n<rect width="720" height="360" fill="#fff"/>\n</svg>\n'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
WEBM = b"\x1a\x45\xdf\xa3\x93\x42\x82\x88webm\x42\x87\x81\x02" + bytes(range(256)) * 8
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nThe summit.\n"

FILES: dict[str, str | bytes] = {
    "tracks/guides.yaml": TRACK,
    "tests/guides-first.yaml": _test("guides-first", "certification"),
    "mountain-walks/course.yaml": COURSE,
    "mountain-walks/questions.yaml": QUESTIONS,
    "mountain-walks/tests/mountain-check.yaml": _test("mountain-check", "practice"),
    "mountain-walks/lessons/boots.en.md": BOOTS_EN,
    "mountain-walks/lessons/boots.zh.md": BOOTS_ZH,
    "mountain-walks/media/boot.svg": SVG,
    "mountain-walks/media/summit.png": PNG,
    "mountain-walks/media/summit.webm": WEBM,
    "mountain-walks/media/summit.en.vtt": VTT,
}


def write_content(folder: Path) -> Path:
    """The whole folder."""
    for name, content in FILES.items():
        put(folder, name, content)
    return folder


def put(folder: Path, name: str, content: str | bytes) -> None:
    """One file, with the folders it needs."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Put ``new`` where ``old`` stands in a file; what is not there cannot be spoiled."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def write_course(
    folder: Path, key: str, *, title: str = "A course", summary: str = "About it.", text: str = "Words."
) -> None:
    """One more course of one article, which counts where the first one does."""
    put(
        folder,
        f"{key}/course.yaml",
        f"format: 1\nid: {key}\nversion: 1\ntitle: {{en: {title!r}}}\nsummary: {{en: {summary!r}}}\n"
        "counts_for:\n  - {track: guides, category: weather, levels: [first]}\n"
        "modules:\n  - id: one\n    title: {en: One}\n    lessons:\n"
        "      - {id: only, kind: article, minutes: 2, title: {en: Only}}\n",
    )
    put(folder, f"{key}/lessons/only.en.md", f"{text}\n")


def load(folder: Path, storage: Storage, content_parts: Sequence[ContentPart] = CONTENT_PARTS) -> list[Change]:
    """Load a folder in the open transaction."""
    return parts.load(Actor.system("tests"), content_parts, reading.read(folder), storage)
