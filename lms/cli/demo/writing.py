"""What the demo's trainers are writing: a course that two of them changed, and a new one that is not in Chinese yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from lms.accounts.actor import Actor
from lms.cli.demo.stories import Deed
from lms.core import clock, config
from lms.core.storage import Storage
from lms.studio import operations, queries
from lms.studio.operations import outline
from lms.studio.operations.lessons import Said, fill_lesson
from lms.studio.queries.drafts import open_draft_of

WRITTEN = "talk-tracks-junior"
LESSON = f"{WRITTEN}/lessons/losing-well.en.md"
NEW = "commissioning-a-cabinet"
WORDS = """\
A cabinet that is commissioned well is never visited again. This lesson is the order in which we do it.

## Before the power is on

1. Compare the plate with the delivery note.
2. Pull every wire once.
3. Write the serial number of the G3 into the hand-over.

::: tip Take a picture first
The one from before is the one that is asked for later.
:::
"""
RUBRIC = [
    {"id": "point-1", "title": {"en": "The picture from before", "zh": "动手之前的照片"}},
    {
        "id": "point-2",
        "title": {"en": "The hand-over", "zh": "交付单"},
        "hint": {"en": "With the serial number, and a name that signed.", "zh": "有序列号，有人签字。"},
    },
]


def deeds(trainer: Actor, admin: Actor) -> Iterator[Deed]:
    """What was written when."""
    then = clock.now() - timedelta(hours=30)
    yield Deed(then, lambda: operations.open_draft(trainer, WRITTEN))
    yield Deed(
        then + timedelta(minutes=4),
        lambda: _add(trainer, "\nAsk for the date of the next decision before you hang up.\n"),
    )
    yield Deed(then + timedelta(hours=2), lambda: _move(admin))
    yield Deed(then + timedelta(hours=20), lambda: _begin(trainer))


def _storage() -> Storage:
    return Storage(config.current().data / "files")


def _draft(actor: Actor, course_key: str) -> UUID:
    made = open_draft_of(actor, course_key)
    assert made is not None
    return made.id


def _add(trainer: Actor, words: str) -> None:
    draft_id, storage = _draft(trainer, WRITTEN), _storage()
    based_on = queries.files_of(draft_id)[LESSON]
    operations.save_file(trainer, storage, draft_id, LESSON, storage.get(based_on) + words.encode(), based_on)


def _move(admin: Actor) -> None:
    outline.move_lesson(admin, _storage(), _draft(admin, WRITTEN), "losing-well", "the-comparison", 0)


def _begin(trainer: Actor) -> None:
    storage = _storage()
    title = {"en": "Commissioning a cabinet", "zh": "控制柜调试"}
    summary = {"en": "Afterwards you commission a cabinet in an hour, and are not called back."}
    draft_id = operations.new_course(trainer, storage, NEW, title, summary, "trainer@academy.example")
    key = outline.add_lesson(trainer, storage, draft_id, "module-1", "article", {"en": "The right order"}, 6)
    operations.save_file(trainer, storage, draft_id, f"{NEW}/lessons/{key}.en.md", WORDS.encode(), None)
    own = {"en": "Your first cabinet", "zh": "您的第一个控制柜"}
    project = outline.add_lesson(trainer, storage, draft_id, "module-1", "project", own, 45)
    based_on = queries.files_of(draft_id)[f"{NEW}/course.yaml"]
    fill_lesson(trainer, storage, draft_id, project, based_on, Said({"title": own, "minutes": 45, "rubric": RUBRIC}))
    outline.add_lesson(trainer, storage, draft_id, "module-1", "video", {"en": "Power on, filmed"}, 4)
