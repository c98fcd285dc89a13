"""Failures: their kinds, and the log of incidents, each with an id that the member is told."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal

import discord
from discord import app_commands

from bot.core import phrases

Kind = Literal["ban", "refusal", "outage", "mistake"]

_ANSWERED = 40060
_TOO_LATE = {_ANSWERED, 50027}  # the latter: the interaction's token has expired
_TOO_MANY = 429
_NOT_THERE = 503


def kind_of(error: BaseException) -> Kind:
    """Return what a failure is for those who count."""
    if is_ban(error):
        return "ban"
    if is_refusal(error):
        return "refusal"
    return "outage" if is_outage(error) else "mistake"


def is_refusal(error: BaseException) -> bool:
    """Return whether Discord refuses, and would refuse a word to the member too: no permission, gone, too late."""
    if not isinstance(error, discord.HTTPException):
        return False
    is_gone = isinstance(error, discord.Forbidden | discord.NotFound) or "message_reference" in error.text
    return is_gone or error.code in _TOO_LATE


def is_ban(error: BaseException) -> bool:
    """Return whether Cloudflare, which stands before Discord, sends this machine away."""
    if not isinstance(error, discord.HTTPException):
        return False
    return error.status == _TOO_MANY and "Via" not in error.response.headers


def is_cut(error: BaseException) -> bool:
    """Return whether the connection broke, or Discord was not there, just this time; the library does not try again."""
    if isinstance(error, discord.HTTPException):
        return error.status == _NOT_THERE
    return isinstance(error, ConnectionError) or type(error).__module__.startswith("aiohttp.")


def is_answered_already(error: BaseException) -> bool:
    """Return whether Discord has an answer to this interaction."""
    return isinstance(error, discord.HTTPException) and error.code == _ANSWERED


def is_outage(error: BaseException) -> bool:
    """Return whether Discord, or the way to it, is out of order for a while.

    aiohttp's errors are told by their module: not all of them are OSErrors, and aiohttp is discord.py's own affair.
    """
    if isinstance(error, discord.HTTPException):
        return isinstance(error, discord.DiscordServerError) or error.status == _TOO_MANY
    known = (ConnectionError, TimeoutError, discord.RateLimited, discord.GatewayNotFound, discord.ConnectionClosed)
    return isinstance(error, known) or type(error).__module__.startswith("aiohttp.")


def in_one_line(error: BaseException) -> str:
    """Return the kind of error and what it says."""
    return " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")


def without_traceback(record: logging.LogRecord) -> bool:
    """Make one line of what the library logs of Discord's failures; a log filter that drops nothing."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and (is_refusal(error) or is_outage(error)):
        record.msg, record.args = f"{record.getMessage()}: {in_one_line(error)}", ()
        record.exc_info = record.exc_text = None
    return True


Send = Callable[[str], Awaitable[object]]

_log = logging.getLogger(__name__)


class Incidents:
    """Log of failures; `where` says what failed. A channel that the bot may not write in is noted once.

    `banned` is called where Discord sends this machine away; `counts` holds mistakes, outages, refusals and bans.
    """

    def __init__(self, banned: Callable[[], None] = lambda: None) -> None:
        self.counts: Counter[str] = Counter()
        self._banned = banned
        self._closed: set[int] = set()

    @asynccontextmanager
    async def told(self, where: str, channel_id: int | None, send: Send) -> AsyncIterator[None]:
        """Note whatever fails within, and tell the member."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whoever asked is told something
            await self.tell(error, where, channel_id, send)

    @contextmanager
    def noted(self, where: str) -> Iterator[None]:
        """Note whatever fails within; nobody can be told."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - noted is all that can be done
            self._note(error, where, None)

    async def tell(self, error: Exception, where: str, channel_id: int | None, send: Send) -> None:
        """Note a failure and tell the member, unless Discord lets nobody be told. Raises nothing."""
        incident = self._note(error, where, channel_id)
        if incident:
            try:
                await send(phrases.TRY_AGAIN.format(incident=incident))
            except Exception as failure:  # noqa: BLE001 - there is no further way to tell anybody
                self._note(failure, f"telling of incident {incident}", channel_id)

    def _note(self, error: Exception, where: str, channel_id: int | None) -> str:
        """Log a failure; return its id, or "" where nobody can be told."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        kind = kind_of(cause)
        self.counts[kind] += 1
        if kind == "ban":
            self._banned()
            _log.error("%s: Discord sends this machine away: %s", where, in_one_line(cause))
            return ""
        if kind == "refusal":
            is_closed = isinstance(cause, discord.Forbidden) and channel_id is not None
            if not is_closed or channel_id not in self._closed:
                _log.warning("%s in channel %s: %s", where, channel_id or "-", in_one_line(cause))
            if is_closed and channel_id is not None:
                self._closed.add(channel_id)
            return ""
        incident = secrets.token_hex(4)
        named = {"incident": incident}
        if kind == "outage":
            _log.warning("incident %s in %s: %s", incident, where, in_one_line(cause), extra=named)
        else:
            _log.error("incident %s in %s", incident, where, exc_info=error, extra=named)
        return incident
