"""`doctor`: all that the bot needs, looked over on this machine and at Discord."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import click

from bot import __version__, app
from bot import config as settings
from bot.cli.options import configured
from bot.cli.wiring import errand_of, reaching_discord, token_of
from bot.config import Config
from bot.core.phrases import counted
from bot.errors import OnTheRecordError
from bot.service.health import DoctorFinding, error, exit_code, ok, warning
from bot.service.snapshots import BY_WORDS

_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@configured
def doctor(config: Config, form: str) -> None:
    """Look over all that the bot needs, here and at Discord, and say what to do. Ends with 1 on any error.

    \b
    Example: ontherecord doctor
    """
    found = [*examined_here(config)]
    if all(finding.level != "error" for finding in found if finding.what == "token"):
        found += examined_at_discord(config)
    show(found, form)


def show(found: Sequence[DoctorFinding], form: str = "text") -> NoReturn:
    """Print the findings, and end the program with their exit code."""
    if form == "json":
        rows = [{"what": each.what, "level": each.level, "told": each.told, "mend": each.fix} for each in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            level = click.style(f"{finding.level:8}", _COLOURS[finding.level])
            click.echo(f"{level}{finding.what}: {finding.told} {finding.fix}".rstrip())
    raise SystemExit(exit_code(found))


def examined_here(config: Config) -> Iterator[DoctorFinding]:
    """Yield what can be told without a connection to Discord."""
    from bot.ops import doctor as machine

    folder = Path(config.state.folder)
    yield of_token(config)
    yield of_knowledge(config)
    yield of_tier(config)
    yield machine.of_state_folder(folder)
    yield asyncio.run(machine.of_memory(app.build_memory(config), folder))
    yield machine.of_disk(folder)
    yield machine.of_versions(__version__)


def of_token(config: Config) -> DoctorFinding:
    """Look whether there is a token that nobody else can read."""
    try:
        token_of(config)
    except OnTheRecordError as refusal:
        return error("token", str(refusal), "")
    if exposed := settings.exposed_token_file(config, os.environ):
        return warning("token", "Everybody on this machine can read it.", f"chmod 600 {exposed}")
    return ok("token", "is there")


def of_knowledge(config: Config) -> DoctorFinding:
    """Look whether there is something to answer from, and whether all of it is right."""
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


def of_tier(config: Config) -> DoctorFinding:
    """Look by which tier quotes are found, and what is missing for a better one."""
    tier, missing = app.choose_tier(config, os.environ)
    is_enough = config.matching.semantic == "auto" and tier is not BY_WORDS
    if missing and not is_enough:
        return warning("tier", f"Quotes are found by {tier.named}. {missing}", "")
    return ok("tier", f"quotes are found by {tier.named}")


def examined_at_discord(config: Config) -> list[DoctorFinding]:
    """Return what Discord says of the token, the intents, the commands and the channels."""
    from bot.discord_app import admin
    from bot.discord_app.client import Upkeep
    from bot.ops import doctor as machine

    clock, token, curators = machine.Clock(), token_of(config), config.curators.channel
    is_ours = not machine.is_another_users(Path(config.state.folder))
    try:
        with reaching_discord():
            bot = errand_of(config, Upkeep(http_trace=clock.trace()))
            found = admin.examination(bot, token, curators, looks_into_memory=is_ours)
    except OnTheRecordError as refusal:
        return [error("Discord", str(refusal), "")]
    return [*found, machine.of_clock(clock.ahead_s)]
