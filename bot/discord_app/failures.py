"""What went wrong: Discord's refusals, an outage, or a mistake of our own."""

from __future__ import annotations

import logging
from typing import Literal

import discord

Kind = Literal["ban", "refusal", "outage", "mistake"]

_ANSWERED = 40060
_TOO_LATE = {_ANSWERED, 50027}  # the latter: the interaction's token has expired
_TOO_MANY = 429
_NOT_THERE = 503


def kind(error: BaseException) -> Kind:
    """What a failure is for those who count."""
    if is_ban(error):
        return "ban"
    if is_refusal(error):
        return "refusal"
    return "outage" if is_outage(error) else "mistake"


def is_refusal(error: BaseException) -> bool:
    """Discord will not have it, and would not have a word to the member either: no permission, gone, too late."""
    if not isinstance(error, discord.HTTPException):
        return False
    is_gone = isinstance(error, discord.Forbidden | discord.NotFound) or "message_reference" in error.text
    return is_gone or error.code in _TOO_LATE


def is_ban(error: BaseException) -> bool:
    """Cloudflare, which stands before Discord, sends this machine away: the library waits for Discord's own limits."""
    if not isinstance(error, discord.HTTPException):
        return False
    return error.status == _TOO_MANY and "Via" not in error.response.headers


def is_cut(error: BaseException) -> bool:
    """The connection broke, or Discord was not there, just this time: the library does not try such a thing again."""
    if isinstance(error, discord.HTTPException):
        return error.status == _NOT_THERE
    return isinstance(error, ConnectionError) or type(error).__module__.startswith("aiohttp.")


def is_answered_already(error: BaseException) -> bool:
    """Discord has an answer to this interaction."""
    return isinstance(error, discord.HTTPException) and error.code == _ANSWERED


def is_outage(error: BaseException) -> bool:
    """Discord, or the way to it, is out of order for a while.

    aiohttp's errors are told by their module: not all of them are OSErrors, and aiohttp is discord.py's own affair.
    """
    if isinstance(error, discord.HTTPException):
        return isinstance(error, discord.DiscordServerError) or error.status == _TOO_MANY
    known = (ConnectionError, TimeoutError, discord.RateLimited, discord.GatewayNotFound, discord.ConnectionClosed)
    return isinstance(error, known) or type(error).__module__.startswith("aiohttp.")


def in_one_line(error: BaseException) -> str:
    """The kind of error and what it says."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def without_traceback(record: logging.LogRecord) -> bool:
    """A log filter that drops nothing: what the library logs of Discord's failures becomes one line."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and (is_refusal(error) or is_outage(error)):
        record.msg, record.args = f"{record.getMessage()}: {in_one_line(error)}", ()
        record.exc_info = record.exc_text = None
    return True
