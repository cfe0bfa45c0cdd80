"""A lesson filled in by a form: its own lines change, its files come and go with it, and nobody overwrites anybody."""

from __future__ import annotations

import difflib
import io
from typing import Any
from uuid import UUID

import pytest

from lms.catalogue.library import operations as library
from lms.core.errors import NotFound, Refused
from lms.core.shapes import faults
from lms.core.storage import Storage
from lms.studio import course_text, operations, queries, working
from lms.studio.operations import Overtaken, outline
from lms.studio.operations.lessons import FromLibrary, Said, fill_lesson
from tests.cast import Cast
from tests.catalogue.test_lesson_kinds import a_pdf
from tests.factories.content import PNG, VTT, WEBM
from tests.studio.conftest import COURSE

FILE = f"{COURSE}/course.yaml"
SUMMIT: dict[str, Any] = {"title": {"en": "The summit", "zh": "山顶"}, "minutes": 3}


def text(draft_id: UUID, storage: Storage) -> str:
    return queries.text_of(storage, queries.files_of(draft_id)[FILE])


def lesson(draft_id: UUID, storage: Storage, key: str) -> dict[str, Any]:
    found = course_text.outline(text(draft_id, storage)).lesson(key)
    assert found is not None
    return dict(found.data)


def item(cast: Cast, storage: Storage, name: str, content: bytes) -> UUID:
    return library.take(cast.trainer.actor, storage, name, io.BytesIO(content))


def test_the_difference_is_the_lines_that_the_form_speaks_of(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    before, shown = text(draft_id, storage), queries.files_of(draft_id)[FILE]
    said = Said({**SUMMIT, "minutes": 4, "in_order": True, "watched_share": 60, "poster": "media/summit.png"})
    fill_lesson(cast.trainer.actor, storage, draft_id, "summit", shown, said)
    lines = difflib.ndiff(before.splitlines(), text(draft_id, storage).splitlines())
    assert [line for line in lines if line[0] in "+-"] == [
        "-         minutes: 3",
        "+         minutes: 4",
        "+         in_order: true",
        "+         watched_share: 60",
    ]
    same = fill_lesson(cast.trainer.actor, storage, draft_id, "summit", queries.files_of(draft_id)[FILE], said)
    assert same.step == 2, "the same once more is no step"


def test_a_new_lesson_of_every_kind_is_filled_in_and_nothing_is_wrong_with_it(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    actor = cast.trainer.actor
    pdf = FromLibrary(item(cast, storage, "Handbook.pdf", a_pdf(2)))
    film = FromLibrary(item(cast, storage, "film.webm", WEBM + b"another"))
    point = {"id": "point-1", "title": {"en": "Safe"}}
    kinds: dict[str, dict[str, Any]] = {
        "article": {},
        "class": {},
        "slides": {},
        "document": {"document": pdf},
        "video": {"video": film},
        "link": {"url": "https://weather.example/"},
        "project": {"rubric": [point]},
        "experience": {"headings": [point]},
        "online-test": {},
    }
    assert set(kinds) == set(course_text.KINDS)
    for kind, more in kinds.items():
        key = outline.add_lesson(actor, storage, draft_id, "setting-out", kind, {"en": f"Of {kind}"})
        said = Said({"title": {"en": f"Of {kind}"}, "minutes": 7, **more})
        fill_lesson(actor, storage, draft_id, key, queries.files_of(draft_id)[FILE], said)
        shape = next(
            one for one in course_text.lesson_kinds.KINDS if one.model_fields["kind"].annotation.__args__[0] == kind
        )  # type: ignore[union-attr]
        assert faults(lesson(draft_id, storage, key), shape) == []
        if kind in course_text.WRITTEN:
            operations.save_file(actor, storage, draft_id, f"{COURSE}/lessons/{key}.en.md", b"Words.\n", None)
    assert working.look(storage, COURSE, queries.files_of(draft_id))[0] == []
    assert "      - id: of-video\n        kind: video\n" in text(draft_id, storage), "a line for each name"
    assert "        rubric:\n          - {id: point-1" in text(draft_id, storage)


def test_a_film_brings_the_still_and_the_subtitles_that_the_library_knows(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    actor = cast.trainer.actor
    film, still = item(cast, storage, "a.webm", WEBM + b"x"), item(cast, storage, "still.png", PNG)
    track = item(cast, storage, "a.vtt", VTT.replace("summit", "top").encode())
    library.describe(actor, film, alt={}, poster_id=still, subtitles={"en": track})
    key = outline.add_lesson(actor, storage, draft_id, "setting-out", "video", {"en": "Above"})
    said = Said({"title": {"en": "Above"}, "minutes": 5, "video": FromLibrary(film), "poster": None, "subtitles": None})
    fill_lesson(actor, storage, draft_id, key, queries.files_of(draft_id)[FILE], said)
    there = lesson(draft_id, storage, key)
    assert (there["video"], there["poster"], there["subtitles"]) == (
        "media/a.webm",
        "media/still.png",
        {"en": "media/a.vtt"},
    )
    assert queries.files_of(draft_id).keys() >= {f"{COURSE}/media/{name}" for name in ("a.webm", "still.png", "a.vtt")}


def test_a_file_that_nothing_shows_any_more_leaves_with_it_and_comes_back_by_undo(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    actor, before = cast.trainer.actor, queries.files_of(draft_id)
    saved = fill_lesson(actor, storage, draft_id, "summit", before[FILE], Said({**SUMMIT, "poster": None}))
    assert f"{COURSE}/media/summit.png" not in queries.files_of(draft_id)
    operations.undo(actor, draft_id, saved.step)
    assert queries.files_of(draft_id) == before
    boots = f"{COURSE}/lessons/boots.en.md"
    shown = storage.get(before[boots]) + b"\n![Up](media/summit.png)\n"
    operations.save_file(actor, storage, draft_id, boots, shown, before[boots])
    fill_lesson(actor, storage, draft_id, "summit", before[FILE], Said({**SUMMIT, "poster": None}))
    assert f"{COURSE}/media/summit.png" in queries.files_of(draft_id), "a text shows it"


def test_two_people_fill_in_two_lessons_at_once_and_only_the_same_one_is_a_question(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    shown = queries.files_of(draft_id)[FILE]
    fill_lesson(
        cast.admin.actor, storage, draft_id, "boots", shown, Said({"title": {"en": "Good boots"}, "minutes": 9})
    )
    fill_lesson(cast.trainer.actor, storage, draft_id, "summit", shown, Said({**SUMMIT, "minutes": 4}))
    with pytest.raises(Overtaken) as overtaken:
        fill_lesson(
            cast.trainer.actor, storage, draft_id, "boots", shown, Said({"title": {"en": "Mine"}, "minutes": 1})
        )
    assert overtaken.value.by == cast.trainer.user_id, "who changed the file last"
    again = fill_lesson(cast.trainer.actor, storage, draft_id, "summit", shown, Said({**SUMMIT, "minutes": 4}))
    assert again.sha256 == queries.files_of(draft_id)[FILE], "whose answer was lost says the same once more"
    made = course_text.outline(text(draft_id, storage))
    assert [(one.title.get("en"), one.minutes) for one in made.lessons[:2]] == [("Good boots", 9), ("The summit", 4)]


def test_a_test_is_changed_in_its_own_file_and_never_over_somebody_else(
    draft_id: UUID, storage: Storage, cast: Cast
) -> None:
    actor, path = cast.trainer.actor, f"{COURSE}/tests/mountain-check.yaml"
    files = queries.files_of(draft_id)
    mine = {"title": {"en": "Check", "zh": "自测"}, "minutes": 4, "test": "mountain-check", "done_when": "finished"}
    said = Said(mine, {("pass_mark",): 55, ("attempts",): 2, ("sections", 0, "draw"): 1}, files[path])
    fill_lesson(actor, storage, draft_id, "check", files[FILE], said)
    after = queries.text_of(storage, queries.files_of(draft_id)[path])
    assert "pass_mark: 55\nattempts: 2\nsections:" in after
    assert lesson(draft_id, storage, "check")["done_when"] == "finished"
    other = Said(mine, {("pass_mark",): 80}, files[path])
    with pytest.raises(Overtaken) as overtaken:
        fill_lesson(actor, storage, draft_id, "check", queries.files_of(draft_id)[FILE], other)
    assert overtaken.value.path == path


@pytest.mark.parametrize("said", [{"title": {"en": " "}, "minutes": 3}, {"title": {"en": "Long"}, "minutes": 241}])
def test_what_cannot_be_is_refused(draft_id: UUID, storage: Storage, cast: Cast, said: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        fill_lesson(cast.trainer.actor, storage, draft_id, "boots", queries.files_of(draft_id)[FILE], Said(said))
    with pytest.raises(NotFound):
        fill_lesson(cast.trainer.actor, storage, draft_id, "nothing", "", Said(SUMMIT))
