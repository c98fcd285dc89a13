"""The bot on Discord."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot import config as settings
from bot.cli.choosing import configured
from bot.cli.tiers import build_answering
from bot.config import Config
from bot.errors import TokenError, UnreachableError

_NO_TOKEN = "There is no token: set DISCORD_TOKEN, or DISCORD_TOKEN_FILE to a file that holds it (docs/operators.md)."  # noqa: S105


@click.command()
@configured
def run(config: Config) -> None:
    """Run the bot on Discord, as a service. It needs a token and never falls back to the terminal.

    \b
    Example: DISCORD_TOKEN_FILE=/run/token ontherecord run
    """
    serve(config)


def serve(config: Config) -> None:
    found = settings.token(config, os.environ)
    if found is None:
        raise TokenError(_NO_TOKEN)
    from bot.discord_app import client

    answering = build_answering(config)
    try:
        client.serve(answering, found.secret, Path(config.state))
    except OSError as error:
        if error.filename:
            raise
        raise UnreachableError(f"Discord cannot be reached: {error.strerror or type(error).__name__}.") from None
