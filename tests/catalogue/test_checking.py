"""Each thing that can be wrong in a folder of content is named with its file, its line and its reason; and all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.catalogue.content import parts, reading
from lms.core.documents import Problem
from lms.wiring import CONTENT_PARTS
from tests.factories.content import PNG, SVG, edit, put, write_content

TRACK, COURSE = "tracks/guides.yaml", "mountain-walks/course.yaml"
BOOTS, BOOT = "mountain-walks/lessons/boots.en.md", "mountain-walks/media/boot.svg"


def problems_in(folder: Path) -> list[Problem]:
    return parts.check(CONTENT_PARTS, reading.read(folder))


def said(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_in(folder)]


def test_nothing_is_wrong_with_the_good_folder(tmp_path: Path) -> None:
    assert said(write_content(tmp_path)) == []


# What stands in a file, what takes its place, and what is said of it.
SPOILED = [
    (COURSE, "id: mountain-walks", "id: Mountain", f"{COURSE}:2: “Mountain” is no id"),
    (
        COURSE,
        "id: mountain-walks",
        "id: hill-walks",
        f"{COURSE}:2: The id is “hill-walks”, the folder “mountain-walks”",
    ),
    (COURSE, "version: 1", "version: 0", f"{COURSE}:3: version is at least 1."),
    (COURSE, "version: 1", "version: true", f"{COURSE}:3: version takes a whole number."),
    (COURSE, "title: {en: Mountain walks, zh: 山地徒步}\n", "", f"{COURSE}:1: title is missing."),
    (COURSE, "en: Mountain walks", 'en: " "', f"{COURSE}:4: The text is empty."),
    (COURSE, "en: Mountain walks", "fr: Randonnées", f"{COURSE}:4: “fr” is no language of ours; there are en and zh."),
    (COURSE, "{en: Mountain walks, zh: 山地徒步}", "{}", f"{COURSE}:4: title is empty."),
    (COURSE, "summary:", "sumary:", f"{COURSE}:5: sumary is not known here; perhaps summary is meant."),
    (COURSE, "2027-06-30", "2027-02-30", f"{COURSE}:7: 2027-02-30 is no day of the calendar."),
    (COURSE, "2027-06-30", "next year", f"{COURSE}:7: “next year” is no day"),
    (COURSE, "owner: trainer@academy.example", "owner: somebody", f"{COURSE}:6: “somebody” is no e-mail address."),
    (COURSE, "track: guides", "track: guide", f"{COURSE}:10: There is no track “guide”."),
    (COURSE, "category: walking", "category: running", f"{COURSE}:10: The track has no category “running”."),
    (COURSE, "category: walking", "category: weather", f"{COURSE}:10: The level “second” does not ask for “weather”."),
    (COURSE, "[first, second]", "[first, third]", f"{COURSE}:10: The track has no level “third”."),
    (
        COURSE,
        "kind: article",
        "kind: artikel",
        f"{COURSE}:15: kind is “artikel”; it takes one of: article, document, experience, class, link",
    ),
    (COURSE, "id: check,", "id: boots,", f"{COURSE}:23: “boots” was given in line 15 already."),
    (
        COURSE,
        "test: mountain-check",
        "test: hill-check",
        f"{COURSE}:23: There is no test “hill-check” in this course's tests/.",
    ),
    (
        COURSE,
        "media/summit.webm",
        "media/top.webm",
        f"{COURSE}:20: There is no file “media/top.webm” that can be used.",
    ),
    (
        COURSE,
        "media/summit.webm",
        "media/boot.svg",
        f"{COURSE}:20: media/boot.svg is image/svg+xml; here stands video/webm",
    ),
    (COURSE, "media/summit.webm", "../../etc/passwd", f"{COURSE}:20: “../../etc/passwd” is no media file"),
    (COURSE, "minutes: 5,", "minutes: 5, minutes: 6,", f"{COURSE}:15: minutes is given twice."),
    (
        COURSE,
        "credits: 1",
        "credits: !!python/name:os.system 1",
        f"{COURSE}:8: The tag tag:yaml.org,2002:python/name:os.system",
    ),
    (COURSE, "{en: Afterwards", "en: {en: Afterwards", f"{COURSE}:5: A value that contains “: ” needs quotes"),
    (COURSE, "en: Mountain walks,", "en: Mountain walks", f"{COURSE}:4: A comma is missing here"),
    (TRACK, "code: GU", "code: guide", f"{TRACK}:3: “guide” is no track code"),
    (TRACK, "id: weather", "id: walking", f"{TRACK}:13: “walking” was given in line 12 already."),
    (TRACK, "weather: elective", "wether: elective", f"{TRACK}:18: The track has no category “wether”."),
    (
        TRACK,
        "weather: elective",
        "weather: maybe",
        f"{TRACK}:18: weather is “maybe”; it takes one of: required, elective.",
    ),
    (TRACK, "valid_for: P2Y", "valid_for: two years", f"{TRACK}:19: “two years” is no term"),
    (TRACK, "test: guides-first", "test: guides-fist", f"{TRACK}:25: There is no test “guides-fist” in tests/."),
    (TRACK, "level: first}", "level: second}", f"{TRACK}:36: There is no level “second” below this one."),
    (TRACK, "course: mountain-walks", "course: hill-walks", f"{TRACK}:37: There is no course “hill-walks”."),
    (TRACK, "{first: 90,", "{third: 90,", f"{TRACK}:38: The track has no level “third”."),
    (TRACK, "{first: 90,", "{first: 80,", f"{TRACK}:38: The shares come to 90 per cent, not 100."),
    (TRACK, "levels: [first]", "levels: [last]", f"{TRACK}:40: The track has no level “last”."),
    (
        TRACK,
        "categories:",
        "tests_to_come: [guides-first]\ncategories:",
        f"{TRACK}:11: The test “guides-first” has come",
    ),
    (
        TRACK,
        "term_starts: previous-end}",
        "term_starts: fixed-day}",
        f"{TRACK}:20: A term to a fixed day needs fixed_day",
    ),
    (
        TRACK,
        "term_starts: previous-end}",
        "term_starts: completion, at_least: P6M}",
        f"{TRACK}:20: fixed_day and at_least go",
    ),
    (
        TRACK,
        "term_starts: previous-end}",
        "term_starts: fixed-day, fixed_day: 02-29, at_least: P6M}",
        f"{TRACK}:20: “02-29” is no day of every year",
    ),
    (
        TRACK,
        "term_starts: previous-end}",
        "term_starts: fixed-day, fixed_day: 12-31, at_least: P3Y}",
        f"{TRACK}:15: The shortest term, at_least, is no longer than valid_for.",
    ),
    (
        TRACK,
        "term_starts: previous-end}",
        "term_starts: previous-end, requires: {online_tests: {}}}",
        f"{TRACK}:20: there is no condition online_tests",
    ),
    (
        TRACK,
        "- course: {course: mountain-walks}",
        "- quota_free: {places: 0}",
        f"{TRACK}:37: places takes a whole number",
    ),
    (BOOTS, "## Choosing", "# Choosing", f"{BOOTS}:3: The title comes from course.yaml"),
    (BOOTS, "## Choosing", "### Choosing", f"{BOOTS}:3: This heading leaves out a level; “## ” is next."),
    (BOOTS, "Socks help.", "<b>Socks</b> help.", f"{BOOTS}:10: HTML is not read here"),
    (BOOTS, "Socks help.", "<script>alert(1)</script>", f"{BOOTS}:10: HTML is not read here"),
    (BOOTS, "lesson:summit", "lesson:top", f"{BOOTS}:5: There is no lesson “top” in this course."),
    (BOOTS, "lesson:summit", "javascript:alert(1)", f"{BOOTS}:5: “javascript:alert(1)” leads nowhere"),
    (BOOTS, "lesson:summit", "../other/page", f"{BOOTS}:5: “../other/page” leads nowhere"),
    (BOOTS, "media/boot.svg", "media/shoe.svg", f"{BOOTS}:7: There is no picture “media/shoe.svg” that can be used."),
    (
        BOOTS,
        "media/boot.svg",
        "https://elsewhere.example/a.svg",
        f"{BOOTS}:7: “https://elsewhere.example/a.svg” is no picture",
    ),
    (BOOTS, "media/boot.svg", "media/summit.webm", f"{BOOTS}:7: There is no picture “media/summit.webm”"),
    (BOOTS, "![A boot beside a map]", "![]", f"{BOOTS}:7: Say in the square brackets what one sees"),
    (BOOTS, "![A boot", "Look: ![A boot", f"{BOOTS}:7: A picture stands alone in its paragraph."),
    (
        BOOTS,
        "::: case",
        "::: cases",
        f"{BOOTS}:9: “cases” is no call-out; there are: note, tip, warning, case, try, key.",
    ),
    (BOOTS, "help.\n:::\n", "help.\n", f"{BOOTS}:9: This call-out is not closed"),
    (BOOT, "<rect", "<script>alert(1)</script><rect", f"{BOOT}:2: <script> is not allowed in a picture."),
    (BOOT, 'fill="#fff"', 'onload="alert(1)"', f"{BOOT}:2: onload= runs a script"),
    (
        BOOT,
        'fill="#fff"',
        'fill="url(https://elsewhere.example/x)"',
        f"{BOOT}:2: “url(https://elsewhere.example/x)” is elsewhere",
    ),
    (BOOT, ' viewBox="0 0 720 360"', "", f"{BOOT}:1: The SVG has no viewBox"),
    (BOOT, "</svg>", "", f"{BOOT}:4: The SVG is no well-formed XML"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"), SPOILED, ids=[f"{case[0]}-{case[2][:24]}" for case in SPOILED]
)
def test_what_is_wrong_is_said_with_file_line_and_reason(
    tmp_path: Path, file: str, old: str, new: str, reason: str
) -> None:
    edit(write_content(tmp_path), file, old, new)
    found = said(tmp_path)
    assert any(one.startswith(reason) for one in found), found


# A file that is put in, or taken out (None), and what is said.
OTHER_FILES: list[tuple[str, str | bytes | None, str]] = [
    (
        "mountain-walks/lessons/boots.zh.md",
        None,
        f"{COURSE}:15: lessons/boots.zh.md is missing: the title promises that language.",
    ),
    ("mountain-walks/lessons/boots.fr.md", "Bottes.", "mountain-walks/lessons/boots.fr.md: A lesson's file is named"),
    (
        "mountain-walks/lessons/shoes.en.md",
        "Shoes.",
        "mountain-walks/lessons/shoes.en.md: course.yaml has no lesson “shoes”.",
    ),
    ("mountain-walks/lessons/check.en.md", "Text.", "mountain-walks/lessons/check.en.md: “check” is an online test"),
    (BOOTS, "", f"{BOOTS}:1: The lesson has no text."),
    (BOOTS, b"Boots.\n\nCaf\xe9.\n", f"{BOOTS}:3: This is not UTF-8 text."),
    (BOOTS, "Boots.\n\x07\n", f"{BOOTS}:2: An unprintable character stands here"),
    (COURSE, None, "mountain-walks: The folder has no course.yaml."),
    (COURSE, "", f"{COURSE}:1: The file is empty"),
    (
        "mountain-walks/media/boot.png",
        SVG,
        "mountain-walks/media/boot.png: The content is image/svg+xml; the name must end in .svg.",
    ),
    ("mountain-walks/media/run.svg", "#!/bin/sh\n", "mountain-walks/media/run.svg: The content is none of SVG"),
    ("mountain-walks/media/summit.png", PNG[:40], "mountain-walks/media/summit.png: The picture is damaged"),
    (
        "mountain-walks/media/unused.svg",
        SVG,
        "mountain-walks/media/unused.svg: No lesson and no question shows this file",
    ),
    ("mountain-walks/notes.txt", "x", "mountain-walks/notes.txt: Nothing reads this file here"),
    ("tracks/others.yaml", "format: 1\n", "tracks/others.yaml:1: title is missing."),
    ("tests/guides-last.yaml", "id: other\n", "tests/guides-last.yaml:1: The id is “other”, the file “guides-last”"),
]


@pytest.mark.parametrize(
    ("name", "content", "reason"), OTHER_FILES, ids=[f"{case[0]}-{case[2][-24:]}" for case in OTHER_FILES]
)
def test_a_wrong_or_missing_file_is_said(tmp_path: Path, name: str, content: str | bytes | None, reason: str) -> None:
    write_content(tmp_path)
    (tmp_path / name).unlink() if content is None else put(tmp_path, name, content)
    found = said(tmp_path)
    assert any(one.startswith(reason) for one in found), found


def test_everything_wrong_is_said_at_once_and_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    write_content(tmp_path)
    edit(tmp_path, COURSE, "version: 1", "version: 0")
    edit(tmp_path, COURSE, "credits: 1", "credits: many")
    edit(tmp_path, TRACK, "{first: 90,", "{first: 80,")
    found = problems_in(tmp_path)
    assert [(problem.file, problem.line) for problem in found] == [(COURSE, 3), (COURSE, 8), (TRACK, 38)]


def test_a_broken_track_does_not_make_its_courses_wrong_too(tmp_path: Path) -> None:
    edit(write_content(tmp_path), TRACK, "code: GU", "code: g")
    assert [problem.file for problem in problems_in(tmp_path)] == [TRACK]


def test_two_tracks_cannot_have_one_code(tmp_path: Path) -> None:
    write_content(tmp_path)
    put(tmp_path, "tracks/others.yaml", (tmp_path / TRACK).read_text().replace("id: guides", "id: others", 1))
    assert said(tmp_path) == ["tracks/others.yaml:3: The code GU belongs to the track guides."]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content")
    put(tmp_path, "secret.md", "A secret.\n")
    (folder / BOOTS).unlink()
    (folder / BOOTS).symlink_to(tmp_path / "secret.md")
    assert any("a link to a file outside" in one for one in said(folder))


def test_an_empty_folder_is_no_content(tmp_path: Path) -> None:
    assert said(tmp_path) == [".: There is no content here: no tracks/ and no course."]


def test_a_broken_picture_is_told_once_and_not_by_every_lesson_that_shows_it(tmp_path: Path) -> None:
    edit(write_content(tmp_path), BOOT, "<rect", "<script/><rect")
    assert [problem.file for problem in problems_in(tmp_path)] == [BOOT]


@pytest.mark.parametrize("name", ["tracks/a.yaml", "mountain-walks/lessons/a.en.md", "mountain-walks/media/a.svg"])
def test_a_folder_in_a_files_place_is_said(tmp_path: Path, name: str) -> None:
    (write_content(tmp_path) / name).mkdir()
    assert f"{name}: This is no file." in said(tmp_path)


def test_a_link_to_nowhere_is_said(tmp_path: Path) -> None:
    (write_content(tmp_path) / "mountain-walks/media/a.svg").symlink_to("gone.svg")
    assert "mountain-walks/media/a.svg: This is no file." in said(tmp_path)


def test_a_track_that_says_nothing_of_late_renewals_is_written_as_it_always_was(tmp_path: Path) -> None:
    """Its fingerprint decides whether a version that was loaded before was changed."""
    shape = reading.read(write_content(tmp_path)).tracks[0].shape
    written = shape.model_dump(mode="json")
    assert "lower_levels" not in written
    assert "undo_within" not in written["levels"][0]
    assert written["levels"][0]["renewal"] == {"opens_before": "P90D", "grace": "P0D", "term_starts": "previous-end"}
