"""The knowledge itself: checked, described, begun."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.choosing import configured
from bot.cli.streams import page_here
from bot.config import Config

_FORMATS = ("text", "json")
_FORMATS_READ = ("knowledge", "transcript", "silence")


@click.command()
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print.")
@click.option("--topics", "every_topic", is_flag=True, help="Show how well each topic is found, not the worst alone.")
@configured
def check(config: Config, form: str, every_topic: bool) -> None:
    """Prove every quote and show every problem, with file and line. Ends with 1 on any error.

    \b
    Example: ontherecord check --knowledge ./knowledge
    """
    from bot import app, report

    found = app.inspect_knowledge(config, os.environ)
    click.echo(report.as_json(found) if form == "json" else report.as_text(found, page_here(), every_topic))
    raise SystemExit(found.exit_code)


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
    from bot import starting

    for line in starting.make(folder):
        click.echo(line)
