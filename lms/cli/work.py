"""``lms worker``: the process that does recorded work."""

from __future__ import annotations

import click

from lms.cli.frame import opened
from lms.worker import run


@click.command()
def worker() -> None:
    """Do what is recorded as work: draw certificates, send mail, close attempts, remind, sweep."""
    with opened() as (config, _database):
        pass  # a database that is away or not migrated is told in a sentence, before the first piece of work
    run(config)
