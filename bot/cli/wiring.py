"""What every verb needs that talks to Discord: the token, and one sentence where the network fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from bot.config import Config

if TYPE_CHECKING:
    from bot.app import Serving
    from bot.service.answering import Answering
    from bot.service.memory import Memory
    from bot.service.snapshots import Tier
from collections.abc import Iterator
from contextlib import contextmanager

from bot import config as settings
from bot.errors import TokenError, UnreachableError

if TYPE_CHECKING:
    from bot.app import Serving
    from bot.discord_app.admin import Errand
    from bot.discord_app.client import Curation, Upkeep


def build_answering(config: Config) -> Answering:
    """The bot by the best tier there is; a tier that the settings name and that is not there is told."""
    from bot import app

    return app.build_answering(config, _tier(config))


def build_serving(config: Config, memory: Memory) -> Serving:
    """The same, with what changes the knowledge and what brings changes live."""
    from bot import app

    return app.build_serving(config, memory, _tier(config))


def _tier(config: Config) -> Tier:
    from bot import app
    from bot.cli import terminal

    tier, missing = app.choose_tier(config, os.environ, terminal.bar("Reading the knowledge for its meaning"))
    if missing and config.matching.semantic != "auto":
        click.echo(missing, err=True)
    return tier


_NO_TOKEN = "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."  # noqa: S105


def token_of(config: Config) -> str:
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(_NO_TOKEN)
    return found.secret


def curation_of(config: Config, serving: Serving) -> Curation:
    """What curators get on Discord."""
    from bot.discord_app.client import Curation
    from bot.discord_app.permissions import CuratorPolicy

    curators = config.curators
    trusted = CuratorPolicy(curators.guilds, curators.roles, curators.users)
    return Curation(trusted, serving.reloading, serving.curating, curators.channel)


def errand_of(config: Config, upkeep: Upkeep | None = None) -> Errand:
    """The bot as it would serve, for what is done without going online."""
    from bot import app
    from bot.discord_app.admin import Errand

    memory, reads = app.build_memory(config), config.discord.message_content
    serving = build_serving(config, memory)
    return Errand(serving.answering, memory, None, curation_of(config, serving), upkeep, reads_messages=reads)


@contextmanager
def reaching_discord() -> Iterator[None]:
    """A failure of the network is told as one; that of a file is left as it is."""
    try:
        yield
    except OSError as error:
        if error.filename:
            raise
        raise UnreachableError(f"Discord cannot be reached: {error.strerror or type(error).__name__}.") from None
