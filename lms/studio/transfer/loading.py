"""A load is taken in: a person has seen the plan, decided where somebody else's work is concerned, and said go; the worker does it.

All that was chosen goes in with one transaction, each course whole. A worker that dies leaves nothing half, and the next one begins again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.catalogue.content import parts, reading
from lms.catalogue.content.parts import Change, ContentPart, ContentRefused
from lms.catalogue.content.reading import Content
from lms.catalogue.sources import BESIDE
from lms.core import audit, clock, db, jobs, kept_files
from lms.core.db import Database
from lms.core.documents import Problem
from lms.core.errors import AcademyError, Conflict, Refused
from lms.core.i18n import Message, msg
from lms.core.jobs import Outside
from lms.core.storage import Storage
from lms.studio import raising
from lms.studio.progress import Progress
from lms.studio.transfer import ground, places, queries, uploading
from lms.studio.transfer.ground import Ground
from lms.studio.transfer.models import ContentLoad
from lms.studio.transfer.planning import note_load, root_of
from lms.studio.transfer.rules import Item, by_course, problems_as_json

LOAD = "studio.load_content"
MOST_CHANGES = 500
"""So many changes are kept in words; of more, how many they are."""
TAKE, LEAVE = "take", "leave"
_MOVED = msg("What is here was changed after you looked. It was compared anew; look once more, then say go.")


def go(actor: Actor, load_id: UUID, decided: Mapping[str, str], *, raises: bool) -> None:
    """Have the courses taken in for which ``decided`` says so. Once said, saying it again changes nothing.

    Raises NotFound, Conflict (there is no plan to say it to), and :class:`Refused` where nothing is chosen, something is not decided, or
    versions would have to be raised and may not be.
    """
    made = queries.load(actor, load_id)
    if made.state == "loading":
        return
    if made.state != "ready":
        raise Conflict(msg("There is nothing here to be taken in at the moment."))
    items = [one for one in queries.plan_of(made) if one.is_open]
    for one in items:
        if decided.get(one.course) not in (TAKE, LEAVE):
            raise Refused(msg("Decide about each course: take it, or leave what is here."), field=one.course or BESIDE)
    taken = [one for one in items if decided[one.course] == TAKE]
    if not taken:
        raise Refused(msg("Nothing is chosen to be taken in."))
    if any(one.raises for one in taken) and not raises:
        raise Refused(
            msg("Versions have to be raised for that: say that they may, or leave those courses."), field="raises"
        )
    made.state, made.choices, made.raises = "loading", sorted(one.course for one in taken), raises
    made.stage, made.reason, made.done_count, made.total_count, made.touched_at = None, None, 0, 0, clock.now()
    db.session().flush()
    jobs.record(LOAD, load_id=made.id)
    audit.record(actor, "content_load.asked", "content_load", made.id, after=_said(taken, items, raises=raises))


def _said(taken: Sequence[Item], items: Sequence[Item], *, raises: bool) -> dict[str, object]:
    chosen = {one.course for one in taken}
    left = sorted(one.course for one in items if one.course not in chosen)
    over = sorted(one.course for one in taken if one.needs_word)
    return {"taken": sorted(chosen), "left": left, "over_others_work": over, "raises": raises}


def loading(content_parts: Sequence[ContentPart], storage: Storage) -> Outside:
    """The work :data:`LOAD`."""

    def act(database: Database, load_id: str) -> None:
        one = UUID(load_id)
        note = partial(note_load, database, one)
        try:
            _Loading(database, content_parts, storage, one, Progress(note)).run()
        except ContentRefused as refused:
            note(state="refused", problems=problems_as_json(refused.problems), touched_at=clock.now())
        except AcademyError as error:
            note(state="refused", reason=error.message.as_json(), touched_at=clock.now())

    return Outside(act)


class _Loading:
    """One go at it."""

    def __init__(
        self,
        database: Database,
        content_parts: Sequence[ContentPart],
        storage: Storage,
        load_id: UUID,
        progress: Progress,
    ) -> None:
        self.database, self.parts, self.storage = database, content_parts, storage
        self.load_id, self.progress = load_id, progress

    def run(self) -> None:
        root = root_of(places.unpacked(self.load_id))
        incoming = by_course(reading.hashes(root)) if root.is_dir() else {}
        with self.database.transaction() as session:
            made = session.get(ContentLoad, self.load_id)
            if made is None or made.state != "loading":
                return
            if not set(made.choices or ()) <= incoming.keys():
                raise Conflict(msg("The zip file is no longer there. Add it again."))
            there = ground.look(made, incoming)
            if there.mark(incoming) != made.here:
                self.compare_anew(made)
                return
            taken, raises = list(made.choices or ()), made.raises
        with ground.laid_out(self.storage, there.files, root, incoming, taken) as folder:
            problems = self.loaded(folder, there, incoming, taken)
            if problems and raises and raising.raise_in(folder, taken, problems):
                problems = self.loaded(folder, there, incoming, taken)
        if problems:
            raise ContentRefused(problems)

    def loaded(
        self, folder: Path, there: Ground, incoming: Mapping[str, Mapping[str, str]], taken: Sequence[str]
    ) -> list[Problem]:
        """Check, keep the files, take in; what is wrong, where anything is."""
        self.progress(msg("Reading"), 0, 1)
        content = reading.read(folder)
        if problems := parts.check(self.parts, content):
            return problems
        parts.keep_files(content, self.storage, self.progress)
        self.progress(msg("Loading"), 0, 1)  # nothing is told inside the transaction: who tells would wait for it
        try:
            with self.database.transaction():
                is_taken = self.take_in(content, there, incoming, taken)
        except ContentRefused as refused:
            self.let_go(content, there)
            return refused.problems
        if not is_taken:
            self.let_go(content, there)
        return []

    def take_in(
        self, content: Content, there: Ground, incoming: Mapping[str, Mapping[str, str]], taken: Sequence[str]
    ) -> bool:
        """In the transaction at hand; False where the academy is no longer what a person has seen."""
        asked = select(ContentLoad).where(ContentLoad.id == self.load_id).with_for_update()
        made = db.session().scalars(asked.execution_options(populate_existing=True)).one()
        if ground.look(made, incoming).mark(incoming) != made.here:
            self.compare_anew(made)
            return False
        changes = parts.take_in(there.actor, self.parts, content)
        made.state, made.touched_at = "done", clock.now()
        made.outcome = {"taken": list(taken), "count": len(changes), "changes": _as_json(changes[:MOST_CHANGES])}
        audit.record(
            there.actor,
            "content_load.done",
            "content_load",
            made.id,
            after={"taken": list(taken), "changes": len(changes)},
        )
        db.after_commit(partial(places.forget, made.id))
        return True

    def compare_anew(self, made: ContentLoad) -> None:
        """Somebody published, loaded or wrote meanwhile: nothing is taken in, and the plan is made again for a person to see."""
        uploading.wait(made)
        made.reason = _MOVED.as_json()

    def let_go(self, content: Content, there: Ground) -> None:
        """Files that were kept for nothing are nobody's: the worker removes those that really are."""
        with self.database.transaction():
            for sha256 in set(content.hashes.values()) - set(there.files.values()):
                kept_files.let_go(sha256)


def _as_json(changes: Sequence[Change]) -> list[dict[str, object]]:
    return [{"subject": one.subject, "key": one.key, "what": one.what.as_json()} for one in changes]


def changes_of(made: ContentLoad) -> list[tuple[str, str, Message]]:
    """What loading changed, in words: subject, key, what."""
    return [
        (one["subject"], one["key"], Message.from_json(one["what"])) for one in (made.outcome or {}).get("changes", ())
    ]
