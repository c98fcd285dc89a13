"""The bot's token: where it comes from, and that it never shows itself."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config.reading import first_bytes
from bot.config.settings import Config
from bot.errors import TokenError

_MAX_BYTES = 1024
_EVERYBODY = stat.S_IROTH | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class BotToken:
    """The bot's token. Neither str() nor repr() shows it."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        return "[token]"


def token(config: Config, environ: Mapping[str, str]) -> BotToken | None:
    """Return the token of DISCORD_TOKEN, else of the file named by DISCORD_TOKEN_FILE, else by discord.token_file.

    Raises TokenError where what is named holds no token.
    """
    if given := environ.get("DISCORD_TOKEN", "").strip():
        return _checked(given, "DISCORD_TOKEN")
    named = _token_file(config, environ)
    if not named:
        return None
    where = f"The token file {named}"
    try:
        secret = first_bytes(Path(named), _MAX_BYTES).decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        raise TokenError(f"{where} cannot be read. It must hold the bot's token and nothing else.") from None
    if not secret:
        raise TokenError(f"{where} is empty. Put the bot's token into it.")
    return _checked(secret, where)


def exposed_token_file(config: Config, environ: Mapping[str, str]) -> str:
    """Return the token file if everybody on this machine can read or write it, else ""."""
    named = "" if environ.get("DISCORD_TOKEN", "").strip() else _token_file(config, environ)
    return named if named and os.name == "posix" and Path(named).stat().st_mode & _EVERYBODY else ""


def _token_file(config: Config, environ: Mapping[str, str]) -> str:
    return environ.get("DISCORD_TOKEN_FILE") or config.discord.token_file or ""


def _checked(secret: str, where: str) -> BotToken:
    if len(secret) > _MAX_BYTES or not re.fullmatch("[!-~]+", secret):
        raise TokenError(f"{where} holds more than a token: a token is one line, without white space.")
    return BotToken(secret)
