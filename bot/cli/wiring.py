"""What every verb needs that talks to Discord: the token, and one sentence where the network fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot import config as settings
from bot.cli.tiers import build_serving
from bot.config import Config
from bot.errors import TokenError, UnreachableError

if TYPE_CHECKING:
    from bot.app import Serving
    from bot.discord_app.admin import Errand
    from bot.discord_app.client import Curation, Upkeep

_NO_TOKEN = "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."  # noqa: S105


def token_of(config: Config) -> str:
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(_NO_TOKEN)
    return found.secret


def curation_of(config: Config, serving: Serving) -> Curation:
    """What curators get on Discord."""
    from bot.discord_app.client import Curation
    from bot.discord_app.permissions import Trusted

    curators = config.curators
    trusted = Trusted(curators.guilds, curators.roles, curators.users)
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
