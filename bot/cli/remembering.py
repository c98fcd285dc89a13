"""The database of what is remembered: brought up to date, copied, put back, read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import configured
from bot.config import Config

if TYPE_CHECKING:
    from bot.state.database import Database


@click.group("db")
def db() -> None:
    """Look after the database of what is remembered. All of it may be done while the bot runs.

    \b
    Example: ontherecord db backup monday.db
    """


@db.command()
@configured
def upgrade(config: Config) -> None:
    """Bring the tables up to date, after a copy was made. The bot does it by itself when it starts.

    \b
    Example: ontherecord db upgrade
    """
    from bot.state import copies

    with _database(config) as database:
        click.echo(f"The database {database.place} is up to date, at revision {copies.upgraded(database)}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@configured
def backup(config: Config, file: Path) -> None:
    """Make a copy of the whole database. An old file of that name is replaced once the copy is complete.

    \b
    Example: ontherecord db backup monday.db
    """
    with _database(config) as database:
        database.place.copy(file)
        click.echo(f"{file} is a copy of the database {database.place}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@configured
def restore(config: Config, file: Path) -> None:
    """Make the database what it was when a copy was made. What is there now is kept beside it.

    \b
    Example: ontherecord db restore monday.db
    """
    from bot.state import copies

    with _database(config) as database:
        kept = copies.put_back(database, file, datetime.now().astimezone())
        click.echo(f"The database {database.place} is as it was in {file}.")
    click.echo(f"What was there before is in {kept}." if kept else "What was there before could not be read.")


@db.command()
@configured
def export(config: Config) -> None:
    """Print every row as a line of JSON, with the name of its table.

    \b
    Example: ontherecord db export > everything.jsonl
    """
    from bot.state import copies

    with _database(config) as database:
        for row in copies.rows(database):
            click.echo(json.dumps(row, ensure_ascii=False))


@contextmanager
def _database(config: Config) -> Iterator[Database]:
    from bot import app

    database = app.build_database(config)
    try:
        yield database
    finally:
        database.close()
