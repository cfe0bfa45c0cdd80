"""``python -m tests.bench.counted run --port N``: ``lms`` whose pages say in a header how many statements they asked of the database.

For the bench alone: the product itself neither counts nor tells.
"""

from __future__ import annotations

import threading
from typing import Any

from flask import Response
from sqlalchemy import event

from lms.app import Academy
from lms.cli import main
from lms.cli import serve as serving
from tests.counting import DATA

HEADER = "X-Statements"
_seen = threading.local()


class CountedServer(serving.Server):
    """The academy's server, each answer with its count."""

    def load(self) -> Academy:
        """Build the app as ever, then count."""
        app = super().load()
        event.listen(app.database.engine, "before_cursor_execute", _note)
        app.before_request(_begin)
        app.after_request(_tell)
        return app


def _begin() -> None:
    _seen.count = 0


def _note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    if statement.lstrip()[:8].upper().startswith(DATA):
        _seen.count = getattr(_seen, "count", 0) + 1


def _tell(response: Response) -> Response:
    response.headers[HEADER] = str(_seen.count)
    return response


def lms(**given: Any) -> None:
    """The command, its server exchanged."""
    serving.Server = CountedServer  # type: ignore[misc]
    main(prog_name="lms", **given)


if __name__ == "__main__":
    lms()
