"""Verbs around the running bot: its commands at Discord, its invitation, its status, its database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import app
from bot.cli.options import configured
from bot.cli.wiring import errand_of, reaching_discord, token_of
from bot.config import Config
from bot.core.proof.fallback import GONE
from bot.core.records import Tally
from bot.errors import EditError, StateError
from bot.ops.status import Forgetting, StatusFile, as_text
from bot.service.memory import KEPT_FOR

if TYPE_CHECKING:
    from bot.state.database import Database

_VOTED = 20


@click.command("sync")
@click.option("--guild", metavar="ID", type=int, help="The commands of this server alone, not those of all.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@configured
def synchronise(config: Config, guild: int | None, *, dry_run: bool) -> None:
    """Register the commands at Discord now. The bot does it by itself at its start, when they have changed.

    \b
    Example: ontherecord sync --dry-run
    """
    token = token_of(config)
    from bot.discord_app import admin

    with reaching_discord():
        changes = admin.register(errand_of(config), token, guild, is_dry_run=dry_run)
    for line in changes or ["Discord knows the commands as they are."]:
        click.echo(line)


@click.command()
@configured
def invite(config: Config) -> None:
    """Print the link that adds the bot to a server, with the least permissions it can answer with.

    \b
    Example: ontherecord invite
    """
    token = token_of(config)
    from bot.discord_app import admin

    with reaching_discord():
        click.echo(admin.invitation(errand_of(config), token))


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@configured
def status(config: Config, form: str) -> None:
    """Show what the running bot serves, since when, and what is wrong. Ends with 1 unless all is well.

    \b
    Example: ontherecord status
    """
    found = StatusFile(Path(config.state.folder)).read()
    if found is None:
        click.echo(f"No bot runs with the state folder {config.state.folder}.", err=True)
        raise SystemExit(1)
    from bot.state.store import Store

    tallies: Mapping[str, Tally] = {}
    try:
        with _database(config) as database:
            tallies = Store(database).feedback.tallies()
    except StateError as error:
        click.echo(f"The votes cannot be read: {error}", err=True)
    if form == "json":
        votes = {quote: {"helpful": one.helpful, "not_what_i_asked": one.not_asked} for quote, one in tallies.items()}
        click.echo(json.dumps(found | {"votes": votes}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([as_text(found), *_votes(tallies)]))
    raise SystemExit(0 if found["state"] == "healthy" else 1)


def _votes(tallies: Mapping[str, Tally]) -> Iterator[str]:
    """Yield the votes in all, a line for each of the first quotes, and how many more there are."""
    if tallies:
        total = sum(tallies.values(), Tally())
        yield f"votes of the last {KEPT_FOR.days} days: {total.helpful} helpful, {total.not_asked} not what was asked"
    for quote, tally in islice(tallies.items(), _VOTED):
        yield f"  {quote}: {tally.helpful} helpful, {tally.not_asked} not what was asked"
    if len(tallies) > _VOTED:
        yield f"  and {len(tallies) - _VOTED} more quotes, with --format json"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@configured
def forget(config: Config, file: Path) -> None:
    """Confirm that a knowledge file is meant to be gone: the running bot stops serving what stood in it.

    \b
    Example: ontherecord forget ada-2024.yaml
    """
    folder = Path(config.state.folder)
    found = StatusFile(folder).read()
    if found is None:
        raise EditError(
            f"No bot runs with the state folder {config.state.folder}; what is gone is gone when one starts."
        )
    gone = [Path(problem["place"]).name for problem in found["problems"] if problem["message"] == GONE]
    if file.name not in gone:
        raise EditError(f"{file.name} is not missed. What is missed: {', '.join(gone) or 'no file'}.")
    try:
        Forgetting(folder).add(file.name)
    except OSError as error:
        raise EditError(f"This cannot be noted in {config.state.folder}: {error.strerror}.") from None
    click.echo(f"{file.name} is forgotten within some seconds; ontherecord status shows it.")


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
    with _database(config) as database:
        click.echo(f"The database {database.backend} is up to date, at revision {database.upgrade()}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@configured
def backup(config: Config, file: Path) -> None:
    """Make a copy of the whole database. An old file of that name is replaced once the copy is complete.

    \b
    Example: ontherecord db backup monday.db
    """
    with _database(config) as database:
        database.backend.copy(file)
        click.echo(f"{file} is a copy of the database {database.backend}.")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@configured
def restore(config: Config, file: Path) -> None:
    """Make the database what it was when a copy was made. What is there now is kept beside it.

    \b
    Example: ontherecord db restore monday.db
    """
    with _database(config) as database:
        copy = database.restore(file, datetime.now().astimezone())
        click.echo(f"The database {database.backend} is as it was in {file}.")
    click.echo(f"What was there before is in {copy}." if copy else "What was there before could not be read.")


@db.command()
@configured
def export(config: Config) -> None:
    """Print every row as a line of JSON, with the name of its table.

    \b
    Example: ontherecord db export > everything.jsonl
    """
    with _database(config) as database:
        for row in database.rows():
            click.echo(json.dumps(row, ensure_ascii=False))


@contextmanager
def _database(config: Config) -> Iterator[Database]:
    database = app.build_database(config)
    try:
        yield database
    finally:
        database.close()
