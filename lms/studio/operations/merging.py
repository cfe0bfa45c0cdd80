"""A draft is brought up to date with what was published since it began: unchanged sides go through, the rest is decided by a person."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from lms.accounts.actor import Actor
from lms.catalogue import sources
from lms.core import audit
from lms.core.errors import Conflict, Refused
from lms.core.i18n import msg
from lms.studio import queries, working
from lms.studio.operations.holding import hold, keep_step
from lms.studio.rules.merging import Merged, Side, merge
from lms.studio.rules.steps import Deed, changes_between


def difference(actor: Actor, draft_id: UUID) -> Merged:
    """What would go through by itself, and what somebody has to decide."""
    made = queries.draft(actor, draft_id)
    newest = queries.latest_of(made.course_key)
    theirs = sources.files_of([newest.id]).get(newest.id, {}) if newest else {}
    return merge(queries.base_of(made), queries.files_of(made.id), theirs)


def bring_up_to_date(
    actor: Actor, draft_id: UUID, newest_id: UUID, seen: str, decided: Mapping[str, Side]
) -> list[str]:
    """Base the draft on what is published now; returns the files that were taken over from there.

    ``newest_id`` and ``seen`` are what the page showed: the published state, and the digest of the draft's files. Raises Conflict where
    either is another now, and :class:`Refused` while a file that both changed is undecided.
    """
    held = hold(actor, draft_id)
    newest = queries.latest_of(held.course_key)
    mine = queries.files_of(held.id)
    if newest is None or newest.id != newest_id or working.digest(mine) != seen:
        raise Conflict(msg("Something changed again while you decided. Look at the two sides once more."))
    if newest.id == held.base_id:
        return []
    theirs = sources.files_of([newest.id])[newest.id]
    merged = merge(queries.base_of(held), mine, theirs, decided)
    if merged.clashes:
        raise Refused(msg("Decide for each file first: {files}.", files=", ".join(one.path for one in merged.clashes)))
    held.base_id = newest.id
    keep_step(held, actor, Deed.BROUGHT_UP, newest.taken_at.isoformat(), changes_between(mine, merged.files))
    audit.record(
        actor,
        "draft.brought_up_to_date",
        "course",
        held.course_key,
        after={"snapshot": str(newest.id), "decided": dict(decided)},
    )
    return merged.taken
