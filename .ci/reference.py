"""Writes what the code knows about itself into `docs/reference/`: settings, commands, personal data, the shapes of content.

A test says when they differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path

import click

from lms.cli import main
from lms.cli.content import schemas
from lms.core.config import Config
from lms.wiring import PERSONAL_PARTS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "reference"
NOTE = "<!-- Written by `make reference` from the code; change the words there. -->\n"
PREAMBLE = (
    "`.venv/bin/lms` in a checkout, `lms` where the wheel is installed. Exit code 0: done; 1: refused, with reasons; 2: wrong\n"
    "usage or wrong settings. With `--json`, standard output holds JSON only, refusals too; progress and logs go to standard\n"
    "error. Every command takes `--help`.\n"
)


def settings() -> str:
    """The page of settings, from :class:`Config`'s own metadata."""
    rows = []
    for setting in fields(Config):
        default = setting.default
        shown = (
            {True: "`true`", False: "`false`"}.get(default)
            if isinstance(default, bool)
            else f"`{default}`"
            if str(default)
            else "empty"
        )  # type: ignore[arg-type]
        secret = " A secret: keep it out of logs and tickets." if setting.metadata["secret"] else ""
        rows.append(f"| `LMS_{setting.name.upper()}` | {shown} | {setting.metadata['meaning']}{secret} |")
    return (
        f"# Settings\n\n{NOTE}\n"
        "All settings are environment variables. An unknown name beginning with `LMS_`, and a value that cannot be used, stop every\n"
        "command with a sentence that names it; an empty value counts as not set.\n\n"
        "What an admin sets on the page *Academy settings* stands above them: names, code, public address, time zone, first language. They are\n"
        "the defaults until then.\n\n"
        "| variable | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n\n"
        "Besides, `PORT` (8000) is where `make run`, `lms run` and `lms serve` listen. Demo is no setting: a data folder is marked as\n"
        "the demo academy's when it is made.\n"
    )


def privacy() -> str:
    """The page of personal data, from the packages' own parts."""
    rows = []
    for part in PERSONAL_PARTS:
        rows.append(f"## {part.title.key}\n\n- **What and why.** {part.purpose.key}\n- **How long.** {part.kept.key}\n")
        rows.append(f"- **At erasure.** {part.at_erasure.key}\n")
        rows.append(f"- **Columns.** {', '.join(f'`{column}`' for column in sorted(part.columns))}\n\n")
    return (
        f"# Personal data\n\n{NOTE}\nWhat the academy knows about people, in the words that they read at `/profile/data`. "
        "What an operator does: [privacy.md](../howto/privacy.md).\n\n" + "".join(rows).rstrip() + "\n"
    )


def commands() -> str:
    """The page of commands, from their own help."""
    parts = [
        f"# Commands\n\n{NOTE}\n",
        PREAMBLE,
    ]
    context = click.Context(main, info_name="lms")
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None, name
        parts.append(f"\n## `lms {name}`\n\n{_sentence(command)}\n")
        parts.append(_usages(command, click.Context(command, info_name=name, parent=context)))
    return "".join(parts)


def _usages(command: click.Command, context: click.Context) -> str:
    if not isinstance(command, click.Group):
        return _usage(command, context)
    below = [(command.get_command(context, name), name) for name in command.list_commands(context)]
    return "".join(
        _usage(found, click.Context(found, info_name=name, parent=context), titled=True)
        for found, name in below
        if found
    )


def _usage(command: click.Command, context: click.Context, *, titled: bool = False) -> str:
    pieces = " ".join(command.collect_usage_pieces(context))
    said = f"{_sentence(command)}\n\n" if titled else ""
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    options = [record for record in records if record and record[1] and "--help" not in record[0]]
    listed = "".join(f"- `{names}` {meaning}\n" for names, meaning in options)
    return f"\n```\n{context.command_path} {pieces}\n```\n\n{said}{listed}"


def _sentence(command: click.Command) -> str:
    return " ".join((command.help or "").split())


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "commands.md": commands,
    "privacy.md": privacy,
    **{f"schema/{name}": partial(str, text) for name, text in schemas().items()},
}

if __name__ == "__main__":
    for file, made in PAGES.items():
        (FOLDER / file).write_text(made(), encoding="utf-8")
