"""The academy as it stands, and as it would stand with some courses of a zip file in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.accounts.queries.signed_in import actor_of
from lms.catalogue import sources
from lms.catalogue.models import Course, Snapshot
from lms.catalogue.sources import Files
from lms.core import db
from lms.core.errors import Forbidden
from lms.core.storage import Storage
from lms.studio import queries as studio
from lms.studio import working
from lms.studio.models import Draft
from lms.studio.transfer.models import ContentLoad
from lms.studio.transfer.rules import by_course, digest, with_incoming

MOST_EARLIER = 50
"""So many states back a course in a zip file is known as one that was here."""


@dataclass(frozen=True)
class Ground:
    """What is here: files by course, earlier states by their digests, drafts that somebody has written in, who asks."""

    actor: Actor
    files: dict[str, str]
    versions: Mapping[str, int | None] = field(default_factory=dict)
    earlier: Mapping[str, set[str]] = field(default_factory=dict)
    drafts: Mapping[str, dict[str, str]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    """Courses whose files were not kept: taking others in beside them would take their tests away."""

    @property
    def courses(self) -> dict[str, dict[str, str]]:
        """The newest files of each course, and of what stands beside them."""
        return by_course(self.files)

    def mark(self, courses: Collection[str]) -> str:
        """One word for all that a plan about these courses stands on."""
        said = dict(self.files)
        for key in courses:
            said |= {f"draft {key}": digest(self.drafts[key])} if key in self.drafts else {}
        return digest(said)


def look(made: ContentLoad, courses: Collection[str]) -> Ground:
    """What is here, in the transaction at hand, as far as these courses need it."""
    if made.made_by is None:
        raise Forbidden
    current = db.session().execute(select(Course.key, Course.current_number).where(Course.key.in_(courses)))
    return Ground(
        actor=actor_of(made.made_by),
        files=sources.academy_files(),
        versions={row.key: row.current_number for row in current},
        earlier=_earlier(courses),
        drafts=_written_in(courses),
        missing=frozenset(sources.without_sources() - set(courses)),
    )


def _earlier(courses: Collection[str]) -> dict[str, set[str]]:
    """Of each course the digests of the states that were published before the newest one."""
    states = (
        select(Snapshot.id, Snapshot.course_key).where(Snapshot.course_key.in_(courses)).order_by(Snapshot.id.desc())
    )
    past: dict[str, list[UUID]] = {}
    for row in db.session().execute(states):
        past.setdefault(row.course_key, []).append(row.id)
    files = sources.files_of([one for ids in past.values() for one in ids[1:MOST_EARLIER]])
    return {key: {digest(files.get(one, {})) for one in ids[1:MOST_EARLIER]} for key, ids in past.items()}


def _written_in(courses: Collection[str]) -> dict[str, dict[str, str]]:
    """The files of open drafts that are not as they were opened."""
    found = {}
    for one in db.session().scalars(select(Draft).where(Draft.state == "open", Draft.course_key.in_(courses))).all():
        files = studio.files_of(one.id)
        if files != studio.base_of(one):
            found[one.course_key] = files
    return found


@contextmanager
def laid_out(
    storage: Storage, here: Files, root: Path, incoming: Mapping[str, Files], taken: Collection[str]
) -> Iterator[Path]:
    """A folder in which the academy stands with these courses of ``root`` in it, while the block runs."""
    target = with_incoming(here, incoming, taken)
    new = {path for key in taken for path in incoming[key]}
    with working.unfolded(storage, {path: sha for path, sha in target.items() if path not in new}) as folder:
        for path in sorted(new):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(root / path, folder / path)
            except OSError:
                shutil.copyfile(root / path, folder / path)
        yield folder
