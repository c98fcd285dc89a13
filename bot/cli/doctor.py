"""Looking the bot over: this machine alone, or with what Discord knows of it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot import __version__
from bot import config as settings
from bot.cli.options import configured
from bot.cli.wiring import errand_of, reaching_discord, token_of
from bot.config import Config
from bot.errors import OnTheRecordError

if TYPE_CHECKING:
    from bot.service.health import DoctorFinding

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@configured
def doctor(config: Config, form: str) -> None:
    """Look over all that the bot needs, here and at Discord, and say what to do. Ends with 1 on any error.

    \b
    Example: ontherecord doctor
    """
    found = [*looked_over(config)]
    if all(finding.level != "error" for finding in found if finding.what == "token"):
        found += _at_discord(config)
    show(found, form)


def show(found: Sequence[DoctorFinding], form: str = "text") -> NoReturn:
    """Print the findings, and end with what they come to."""
    from bot.service.health import exit_code

    if form == "json":
        rows = [{"what": each.what, "level": each.level, "told": each.told, "mend": each.fix} for each in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            level = click.style(f"{finding.level:8}", _COLOURS[finding.level])
            click.echo(f"{level}{finding.what}: {finding.told} {finding.fix}".rstrip())
    raise SystemExit(exit_code(found))


def looked_over(config: Config) -> Iterator[DoctorFinding]:
    """What can be told without a connection to Discord."""
    from bot import app
    from bot.ops import doctor as seen

    folder = Path(config.state.folder)
    yield _token(config)
    yield _knowledge(config)
    yield _tier(config)
    yield seen.of_state_folder(folder)
    yield asyncio.run(seen.of_memory(app.build_memory(config), folder))
    yield seen.of_disk(folder)
    yield seen.of_versions(__version__)


def _token(config: Config) -> DoctorFinding:
    from bot.service.health import error, ok, warning

    try:
        token_of(config)
    except OnTheRecordError as refusal:
        return error("token", str(refusal), "")
    if exposed := settings.exposed_token_file(config, os.environ):
        return warning("token", "Everybody on this machine can read it.", f"chmod 600 {exposed}")
    return ok("token", "is there")


def _knowledge(config: Config) -> DoctorFinding:
    from bot import app
    from bot.core.phrases.counting import counted
    from bot.service.health import error, ok, warning

    folder = app.knowledge_folder(config)
    try:
        snapshot = app.build_snapshot(folder)
    except OnTheRecordError as refusal:
        return error("knowledge", str(refusal), "ontherecord check")
    known, problems = snapshot.knowledge, sum(problem.is_error for problem in snapshot.problems)
    told = f"{counted(len(known.quotes), 'quote')} in {counted(len(known.topics), 'topic')} of {folder}"
    if not known.topics:
        return error("knowledge", f"There is nothing to answer from in {folder}.", "ontherecord check")
    if problems:
        return warning("knowledge", f"{told}; {counted(problems, 'problem')}.", "ontherecord check")
    return ok("knowledge", told)


def _tier(config: Config) -> DoctorFinding:
    from bot import app
    from bot.service.health import ok, warning
    from bot.service.snapshots import BY_WORDS

    tier, missing = app.choose_tier(config, os.environ)
    is_enough = config.matching.semantic == "auto" and tier is not BY_WORDS
    if missing and not is_enough:
        return warning("tier", f"Quotes are found by {tier.named}. {missing}", "")
    return ok("tier", f"quotes are found by {tier.named}")


def _at_discord(config: Config) -> list[DoctorFinding]:
    from bot.discord_app import admin
    from bot.discord_app.client import Upkeep
    from bot.ops import doctor as seen
    from bot.service.health import error

    clock, token, curators = seen.Clock(), token_of(config), config.curators.channel
    is_ours = not seen.is_another_users(Path(config.state.folder))
    try:
        with reaching_discord():
            bot = errand_of(config, Upkeep(http_trace=clock.trace()))
            found = admin.examination(bot, token, curators, looks_into_memory=is_ours)
    except OnTheRecordError as refusal:
        return [error("Discord", str(refusal), "")]
    return [*found, seen.of_clock(clock.ahead_s)]
