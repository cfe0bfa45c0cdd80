"""Files of a draft: saved, removed, and a step undone."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.catalogue.content.media import read_media
from lms.core import db
from lms.core.documents import MOST_BYTES, BadDocument
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import msg
from lms.core.storage import Storage
from lms.studio import queries
from lms.studio.models import Draft, DraftChange, DraftFile, DraftStep
from lms.studio.operations.holding import hold, keep_step
from lms.studio.rules.paths import is_path_of, is_text
from lms.studio.rules.steps import Change, Deed, reversal


class Overtaken(Conflict):
    """Somebody else saved the file since the state that this save was based on. ``current`` is what stands now, None: nothing."""

    def __init__(self, path: str, current: str | None, by: UUID | None) -> None:
        super().__init__(msg("Somebody else changed {file} while you wrote. Nothing is lost: decide.", file=path))
        self.path, self.current, self.by = path, current, by


@dataclass(frozen=True)
class Saved:
    """What stands now: ``sha256`` is what the next save is based on."""

    sha256: str
    step: int


def save_file(actor: Actor, storage: Storage, draft_id: UUID, path: str, content: bytes, based_on: str | None) -> Saved:
    """Write a file of a draft: the one way in for the editor, uploads, and whoever makes files for a course.

    ``path`` begins with the course's folder (``course-key/questions.yaml``). ``based_on`` is the hash of the file that the content was made
    from, None where there was none. The same bytes again change nothing. A text may be wrong in itself: it is told at its line and
    stops no saving, publishing alone. A media file must be usable.

    Raises Forbidden, NotFound, Conflict (the draft is closed), :class:`Overtaken` (another state stands there), :class:`Refused` (no place
    for such a file, too large, no UTF-8, no usable media file).
    """
    made = queries.draft(actor, draft_id)
    _judge(made, path, content)
    _require_standing(
        actor, made, path, content, based_on
    )  # before the bytes are kept: what is refused leaves none behind
    sha256 = storage.put(content)
    held = hold(actor, draft_id)
    current = _current(held.id, path)
    if current == sha256:
        return Saved(sha256, held.steps)
    if current != based_on:
        raise Overtaken(path, current, last_by(held.id, path))
    deed = Deed.ADDED_FILE if current is None and not is_text(path) else Deed.EDITED
    keep_step(held, actor, deed, path, [Change(path, current, sha256)])
    return Saved(sha256, held.steps)


def remove_file(actor: Actor, draft_id: UUID, path: str, based_on: str | None) -> None:
    """Take a file out of a draft; the history keeps it. Raises as :func:`save_file`; a file that is gone already is no mistake."""
    held = hold(actor, draft_id)
    current = _current(held.id, path)
    if current is not None and current != based_on:
        raise Overtaken(path, current, last_by(held.id, path))
    keep_step(held, actor, Deed.REMOVED_FILE, path, [Change(path, current, None)])


def undo(actor: Actor, draft_id: UUID, number: int) -> None:
    """Undo a step: its files are as they were before it. Raises Conflict where one of them was changed since."""
    held = hold(actor, draft_id)
    step = db.session().scalar(select(DraftStep).where(DraftStep.draft_id == held.id, DraftStep.number == number))
    if step is None or step.deed == Deed.OPENED:
        raise NotFound
    rows = db.session().scalars(select(DraftChange).where(DraftChange.step_id == step.id).order_by(DraftChange.path))
    back, touched = reversal([Change(one.path, one.before, one.after) for one in rows], queries.files_of(held.id))
    if touched:
        raise Conflict(
            msg(
                "{files} was changed again since: undo that first, or take the earlier text out of the history.",
                files=", ".join(touched),
            )
        )
    keep_step(held, actor, Deed.UNDONE, step.about, back)


def _require_standing(actor: Actor, made: Draft, path: str, content: bytes, based_on: str | None) -> None:
    """Raise what saving would raise, as far as one sees without holding the draft."""
    if made.state != "open":
        hold(actor, made.id)
    current = _current(made.id, path)
    if current != based_on and current != hashlib.sha256(content).hexdigest():
        raise Overtaken(path, current, last_by(made.id, path))


def _judge(made: Draft, path: str, content: bytes) -> None:
    if not is_path_of(made.course_key, path):
        raise Refused(msg("No file of a course stands at {path}.", path=path))
    if not is_text(path):
        _judge_media(path, content)
        return
    if len(content) > MOST_BYTES:
        raise Refused(msg("The file is larger than {limit} MB.", limit=MOST_BYTES // 1024**2))
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(msg("This is not UTF-8 text. Save the file as UTF-8.")) from None


def _judge_media(path: str, content: bytes) -> None:
    """A media file is judged as loading will judge it."""
    name = path.rpartition("/")[2]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        try:
            read_media(Path(folder), name)
        except BadDocument as bad:
            raise Refused(bad.problems[0].reason) from None


def _current(draft_id: UUID, path: str) -> str | None:
    return db.session().scalar(select(DraftFile.sha256).where(DraftFile.draft_id == draft_id, DraftFile.path == path))


def last_by(draft_id: UUID, path: str) -> UUID | None:
    """Who changed a file last."""
    steps = select(DraftStep.made_by).join(DraftChange, DraftChange.step_id == DraftStep.id)
    mine = steps.where(DraftStep.draft_id == draft_id, DraftChange.path == path)
    return db.session().scalar(mine.order_by(DraftStep.number.desc()).limit(1))
