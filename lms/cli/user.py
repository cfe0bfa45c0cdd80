"""``lms user``: people, from the command line."""

from __future__ import annotations

import click

from lms.cli.user_import import import_people


@click.group()
def user() -> None:
    """People: bring them in."""


user.add_command(import_people)
