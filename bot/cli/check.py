"""The knowledge itself: checked, described, begun."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import click

from bot.cli.options import configured
from bot.cli.streams import page_here
from bot.config import Config

_FORMATS = ("text", "json", "github", "gitlab")
_FORMATS_READ = ("knowledge", "transcript", "silence")


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@click.option("--topics", "every_topic", is_flag=True, help="Show how well each topic is found, not the worst alone.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved, until Ctrl-C.")
@configured
def check(config: Config, form: str, *, every_topic: bool, watch: bool) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    \b
    Example: ontherecord check --knowledge ./knowledge --watch
    Example: ontherecord check --format github
    """
    raise SystemExit(_check_on(config, form, every_topic) if watch else _check(config, form, every_topic))


def _check(config: Config, form: str, every_topic: bool) -> int:
    from bot import app, report

    found = app.inspect_knowledge(config, os.environ)
    above = _above(app.knowledge_folder(config))
    match form:
        case "json":
            told = report.as_json(found)
        case "github":
            told = report.as_github(found, above)
        case "gitlab":
            told = report.as_gitlab(found, above)
        case _:
            told = report.as_text(found, page_here(), every_topic)
    click.echo(told)
    return found.exit_code


def _check_on(config: Config, form: str, every_topic: bool) -> int:
    """Until Ctrl-C; the last exit code."""
    from threading import Event

    from bot import app

    code = 0
    with suppress(KeyboardInterrupt):
        for is_changed in app.folder_changes(config, Event()):
            if is_changed:
                code = _check(config, form, every_topic)
                click.echo("Waiting for the next change; Ctrl-C ends.", err=True)
    return code


def _above(folder: Path) -> str:
    """The way from here to where the folder is, as a checkout's own paths begin; nothing if it is not below."""
    parent = folder.resolve().parent
    return (
        f"{parent.relative_to(Path.cwd()).as_posix()}/".removeprefix("./") if parent.is_relative_to(Path.cwd()) else ""
    )


@click.command()
@click.argument("kind", type=click.Choice(_FORMATS_READ), default="knowledge")
def schema(kind: str) -> None:
    """Print the JSON Schema of a knowledge, transcript or silence file, for editors.

    \b
    Example: ontherecord schema > knowledge/schema.json
    """
    from bot.library.schema import schema_text

    click.echo(schema_text(kind), nl=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a folder with a config.yaml and a knowledge folder of your own.

    \b
    Example: ontherecord init my-bot
    """
    from bot.cli.init import make

    for line in make(folder):
        click.echo(line)
