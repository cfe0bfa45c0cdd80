"""The command line ``lms``. Commands that answer something take ``--json``; exit 0 done, 1 refused with reasons, 2 wrong usage.

Each command is loaded when it is called, so that ``lms --help`` is quick and only the worker loads what draws PDFs.
"""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "backup": "lms.cli.backup",
    "certificate": "lms.cli.certificate",
    "certification": "lms.cli.certification",
    "content": "lms.cli.content",
    "db": "lms.cli.db",
    "doctor": "lms.cli.doctor",
    "demo": "lms.cli.demo",
    "questions": "lms.cli.questions",
    "restore": "lms.cli.backup",
    "partner": "lms.cli.partner",
    "privacy": "lms.cli.privacy",
    "run": "lms.cli.run",
    "serve": "lms.cli.serve",
    "user": "lms.cli.user",
    "worker": "lms.cli.work",
}


class Lazily(click.Group):
    """A group whose commands live in modules of their own, each with a click command named as in ``COMMANDS``."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Load one command's module."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[name]), name)
        return command


@click.group(cls=Lazily, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="partner-academy")
def main() -> None:
    """The partner academy: run it, look after it, ask it."""
