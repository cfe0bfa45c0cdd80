"""``lms worker``: the process that does recorded work."""

from __future__ import annotations

import click

from lms.cli.frame import configured
from lms.worker import run


@click.command()
def worker() -> None:
    """Do what is recorded as work: draw certificates, send mail, close attempts, remind, sweep."""
    run(configured())
