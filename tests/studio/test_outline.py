"""The outline: each deed changes its own thing in the file, goes back in one undo, and bears others beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.storage import Storage
from lms.studio import course_text, operations, queries
from lms.studio.operations import outline
from lms.studio.operations.lessons import Said, fill_lesson
from tests.cast import Cast
from tests.studio.conftest import COURSE

FILE = f"{COURSE}/course.yaml"
Deed = Callable[[Actor, Storage, UUID], object]


def lessons(draft_id: UUID, storage: Storage) -> list[list[str]]:
    text = queries.text_of(storage, queries.files_of(draft_id)[FILE])
    return [[lesson.key for lesson in module.lessons] for module in course_text.outline(text).modules]


DEEDS: dict[str, tuple[Deed, list[list[str]]]] = {
    "moved down": (
        lambda a, s, d: outline.move_lesson(a, s, d, "boots", "setting-out", 1),
        [["summit", "boots", "check"]],
    ),
    "moved past the end": (
        lambda a, s, d: outline.move_lesson(a, s, d, "boots", "setting-out", 99),
        [["summit", "check", "boots"]],
    ),
    "removed": (lambda a, s, d: outline.remove_lesson(a, s, d, "boots"), [["summit", "check"]]),
    "duplicated": (
        lambda a, s, d: outline.duplicate_lesson(a, s, d, "boots"),
        [["boots", "boots-copy", "summit", "check"]],
    ),
    "added": (
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "article", {"en": "Ropes & knots"}),
        [["boots", "summit", "check", "ropes-knots"]],
    ),
    "a test added": (
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "online-test", {"zh": "自测"}),
        [["boots", "summit", "check", "lesson"]],
    ),
    "a module added": (
        lambda a, s, d: outline.add_module(a, s, d, {"en": "Coming home"}),
        [["boots", "summit", "check"], []],
    ),
    "the module removed": (lambda a, s, d: outline.remove_module(a, s, d, "setting-out"), []),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_changes_the_outline_and_undoing_it_brings_every_byte_back(
    draft_id: UUID, storage: Storage, cast: Cast, name: str
) -> None:
    deed, expected = DEEDS[name]
    before = queries.files_of(draft_id)
    deed(cast.trainer.actor, storage, draft_id)
    assert lessons(draft_id, storage) == expected
    operations.undo(cast.trainer.actor, draft_id, 2)
    assert queries.files_of(draft_id) == before


def test_what_goes_with_a_lesson_goes_and_what_others_show_stays(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    actor = cast.trainer.actor
    again = outline.duplicate_lesson(actor, storage, draft_id, "check")
    outline.remove_lesson(actor, storage, draft_id, "check")
    assert f"{COURSE}/tests/mountain-check.yaml" in queries.files_of(draft_id)
    outline.remove_lesson(actor, storage, draft_id, again)
    assert f"{COURSE}/tests/mountain-check.yaml" not in queries.files_of(draft_id)
    outline.remove_lesson(actor, storage, draft_id, "boots")
    assert [path for path in queries.files_of(draft_id) if "/lessons/" in path] == []
    assert f"{COURSE}/media/boot.svg" not in queries.files_of(draft_id), "nothing shows it any more"
    assert f"{COURSE}/media/summit.png" in queries.files_of(draft_id)


def test_the_courses_own_words_change_line_by_line(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    shown = queries.files_of(draft_id)[FILE]
    outline.set_course(
        cast.trainer.actor,
        storage,
        draft_id,
        shown,
        title={"en": "Mountain walks", "zh": "山地徒步"},
        summary={"en": "Afterwards: the summit.", "zh": "学完能找到山顶。"},
        owner="",
        review_by=date(2028, 1, 31),
        study_credits=1,
    )
    before = queries.text_of(storage, shown).splitlines()
    after = queries.text_of(storage, queries.files_of(draft_id)[FILE]).splitlines()
    assert [line for line in before if line not in after] == [
        "summary: {en: Afterwards you find the summit., zh: 学完能找到山顶。}",
        "owner: trainer@academy.example",
        "review_by: 2027-06-30",
    ]
    assert [line for line in after if line not in before] == [
        'summary: {en: "Afterwards: the summit.", zh: 学完能找到山顶。}',
        "review_by: 2028-01-31",
    ]


@pytest.mark.parametrize(
    "deed",
    [
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "article", {"en": " "}),
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "article", {"en": "Long"}, 241),
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "magic", {"en": "Trick"}),
        lambda a, s, d: outline.add_module(a, s, d, {}),
    ],
)
def test_what_cannot_be_is_refused(unit: Session, draft_id: UUID, storage: Storage, cast: Cast, deed: Deed) -> None:
    with pytest.raises(Refused):
        deed(cast.trainer.actor, storage, draft_id)


@pytest.mark.parametrize(
    "deed",
    [
        lambda a, s, d: outline.add_lesson(a, s, d, "nowhere", "article", {"en": "Lost"}),
        lambda a, s, d: outline.move_lesson(a, s, d, "nothing", "setting-out", 0),
        lambda a, s, d: outline.remove_lesson(a, s, d, "nothing"),
        lambda a, s, d: outline.duplicate_lesson(a, s, d, "nothing"),
        lambda a, s, d: outline.remove_module(a, s, d, "nothing"),
    ],
)
def test_what_is_not_there_is_not_found(draft_id: UUID, storage: Storage, cast: Cast, deed: Deed) -> None:
    with pytest.raises(NotFound):
        deed(cast.trainer.actor, storage, draft_id)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "5", "modules: 5", "modules: {a: b}", "modules: [{id: setting-out, lessons: 5}]", "x: ["],
    ids=["empty", "a list", "a number", "no list", "a mapping", "no lessons", "broken"],
)
@pytest.mark.parametrize(
    "deed",
    [
        lambda a, s, d: outline.add_lesson(a, s, d, "setting-out", "article", {"en": "Ropes"}),
        lambda a, s, d: outline.move_lesson(a, s, d, "boots", "setting-out", 0),
        lambda a, s, d: fill_lesson(a, s, d, "boots", "", Said({"title": {"en": "Boots"}, "minutes": 4})),
        lambda a, s, d: outline.rename_module(a, s, d, "setting-out", "", {"en": "Out"}),
        lambda a, s, d: outline.move_module(a, s, d, "back", 0),
    ],
    ids=["add", "move", "fill", "rename", "move a module"],
)
def test_a_file_that_somebody_typed_to_pieces_is_no_failure(
    draft_id: UUID, storage: Storage, cast: Cast, text: str, deed: Deed
) -> None:
    actor = cast.trainer.actor
    operations.save_file(actor, storage, draft_id, FILE, text.encode(), queries.files_of(draft_id)[FILE])
    with pytest.raises((Refused, NotFound, Conflict)):
        deed(actor, storage, draft_id)


def test_a_lesson_whose_test_is_no_id_is_removed_like_any_other(draft_id: UUID, storage: Storage, cast: Cast) -> None:
    actor = cast.trainer.actor
    odd = b"modules:\n  - id: m\n    lessons:\n      - {id: a, test: [1]}\n      - {id: b, test: {x: y}}\n"
    operations.save_file(actor, storage, draft_id, FILE, odd, queries.files_of(draft_id)[FILE])
    outline.remove_lesson(actor, storage, draft_id, "a")
    assert "id: a" not in queries.text_of(storage, queries.files_of(draft_id)[FILE])
