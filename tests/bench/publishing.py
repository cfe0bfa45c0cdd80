"""``python -m tests.bench.publishing``: publish the draft of the environment's academy that changes every question of the course ``many``, and
say as JSON how long the worker took, how much of that it computed, and how much memory it had at its most.
"""

from __future__ import annotations

import json
import time
from uuid import UUID

from sqlalchemy import select

from lms import wiring
from lms.accounts.models import User
from lms.accounts.queries.signed_in import actor_of
from lms.core import jobs
from lms.core.config import Config
from lms.core.db import Database
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.studio import operations, queries, working
from lms.studio.jobs import publishing
from lms.studio.models import Publication
from lms.studio.operations.files import save_file
from lms.studio.operations.publishing import PUBLISH, ask_to_publish
from lms.wiring import CONTENT_PARTS
from tests.bench.processes import peak

COURSE = "many"
BANK = f"{COURSE}/questions.yaml"


def main() -> None:
    """Measure, and print."""
    config = Config.from_environment()
    wiring.connect(config)
    jobs.connect(config, memory=True)  # the work is done here, and nobody else is told of it
    database, storage = Database(config.database), Storage(config.data / "files")
    publication_id = _asked(database, storage)
    with database.transaction(read_only=True) as session:
        work = session.scalars(select(Work.id).where(Work.kind == PUBLISH)).one()
    began, computed = time.perf_counter(), time.process_time()
    Worker(database, {PUBLISH: publishing(CONTENT_PARTS, storage)}).perform(work)
    seconds, computed = time.perf_counter() - began, time.process_time() - computed
    with database.transaction(read_only=True) as session:
        made = session.get_one(Publication, publication_id)
        assert made.state == "done", made.problems
        changed = len(made.changes or ())
    memory = peak()
    print(json.dumps({"seconds": seconds, "computed": computed, "megabytes": memory, "changed": changed}))


def _asked(database: Database, storage: Storage) -> UUID:
    with database.transaction() as session:
        actor = actor_of(session.scalars(select(User.id)).one())
        draft_id = operations.open_draft(actor, COURSE)
        before = queries.files_of(draft_id)[BANK]
        text = storage.get(before).replace(b"a fieldbus", b"another fieldbus")
        save_file(actor, storage, draft_id, BANK, text, before)
        return ask_to_publish(actor, draft_id, working.digest(queries.files_of(draft_id)), "Every question anew.")


if __name__ == "__main__":
    main()
