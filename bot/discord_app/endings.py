"""What ends the bot, as one sentence and an exit code."""

from __future__ import annotations

import discord

from bot.discord_app.failures import in_one_line, is_outage
from bot.errors import OnTheRecordError, TokenError, UnreachableError

_REFUSED = "Discord refuses the token. Copy it anew from the developer portal: Bot, Reset Token (docs/operators.md)."
_NOT_GRANTED = (
    "Discord does not grant the bot an intent that it asks for. "
    "Switch it on in the developer portal: Bot, Privileged Gateway Intents (docs/operators.md)."
)
_UNREACHABLE = (
    "Discord cannot be reached ({detail}). "
    "Look whether this machine is online and https://discordstatus.com is all green, then start again."
)
_AUTHENTICATION_FAILED = 4004


def ending(error: Exception) -> OnTheRecordError | None:
    """What to tell the operator; None where the error is a mistake of our own."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return TokenError(_NOT_GRANTED)
    is_sent_away = isinstance(error, discord.ConnectionClosed) and error.code == _AUTHENTICATION_FAILED
    if is_sent_away or isinstance(error, discord.LoginFailure):
        return TokenError(_REFUSED)
    if is_outage(error) or isinstance(error, discord.HTTPException):
        return UnreachableError(_UNREACHABLE.format(detail=in_one_line(error)))
    return None
