"""The bot as verbs use it: with the best tier there is, with its token, with the rights of its curators."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from bot import app
from bot import config as settings
from bot.cli.terminal import bar, lines
from bot.config import Config
from bot.errors import TokenError, UnreachableError
from bot.service.answering import Answering
from bot.service.memory import Memory
from bot.service.snapshots import Tier

if TYPE_CHECKING:  # whoever does not talk to Discord does not load it
    from bot.discord_app.admin import Errand
    from bot.discord_app.client import Curation, Upkeep
    from bot.web.server import WebServer


_READING = "Reading the knowledge for its meaning"
_STOPPED = "Stopped. What is read is kept, the next start goes on from there. This one answers by words alone."


def build_answering(config: Config, *, stops: bool = False, waits: bool = True) -> Answering:
    """Build the bot by the best tier there is; where it `stops`, Ctrl-C while it reads makes it answer by words."""
    try:
        return app.build_answering(config, _tier(config), waits)
    except KeyboardInterrupt:
        if not stops:
            raise
    click.echo(f"\n{_STOPPED}", err=True)
    return app.build_answering(config)


def build_serving(config: Config, memory: Memory, say: Callable[[str], object] | None = None) -> app.Serving:
    """Build the same, with what changes the knowledge and what brings changes live.

    With `say` it does not wait for what takes long to read: how far that is comes to it in lines.
    """
    tier = _tier(config, lines(_READING, say) if say else None)
    return app.build_serving(config, memory, tier, waits=say is None)


def _tier(config: Config, progress: Callable[[int, int], None] | None = None) -> Tier:
    """Choose the tier; print what is missing for one that the settings name, or for its weights."""
    tier, missing = app.choose_tier(config, os.environ, progress or bar(_READING))
    if missing and (config.matching.semantic != "auto" or config.matching.weights):
        click.echo(missing, err=True)
    return tier


def token_of(config: Config) -> str:
    """Return the bot's token. Raises TokenError where there is none."""
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(
            "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."
        )
    return found.secret


def curation_of(config: Config, serving: app.Serving, pages: WebServer | None = None) -> Curation:
    """Return what curators get on Discord, with a way to the pages for a browser where there are any."""
    from bot.discord_app.client import Curation
    from bot.discord_app.permissions import CuratorPolicy

    curators = config.curators
    trusted = CuratorPolicy(curators.guilds, curators.roles, curators.users)
    link_for = pages.link_for if pages else None
    return Curation(trusted, serving.reloading, serving.curating, curators.channel, link_for)


def errand_of(config: Config, upkeep: Upkeep | None = None) -> Errand:
    """Build the bot as it would serve, for what is done without going online."""
    from bot.discord_app.admin import Errand

    memory, reads = app.build_memory(config), config.discord.message_content
    serving = build_serving(config, memory, say=len)  # nobody is answered
    return Errand(serving.answering, memory, None, curation_of(config, serving), upkeep, reads_messages=reads)


def web_server_of(config: Config, serving: app.Serving, memory: Memory) -> WebServer:
    """Return the pages for curators. Until they are connected with Discord, whoever is let in may curate."""
    from bot.cli.init import refuse_shipped
    from bot.discord_app.curation.previews import reply_to_show
    from bot.importers.uploading import Uploads
    from bot.library.questions import QuestionFile
    from bot.service.unanswered import UnansweredReview
    from bot.web.server import WebServer
    from bot.web.visits import WebServices

    folder = app.knowledge_folder(config)

    def today() -> str:
        return memory.now().date().isoformat()

    services = WebServices(
        serving.answering,
        serving.curating,
        memory,
        UnansweredReview(serving.answering, memory),
        lambda: serving.reloading.status,
        reply_to_show,
        QuestionFile(app.question_file(config)),
        Uploads(folder, today, partial(refuse_shipped, folder), serving.reloading.refresh),
    )
    server = WebServer(config.web.listen, services, config.web.url)
    serving.reloading.told.append(server.events.hear)
    return server


@contextmanager
def reaching_discord() -> Iterator[None]:
    """Turn a failure of the network into UnreachableError; that of a file stays as it is."""
    try:
        yield
    except OSError as error:
        if error.filename:
            raise
        raise UnreachableError(f"Discord cannot be reached: {error.strerror or type(error).__name__}.") from None
