"""The bot on Discord, with all that accompanies it."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot import config as settings
from bot.cli.options import configured
from bot.cli.wiring import build_serving, curation_of, reaching_discord, token_of
from bot.config import Config

if TYPE_CHECKING:
    from bot.ops.watch import Watched
    from bot.service.answering import Journal
    from bot.service.snapshots import Reloading

_log = logging.getLogger(__name__)


@click.command()
@click.option("--check", "is_checked", is_flag=True, help="Look over all that it needs here, and do not connect.")
@configured
def run(config: Config, *, is_checked: bool) -> None:
    """Run the bot on Discord, as a service. It needs a token and never falls back to the terminal.

    \b
    Example: DISCORD_TOKEN_FILE=/run/token ontherecord run
    """
    if is_checked:
        from bot.cli.doctor import looked_over, show

        show([*looked_over(config)])
    serve(config)


def serve(config: Config) -> None:
    """The bot on Discord, until a signal ends it."""
    token = token_of(config)
    from bot.discord_app import errors
    from bot.ops import logs
    from bot.ops.logs import redacting

    with (
        logs.logging_to(sys.stderr, config.logs.form, redacting(token), [errors.without_traceback]),
        reaching_discord(),
    ):
        _warn_of_exposure(config)
        _serve(config, token)


def _serve(config: Config, token: str) -> None:
    from bot import app
    from bot.discord_app import client, running
    from bot.ops.metrics import memory_trimmer
    from bot.ops.watch import Watched
    from bot.service.answering import Journal

    memory, journal = app.build_memory(config), Journal(has_words=config.logs.questions)
    built = build_serving(config, memory)
    answering, reloading = built.answering, built.reloading
    metrics = _metrics(config, journal, reloading)
    upkeep = client.Upkeep(journal, app.sessions_of(config), metrics and metrics.trace(), part=app.part_of(config))
    reads = config.discord.message_content
    bot = client.Bot(answering, memory, app.limits_of(config), curation_of(config, built), upkeep, reads_messages=reads)
    watched = Watched(bot.health, lambda: reloading.status, memory, __version__)
    manner = running.RunOptions(_watching(config, watched, metrics))
    with app.status_file(config) as file:
        reloading.told += [file.write, memory_trimmer()]
        running.serve(bot, memory, token, reloading, manner)


def _metrics(config: Config, journal: Journal, reloading: Reloading) -> Any:
    """What counts, where somebody may ask for it."""
    if config.ops.listen == "off":
        return None
    from bot.ops.metrics import Metrics

    metrics = Metrics()
    journal.told.append(metrics.question)
    reloading.told.append(metrics.reload)
    return metrics


def _watching(config: Config, watched: Watched, metrics: Any) -> AbstractAsyncContextManager[None]:
    from bot.ops.watch import Notifier, Watch, watching

    watch = Watch(watched, Notifier.of(os.environ))
    pages = dict(watch.pages())
    if metrics:
        metrics.watch(watched)
        pages["/metrics"] = metrics.page
    return watching(watch, config.ops.listen, pages)


def _warn_of_exposure(config: Config) -> None:
    if exposed := settings.exposed_token_file(config, os.environ):
        _log.warning("everybody on this machine can read the token: chmod 600 %s", exposed)
