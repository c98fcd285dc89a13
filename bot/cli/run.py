"""`run`: the bot on Discord, with its log, its metrics and its pages."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

import click

from bot import __version__, app
from bot import config as settings
from bot.cli.options import configured
from bot.cli.wiring import build_serving, curation_of, reaching_discord, token_of, web_server_of
from bot.config import Config
from bot.service.answering import Journal

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
        from bot.cli.doctor import examined_here, show

        show([*examined_here(config)])
    serve(config)


def serve(config: Config) -> None:
    """Run the bot on Discord until a signal ends it. Raises UnreachableError and TokenError."""
    token = token_of(config)
    from bot.discord_app import errors
    from bot.ops import logs

    log = logs.logging_to(sys.stderr, config.logs.form, logs.redacting(token), [errors.without_traceback])
    with log, reaching_discord():
        if exposed := settings.exposed_token_file(config, os.environ):
            _log.warning("everybody on this machine can read the token: chmod 600 %s", exposed)
        _serve(config, token)


def _serve(config: Config, token: str) -> None:
    from bot.discord_app import client, running
    from bot.ops.state_files import Identifies, StatusFile
    from bot.ops.watch import Notifier, Watch, Watched, memory_trimmer, watching
    from bot.service.responder import Limits
    from bot.service.shards import ShardRange

    folder = Path(config.state.folder)
    memory, journal = app.build_memory(config), Journal(has_words=config.logs.questions)
    serving = build_serving(config, memory, say=_log.info)
    reloading = serving.reloading
    metrics = None
    if config.ops.listen != "off":
        from bot.ops.metrics import HttpServer, Metrics

        metrics = Metrics()
        journal.told.append(metrics.question)
        reloading.told.append(metrics.reload)

    shards, rates = config.discord.shards, config.rate_limits
    part = ShardRange(tuple(shards.numbers), shards.count) if shards.count else None
    upkeep = client.Upkeep(journal, Identifies(folder), metrics.trace() if metrics else None, part=part)
    limits = Limits(rates.member_questions, rates.channel_answers, timedelta(minutes=rates.repeat_minutes))
    pages = None if config.web.listen == "off" else web_server_of(config, serving, memory)
    curation, reads = curation_of(config, serving, pages), config.discord.message_content
    bot = client.Bot(serving.answering, memory, limits, curation, upkeep, reads_messages=reads)
    if pages:
        pages.connect(bot.why_not, bot.correct)

    watched = Watched(bot.health, lambda: reloading.status, memory, __version__)
    watch = Watch(watched, Notifier.of(os.environ))
    servers: list[AbstractAsyncContextManager[object]] = [pages] if pages else []
    if metrics:
        metrics.watch(watched)
        servers.append(HttpServer(config.ops.listen, {**watch.pages(), "/metrics": metrics.page}))

    with StatusFile(folder) as file:
        reloading.told += [file.write, memory_trimmer()]
        running.serve(bot, memory, token, reloading, running.RunOptions(watching(watch, servers)))
